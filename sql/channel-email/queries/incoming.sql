-- name: find-incoming-by-digest
SELECT id, received_at, kind, from_address, subject, content, feedback_type, piece_id, contact_id, campaign_id, unsubscribed
FROM channel_email_incoming WHERE digest = :digest

-- name: find-incoming
SELECT id, received_at, kind, from_address, subject, content, feedback_type, piece_id, contact_id, campaign_id, unsubscribed
FROM channel_email_incoming WHERE id = :id

-- name: insert-incoming
INSERT INTO channel_email_incoming (id, digest, received_at, kind, from_address, subject, content, feedback_type, piece_id,
    contact_id, campaign_id, unsubscribed)
VALUES (:id, :digest, :received_at, :kind, :from_address, :subject, :content, :feedback_type, :piece_id,
    :contact_id, :campaign_id, :unsubscribed)

-- name: list-incoming
SELECT id, received_at, kind, from_address, subject, content, feedback_type, piece_id, contact_id, campaign_id, unsubscribed
FROM channel_email_incoming
WHERE id < :before AND (:any_kind = 1 OR kind = :kind)
ORDER BY id DESC LIMIT :limit

-- name: insert-bounce
INSERT INTO channel_email_bounce (id, incoming_id, address, status, reply, diagnostic, reason, permanent, hard, piece_id,
    contact_id, campaign_id, at)
VALUES (:id, :incoming_id, :address, :status, :reply, :diagnostic, :reason, :permanent, :hard, :piece_id,
    :contact_id, :campaign_id, :at)

-- name: bounces-of-incoming
SELECT id, incoming_id, address, status, reply, diagnostic, reason, permanent, hard, piece_id, contact_id, campaign_id, at
FROM channel_email_bounce WHERE incoming_id = :incoming_id ORDER BY id

-- name: count-soft-bounces
SELECT COUNT(*) FROM channel_email_bounce
WHERE address = :address AND at >= :since AND hard = 0 AND permanent = 1 AND piece_id IS NOT NULL

-- name: find-quarantine
SELECT address, bounce_id, reason, since FROM channel_email_quarantine WHERE address = :address

-- name: insert-quarantine
INSERT INTO channel_email_quarantine (address, bounce_id, reason, since) VALUES (:address, :bounce_id, :reason, :since)

-- name: delete-quarantine
DELETE FROM channel_email_quarantine WHERE address = :address

-- name: list-quarantine
SELECT address, bounce_id, reason, since FROM channel_email_quarantine
WHERE address > :after ORDER BY address LIMIT :limit
