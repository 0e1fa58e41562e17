-- name: insert-lot
INSERT INTO fulfilment_lot (id, item_id, code, expires_on, in_stock, in_staging, received_at)
VALUES (:id, :item_id, :code, :expires_on, 0, 0, :received_at)

-- name: find-lot-by-code
SELECT l.id, l.item_id, i.sku, l.code, l.expires_on, l.in_stock, l.in_staging, l.received_at
FROM fulfilment_lot l JOIN fulfilment_item i ON i.id = l.item_id WHERE l.item_id = :item_id AND l.code = :code

-- name: find-lot
SELECT l.id, l.item_id, i.sku, l.code, l.expires_on, l.in_stock, l.in_staging, l.received_at
FROM fulfilment_lot l JOIN fulfilment_item i ON i.id = l.item_id WHERE l.id = :id

-- name: list-lots
SELECT l.id, l.item_id, i.sku, l.code, l.expires_on, l.in_stock, l.in_staging, l.received_at
FROM fulfilment_lot l JOIN fulfilment_item i ON i.id = l.item_id
WHERE l.id > :after AND (:sku = '' OR i.sku = :sku) ORDER BY l.id LIMIT :limit

-- name: lots-to-take
SELECT id, in_stock AS quantity FROM fulfilment_lot
WHERE item_id = :item_id AND in_stock > 0 AND (expires_on IS NULL OR expires_on >= :today)
ORDER BY CASE WHEN expires_on IS NULL THEN 1 ELSE 0 END, expires_on, id

-- name: lots-of-line
SELECT d.lot_id AS id, SUM(CASE WHEN m.reason = 'picked' THEN d.quantity ELSE 0 - d.quantity END) AS quantity
FROM fulfilment_move m JOIN fulfilment_lot_move d ON d.move_id = m.id
WHERE m.order_line_id = :line_id AND m.reason IN ('picked', 'unpicked', 'shipped')
GROUP BY d.lot_id HAVING SUM(CASE WHEN m.reason = 'picked' THEN d.quantity ELSE 0 - d.quantity END) > 0 ORDER BY d.lot_id

-- name: count-expired-of-line
SELECT COUNT(*) FROM fulfilment_lot l JOIN (SELECT d.lot_id,
        SUM(CASE WHEN m.reason = 'picked' THEN d.quantity ELSE 0 - d.quantity END) AS quantity
    FROM fulfilment_move m JOIN fulfilment_lot_move d ON d.move_id = m.id
    WHERE m.order_line_id = :line_id AND m.reason IN ('picked', 'unpicked', 'shipped') GROUP BY d.lot_id) s ON s.lot_id = l.id
WHERE s.quantity > 0 AND l.expires_on < :today

-- name: lots-shipped
SELECT d.lot_id AS id, SUM(CASE WHEN m.reason = 'shipped' THEN d.quantity ELSE 0 - d.quantity END) AS quantity
FROM fulfilment_move m JOIN fulfilment_lot_move d ON d.move_id = m.id
WHERE m.order_line_id = :line_id AND m.reason IN ('shipped', 'returnedByCustomer')
GROUP BY d.lot_id HAVING SUM(CASE WHEN m.reason = 'shipped' THEN d.quantity ELSE 0 - d.quantity END) > 0 ORDER BY d.lot_id

-- name: change-lot
UPDATE fulfilment_lot SET in_stock = in_stock + :in_stock, in_staging = in_staging + :in_staging
WHERE id = :id AND in_stock + :in_stock >= 0 AND in_staging + :in_staging >= 0

-- name: insert-lot-move
INSERT INTO fulfilment_lot_move (move_id, lot_id, quantity) VALUES (:move_id, :lot_id, :quantity)

-- name: lots-expired
SELECT l.id, l.item_id, i.sku, l.code, l.expires_on, l.in_stock, l.in_staging, l.received_at
FROM fulfilment_lot l JOIN fulfilment_item i ON i.id = l.item_id
WHERE l.expires_on < :today AND l.in_stock > 0 ORDER BY l.expires_on, l.id LIMIT :limit

-- name: receivers-of-lot
SELECT DISTINCT o.id AS order_id, o.contact_id, m.order_line_id AS line_id, d.quantity, m.moved_at AS shipped_at
FROM fulfilment_lot_move d JOIN fulfilment_move m ON m.id = d.move_id JOIN fulfilment_line l ON l.id = m.order_line_id
JOIN fulfilment_order o ON o.id = l.order_id
WHERE d.lot_id = :lot_id AND m.reason = 'shipped' ORDER BY m.moved_at, o.id

-- name: count-wrong-lots
SELECT COUNT(*) FROM fulfilment_lot l LEFT JOIN (SELECT d.lot_id,
        SUM(CASE WHEN m.to_location = 'stock' THEN d.quantity WHEN m.from_location = 'stock' THEN 0 - d.quantity ELSE 0 END) AS in_stock,
        SUM(CASE WHEN m.to_location = 'staging' THEN d.quantity WHEN m.from_location = 'staging' THEN 0 - d.quantity ELSE 0 END)
            AS in_staging
    FROM fulfilment_lot_move d JOIN fulfilment_move m ON m.id = d.move_id GROUP BY d.lot_id) s ON s.lot_id = l.id
WHERE l.in_stock <> COALESCE(s.in_stock, 0) OR l.in_staging <> COALESCE(s.in_staging, 0)

-- name: check-lots
SELECT i.sku, b.location, b.quantity AS found, COALESCE(CASE WHEN b.location = 'stock' THEN l.in_stock ELSE l.in_staging END, 0) AS expected
FROM fulfilment_item i JOIN fulfilment_balance b ON b.item_id = i.id AND b.location IN ('stock', 'staging')
LEFT JOIN (SELECT item_id, SUM(in_stock) AS in_stock, SUM(in_staging) AS in_staging FROM fulfilment_lot GROUP BY item_id) l
    ON l.item_id = i.id
WHERE i.lots = 1 AND b.quantity <> COALESCE(CASE WHEN b.location = 'stock' THEN l.in_stock ELSE l.in_staging END, 0)
