-- name: erase-quarantine
DELETE FROM channel_email_quarantine
WHERE address IN (SELECT b.address FROM channel_email_bounce b WHERE b.contact_id = :contact_id AND b.address <> '')

-- name: erase-bounces
UPDATE channel_email_bounce SET address = '', diagnostic = '' WHERE contact_id = :contact_id AND address <> ''

-- name: erase-incoming
UPDATE channel_email_incoming SET from_address = '', subject = '', content = ''
WHERE contact_id = :contact_id AND from_address <> ''
