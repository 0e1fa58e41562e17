-- name: insert-type
INSERT INTO responses_type (id, type_key, name, reaction, fulfil, opt_out, opt_out_channel, active, version, fields, call_back,
    follow_up, correct_address)
VALUES (:id, :key, :name, :reaction, :fulfil, :opt_out, :opt_out_channel, :active, :version, :fields, :call_back,
    :follow_up, :correct_address)

-- name: update-type
UPDATE responses_type SET name = :name, fulfil = :fulfil, opt_out = :opt_out, opt_out_channel = :opt_out_channel,
    active = :active, fields = :fields, call_back = :call_back, follow_up = :follow_up, correct_address = :correct_address,
    version = version + 1
WHERE id = :id

-- name: find-type
SELECT id, type_key AS "key", name, reaction, fulfil, opt_out, opt_out_channel, active, version,
    COALESCE(fields, '[]') AS fields, call_back, follow_up, correct_address
FROM responses_type WHERE type_key = :key

-- name: find-type-by-id
SELECT id, type_key AS "key", name, reaction, fulfil, opt_out, opt_out_channel, active, version,
    COALESCE(fields, '[]') AS fields, call_back, follow_up, correct_address
FROM responses_type WHERE id = :id

-- name: list-types
SELECT id, type_key AS "key", name, reaction, fulfil, opt_out, opt_out_channel, active, version,
    COALESCE(fields, '[]') AS fields, call_back, follow_up, correct_address
FROM responses_type ORDER BY type_key

-- name: count-types
SELECT COUNT(*) FROM responses_type

-- name: find-outcome-set
SELECT id, campaign_id, outcomes, version FROM responses_outcome_set WHERE campaign_id = :campaign_id

-- name: insert-outcome-set
INSERT INTO responses_outcome_set (id, campaign_id, outcomes, version) VALUES (:id, :campaign_id, :outcomes, 1)

-- name: change-outcome-set
UPDATE responses_outcome_set SET outcomes = :outcomes, version = version + 1 WHERE campaign_id = :campaign_id

-- name: delete-outcome-set
DELETE FROM responses_outcome_set WHERE campaign_id = :campaign_id
