-- name: insert-count
INSERT INTO fulfilment_count (id, source, scope, chosen, state, tolerance_pieces, tolerance_percent, due_on, created_at,
    created_by, closed_at, version)
VALUES (:id, :source, :scope, :chosen, :state, :tolerance_pieces, :tolerance_percent, :due_on, :created_at, :created_by, NULL, 1)

-- name: insert-count-line
INSERT INTO fulfilment_count_line (id, count_id, item_id, lot_id, bin, state, difference, move_id, done_at)
VALUES (:id, :count_id, :item_id, :lot_id, :bin, 'toCount', 0, NULL, NULL)

-- name: insert-count-tally
INSERT INTO fulfilment_count_tally (line_id, number, expected, counted, counted_at, counted_by, counted_by_id)
VALUES (:line_id, :number, :expected, :counted, :counted_at, :counted_by, :counted_by_id)

-- name: lock-count
UPDATE fulfilment_count SET version = version + 1 WHERE id = :id AND state = 'open'

-- name: find-count
SELECT c.id, c.source, c.scope, c.chosen, c.state, c.tolerance_pieces, c.tolerance_percent, c.due_on, c.created_at, c.created_by,
    c.closed_at, c.version, COALESCE(l.total, 0) AS total, COALESCE(l.done, 0) AS done, COALESCE(l.again, 0) AS again,
    COALESCE(l.exact, 0) AS exact
FROM fulfilment_count c LEFT JOIN (SELECT count_id, COUNT(*) AS total, SUM(CASE WHEN state = 'done' THEN 1 ELSE 0 END) AS done,
        SUM(CASE WHEN state = 'toCountAgain' THEN 1 ELSE 0 END) AS again,
        SUM(CASE WHEN state = 'done' AND difference = 0 THEN 1 ELSE 0 END) AS exact
    FROM fulfilment_count_line WHERE count_id = :id GROUP BY count_id) l ON l.count_id = c.id
WHERE c.id = :id

-- name: newest-counts
SELECT c.id, c.source, c.scope, c.chosen, c.state, c.tolerance_pieces, c.tolerance_percent, c.due_on, c.created_at, c.created_by,
    c.closed_at, c.version,
    (SELECT COUNT(*) FROM fulfilment_count_line l WHERE l.count_id = c.id) AS total,
    (SELECT COUNT(*) FROM fulfilment_count_line l WHERE l.count_id = c.id AND l.state = 'done') AS done,
    (SELECT COUNT(*) FROM fulfilment_count_line l WHERE l.count_id = c.id AND l.state = 'toCountAgain') AS again,
    (SELECT COUNT(*) FROM fulfilment_count_line l WHERE l.count_id = c.id AND l.state = 'done' AND l.difference = 0) AS exact
FROM fulfilment_count c
WHERE c.id < :before AND (:state = '' OR c.state = :state) ORDER BY c.id DESC LIMIT :limit

-- name: lines-of-count
SELECT l.id, l.item_id, l.lot_id, i.sku, i.name, l.bin, COALESCE(o.code, '') AS lot, l.state, l.difference, l.move_id,
    t.counted_by_id AS first_by_id, COALESCE(t.counted_by, '') AS first_by, i.lots
FROM fulfilment_count_line l JOIN fulfilment_item i ON i.id = l.item_id LEFT JOIN fulfilment_lot o ON o.id = l.lot_id
LEFT JOIN fulfilment_count_tally t ON t.line_id = l.id AND t.number = 1
WHERE l.count_id = :count_id ORDER BY l.bin, i.sku, o.code, l.id

-- name: tallies-of-count
SELECT t.line_id, t.number, t.expected, t.counted, t.counted_at, t.counted_by
FROM fulfilment_count_line l JOIN fulfilment_count_tally t ON t.line_id = l.id
WHERE l.count_id = :count_id AND l.state = 'done' ORDER BY t.line_id, t.number

-- name: set-count-line
UPDATE fulfilment_count_line SET state = :state, difference = :difference, move_id = :move_id, done_at = :done_at WHERE id = :id

