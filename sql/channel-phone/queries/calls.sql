-- name: insert-call
INSERT INTO channel_phone_call (id, piece_id, wave_id, campaign_id, contact_id, script, state, callable, due_at,
    reserved_for, agent, attempts, outcome, refusal, note, version, created_at, closed_at, request_id, phone, time_zone)
VALUES (:id, :piece_id, :wave_id, :campaign_id, :contact_id, :script, :state, :callable, :due_at,
    :reserved_for, :agent, :attempts, :outcome, :refusal, :note, :version, :created_at, :closed_at,
    :request_id, :phone, :time_zone)

-- name: pieces-with-call
SELECT piece_id FROM channel_phone_call WHERE piece_id BETWEEN :first AND :last ORDER BY piece_id

-- name: find-call
SELECT id, piece_id, wave_id, campaign_id, contact_id, script, state, callable, due_at, reserved_for, agent, attempts,
    outcome, refusal, note, version, created_at, closed_at, request_id, phone, time_zone
FROM channel_phone_call WHERE id = :id

-- name: call-of-agent
SELECT id, piece_id, wave_id, campaign_id, contact_id, script, state, callable, due_at, reserved_for, agent, attempts,
    outcome, refusal, note, version, created_at, closed_at, request_id, phone, time_zone
FROM channel_phone_call
WHERE callable = 1 AND due_at > :now AND state = 'claimed' AND agent = :agent
    AND (:campaign_id = 0 OR campaign_id = :campaign_id)
ORDER BY due_at, id LIMIT 1

-- name: due-calls
SELECT id, piece_id, wave_id, campaign_id, contact_id, script, state, callable, due_at, reserved_for, agent, attempts,
    outcome, refusal, note, version, created_at, closed_at, request_id, phone, time_zone
FROM channel_phone_call
WHERE callable = 1 AND due_at <= :now AND (:campaign_id = 0 OR campaign_id = :campaign_id)
    AND (reserved_for = '' OR reserved_for = :agent OR due_at <= :open_to_all)
ORDER BY due_at, attempts, id LIMIT 20

-- name: next-due
SELECT MIN(due_at) FROM channel_phone_call
WHERE callable = 1 AND (:campaign_id = 0 OR campaign_id = :campaign_id)

-- name: update-call
UPDATE channel_phone_call SET state = :state, callable = :callable, due_at = :due_at, reserved_for = :reserved_for,
    agent = :agent, attempts = :attempts, outcome = :outcome, refusal = :refusal, note = :note, version = :version + 1,
    closed_at = :closed_at, time_zone = :time_zone
WHERE id = :id AND version = :version

-- name: list-calls
SELECT id, piece_id, wave_id, campaign_id, contact_id, script, state, callable, due_at, reserved_for, agent, attempts,
    outcome, refusal, note, version, created_at, closed_at, request_id, phone, time_zone
FROM channel_phone_call
WHERE id > :after AND (:campaign_id = 0 OR campaign_id = :campaign_id) AND (:contact_id = 0 OR contact_id = :contact_id)
    AND (:state = '' OR state = :state)
ORDER BY id LIMIT :limit

-- name: open-calls-of-contact
SELECT id, piece_id, wave_id, campaign_id, contact_id, script, state, callable, due_at, reserved_for, agent, attempts,
    outcome, refusal, note, version, created_at, closed_at, request_id, phone, time_zone
FROM channel_phone_call WHERE contact_id = :contact_id AND callable = 1 AND id <> :except ORDER BY id

-- name: open-call-backs
SELECT id, piece_id, wave_id, campaign_id, contact_id, script, state, callable, due_at, reserved_for, agent, attempts,
    outcome, refusal, note, version, created_at, closed_at, request_id, phone, time_zone
FROM channel_phone_call
WHERE callable = 1 AND state = 'open' AND (request_id > 0 OR reserved_for <> '') AND due_at <= :until
    AND (reserved_for = '' OR reserved_for = :agent OR due_at <= :open_to_all)
ORDER BY due_at, id LIMIT :limit

-- name: insert-attempt
INSERT INTO channel_phone_attempt (id, call_id, agent, outcome, note, at)
VALUES (:id, :call_id, :agent, :outcome, :note, :at)

-- name: attempts-of-call
SELECT id, call_id, agent, outcome, note, at FROM channel_phone_attempt WHERE call_id = :call_id ORDER BY id

-- name: calls-with-wrong-attempts
SELECT COUNT(*) FROM channel_phone_call c
WHERE c.attempts <> (SELECT COUNT(*) FROM channel_phone_attempt a WHERE a.call_id = c.id)

-- name: calls-with-wrong-state
SELECT COUNT(*) FROM channel_phone_call
WHERE (callable = 1 AND state NOT IN ('open', 'claimed')) OR (callable = 0 AND state IN ('open', 'claimed'))
