-- name: insert-profile
INSERT INTO channel_sms_profile (id, name, token_hash, profile, active, version, created_at, next_at)
VALUES (:id, :name, :token_hash, :profile, :active, :version, :created_at, 0)

-- name: update-profile
UPDATE channel_sms_profile SET name = :name, profile = :profile, active = :active, version = :version WHERE id = :id

-- name: renew-token
UPDATE channel_sms_profile SET token_hash = :token_hash, version = version + 1 WHERE id = :id

-- name: find-profile
SELECT id, name, profile, active, version, created_at FROM channel_sms_profile WHERE id = :id

-- name: find-profile-by-name
SELECT id, name, token_hash, profile, active, version, created_at FROM channel_sms_profile WHERE name = :name

-- name: find-profile-by-token
SELECT id, name, profile, active, version, created_at FROM channel_sms_profile WHERE token_hash = :token_hash

-- name: list-profiles
SELECT id, name, profile, active, version, created_at FROM channel_sms_profile ORDER BY name

-- name: next-slot
SELECT next_at FROM channel_sms_profile WHERE id = :id

-- name: take-slot
UPDATE channel_sms_profile SET next_at = CASE WHEN next_at > :now THEN next_at ELSE :now END + :pause WHERE id = :id
