-- name: find-notice-by-key
SELECT COUNT(*) FROM channel_email_notice WHERE notice_key = :notice_key

-- name: insert-notice
INSERT INTO channel_email_notice (id, notice_key, from_name, to_name, to_address, subject, content, state, note, queued_at)
VALUES (:id, :notice_key, :from_name, :to_name, :to_address, :subject, :content, :state, :note, :queued_at)

-- name: find-notice
SELECT id, notice_key, from_name, to_name, to_address, subject, content, state, note, queued_at
FROM channel_email_notice WHERE id = :id

-- name: close-notice
UPDATE channel_email_notice SET state = :state, note = :note, from_name = '', to_name = '', to_address = '', subject = '',
    content = ''
WHERE id = :id

-- name: withdraw-notice
UPDATE channel_email_notice SET state = 'refused', note = :note, from_name = '', to_name = '', to_address = '', subject = '',
    content = ''
WHERE notice_key = :notice_key AND state = 'queued'

-- name: give-up-notices
UPDATE channel_email_notice SET state = 'refused', note = :note, from_name = '', to_name = '', to_address = '', subject = '',
    content = ''
WHERE state = 'queued' AND queued_at < :before
