-- name: insert-return
INSERT INTO fulfilment_return (id, order_id, reason, received_at, received_by)
VALUES (:id, :order_id, :reason, :received_at, :received_by)

-- name: insert-return-line
INSERT INTO fulfilment_return_line (return_id, line_id, disposition, quantity)
VALUES (:return_id, :line_id, :disposition, :quantity)

-- name: find-return
SELECT id, order_id, reason, received_at, received_by FROM fulfilment_return WHERE id = :id

-- name: newest-returns
SELECT id, order_id, reason, received_at, received_by FROM fulfilment_return WHERE id < :before ORDER BY id DESC LIMIT :limit

-- name: lines-of-return
SELECT r.line_id, i.sku, r.quantity, r.disposition FROM fulfilment_return_line r
JOIN fulfilment_line l ON l.id = r.line_id JOIN fulfilment_item i ON i.id = l.item_id
WHERE r.return_id = :return_id ORDER BY r.line_id, r.disposition

-- name: returnable-lines
SELECT l.id, i.sku, i.name, l.stocked, i.lots, l.item_id, l.shipped, COALESCE((SELECT SUM(r.quantity)
        FROM fulfilment_return_line r WHERE r.line_id = l.id), 0) AS returned
FROM fulfilment_line l JOIN fulfilment_item i ON i.id = l.item_id
WHERE l.order_id = :order_id AND l.shipped > 0 AND l.role <> 'kit' ORDER BY l.id

-- name: order-of-parcel
SELECT s.order_id FROM fulfilment_parcel p JOIN fulfilment_shipment s ON s.id = p.shipment_id WHERE p.number = :number

-- name: order-of-shipment
SELECT order_id FROM fulfilment_shipment WHERE id = :id

-- name: return-rates
SELECT i.sku, i.name, t.reason, SUM(r.quantity) AS returned, (SELECT SUM(o.shipped) FROM fulfilment_line o
        WHERE o.item_id = i.id) AS shipped
FROM fulfilment_return_line r JOIN fulfilment_return t ON t.id = r.return_id JOIN fulfilment_line l ON l.id = r.line_id
JOIN fulfilment_item i ON i.id = l.item_id
GROUP BY i.id, i.sku, i.name, t.reason ORDER BY i.sku, t.reason

-- name: count-wrong-returns
SELECT COUNT(*) FROM fulfilment_line l JOIN (SELECT line_id, SUM(quantity) AS quantity FROM fulfilment_return_line
    GROUP BY line_id) r ON r.line_id = l.id WHERE r.quantity > l.shipped
