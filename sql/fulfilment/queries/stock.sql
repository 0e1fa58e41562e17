-- name: stock-of-item
SELECT id, sku, name, bin, on_hand, reserved, on_hand - reserved AS available, back_ordered, reorder_level,
    CASE WHEN on_hand - reserved - back_ordered <= reorder_level THEN 1 ELSE 0 END AS low
FROM fulfilment_item WHERE id = :id

-- name: list-stock
SELECT id, sku, name, bin, on_hand, reserved, on_hand - reserved AS available, back_ordered, reorder_level,
    CASE WHEN on_hand - reserved - back_ordered <= reorder_level THEN 1 ELSE 0 END AS low
FROM fulfilment_item
WHERE stocked = 1 AND id > :after AND (:low = 0 OR on_hand - reserved - back_ordered <= reorder_level)
ORDER BY id LIMIT :limit

-- name: change-stock
UPDATE fulfilment_item SET on_hand = on_hand + :on_hand, reserved = reserved + :reserved,
    back_ordered = back_ordered + :back_ordered
WHERE id = :id AND reserved + :reserved >= 0 AND back_ordered + :back_ordered >= 0
    AND on_hand + :on_hand >= reserved + :reserved

-- name: reserve-new
UPDATE fulfilment_item SET reserved = reserved + :reserved, back_ordered = back_ordered + :back_ordered
WHERE id = :id AND (:reserved = 0 OR on_hand - reserved - back_ordered >= :reserved)
    AND (:back_ordered = 0 OR on_hand - reserved - back_ordered <= :reserved)

-- name: take-balance
UPDATE fulfilment_balance SET quantity = quantity - :quantity
WHERE item_id = :item_id AND location = :location AND (quantity >= :quantity OR location IN ('supplier', 'lost'))

-- name: put-balance
UPDATE fulfilment_balance SET quantity = quantity + :quantity WHERE item_id = :item_id AND location = :location

-- name: insert-move
INSERT INTO fulfilment_move (id, item_id, from_location, to_location, quantity, reason, order_line_id, note, moved_at,
    moved_by)
VALUES (:id, :item_id, :from, :to, :quantity, :reason, :order_line_id, :note, :moved_at, :moved_by)

-- name: list-moves
SELECT id, item_id, from_location AS "from", to_location AS "to", quantity, reason, order_line_id, note, moved_at,
    moved_by
FROM fulfilment_move WHERE id > :after ORDER BY id LIMIT :limit

-- name: list-moves-of-item
SELECT id, item_id, from_location AS "from", to_location AS "to", quantity, reason, order_line_id, note, moved_at,
    moved_by
FROM fulfilment_move WHERE item_id = :item_id AND id > :after ORDER BY id LIMIT :limit

-- name: find-move
SELECT id, item_id, from_location AS "from", to_location AS "to", quantity, reason, order_line_id, note, moved_at,
    moved_by
FROM fulfilment_move WHERE id = :id