-- name: drop-count-lines
UPDATE fulfilment_count_line SET state = 'dropped' WHERE count_id = :count_id AND state IN ('toCount', 'toCountAgain')

-- name: open-count-lines
SELECT COUNT(*) FROM fulfilment_count_line WHERE count_id = :count_id AND state IN ('toCount', 'toCountAgain')

-- name: close-count
UPDATE fulfilment_count SET state = :state, closed_at = :closed_at WHERE id = :id AND state = 'open'

-- name: in-stock
SELECT quantity FROM fulfilment_balance WHERE item_id = :item_id AND location = 'stock'

-- name: lot-in-stock
SELECT in_stock FROM fulfilment_lot WHERE id = :id

-- name: items-to-count
SELECT i.id, i.bin, i.lots FROM fulfilment_item i
WHERE i.stocked = 1 AND i.kit = 0 AND i.has_variants = 0 AND i.house_id IS NULL
    AND (:sku = '' OR i.sku = :sku) AND i.bin >= :from_bin AND i.bin <= :to_bin
    AND NOT EXISTS (SELECT 1 FROM fulfilment_count_line l WHERE l.item_id = i.id AND l.state IN ('toCount', 'toCountAgain'))
ORDER BY COALESCE((SELECT MAX(c.done_at) FROM fulfilment_count_line c WHERE c.item_id = i.id AND c.state = 'done'), 0), i.bin, i.sku LIMIT :limit

-- name: lots-to-count
SELECT id FROM fulfilment_lot WHERE item_id = :item_id AND in_stock > 0 ORDER BY id

-- name: items-by-use
SELECT i.id, i.sku, i.name, i.bin, i.unit_cost, COALESCE(m.pieces, 0) AS pieces
FROM fulfilment_item i LEFT JOIN (SELECT item_id, SUM(quantity) AS pieces FROM fulfilment_move
    WHERE reason = 'shipped' AND moved_at >= :since GROUP BY item_id) m ON m.item_id = i.id
WHERE i.stocked = 1 AND i.kit = 0 AND i.has_variants = 0 ORDER BY i.id

-- name: count-accuracy
SELECT COUNT(*) AS counted, COALESCE(SUM(CASE WHEN l.difference = 0 THEN 1 ELSE 0 END), 0) AS exact,
    COALESCE(SUM(t.expected), 0) AS expected, COALESCE(SUM(CASE WHEN l.difference > 0 THEN l.difference ELSE 0 END), 0) AS found,
    COALESCE(SUM(CASE WHEN l.difference < 0 THEN 0 - l.difference ELSE 0 END), 0) AS missing
FROM fulfilment_count_line l JOIN fulfilment_count_tally t ON t.line_id = l.id
WHERE l.state = 'done' AND l.done_at >= :since
    AND t.number = (SELECT MAX(n.number) FROM fulfilment_count_tally n WHERE n.line_id = l.id)

-- name: count-wrong-counts
SELECT COUNT(*) FROM fulfilment_count_line l JOIN fulfilment_count c ON c.id = l.count_id
LEFT JOIN (SELECT line_id, COUNT(*) AS tallies, MAX(number) AS number FROM fulfilment_count_tally GROUP BY line_id) n ON n.line_id = l.id
LEFT JOIN fulfilment_count_tally t ON t.line_id = n.line_id AND t.number = n.number
LEFT JOIN fulfilment_move m ON m.id = l.move_id
WHERE (l.state = 'done' AND (t.line_id IS NULL OR l.difference <> t.counted - t.expected
        OR COALESCE(CASE WHEN m.to_location = 'stock' THEN m.quantity ELSE 0 - m.quantity END, 0) <> l.difference))
    OR (l.state <> 'done' AND (l.difference <> 0 OR l.move_id IS NOT NULL))
    OR (l.state = 'toCount' AND n.tallies IS NOT NULL) OR (l.state = 'toCountAgain' AND COALESCE(n.tallies, 0) <> 1)
    OR (c.state <> 'open' AND l.state IN ('toCount', 'toCountAgain'))
