-- name: find-key
SELECT secret FROM channel_email_key WHERE id = 1

-- name: insert-key
INSERT INTO channel_email_key (id, secret) VALUES (1, :secret)

-- name: find-unsubscribe
SELECT piece_id, contact_id, campaign_id, at FROM channel_email_unsubscribe WHERE piece_id = :piece_id

-- name: insert-unsubscribe
INSERT INTO channel_email_unsubscribe (piece_id, contact_id, campaign_id, at)
VALUES (:piece_id, :contact_id, :campaign_id, :at)
