-- name: call-timeline
SELECT a.id, a.at, a.agent, a.outcome, c.campaign_id
FROM channel_phone_call c JOIN channel_phone_attempt a ON a.call_id = c.id WHERE c.contact_id = :contact_id ORDER BY a.id

-- name: erase-attempt-notes
UPDATE channel_phone_attempt SET note = '' WHERE note <> ''
    AND call_id IN (SELECT id FROM channel_phone_call WHERE contact_id = :contact_id)

-- name: erase-call-notes
UPDATE channel_phone_call SET note = '' WHERE contact_id = :contact_id AND note <> ''
