-- name: insert-response
INSERT INTO responses_response (id, received_at, channel, type_key, reaction, attribution, contact_id, campaign_id,
    cell_id, wave_id, piece_id, segment, follow_up, captures, value_minor, duplicate_key)
VALUES (:id, :received_at, :channel, :type_key, :reaction, :attribution, :contact_id, :campaign_id,
    :cell_id, :wave_id, :piece_id, :segment, :follow_up, :captures, :value_minor, :duplicate_key)

-- name: find-response
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures
FROM responses_response WHERE id = :id

-- name: find-response-by-duplicate-key
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures
FROM responses_response WHERE duplicate_key = :duplicate_key

-- name: find-response-by-reference
SELECT r.id, r.received_at, r.channel, r.type_key AS type, r.reaction, r.attribution, r.contact_id, r.campaign_id,
    r.cell_id, r.wave_id, r.piece_id, r.segment, r.captures
FROM responses_capture c JOIN responses_response r ON r.id = c.response_id
WHERE c.reference_key = :reference_key

-- name: count-capture
UPDATE responses_response SET captures = captures + 1 WHERE id = :id

-- name: list-responses
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures
FROM responses_response WHERE captures > 0 AND id > :after ORDER BY id LIMIT :limit

-- name: list-responses-of-campaign
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures
FROM responses_response WHERE campaign_id = :campaign_id AND captures > 0 AND id > :after ORDER BY id LIMIT :limit

-- name: list-responses-of-contact
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures
FROM responses_response WHERE contact_id = :contact_id AND captures > 0 AND id > :after ORDER BY id LIMIT :limit

-- name: newest-responses-of-contact
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures
FROM responses_response WHERE contact_id = :contact_id AND captures > 0 AND id < :after ORDER BY id DESC LIMIT :limit

-- name: newest-responses
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures
FROM responses_response WHERE captures > 0 AND id < :after ORDER BY id DESC LIMIT :limit

-- name: newest-responses-of-campaign
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures
FROM responses_response WHERE campaign_id = :campaign_id AND captures > 0 AND id < :after ORDER BY id DESC LIMIT :limit

-- name: insert-capture
INSERT INTO responses_capture (id, response_id, captured_at, received_at, channel, captured_by, reference_key, items, note,
    withdrawn)
VALUES (:id, :response_id, :captured_at, :received_at, :channel, :captured_by, :reference_key, :items, :note,
    :withdrawn)

-- name: captures-of-response
SELECT id, response_id, captured_at, received_at, channel, captured_by, reference_key, items, note, withdrawn
FROM responses_capture WHERE response_id = :response_id ORDER BY id

-- name: newest-credited-response
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures
FROM responses_response
WHERE contact_id = :contact_id AND campaign_id = :campaign_id AND cell_id IS NOT NULL AND captures > 0
ORDER BY id DESC LIMIT 1

-- name: withdraw-capture
UPDATE responses_capture SET withdrawn = 1 WHERE id = :id AND withdrawn = 0

-- name: discount-capture
UPDATE responses_response SET captures = captures - 1 WHERE id = :id

-- name: free-duplicate-key
UPDATE responses_response SET duplicate_key = :duplicate_key WHERE id = :id
