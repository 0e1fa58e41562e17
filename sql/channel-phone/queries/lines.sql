-- name: insert-cti
INSERT INTO channel_phone_cti (id, name, token_hash, country, active, version, created_at)
VALUES (:id, :name, :token_hash, :country, :active, :version, :created_at)

-- name: update-cti
UPDATE channel_phone_cti SET name = :name, country = :country, active = :active, version = :version WHERE id = :id

-- name: renew-cti-token
UPDATE channel_phone_cti SET token_hash = :token_hash, version = version + 1 WHERE id = :id

-- name: find-cti
SELECT id, name, country, active, version, created_at FROM channel_phone_cti WHERE id = :id

-- name: find-cti-by-name
SELECT id, name, country, active, version, created_at, token_hash FROM channel_phone_cti WHERE name = :name

-- name: find-cti-by-token
SELECT id, name, country, active, version, created_at FROM channel_phone_cti WHERE token_hash = :token_hash

-- name: list-cti
SELECT id, name, country, active, version, created_at FROM channel_phone_cti ORDER BY name

-- name: insert-line
INSERT INTO channel_phone_line (id, number, name, campaign_id, offer_id, script_id, language, valid_from, valid_until,
    call_back_minutes, version)
VALUES (:id, :number, :name, :campaign_id, :offer_id, :script_id, :language, :valid_from, :valid_until,
    :call_back_minutes, :version)

-- name: update-line
UPDATE channel_phone_line SET number = :number, name = :name, campaign_id = :campaign_id, offer_id = :offer_id,
    script_id = :script_id, language = :language, valid_from = :valid_from, valid_until = :valid_until,
    call_back_minutes = :call_back_minutes, version = :version
WHERE id = :id

-- name: delete-line
DELETE FROM channel_phone_line WHERE id = :id

-- name: find-line
SELECT id, number, name, campaign_id, offer_id, script_id, language, valid_from, valid_until, call_back_minutes, version
FROM channel_phone_line WHERE id = :id

-- name: lines-of-number
SELECT id, number, name, campaign_id, offer_id, script_id, language, valid_from, valid_until, call_back_minutes, version
FROM channel_phone_line WHERE number = :number ORDER BY id

-- name: list-lines
SELECT id, number, name, campaign_id, offer_id, script_id, language, valid_from, valid_until, call_back_minutes, version
FROM channel_phone_line ORDER BY number, id

-- name: line-figures
SELECT l.line_id, l.campaign_id, l.to_number, COUNT(*) AS calls,
    SUM(CASE WHEN l.state = 'ended' THEN 1 WHEN l.state = 'talking' THEN 1 ELSE 0 END) AS answered,
    SUM(CASE WHEN l.state = 'abandoned' THEN 1 ELSE 0 END) AS abandoned,
    SUM(CASE WHEN l.state = 'missed' THEN 1 ELSE 0 END) AS missed,
    SUM(CASE WHEN l.state = 'forwarded' THEN 1 ELSE 0 END) AS forwarded,
    SUM(CASE WHEN l.call_back_id IS NULL THEN 0 ELSE 1 END) AS call_backs,
    SUM(CASE WHEN l.answered_at IS NULL THEN 0 ELSE l.answered_at - l.started_at END) AS waited,
    SUM(CASE WHEN l.answered_at IS NULL OR l.ended_at IS NULL THEN 0 ELSE l.ended_at - l.answered_at END) AS talked
FROM channel_phone_leg l
WHERE l.direction = 'in' AND l.started_at >= :since AND l.started_at < :until
    AND (:campaign_id = 0 OR l.campaign_id = :campaign_id)
GROUP BY l.line_id, l.campaign_id, l.to_number ORDER BY l.to_number, l.campaign_id, l.line_id
