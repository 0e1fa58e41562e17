-- name: insert-shipment-cost
INSERT INTO fulfilment_shipment_cost (shipment_id, cost) VALUES (:shipment_id, :cost)

-- name: costs-by-cell
SELECT cell_id, segment, SUM(orders) AS orders, SUM(cost) AS cost
FROM (SELECT cell_id, segment, 1 AS orders, cost FROM fulfilment_order
    WHERE campaign_id = :campaign_id AND cell_id IS NOT NULL AND state <> 'cancelled'
    UNION ALL SELECT o.cell_id, o.segment, 0, c.cost
    FROM fulfilment_order o JOIN fulfilment_shipment s ON s.order_id = o.id
    JOIN fulfilment_shipment_cost c ON c.shipment_id = s.id
    WHERE o.campaign_id = :campaign_id AND o.cell_id IS NOT NULL AND o.state <> 'cancelled') parts
GROUP BY cell_id, segment ORDER BY cell_id, segment

-- name: costs-by-item
SELECT i.sku, i.name, COUNT(DISTINCT o.id) AS orders, SUM(l.ordered - l.cancelled) AS pieces,
    SUM((l.ordered - l.cancelled) * l.unit_cost) AS cost
FROM fulfilment_order o JOIN fulfilment_line l ON l.order_id = o.id JOIN fulfilment_item i ON i.id = l.item_id
WHERE o.campaign_id = :campaign_id AND o.cell_id IS NOT NULL AND o.state <> 'cancelled' AND l.ordered > l.cancelled
GROUP BY i.sku, i.name ORDER BY cost DESC, i.sku

-- name: costs-by-route
SELECT route, COUNT(DISTINCT order_id) AS orders, SUM(parcels) AS parcels, SUM(goods) AS goods, SUM(handling) AS handling
FROM (SELECT COALESCE(h.name, s.carrier) AS route, o.id AS order_id, 0 AS parcels, sl.quantity * l.unit_cost AS goods, 0 AS handling
    FROM fulfilment_order o JOIN fulfilment_shipment s ON s.order_id = o.id
    JOIN fulfilment_shipment_line sl ON sl.shipment_id = s.id JOIN fulfilment_line l ON l.id = sl.line_id
    LEFT JOIN fulfilment_house_shipment a ON a.shipment_id = s.id LEFT JOIN fulfilment_house h ON h.id = a.house_id
    WHERE o.campaign_id = :campaign_id AND o.cell_id IS NOT NULL AND o.state <> 'cancelled'
    UNION ALL SELECT COALESCE(h.name, s.carrier), o.id, 1, 0, COALESCE(c.cost, 0)
    FROM fulfilment_order o JOIN fulfilment_shipment s ON s.order_id = o.id
    LEFT JOIN fulfilment_house_shipment a ON a.shipment_id = s.id LEFT JOIN fulfilment_house h ON h.id = a.house_id
    LEFT JOIN fulfilment_shipment_cost c ON c.shipment_id = s.id
    WHERE o.campaign_id = :campaign_id AND o.cell_id IS NOT NULL AND o.state <> 'cancelled'
    UNION ALL SELECT '', o.id, 0, (l.ordered - l.cancelled - l.shipped) * l.unit_cost, 0
    FROM fulfilment_order o JOIN fulfilment_line l ON l.order_id = o.id
    WHERE o.campaign_id = :campaign_id AND o.cell_id IS NOT NULL AND o.state <> 'cancelled'
        AND l.ordered > l.cancelled + l.shipped) parts
GROUP BY route ORDER BY route
