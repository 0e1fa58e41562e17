-- name: find-leg
SELECT id, cti_id, call_name, direction, from_number, to_number, agent, queue, state, cause, line_id, campaign_id, contact_id,
    call_back_id, started_at, answered_at, ended_at, rang, version
FROM channel_phone_leg WHERE cti_id = :cti_id AND call_name = :call_name

-- name: insert-leg
INSERT INTO channel_phone_leg (id, cti_id, call_name, direction, from_number, to_number, agent, queue, state, cause, line_id,
    campaign_id, contact_id, call_back_id, started_at, answered_at, ended_at, rang, version)
VALUES (:id, :cti_id, :call_name, :direction, :from_number, :to_number, :agent, :queue, :state, :cause, :line_id,
    :campaign_id, :contact_id, :call_back_id, :started_at, :answered_at, :ended_at, :rang, :version)

-- name: update-leg
UPDATE channel_phone_leg SET direction = :direction, from_number = :from_number, to_number = :to_number, agent = :agent,
    queue = :queue, state = :state, cause = :cause, line_id = :line_id, campaign_id = :campaign_id,
    contact_id = :contact_id, call_back_id = :call_back_id, answered_at = :answered_at, ended_at = :ended_at,
    rang = :rang, version = :version + 1
WHERE id = :id AND version = :version

-- name: list-legs
SELECT id, cti_id, call_name, direction, from_number, to_number, agent, queue, state, cause, line_id, campaign_id, contact_id,
    call_back_id, started_at, answered_at, ended_at, rang, version
FROM channel_phone_leg
WHERE id < :before AND (:state = '' OR state = :state) AND (:campaign_id = 0 OR campaign_id = :campaign_id)
ORDER BY id DESC LIMIT :limit

-- name: legs-ringing-since
SELECT id, cti_id, call_name, direction, from_number, to_number, agent, queue, state, cause, line_id, campaign_id, contact_id,
    call_back_id, started_at, answered_at, ended_at, rang, version
FROM channel_phone_leg WHERE state = 'ringing' AND started_at < :before ORDER BY started_at LIMIT 500

-- name: open-missed-calls
SELECT c.id, c.piece_id, c.wave_id, c.campaign_id, c.contact_id, c.script, c.state, c.callable, c.due_at, c.reserved_for,
    c.agent, c.attempts, c.outcome, c.refusal, c.note, c.version, c.created_at, c.closed_at, c.request_id, c.phone, c.time_zone
FROM channel_phone_call c
WHERE c.callable = 1 AND c.id IN (SELECT l.call_back_id FROM channel_phone_leg l WHERE l.from_number = :number)
ORDER BY c.id

-- name: legs-with-wrong-state
SELECT COUNT(*) FROM channel_phone_leg
WHERE (ended_at IS NULL AND state NOT IN ('ringing', 'talking')) OR (ended_at IS NOT NULL AND state IN ('ringing', 'talking'))
