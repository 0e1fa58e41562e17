-- name: find-message
SELECT id, piece_id, batch_id, profile_id, contact_id, campaign_id, recipient, content, state, segments, cost, attempts,
    provider_name, note, created_at, sent_at, settled_at
FROM channel_sms_message WHERE id = :id

-- name: find-message-of-piece
SELECT id, piece_id, batch_id, profile_id, contact_id, campaign_id, recipient, content, state, segments, cost, attempts,
    provider_name, note, created_at, sent_at, settled_at
FROM channel_sms_message WHERE piece_id = :piece_id

-- name: find-message-by-name
SELECT id, piece_id, batch_id, profile_id, contact_id, campaign_id, recipient, content, state, segments, cost, attempts,
    provider_name, note, created_at, sent_at, settled_at
FROM channel_sms_message WHERE profile_id = :profile_id AND provider_name = :provider_name

-- name: newest-message-to
SELECT id, piece_id, batch_id, profile_id, contact_id, campaign_id, recipient, content, state, segments, cost, attempts,
    provider_name, note, created_at, sent_at, settled_at
FROM channel_sms_message
WHERE recipient = :recipient AND sent_at >= :since AND piece_id IS NOT NULL
ORDER BY sent_at DESC, id DESC LIMIT 1

-- name: insert-message
INSERT INTO channel_sms_message (id, piece_id, batch_id, profile_id, contact_id, campaign_id, recipient, content, state,
    segments, cost, attempts, provider_name, note, created_at, sent_at, settled_at)
VALUES (:id, :piece_id, :batch_id, :profile_id, :contact_id, :campaign_id, :recipient, :content, :state,
    :segments, :cost, :attempts, :provider_name, :note, :created_at, :sent_at, :settled_at)

-- name: update-message
UPDATE channel_sms_message SET batch_id = :batch_id, profile_id = :profile_id, recipient = :recipient, content = :content,
    state = :state, segments = :segments, cost = :cost, attempts = :attempts, provider_name = :provider_name, note = :note,
    sent_at = :sent_at, settled_at = :settled_at
WHERE id = :id AND attempts = :attempts_before AND state = :state_before

-- name: list-messages
SELECT id, piece_id, batch_id, profile_id, contact_id, campaign_id, recipient, content, state, segments, cost, attempts,
    provider_name, note, created_at, sent_at, settled_at
FROM channel_sms_message
WHERE id < :before AND (:state = '' OR state = :state) AND (:campaign_id = 0 OR campaign_id = :campaign_id)
ORDER BY id DESC LIMIT :limit

-- name: undelivered-to
SELECT COUNT(*) FROM channel_sms_message
WHERE recipient = :recipient AND state = 'undelivered' AND sent_at >= :since
    AND sent_at > (SELECT COALESCE(MAX(d.sent_at), 0) FROM channel_sms_message d
        WHERE d.recipient = :recipient AND d.state = 'delivered')

-- name: answers-to
SELECT COUNT(*) FROM channel_sms_message WHERE recipient = :recipient AND piece_id IS NULL AND created_at >= :since

-- name: campaign-figures
SELECT campaign_id, COUNT(*) AS messages, SUM(segments) AS segments, SUM(cost) AS cost,
    SUM(CASE WHEN state = 'sent' THEN 1 ELSE 0 END) AS sent,
    SUM(CASE WHEN state = 'delivered' THEN 1 ELSE 0 END) AS delivered,
    SUM(CASE WHEN state = 'undelivered' THEN 1 ELSE 0 END) AS undelivered,
    SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS failed,
    SUM(CASE WHEN state = 'held' THEN 1 ELSE 0 END) AS held
FROM channel_sms_message WHERE campaign_id IS NOT NULL GROUP BY campaign_id ORDER BY campaign_id

-- name: messages-with-wrong-state
SELECT COUNT(*) FROM channel_sms_message
WHERE (state IN ('sent', 'delivered', 'undelivered') AND sent_at IS NULL)
    OR (state IN ('waiting', 'sending', 'failed', 'held') AND sent_at IS NOT NULL)
