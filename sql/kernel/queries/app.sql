-- Questions of the wiring itself.

-- name: ping
SELECT 1 AS alive;

-- name: stored-settings
SELECT setting_key, value, version, changed_at, changed_by FROM kernel_setting

-- name: find-stored-setting
SELECT setting_key, value, version, changed_at, changed_by FROM kernel_setting WHERE setting_key = :setting_key

-- name: insert-stored-setting
INSERT INTO kernel_setting (setting_key, value, version, changed_at, changed_by)
VALUES (:setting_key, :value, :version, :changed_at, :changed_by)

-- name: update-stored-setting
UPDATE kernel_setting SET value = :value, version = :version, changed_at = :changed_at, changed_by = :changed_by
WHERE setting_key = :setting_key AND version = :version - 1
