-- name: find-incoming-by-name
SELECT id, profile_id, provider_name, received_at, sender, recipient, content, kind, matched, piece_id, contact_id, campaign_id,
    response_id, clearing_id
FROM channel_sms_incoming WHERE profile_id = :profile_id AND provider_name = :provider_name

-- name: insert-incoming
INSERT INTO channel_sms_incoming (id, profile_id, provider_name, received_at, sender, recipient, content, kind, matched,
    piece_id, contact_id, campaign_id, response_id, clearing_id)
VALUES (:id, :profile_id, :provider_name, :received_at, :sender, :recipient, :content, :kind, :matched,
    :piece_id, :contact_id, :campaign_id, :response_id, :clearing_id)

-- name: list-incoming
SELECT id, profile_id, provider_name, received_at, sender, recipient, content, kind, matched, piece_id, contact_id, campaign_id,
    response_id, clearing_id
FROM channel_sms_incoming
WHERE id < :before AND (:kind = '' OR kind = :kind) ORDER BY id DESC LIMIT :limit

-- name: find-receipt
SELECT id, profile_id, provider_name, status, reason, at FROM channel_sms_receipt
WHERE profile_id = :profile_id AND provider_name = :provider_name AND status = :status

-- name: insert-receipt
INSERT INTO channel_sms_receipt (id, profile_id, provider_name, status, reason, at)
VALUES (:id, :profile_id, :provider_name, :status, :reason, :at)

-- name: receipts-of-name
SELECT id, profile_id, provider_name, status, reason, at FROM channel_sms_receipt
WHERE profile_id = :profile_id AND provider_name = :provider_name ORDER BY id

-- name: incoming-timeline
SELECT id, received_at AS at, content, kind, campaign_id FROM channel_sms_incoming WHERE contact_id = :contact_id ORDER BY id

-- name: incoming-traces
SELECT contact_id, received_at AS at, kind FROM channel_sms_incoming WHERE contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)

-- name: erase-incoming
UPDATE channel_sms_incoming SET sender = '', content = '' WHERE contact_id = :contact_id AND content <> ''

-- name: erase-messages
UPDATE channel_sms_message SET recipient = '', content = '', note = '' WHERE contact_id = :contact_id AND recipient <> ''

-- name: strangers-before
SELECT id FROM channel_sms_incoming
WHERE contact_id IS NULL AND received_at < :before AND (sender <> '' OR content <> '') ORDER BY id LIMIT 500

-- name: forget-incoming
UPDATE channel_sms_incoming SET sender = '', content = '' WHERE id = :id

-- name: forget-answers-to-strangers
UPDATE channel_sms_message SET recipient = '', content = '', note = ''
WHERE contact_id IS NULL AND created_at < :before AND recipient <> ''
