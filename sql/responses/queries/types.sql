-- name: insert-type
INSERT INTO responses_type (id, type_key, name, reaction, fulfil, opt_out, opt_out_channel, active, version)
VALUES (:id, :key, :name, :reaction, :fulfil, :opt_out, :opt_out_channel, :active, :version)

-- name: update-type
UPDATE responses_type SET name = :name, fulfil = :fulfil, opt_out = :opt_out, opt_out_channel = :opt_out_channel,
    active = :active, version = version + 1
WHERE id = :id

-- name: find-type
SELECT id, type_key AS "key", name, reaction, fulfil, opt_out, opt_out_channel, active, version
FROM responses_type WHERE type_key = :key

-- name: find-type-by-id
SELECT id, type_key AS "key", name, reaction, fulfil, opt_out, opt_out_channel, active, version
FROM responses_type WHERE id = :id

-- name: list-types
SELECT id, type_key AS "key", name, reaction, fulfil, opt_out, opt_out_channel, active, version
FROM responses_type ORDER BY type_key

-- name: count-types
SELECT COUNT(*) FROM responses_type
