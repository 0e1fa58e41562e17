-- name: count-by-tally-key
SELECT wave_id, cell_id, segment, seed, state, refusal, COUNT(*) AS pieces FROM dispatch_piece
GROUP BY wave_id, cell_id, segment, seed, state, refusal
ORDER BY wave_id, cell_id, segment, seed, state, refusal

-- name: all-tallies
SELECT wave_id, cell_id, segment, seed, state, refusal, pieces FROM dispatch_tally WHERE pieces <> 0
ORDER BY wave_id, cell_id, segment, seed, state, refusal

-- name: all-codes
SELECT /*many*/ id, code, code_number FROM dispatch_piece ORDER BY id

-- name: sent-without-batch
SELECT COUNT(*) FROM dispatch_piece p
WHERE p.state IN ('handingOver', 'handedOver', 'held', 'failed', 'returned')
    AND NOT EXISTS (SELECT 1 FROM dispatch_batch b
                    WHERE b.id = p.batch_id AND b.wave_id = p.wave_id AND p.id BETWEEN b.first_piece_id AND b.last_piece_id)

-- name: loose-pieces-in-batches
SELECT COUNT(*) FROM dispatch_piece p JOIN dispatch_batch b ON b.id = p.batch_id
WHERE p.state = 'handingOver' AND b.state <> 'handingOver'

-- name: waves-with-wrong-total
SELECT w.name AS name, w.pieces - COALESCE(SUM(t.pieces), 0) AS pieces
FROM dispatch_wave w LEFT JOIN dispatch_tally t ON t.wave_id = w.id
GROUP BY w.id, w.name, w.pieces HAVING w.pieces <> COALESCE(SUM(t.pieces), 0)
ORDER BY w.id LIMIT 100
