-- name: counts-of-campaign
SELECT cell_id, segment, SUM(orders) AS orders, SUM(buyer) AS buyers, SUM(total) AS revenue_minor,
    SUM(total * 1.0 * total) AS revenue_minor_squares
FROM (SELECT cell_id, segment, contact_id, SUM(purchase) AS orders, MAX(purchase) AS buyer,
        SUM(value_minor) AS total
    FROM fulfilment_order
    WHERE campaign_id = :campaign_id AND cell_id IS NOT NULL AND state <> 'cancelled'
    GROUP BY cell_id, segment, contact_id) persons
GROUP BY cell_id, segment ORDER BY cell_id, segment

-- Events that facts about contacts are made of.

-- name: history
SELECT /*many*/ contact_id, ordered_at AS at, campaign_id, cell_id, NULL AS channel, value_minor AS amount FROM fulfilment_order
WHERE purchase = 1 AND state <> 'cancelled' AND ordered_at >= :since

-- name: history-of-campaign
SELECT /*many*/ contact_id, ordered_at AS at, campaign_id, cell_id, NULL AS channel, value_minor AS amount FROM fulfilment_order
WHERE campaign_id = :campaign_id AND purchase = 1 AND state <> 'cancelled' AND ordered_at >= :since

-- name: history-of-some
SELECT contact_id, ordered_at AS at, campaign_id, cell_id, NULL AS channel, value_minor AS amount FROM fulfilment_order
WHERE contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)
    AND purchase = 1 AND state <> 'cancelled'
