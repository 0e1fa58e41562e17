-- name: response-timeline
SELECT id, received_at, channel, type_key, reaction, campaign_id FROM responses_response
WHERE contact_id = :contact_id AND captures > 0 ORDER BY id

-- name: response-traces
SELECT contact_id, received_at FROM responses_response
WHERE captures > 0 AND contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)

-- name: erase-capture-notes
UPDATE responses_capture SET note = '', fields = '{}' WHERE (note <> '' OR fields <> '{}')
    AND response_id IN (SELECT id FROM responses_response WHERE contact_id = :contact_id)

-- name: clearing-of-contact
SELECT /*many*/ id, captured_at, captured_by, reason, reply, state, response_id, remark, version, batch_id
FROM responses_clearing
WHERE response_id IN (SELECT id FROM responses_response WHERE contact_id = :contact_id) OR reply LIKE :named

-- name: erase-clearing-words
UPDATE responses_clearing SET reply = :reply, remark = '', bare = 1 WHERE id = :id

-- name: rejected-with-words
SELECT id, captured_at, captured_by, reason, reply, state, response_id, remark, version, batch_id
FROM responses_clearing WHERE state = 'rejected' AND bare = 0 AND captured_at < :before ORDER BY captured_at, id LIMIT 500

-- name: erase-return-remarks
UPDATE responses_return SET remark = '' WHERE contact_id = :contact_id AND remark <> ''

-- name: erase-corrections
DELETE FROM responses_correction WHERE contact_id = :contact_id
