-- name: insert-short-pick
INSERT INTO fulfilment_short_pick (id, order_id, line_id, quantity, reason, note, refilled, reported_at, reported_by)
VALUES (:id, :order_id, :line_id, :quantity, :reason, :note, :refilled, :reported_at, :reported_by)

-- name: short-picks-of-order
SELECT p.id, p.order_id, p.line_id, i.sku, p.quantity, p.reason, p.note, p.refilled, p.reported_at, p.reported_by
FROM fulfilment_short_pick p JOIN fulfilment_line l ON l.id = p.line_id JOIN fulfilment_item i ON i.id = l.item_id
WHERE p.order_id = :order_id ORDER BY p.id

-- name: newest-short-picks
SELECT p.id, p.order_id, p.line_id, i.sku, p.quantity, p.reason, p.note, p.refilled, p.reported_at, p.reported_by
FROM fulfilment_short_pick p JOIN fulfilment_line l ON l.id = p.line_id JOIN fulfilment_item i ON i.id = l.item_id
WHERE p.id < :before AND (:sku = '' OR i.sku = :sku) ORDER BY p.id DESC LIMIT :limit

-- name: find-short-pick
SELECT p.id, p.order_id, p.line_id, i.sku, p.quantity, p.reason, p.note, p.refilled, p.reported_at, p.reported_by
FROM fulfilment_short_pick p JOIN fulfilment_line l ON l.id = p.line_id JOIN fulfilment_item i ON i.id = l.item_id
WHERE p.id = :id
