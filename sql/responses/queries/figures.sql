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

-- name: facts
SELECT /*many*/ contact_id, cell_id, type_key AS type, reaction FROM responses_response
WHERE captures > 0 AND received_at >= :since

-- name: facts-of-campaign
SELECT /*many*/ contact_id, cell_id, type_key AS type, reaction
FROM responses_response WHERE campaign_id = :campaign_id AND captures > 0 AND received_at >= :since

-- name: count-responses-without-capture
SELECT COUNT(*) FROM responses_response r
WHERE NOT EXISTS (SELECT 1 FROM responses_capture c WHERE c.response_id = r.id)

-- name: count-wrong-captures
SELECT COUNT(*) FROM responses_response r
WHERE r.captures <> (SELECT COUNT(*) FROM responses_capture c WHERE c.response_id = r.id AND c.withdrawn = 0)

-- name: count-unresolved-clearing
SELECT COUNT(*) FROM responses_clearing WHERE state = 'assigned' AND response_id IS NULL
