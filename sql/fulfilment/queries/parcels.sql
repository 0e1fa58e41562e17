-- name: insert-parcel
INSERT INTO fulfilment_parcel (shipment_id, carrier, number, sender, address, language, manifest_id)
VALUES (:shipment_id, :carrier, :number, :sender, :address, :language, NULL)

-- name: find-parcel
SELECT p.shipment_id, s.order_id, p.carrier, p.number, p.sender, p.address, p.language, s.shipped_at
FROM fulfilment_parcel p JOIN fulfilment_shipment s ON s.id = p.shipment_id WHERE p.shipment_id = :shipment_id

-- name: slip-lines
SELECT i.sku, i.name, COALESCE(o.name, '') AS instead_of, l.role, sl.quantity, l.ordered - l.cancelled - COALESCE((SELECT SUM(b.quantity)
        FROM fulfilment_shipment_line b WHERE b.line_id = l.id AND b.shipment_id <= sl.shipment_id), 0) AS later
FROM fulfilment_shipment_line sl JOIN fulfilment_line l ON l.id = sl.line_id JOIN fulfilment_item i ON i.id = l.item_id
LEFT JOIN fulfilment_item o ON o.id = l.instead_of_id
WHERE sl.shipment_id = :shipment_id ORDER BY l.id

-- name: insert-manifest
INSERT INTO fulfilment_manifest (id, carrier, parcels, closed_at, closed_by)
VALUES (:id, :carrier, :parcels, :closed_at, :closed_by)

-- name: set-manifest-parcels
UPDATE fulfilment_manifest SET parcels = :parcels WHERE id = :id

-- name: parcels-to-hand-over
SELECT shipment_id FROM fulfilment_parcel WHERE manifest_id IS NULL AND carrier = :carrier
ORDER BY shipment_id LIMIT :limit

-- name: hand-over-parcel
UPDATE fulfilment_parcel SET manifest_id = :manifest_id WHERE shipment_id = :shipment_id AND manifest_id IS NULL

-- name: find-manifest
SELECT id, carrier, parcels, closed_at, closed_by FROM fulfilment_manifest WHERE id = :id

-- name: newest-manifests
SELECT id, carrier, parcels, closed_at, closed_by FROM fulfilment_manifest WHERE id < :before ORDER BY id DESC
LIMIT :limit

-- name: parcels-of-manifest
SELECT p.shipment_id, s.order_id, p.carrier, p.number, p.sender, p.address, p.language, s.shipped_at
FROM fulfilment_parcel p JOIN fulfilment_shipment s ON s.id = p.shipment_id
WHERE p.manifest_id = :manifest_id ORDER BY p.shipment_id

-- name: count-open-parcels
SELECT carrier, COUNT(*) AS parcels FROM fulfilment_parcel WHERE manifest_id IS NULL GROUP BY carrier ORDER BY carrier

-- name: erase-parcel-addresses
UPDATE fulfilment_parcel SET address = ''
WHERE address <> '' AND shipment_id IN (SELECT s.id FROM fulfilment_order o
    JOIN fulfilment_shipment s ON s.order_id = o.id WHERE o.contact_id = :contact_id)

-- name: count-wrong-manifests
SELECT COUNT(*) FROM fulfilment_manifest m LEFT JOIN (SELECT manifest_id, COUNT(*) AS parcels FROM fulfilment_parcel
    WHERE manifest_id IS NOT NULL GROUP BY manifest_id) p ON p.manifest_id = m.id
WHERE m.parcels <> COALESCE(p.parcels, 0)
