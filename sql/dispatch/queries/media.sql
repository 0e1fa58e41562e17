-- name: insert-medium-code
INSERT INTO dispatch_medium_code (id, code, campaign_id, cell_id, medium, channel, address, active, created_at, created_by,
    version)
VALUES (:id, :code, :campaign_id, :cell_id, :medium, :channel, :address, :active, :created_at, :created_by, 1)

-- name: change-medium-code
UPDATE dispatch_medium_code SET medium = :medium, address = :address, active = :active, version = version + 1 WHERE id = :id

-- name: find-medium-code
SELECT id, code, campaign_id, cell_id, medium, channel, address, active, created_at, created_by, version
FROM dispatch_medium_code WHERE id = :id

-- name: find-medium-by-code
SELECT id, code, campaign_id, cell_id, medium, channel, address, active, created_at, created_by, version
FROM dispatch_medium_code WHERE code = :code

-- name: list-medium-codes
SELECT id, code, campaign_id, cell_id, medium, channel, address, active, created_at, created_by, version
FROM dispatch_medium_code WHERE (:campaign_id = 0 OR campaign_id = :campaign_id) AND id > :after ORDER BY id LIMIT :limit

-- name: all-medium-codes
SELECT id, code, campaign_id, cell_id, medium, channel, address, active, created_at, created_by, version
FROM dispatch_medium_code ORDER BY id
