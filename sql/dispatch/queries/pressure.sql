-- name: insert-pressure-rule
INSERT INTO dispatch_pressure_rule (id, name, channel, level, days, most, weights, active, version, created_at)
VALUES (:id, :name, :channel, :level, :days, :most, :weights, :active, :version, :created_at)

-- name: update-pressure-rule
UPDATE dispatch_pressure_rule SET name = :name, channel = :channel, level = :level, days = :days, most = :most,
    weights = :weights, active = :active, version = version + 1
WHERE id = :id

-- name: delete-pressure-rule
DELETE FROM dispatch_pressure_rule WHERE id = :id

-- name: find-pressure-rule
SELECT id, name, channel, level, days, most, weights, active, version, created_at FROM dispatch_pressure_rule
WHERE id = :id

-- name: list-pressure-rules
SELECT id, name, channel, level, days, most, weights, active, version, created_at FROM dispatch_pressure_rule
WHERE id > :after ORDER BY id LIMIT :limit

-- name: take-by-pressure-rules
-- Of two units that take pieces at once the second waits here, or is refused its certification, and reads what the first took.
UPDATE dispatch_pressure_rule SET takings = takings + 1 WHERE active = 1 AND (channel IS NULL OR channel = :channel)

-- name: pieces-by-state
SELECT wave_id, state, SUM(pieces) AS pieces FROM dispatch_tally WHERE seed = 0
GROUP BY wave_id, state ORDER BY wave_id, state

-- name: sent-and-waiting
-- A returned letter reached nobody and does not count.
SELECT p.contact_id, w.campaign_id, w.channel, COUNT(*) AS pieces
FROM dispatch_wave w JOIN dispatch_piece p ON p.wave_id = w.id
WHERE p.seed = 0 AND (:channel = '' OR w.channel = :channel) AND w.target_group_id <> :own
    AND (p.state IN ('created', 'handingOver', 'held') OR (p.state = 'handedOver' AND p.handed_over_at >= :since))
GROUP BY p.contact_id, w.campaign_id, w.channel ORDER BY p.contact_id

-- name: sent-to
SELECT p.contact_id, w.campaign_id, w.channel, COUNT(*) AS pieces
FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id
WHERE p.contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)
    AND p.seed = 0 AND (:channel = '' OR w.channel = :channel)
    AND (p.state IN ('handingOver', 'held') OR (p.state = 'handedOver' AND p.handed_over_at >= :since))
GROUP BY p.contact_id, w.campaign_id, w.channel

-- name: pressed-of-wave
SELECT d.relies_on AS rule_id, COUNT(*) AS pieces
FROM dispatch_piece p JOIN dispatch_decision d ON d.piece_id = p.id
WHERE p.wave_id = :wave_id AND p.state = 'withheld' AND p.refusal = 'pressure' AND d.refusal = 'pressure'
GROUP BY d.relies_on ORDER BY d.relies_on
