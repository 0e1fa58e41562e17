-- name: insert-seed
INSERT INTO dispatch_seed (id, contact_id, campaign_id, note, created_at)
VALUES (:id, :contact_id, :campaign_id, :note, :created_at)

-- name: find-same-seed
SELECT id, contact_id, campaign_id, note, created_at FROM dispatch_seed
WHERE contact_id = :contact_id AND campaign_id = :campaign_id

-- name: list-seeds
SELECT id, contact_id, campaign_id, note, created_at FROM dispatch_seed
WHERE id > :after AND (:campaign_id = 0 OR campaign_id = :campaign_id)
ORDER BY id LIMIT :limit

-- name: find-seed
SELECT id, contact_id, campaign_id, note, created_at FROM dispatch_seed WHERE id = :id

-- name: delete-seed
DELETE FROM dispatch_seed WHERE id = :id

-- name: seeds-for-campaign
SELECT DISTINCT contact_id FROM dispatch_seed WHERE campaign_id = 0 OR campaign_id = :campaign_id ORDER BY contact_id
