-- name: count-outcomes
SELECT COUNT(*) FROM channel_phone_outcome

-- name: insert-outcome
INSERT INTO channel_phone_outcome (id, code, label, category, response_type, retry_minutes, active, version)
VALUES (:id, :code, :label, :category, :response_type, :retry_minutes, :active, :version)

-- name: update-outcome
UPDATE channel_phone_outcome SET label = :label, category = :category, response_type = :response_type,
    retry_minutes = :retry_minutes, active = :active, version = :version
WHERE id = :id

-- name: list-outcomes
SELECT id, code, label, category, response_type, retry_minutes, active, version FROM channel_phone_outcome ORDER BY code

-- name: find-outcome
SELECT id, code, label, category, response_type, retry_minutes, active, version FROM channel_phone_outcome WHERE id = :id

-- name: find-outcome-by-code
SELECT id, code, label, category, response_type, retry_minutes, active, version FROM channel_phone_outcome
WHERE code = :code
