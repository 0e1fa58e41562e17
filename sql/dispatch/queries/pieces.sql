-- name: insert-piece
INSERT INTO dispatch_piece (id, wave_id, cell_id, contact_id, code, code_number, segment, seed, state, refusal, batch_id,
    handed_over_at, returned_at, note)
VALUES (:id, :wave_id, :cell_id, :contact_id, :code, :code_number, :segment, :seed, 'created', 'none', 0, NULL, NULL, '')

-- name: find-piece-by-code-number
SELECT p.id, p.wave_id, w.campaign_id, p.cell_id, p.contact_id, p.code, p.segment, w.channel, p.state, p.seed, p.refusal,
    p.batch_id, p.handed_over_at, p.returned_at, p.note, w.follow_up
FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id WHERE p.code_number = :code_number

-- name: find-piece
SELECT p.id, p.wave_id, w.campaign_id, p.cell_id, p.contact_id, p.code, p.segment, w.channel, p.state, p.seed, p.refusal,
    p.batch_id, p.handed_over_at, p.returned_at, p.note, w.follow_up
FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id WHERE p.id = :id

-- name: newest-piece-of-contact
SELECT p.id, p.wave_id, w.campaign_id, p.cell_id, p.contact_id, p.code, p.segment, w.channel, p.state, p.seed, p.refusal,
    p.batch_id, p.handed_over_at, p.returned_at, p.note, w.follow_up
FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id
WHERE p.contact_id = :contact_id AND p.handed_over_at IS NOT NULL AND p.state IN ('handedOver', 'returned')
    AND (:campaign_id = 0 OR w.campaign_id = :campaign_id)
ORDER BY p.handed_over_at DESC, p.id DESC LIMIT 1

-- name: pieces-of-wave-in-state
SELECT p.id, p.wave_id, w.campaign_id, p.cell_id, p.contact_id, p.code, p.segment, w.channel, p.state, p.seed, p.refusal,
    p.batch_id, p.handed_over_at, p.returned_at, p.note, w.follow_up
FROM dispatch_wave w JOIN dispatch_piece p ON p.wave_id = w.id
WHERE w.id = :wave_id AND p.state = :state AND p.id > :after
ORDER BY p.id LIMIT :limit

-- name: pieces-in-state
SELECT p.id, p.wave_id, w.campaign_id, p.cell_id, p.contact_id, p.code, p.segment, w.channel, p.state, p.seed, p.refusal,
    p.batch_id, p.handed_over_at, p.returned_at, p.note, w.follow_up
FROM dispatch_wave w JOIN dispatch_piece p ON p.wave_id = w.id AND p.state = :state
WHERE p.id > :after
ORDER BY p.id LIMIT :limit

-- name: pieces-of-contact
SELECT p.id, p.wave_id, w.campaign_id, p.cell_id, p.contact_id, p.code, p.segment, w.channel, p.state, p.seed, p.refusal,
    p.batch_id, p.handed_over_at, p.returned_at, p.note, w.follow_up
FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id
WHERE p.contact_id = :contact_id AND p.id > :after AND (:wave_id = 0 OR p.wave_id = :wave_id)
    AND (:state = '' OR p.state = :state)
ORDER BY p.id LIMIT :limit

-- name: pieces-of-batch
SELECT p.id, p.wave_id, w.campaign_id, p.cell_id, p.contact_id, p.code, p.segment, w.channel, p.state, p.seed, p.refusal,
    p.batch_id, p.handed_over_at, p.returned_at, p.note, w.follow_up
FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id
WHERE p.id BETWEEN :first_piece_id AND :last_piece_id AND p.batch_id = :batch_id
ORDER BY p.id

-- name: seed-contacts-of-wave
SELECT contact_id FROM dispatch_piece WHERE wave_id = :wave_id AND seed = 1 ORDER BY contact_id

-- name: returned-pieces-of-contact
SELECT COUNT(*) FROM dispatch_piece WHERE contact_id = :contact_id AND state = 'returned'

-- name: withhold-piece
UPDATE dispatch_piece SET state = 'withheld', refusal = :refusal WHERE id = :id AND state = 'created'

-- name: take-pieces
UPDATE dispatch_piece SET state = 'handingOver', batch_id = :batch_id
WHERE wave_id = :wave_id AND state = 'created' AND id BETWEEN :first_piece_id AND :last_piece_id

-- name: settle-piece
UPDATE dispatch_piece SET state = :state, batch_id = :batch_id, handed_over_at = :handed_over_at, note = :note
WHERE id = :id

-- name: settle-batch-pieces
UPDATE dispatch_piece SET state = :state, handed_over_at = :handed_over_at
WHERE wave_id = :wave_id AND state = 'handingOver' AND batch_id = :batch_id
    AND id BETWEEN :first_piece_id AND :last_piece_id

-- name: return-piece
UPDATE dispatch_piece SET state = 'returned', returned_at = :returned_at, note = :note WHERE id = :id

-- name: cancel-pieces
UPDATE dispatch_piece SET state = 'cancelled'
WHERE wave_id = :wave_id AND state = 'created' AND id BETWEEN :first_piece_id AND :last_piece_id

-- name: pieces-sent-to-contact
SELECT p.id, p.wave_id, w.campaign_id, p.cell_id, p.contact_id, p.code, p.segment, w.channel, p.state, p.seed, p.refusal,
    p.batch_id, p.handed_over_at, p.returned_at, p.note, w.follow_up
FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id
WHERE p.contact_id = :contact_id AND p.handed_over_at BETWEEN :since AND :until AND p.state IN ('handedOver', 'returned')
    AND p.seed = 0 AND (:campaign_id = 0 OR w.campaign_id = :campaign_id)
ORDER BY p.handed_over_at DESC, p.id DESC LIMIT :limit
