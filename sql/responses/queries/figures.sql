-- A hold-out is credited by behaviour, also where the response itself is another campaign's.

-- name: responders-of-campaign
SELECT cell_id, segment, COUNT(DISTINCT contact_id) AS responders FROM (
    SELECT cell_id, segment, contact_id FROM responses_response
    WHERE campaign_id = :campaign_id AND reaction = 'positive' AND cell_id IS NOT NULL AND captures > 0
    UNION ALL
    SELECT c.cell_id, c.segment, r.contact_id FROM responses_credit c JOIN responses_response r ON r.id = c.response_id
    WHERE c.campaign_id = :campaign_id AND c.attribution = 'holdOut' AND c.number > 1 AND r.reaction = 'positive'
        AND r.captures > 0) credited
GROUP BY cell_id, segment ORDER BY cell_id, segment

-- name: own-credits-of-campaign
SELECT cell_id, attribution, late, COUNT(*) AS best, SUM(CASE WHEN credits <= 1 THEN 1 ELSE 0 END) AS multiple,
    SUM(CASE WHEN credits <= 1 THEN 1.0 ELSE 0.0 END) AS fractional
FROM responses_response
WHERE campaign_id = :campaign_id AND cell_id IS NOT NULL AND captures > 0 AND reaction = 'positive'
GROUP BY cell_id, attribution, late ORDER BY cell_id, attribution, late

-- name: shared-credits-of-campaign
SELECT c.cell_id, c.attribution, c.late, SUM(CASE WHEN c.best = 1 AND c.number > 1 THEN 1 ELSE 0 END) AS best,
    COUNT(*) AS multiple, SUM(c.share) AS fractional
FROM responses_credit c JOIN responses_response r ON r.id = c.response_id
WHERE c.campaign_id = :campaign_id AND c.cell_id IS NOT NULL AND r.captures > 0 AND r.reaction = 'positive'
GROUP BY c.cell_id, c.attribution, c.late ORDER BY c.cell_id, c.attribution, c.late

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

-- name: count-wrong-credits
SELECT COUNT(*) FROM responses_response r
WHERE r.credits > 1 AND r.credits <> (SELECT COUNT(*) FROM responses_credit c WHERE c.response_id = r.id)

-- name: count-wrong-firsts
SELECT COUNT(*) FROM responses_response r
WHERE r.captures > 0 AND 1 <> (SELECT COUNT(*) FROM responses_capture c
                               WHERE c.response_id = r.id AND c.withdrawn = 0 AND c.outcome = 'captured')

-- name: count-assigned-nowhere
SELECT COUNT(*) FROM responses_clearing e
WHERE e.state = 'assigned' AND 1 <> (SELECT COUNT(*) FROM responses_capture c
                                     WHERE c.id = e.capture_id AND c.withdrawn = 0 AND c.clearing_id = e.id)

-- name: count-responses-that-stand
SELECT COUNT(*) FROM responses_response WHERE captures > 0
