-- name: order-timeline
SELECT id, ordered_at, state, currency, value_minor, campaign_id, COALESCE(reference, '') AS reference
FROM fulfilment_order WHERE contact_id = :contact_id ORDER BY id

-- name: shipment-timeline
SELECT s.id, s.shipped_at, s.carrier, s.tracking_number, o.campaign_id
FROM fulfilment_order o JOIN fulfilment_shipment s ON s.order_id = o.id WHERE o.contact_id = :contact_id ORDER BY s.id

-- name: erase-order-notes
UPDATE fulfilment_order SET note = '' WHERE contact_id = :contact_id AND note <> ''
