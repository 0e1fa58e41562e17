-- name: insert-return
INSERT INTO responses_return (id, piece_id, contact_id, campaign_id, reason, remark, returned_at, blocked)
VALUES (:id, :piece_id, :contact_id, :campaign_id, :reason, :remark, :returned_at, :blocked)

-- name: find-return-of-piece
SELECT id, piece_id, contact_id, campaign_id, reason, remark, returned_at, blocked
FROM responses_return WHERE piece_id = :piece_id

-- name: find-return
SELECT id, piece_id, contact_id, campaign_id, reason, remark, returned_at, blocked
FROM responses_return WHERE id = :id

-- name: list-returns
SELECT id, piece_id, contact_id, campaign_id, reason, remark, returned_at, blocked
FROM responses_return WHERE id > :after ORDER BY id LIMIT :limit

-- name: list-returns-of-campaign
SELECT id, piece_id, contact_id, campaign_id, reason, remark, returned_at, blocked
FROM responses_return WHERE campaign_id = :campaign_id AND id > :after ORDER BY id LIMIT :limit

-- name: newest-returns
SELECT id, piece_id, contact_id, campaign_id, reason, remark, returned_at, blocked
FROM responses_return WHERE id < :after ORDER BY id DESC LIMIT :limit

-- name: newest-returns-of-campaign
SELECT id, piece_id, contact_id, campaign_id, reason, remark, returned_at, blocked
FROM responses_return WHERE campaign_id = :campaign_id AND id < :after ORDER BY id DESC LIMIT :limit

-- name: every-return
SELECT /*many*/ id, piece_id, contact_id, campaign_id, reason, remark, returned_at, blocked FROM responses_return
