-- name: counts-of-campaign
SELECT cell_id, segment, SUM(orders) AS orders, SUM(buyer) AS buyers, SUM(total) AS revenue_minor,
    SUM(total * 1.0 * total) AS revenue_minor_squares, SUM(cost) AS cost
FROM (SELECT cell_id, segment, contact_id, SUM(purchase) AS orders, MAX(purchase) AS buyer,
        SUM(value_minor) AS total, SUM(cost) AS cost
    FROM fulfilment_order
    WHERE campaign_id = :campaign_id AND cell_id IS NOT NULL AND state <> 'cancelled'
    GROUP BY cell_id, segment, contact_id) persons
GROUP BY cell_id, segment ORDER BY cell_id, segment

-- name: facts
SELECT /*many*/ contact_id, cell_id, value_minor FROM fulfilment_order
WHERE purchase = 1 AND state <> 'cancelled' AND ordered_at >= :since

-- name: facts-of-campaign
SELECT /*many*/ contact_id, cell_id, value_minor FROM fulfilment_order
WHERE campaign_id = :campaign_id AND purchase = 1 AND state <> 'cancelled' AND ordered_at >= :since
