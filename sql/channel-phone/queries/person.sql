-- name: call-timeline
SELECT a.id, a.at, a.agent, a.outcome, c.campaign_id
FROM channel_phone_call c JOIN channel_phone_attempt a ON a.call_id = c.id WHERE c.contact_id = :contact_id ORDER BY a.id

-- name: call-traces
SELECT c.contact_id, a.at FROM channel_phone_call c JOIN channel_phone_attempt a ON a.call_id = c.id
WHERE c.contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)

-- name: erase-attempt-notes
UPDATE channel_phone_attempt SET note = '' WHERE note <> ''
    AND call_id IN (SELECT id FROM channel_phone_call WHERE contact_id = :contact_id)

-- name: erase-call-notes
UPDATE channel_phone_call SET note = '', phone = '' WHERE contact_id = :contact_id AND (note <> '' OR phone <> '')
