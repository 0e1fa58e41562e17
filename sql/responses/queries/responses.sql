-- name: insert-response
INSERT INTO responses_response (id, received_at, channel, type_key, reaction, attribution, contact_id, campaign_id,
    cell_id, wave_id, piece_id, segment, follow_up, captures, value_minor, duplicate_key, late, credits, credit_reason,
    credit_window)
VALUES (:id, :received_at, :channel, :type_key, :reaction, :attribution, :contact_id, :campaign_id,
    :cell_id, :wave_id, :piece_id, :segment, :follow_up, :captures, :value_minor, :duplicate_key, :late, :credits,
    :credit_reason, :credit_window)

-- name: find-response
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures, late, credits, credit_reason AS reason
FROM responses_response WHERE id = :id

-- name: find-response-by-duplicate-key
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures, late, credits, credit_reason AS reason
FROM responses_response WHERE duplicate_key = :duplicate_key

-- name: find-response-by-reference
SELECT r.id, r.received_at, r.channel, r.type_key AS type, r.reaction, r.attribution, r.contact_id, r.campaign_id,
    r.cell_id, r.wave_id, r.piece_id, r.segment, r.captures, r.late, r.credits, r.credit_reason AS reason
FROM responses_capture c JOIN responses_response r ON r.id = c.response_id
WHERE c.reference_key = :reference_key

-- name: count-capture
UPDATE responses_response SET captures = captures + 1 WHERE id = :id

-- name: list-responses
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures, late, credits, credit_reason AS reason
FROM responses_response WHERE captures > 0 AND id > :after ORDER BY id LIMIT :limit

-- name: list-responses-of-campaign
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures, late, credits, credit_reason AS reason
FROM responses_response WHERE campaign_id = :campaign_id AND captures > 0 AND id > :after ORDER BY id LIMIT :limit

-- name: list-responses-of-contact
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures, late, credits, credit_reason AS reason
FROM responses_response WHERE contact_id = :contact_id AND captures > 0 AND id > :after ORDER BY id LIMIT :limit

-- name: newest-responses-of-contact
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures, late, credits, credit_reason AS reason
FROM responses_response WHERE contact_id = :contact_id AND captures > 0 AND id < :after ORDER BY id DESC LIMIT :limit

-- name: newest-responses
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures, late, credits, credit_reason AS reason
FROM responses_response WHERE captures > 0 AND id < :after ORDER BY id DESC LIMIT :limit

-- name: newest-responses-of-campaign
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures, late, credits, credit_reason AS reason
FROM responses_response WHERE campaign_id = :campaign_id AND captures > 0 AND id < :after ORDER BY id DESC LIMIT :limit

-- name: insert-capture
INSERT INTO responses_capture (id, response_id, captured_at, received_at, channel, captured_by, reference_key, items, note,
    withdrawn, outcome, clearing_id, batch_id, fields)
VALUES (:id, :response_id, :captured_at, :received_at, :channel, :captured_by, :reference_key, :items, :note,
    :withdrawn, :outcome, :clearing_id, :batch_id, :fields)

-- name: captures-of-response
SELECT id, response_id, captured_at, received_at, channel, captured_by, reference_key, items, note, withdrawn, outcome,
    clearing_id, batch_id, COALESCE(fields, '{}') AS fields
FROM responses_capture WHERE response_id = :response_id ORDER BY id

-- name: newest-credited-response
SELECT id, received_at, channel, type_key AS type, reaction, attribution, contact_id, campaign_id, cell_id, wave_id,
    piece_id, segment, captures, late, credits, credit_reason AS reason
FROM responses_response
WHERE contact_id = :contact_id AND campaign_id = :campaign_id AND cell_id IS NOT NULL AND captures > 0
ORDER BY id DESC LIMIT 1

-- name: capture-of-reference
SELECT id, response_id, withdrawn FROM responses_capture WHERE reference_key = :reference_key

-- name: withdraw-capture
UPDATE responses_capture SET withdrawn = 1 WHERE id = :id AND withdrawn = 0

-- name: captures-that-made-it
SELECT COUNT(*) FROM responses_capture WHERE response_id = :response_id AND outcome = 'captured' AND withdrawn = 0

-- name: oldest-capture-that-stands
SELECT MIN(id) FROM responses_capture WHERE response_id = :response_id AND withdrawn = 0

-- name: capture-made-it
UPDATE responses_capture SET outcome = 'captured' WHERE id = :id

-- name: discount-capture
UPDATE responses_response SET captures = captures - 1 WHERE id = :id

-- name: free-duplicate-key
UPDATE responses_response SET duplicate_key = :duplicate_key WHERE id = :id

-- name: insert-credit
INSERT INTO responses_credit (response_id, number, campaign_id, cell_id, wave_id, piece_id, segment, attribution, reason,
    late, best, share)
VALUES (:response_id, :number, :campaign_id, :cell_id, :wave_id, :piece_id, :segment, :attribution, :reason,
    :late, :best, :share)

-- name: credits-of-response
SELECT response_id, number, campaign_id, cell_id, wave_id, piece_id, segment, attribution, reason, late, best, share
FROM responses_credit WHERE response_id = :response_id ORDER BY number

-- name: credit-window-of-response
SELECT credit_window FROM responses_response WHERE id = :id
