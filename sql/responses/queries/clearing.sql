-- name: insert-clearing
INSERT INTO responses_clearing (id, captured_at, captured_by, reason, reply, reference_key, state, response_id, remark,
    version, channel, batch_id)
VALUES (:id, :captured_at, :captured_by, :reason, :reply, :reference_key, :state, :response_id, :remark, :version, :channel,
    :batch_id)

-- name: find-clearing
SELECT id, captured_at, captured_by, reason, reply, state, response_id, remark, version, batch_id
FROM responses_clearing WHERE id = :id

-- name: find-clearing-by-reference
SELECT id, captured_at, captured_by, reason, reply, state, response_id, remark, version, batch_id
FROM responses_clearing WHERE reference_key = :reference_key

-- name: list-clearing
SELECT id, captured_at, captured_by, reason, reply, state, response_id, remark, version, batch_id
FROM responses_clearing WHERE state = :state AND id > :after ORDER BY id LIMIT :limit

-- name: list-clearing-of-batch
SELECT id, captured_at, captured_by, reason, reply, state, response_id, remark, version, batch_id
FROM responses_clearing WHERE batch_id = :batch_id AND state = :state AND id > :after ORDER BY id LIMIT :limit

-- name: waiting-since
SELECT captured_at FROM responses_clearing WHERE state = 'open' ORDER BY id

-- name: decide-clearing
UPDATE responses_clearing SET state = :state, response_id = :response_id, capture_id = :capture_id,
    remark = :remark, version = version + 1
WHERE id = :id

-- name: made-of-clearing
SELECT response_id, capture_id FROM responses_clearing WHERE id = :id

-- name: insert-correction
INSERT INTO responses_correction (capture_id, contact_id, residence_before, residence_after)
VALUES (:capture_id, :contact_id, :residence_before, :residence_after)

-- name: correction-of-capture
SELECT capture_id, contact_id, residence_before, residence_after FROM responses_correction WHERE capture_id = :capture_id

-- name: delete-correction
DELETE FROM responses_correction WHERE capture_id = :capture_id

-- name: count-open-clearing
SELECT COUNT(*) FROM responses_clearing WHERE state = 'open'
