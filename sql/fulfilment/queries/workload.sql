-- name: waiting-orders
SELECT o.purchase, COUNT(*) AS waiting, SUM(CASE WHEN p.due_at < :now THEN 1 ELSE 0 END) AS late
FROM fulfilment_promise p JOIN fulfilment_order o ON o.id = p.order_id
WHERE p.waiting = 1 AND o.held = 0 AND EXISTS (SELECT 1 FROM fulfilment_line l
    WHERE l.order_id = o.id AND l.reserved > 0 AND l.house_id IS NULL AND l.role NOT IN ('kit', 'enclosure'))
    AND (NOT EXISTS (SELECT 1 FROM fulfilment_order_route w WHERE w.order_id = o.id AND w.kind = 'digital')
        OR EXISTS (SELECT 1 FROM fulfilment_line g WHERE g.order_id = o.id AND g.reserved > g.picked AND g.stocked = 1
            AND g.house_id IS NULL AND g.role NOT IN ('kit', 'enclosure')))
GROUP BY o.purchase ORDER BY o.purchase
