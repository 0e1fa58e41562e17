-- Events that facts about contacts are made of: pieces that were handed over, and those that came back.

-- name: history-of-pieces
SELECT /*many*/ p.contact_id, p.handed_over_at AS at, w.campaign_id, p.cell_id, w.channel
FROM dispatch_wave w JOIN dispatch_piece p ON p.wave_id = w.id
WHERE (:campaign_id = 0 OR w.campaign_id = :campaign_id) AND p.state IN ('handedOver', 'returned') AND p.seed = 0
    AND p.handed_over_at >= :since

-- name: history-of-returns
SELECT /*many*/ p.contact_id, p.returned_at AS at, w.campaign_id, p.cell_id, w.channel
FROM dispatch_wave w JOIN dispatch_piece p ON p.wave_id = w.id
WHERE (:campaign_id = 0 OR w.campaign_id = :campaign_id) AND p.state = 'returned' AND p.seed = 0
    AND p.returned_at >= :since

-- name: pieces-of-some
SELECT p.contact_id, p.handed_over_at AS at, w.campaign_id, p.cell_id, w.channel
FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id
WHERE p.contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)
    AND p.state IN ('handedOver', 'returned') AND p.seed = 0 AND p.handed_over_at IS NOT NULL

-- name: returns-of-some
SELECT p.contact_id, p.returned_at AS at, w.campaign_id, p.cell_id, w.channel
FROM dispatch_piece p JOIN dispatch_wave w ON w.id = p.wave_id
WHERE p.contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)
    AND p.state = 'returned' AND p.seed = 0 AND p.returned_at IS NOT NULL
