-- name: insert-batch
INSERT INTO channel_letter_batch (id, wave_id, campaign_id, number, letters, failed, window_name, font, points,
    sender_country, created_at)
VALUES (:id, :wave_id, :campaign_id, :number, :letters, :failed, :window_name, :font, :points, :sender_country,
    :created_at)

-- name: find-batch
SELECT id, wave_id, campaign_id, number, letters, failed, window_name, font, points, sender_country, created_at
FROM channel_letter_batch WHERE id = :id

-- name: list-batches
SELECT id, wave_id, campaign_id, number, letters, failed, window_name, font, points, sender_country, created_at
FROM channel_letter_batch WHERE id < :before AND (:wave_id = 0 OR wave_id = :wave_id) ORDER BY id DESC LIMIT :limit
