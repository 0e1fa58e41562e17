-- name: insert-rule
INSERT INTO followups_rule (id, campaign_id, name, did, did_not, cell_ids, wait_days, channel, content, active,
    created_at, version)
VALUES (:id, :campaign_id, :name, :did, :did_not, :cell_ids, :wait_days, :channel, :content, :active,
    :created_at, :version)

-- name: update-rule
UPDATE followups_rule SET name = :name, wait_days = :wait_days, channel = :channel, content = :content,
    active = :active, version = version + 1
WHERE id = :id

-- name: find-rule
SELECT id, campaign_id, name, did, did_not, cell_ids, wait_days, channel, content, active, created_at, version
FROM followups_rule WHERE id = :id

-- name: list-rules
SELECT id, campaign_id, name, did, did_not, cell_ids, wait_days, channel, content, active, created_at, version
FROM followups_rule WHERE id > :after ORDER BY id LIMIT :limit

-- name: list-rules-of-campaign
SELECT id, campaign_id, name, did, did_not, cell_ids, wait_days, channel, content, active, created_at, version
FROM followups_rule WHERE campaign_id = :campaign_id AND id > :after ORDER BY id LIMIT :limit
