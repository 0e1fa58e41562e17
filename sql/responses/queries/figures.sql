-- name: responders-of-campaign
SELECT cell_id, segment, COUNT(DISTINCT contact_id) AS responders
FROM responses_response
WHERE campaign_id = :campaign_id AND reaction = 'positive' AND cell_id IS NOT NULL AND captures > 0
GROUP BY cell_id, segment ORDER BY cell_id, segment

-- name: counts-of-campaign
SELECT cell_id, segment, type_key AS type, reaction, follow_up, COUNT(DISTINCT contact_id) AS responders,
    COUNT(*) AS responses
FROM responses_response WHERE campaign_id = :campaign_id AND cell_id IS NOT NULL AND captures > 0
GROUP BY cell_id, segment, type_key, reaction, follow_up ORDER BY cell_id, segment, type_key, reaction, follow_up

-- name: days-of-campaign
SELECT received_at - received_at % 86400000000 AS day_begin, COUNT(*) AS responses
FROM responses_response WHERE campaign_id = :campaign_id AND reaction = 'positive' AND captures > 0
GROUP BY received_at - received_at % 86400000000 ORDER BY 1

-- Events that facts about contacts are made of; :positive is 1 where only positive ones are meant.

-- name: history
SELECT /*many*/ contact_id, received_at AS at, campaign_id, cell_id, channel, type_key AS type, COALESCE(value_minor, 0) AS amount
FROM responses_response WHERE captures > 0 AND received_at >= :since AND (:positive = 0 OR reaction = 'positive')

-- name: history-of-campaign
SELECT /*many*/ contact_id, received_at AS at, campaign_id, cell_id, channel, type_key AS type, COALESCE(value_minor, 0) AS amount
FROM responses_response
WHERE campaign_id = :campaign_id AND captures > 0 AND received_at >= :since AND (:positive = 0 OR reaction = 'positive')

-- name: positive-of-some
SELECT contact_id, received_at AS at, campaign_id, cell_id, channel, type_key AS type, COALESCE(value_minor, 0) AS amount
FROM responses_response WHERE contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)
    AND captures > 0 AND reaction = 'positive'

-- name: answers-of-some
SELECT contact_id, received_at AS at, campaign_id, cell_id, channel, type_key AS type, COALESCE(value_minor, 0) AS amount
FROM responses_response WHERE contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)
    AND captures > 0

-- name: count-responses-without-capture
SELECT COUNT(*) FROM responses_response r
WHERE NOT EXISTS (SELECT 1 FROM responses_capture c WHERE c.response_id = r.id)

-- name: count-wrong-captures
SELECT COUNT(*) FROM responses_response r
WHERE r.captures <> (SELECT COUNT(*) FROM responses_capture c WHERE c.response_id = r.id AND c.withdrawn = 0)

-- name: count-unresolved-clearing
SELECT COUNT(*) FROM responses_clearing WHERE state = 'assigned' AND response_id IS NULL
