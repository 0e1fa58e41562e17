-- name: order-timeline
SELECT id, ordered_at AS at, 'order' AS kind, currency, state, value_minor AS amount_minor, 0 AS number, campaign_id
FROM fulfilment_order WHERE contact_id = :contact_id ORDER BY id

-- name: order-traces
SELECT contact_id, ordered_at FROM fulfilment_order WHERE contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)

-- name: shipment-timeline
SELECT s.id, s.shipped_at AS at, s.carrier AS title, s.tracking_number AS detail, o.campaign_id
FROM fulfilment_order o JOIN fulfilment_shipment s ON s.order_id = o.id WHERE o.contact_id = :contact_id ORDER BY s.id

-- name: invoice-timeline
SELECT id, created_at AS at, kind, currency, '' AS state, total_minor AS amount_minor, number, campaign_id FROM fulfilment_invoice WHERE contact_id = :contact_id ORDER BY id

-- name: erase-order-notes
UPDATE fulfilment_order SET note = '' WHERE contact_id = :contact_id AND note <> ''
