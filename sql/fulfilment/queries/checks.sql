-- name: check-sums
SELECT i.sku, SUM(b.quantity) AS found, 0 AS expected
FROM fulfilment_item i JOIN fulfilment_balance b ON b.item_id = i.id
GROUP BY i.id, i.sku HAVING SUM(b.quantity) <> 0

-- name: check-balances
SELECT i.sku, b.location, b.quantity AS found, COALESCE(m.quantity, 0) AS expected
FROM fulfilment_balance b JOIN fulfilment_item i ON i.id = b.item_id
LEFT JOIN (SELECT item_id, location, SUM(quantity) AS quantity
    FROM (SELECT item_id, to_location AS location, quantity FROM fulfilment_move
        UNION ALL SELECT item_id, from_location AS location, 0 - quantity AS quantity FROM fulfilment_move) ends
    GROUP BY item_id, location) m ON m.item_id = b.item_id AND m.location = b.location
WHERE b.quantity <> COALESCE(m.quantity, 0)

-- name: check-on-hand
SELECT i.sku, i.on_hand AS found, b.quantity AS expected
FROM fulfilment_item i JOIN (SELECT item_id, SUM(quantity) AS quantity FROM fulfilment_balance
    WHERE location IN ('stock', 'staging', 'house') GROUP BY item_id) b ON b.item_id = i.id
WHERE i.on_hand <> b.quantity

-- name: check-reserved
SELECT i.sku, i.reserved AS found, COALESCE(l.quantity, 0) AS expected
FROM fulfilment_item i LEFT JOIN (SELECT item_id, SUM(reserved) AS quantity FROM fulfilment_line
    WHERE stocked = 1 GROUP BY item_id) l ON l.item_id = i.id
WHERE i.reserved <> COALESCE(l.quantity, 0)

-- name: check-back-ordered
SELECT i.sku, i.back_ordered AS found, COALESCE(l.quantity, 0) AS expected
FROM fulfilment_item i LEFT JOIN (SELECT item_id, SUM(back_ordered) AS quantity FROM fulfilment_line
    WHERE stocked = 1 AND waiting = 1 GROUP BY item_id) l ON l.item_id = i.id
WHERE i.back_ordered <> COALESCE(l.quantity, 0)

-- name: check-staging
SELECT i.sku, b.quantity AS found, COALESCE(l.quantity, 0) AS expected
FROM fulfilment_item i JOIN fulfilment_balance b ON b.item_id = i.id AND b.location = 'staging'
LEFT JOIN (SELECT item_id, SUM(picked) AS quantity FROM fulfilment_line WHERE stocked = 1 GROUP BY item_id) l
    ON l.item_id = i.id
WHERE b.quantity <> COALESCE(l.quantity, 0)

-- name: count-wrong-lines
SELECT COUNT(*) FROM fulfilment_line l JOIN fulfilment_order o ON o.id = l.order_id
WHERE (o.state <> 'entered' AND l.ordered <> l.shipped + l.reserved + l.back_ordered + l.cancelled)
    OR (o.state = 'entered' AND (l.shipped <> 0 OR l.reserved <> 0 OR l.back_ordered <> 0 OR l.cancelled > l.ordered))
    OR l.waiting <> CASE WHEN l.back_ordered > 0 AND o.held = 0 THEN 1 ELSE 0 END

-- name: count-wrong-shipments
SELECT COUNT(*) FROM fulfilment_line l LEFT JOIN (SELECT line_id, SUM(quantity) AS quantity
    FROM fulfilment_shipment_line GROUP BY line_id) s ON s.line_id = l.id
WHERE l.shipped <> COALESCE(s.quantity, 0)

-- name: count-wrong-totals
SELECT COUNT(*) FROM fulfilment_order o LEFT JOIN (SELECT order_id,
        SUM((ordered - cancelled) * unit_price_minor) AS value_minor,
        SUM((ordered - cancelled) * unit_cost) AS cost,
        MAX(CASE WHEN ordered > cancelled THEN purchase ELSE 0 END) AS purchase
    FROM fulfilment_line GROUP BY order_id) l ON l.order_id = o.id
WHERE o.value_minor <> COALESCE(l.value_minor, 0) OR o.cost <> COALESCE(l.cost, 0)
    OR o.purchase <> COALESCE(l.purchase, 0)

-- name: count-wrong-states
SELECT COUNT(*) FROM fulfilment_order o LEFT JOIN (SELECT order_id, SUM(reserved) AS reserved,
        SUM(back_ordered) AS back_ordered, SUM(shipped) AS shipped
    FROM fulfilment_line GROUP BY order_id) l ON l.order_id = o.id
WHERE (o.state = 'shipped' AND (COALESCE(l.shipped, 0) = 0 OR l.reserved <> 0 OR l.back_ordered <> 0))
    OR (o.state = 'cancelled' AND (COALESCE(l.shipped, 0) <> 0 OR COALESCE(l.reserved, 0) <> 0
        OR COALESCE(l.back_ordered, 0) <> 0))
    OR (o.state = 'reserved' AND (l.reserved = 0 OR l.back_ordered <> 0))
    OR (o.state = 'backOrdered' AND l.back_ordered = 0)
