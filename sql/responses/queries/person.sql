-- name: response-timeline
SELECT id, received_at, channel, type_key, reaction, campaign_id FROM responses_response
WHERE contact_id = :contact_id AND captures > 0 ORDER BY id

-- name: erase-capture-notes
UPDATE responses_capture SET note = '' WHERE note <> ''
    AND response_id IN (SELECT id FROM responses_response WHERE contact_id = :contact_id)

-- name: erase-return-remarks
UPDATE responses_return SET remark = '' WHERE contact_id = :contact_id AND remark <> ''
