-- name: insert-batch
INSERT INTO dispatch_batch (id, wave_id, number, state, first_piece_id, last_piece_id, pieces, created_at, finished_at)
VALUES (:id, :wave_id, :number, :state, :first_piece_id, :last_piece_id, :pieces, :created_at, :finished_at)

-- name: find-batch
SELECT id, wave_id, number, state, first_piece_id, last_piece_id, pieces, created_at, finished_at
FROM dispatch_batch WHERE id = :id

-- name: open-batch-of-wave
SELECT id, wave_id, number, state, first_piece_id, last_piece_id, pieces, created_at, finished_at
FROM dispatch_batch WHERE wave_id = :wave_id AND state = 'handingOver' ORDER BY number LIMIT 1

-- name: last-batch-number
SELECT MAX(number) FROM dispatch_batch WHERE wave_id = :wave_id

-- name: settle-batch
UPDATE dispatch_batch SET state = :state, finished_at = :finished_at WHERE id = :id AND state = 'handingOver'
