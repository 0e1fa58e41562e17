-- name: add-to-tally
UPDATE dispatch_tally SET pieces = pieces + :pieces
WHERE wave_id = :wave_id AND cell_id = :cell_id AND segment = :segment AND seed = :seed AND state = :state
    AND refusal = :refusal

-- name: insert-tally
INSERT INTO dispatch_tally (wave_id, cell_id, segment, seed, state, refusal, pieces)
VALUES (:wave_id, :cell_id, :segment, :seed, :state, :refusal, :pieces)

-- name: tally-of-wave
SELECT wave_id, cell_id, segment, seed, state, refusal, pieces
FROM dispatch_tally WHERE wave_id = :wave_id AND pieces <> 0
ORDER BY cell_id, segment, seed, state, refusal

-- name: tally-of-campaign
SELECT t.cell_id, t.segment, w.channel, t.state, w.follow_up, SUM(t.pieces) AS pieces
FROM dispatch_wave w JOIN dispatch_tally t ON t.wave_id = w.id
WHERE w.campaign_id = :campaign_id AND t.seed = 0
GROUP BY t.cell_id, t.segment, w.channel, t.state, w.follow_up
HAVING SUM(t.pieces) <> 0
ORDER BY t.cell_id, t.segment, w.channel, t.state, w.follow_up

-- name: handed-over-in-wave
SELECT SUM(pieces) FROM dispatch_tally WHERE wave_id = :wave_id AND seed = 0 AND state IN ('handedOver', 'returned')
