-- name: insert-pick-batch
INSERT INTO fulfilment_pick_batch (id, state, orders, created_at, created_by, closed_at, version)
VALUES (:id, 'open', :orders, :created_at, :created_by, NULL, 1)

-- name: insert-pick-tote
INSERT INTO fulfilment_pick_tote (batch_id, tote, order_id, busy_order_id) VALUES (:batch_id, :tote, :order_id, :order_id)

-- name: close-pick-batch
UPDATE fulfilment_pick_batch SET state = 'done', closed_at = :closed_at, version = version + 1
WHERE id = :id AND state = 'open'

-- name: free-pick-totes
UPDATE fulfilment_pick_tote SET busy_order_id = NULL WHERE batch_id = :batch_id

-- name: find-pick-batch
SELECT id, state, orders, created_at, created_by, closed_at, version FROM fulfilment_pick_batch WHERE id = :id

-- name: newest-pick-batches
SELECT id, state, orders, created_at, created_by, closed_at, version FROM fulfilment_pick_batch
WHERE id < :before AND (:state = '' OR state = :state) ORDER BY id DESC LIMIT :limit

-- name: totes-of-batch
SELECT t.tote, t.order_id, o.contact_id, o.state FROM fulfilment_pick_tote t JOIN fulfilment_order o ON o.id = t.order_id
WHERE t.batch_id = :batch_id ORDER BY t.tote

-- name: picks-of-batch
SELECT l.id AS line_id, t.tote, l.order_id, i.sku, i.name, i.bin, l.reserved AS wanted, l.picked,
    CASE WHEN i.lots = 0 THEN '' ELSE COALESCE((SELECT o.code FROM fulfilment_lot o WHERE o.item_id = l.item_id AND o.in_stock > 0
        AND (o.expires_on IS NULL OR o.expires_on >= :today)
        ORDER BY CASE WHEN o.expires_on IS NULL THEN 1 ELSE 0 END, o.expires_on, o.id LIMIT 1), '') END AS lot
FROM fulfilment_pick_tote t JOIN fulfilment_line l ON l.order_id = t.order_id JOIN fulfilment_item i ON i.id = l.item_id
WHERE t.batch_id = :batch_id AND l.reserved > 0 AND l.role <> 'kit' AND l.house_id IS NULL ORDER BY i.bin, i.sku, t.tote, l.id

-- name: orders-to-pick
SELECT o.id FROM fulfilment_order o JOIN fulfilment_promise p ON p.order_id = o.id
LEFT JOIN fulfilment_pick_tote t ON t.busy_order_id = o.id
WHERE o.state = 'reserved' AND o.held = 0 AND p.waiting = 1 AND t.order_id IS NULL
    AND EXISTS (SELECT 1 FROM fulfilment_line l WHERE l.order_id = o.id AND l.reserved > l.picked AND l.house_id IS NULL
        AND l.role NOT IN ('kit', 'enclosure'))
    AND (NOT EXISTS (SELECT 1 FROM fulfilment_order_route w WHERE w.order_id = o.id AND w.kind = 'digital')
        OR EXISTS (SELECT 1 FROM fulfilment_line g WHERE g.order_id = o.id AND g.reserved > g.picked AND g.stocked = 1
            AND g.house_id IS NULL AND g.role NOT IN ('kit', 'enclosure')))
ORDER BY p.due_at, o.id LIMIT :limit

-- name: count-wrong-batches
SELECT COUNT(*) FROM fulfilment_pick_batch b LEFT JOIN (SELECT batch_id, COUNT(*) AS totes, COUNT(busy_order_id) AS busy
    FROM fulfilment_pick_tote GROUP BY batch_id) t ON t.batch_id = b.id
WHERE b.orders <> COALESCE(t.totes, 0) OR COALESCE(t.busy, 0) <> CASE WHEN b.state = 'open' THEN b.orders ELSE 0 END
