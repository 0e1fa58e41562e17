-- name: find-idempotent-answer
SELECT fingerprint, state, answer_status, answer_headers, answer_body, expires_at, holder
FROM kernel_idempotency WHERE scope = :scope AND idempotency_key = :idempotency_key

-- name: insert-idempotent-answer
INSERT INTO kernel_idempotency (scope, idempotency_key, fingerprint, state, answer_status, answer_headers, answer_body,
    created_at, expires_at, holder)
VALUES (:scope, :idempotency_key, :fingerprint, :state, :answer_status, :answer_headers, :answer_body,
    :created_at, :expires_at, :holder)

-- name: finish-idempotent-answer
UPDATE kernel_idempotency
SET state = :state, answer_status = :answer_status, answer_headers = :answer_headers, answer_body = :answer_body,
    expires_at = :expires_at
WHERE scope = :scope AND idempotency_key = :idempotency_key AND fingerprint = :fingerprint AND state = 'open'

-- name: delete-idempotent-answer
DELETE FROM kernel_idempotency WHERE scope = :scope AND idempotency_key = :idempotency_key

-- name: kept-answers
SELECT /*many*/ scope, idempotency_key, answer_body FROM kernel_idempotency WHERE state = 'done' AND answer_body <> ''
ORDER BY scope, idempotency_key

-- name: forget-answer
UPDATE kernel_idempotency SET state = 'secret', answer_headers = '{}', answer_body = ''
WHERE scope = :scope AND idempotency_key = :idempotency_key AND state = 'done'

-- name: purge-idempotent-answers
DELETE FROM kernel_idempotency WHERE expires_at < :now ORDER BY expires_at LIMIT 5000

-- name: events-since
SELECT id, topic, payload FROM kernel_event WHERE id > :since ORDER BY id LIMIT :most
