-- name: insert-decision
INSERT INTO dispatch_decision (piece_id, batch_id, refusal, reason, relies_on, decided_at)
VALUES (:piece_id, :batch_id, :refusal, :reason, :relies_on, :decided_at)

-- name: decisions-of-piece
SELECT piece_id, batch_id, refusal, reason, relies_on, decided_at FROM dispatch_decision
WHERE piece_id = :piece_id ORDER BY batch_id

-- name: piece-of-contact-in-wave
SELECT id FROM dispatch_piece WHERE contact_id = :contact_id AND wave_id = :wave_id

-- name: piece-timeline
SELECT p.id, p.code, w.name, w.campaign_id, w.channel, p.state, p.refusal, p.handed_over_at, p.returned_at, w.created_at
FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id WHERE p.contact_id = :contact_id ORDER BY p.id

-- name: piece-traces
SELECT p.contact_id, p.state, p.handed_over_at, p.returned_at, w.created_at
FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id
WHERE p.contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)

-- name: erase-piece-notes
UPDATE dispatch_piece SET note = '' WHERE contact_id = :contact_id AND note <> ''
