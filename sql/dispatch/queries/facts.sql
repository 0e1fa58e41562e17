-- name: contacted
SELECT DISTINCT p.contact_id FROM dispatch_wave w JOIN dispatch_piece p ON p.wave_id = w.id
WHERE (:campaign_id = 0 OR w.campaign_id = :campaign_id) AND (:cell_id = 0 OR p.cell_id = :cell_id)
    AND p.state IN ('handedOver', 'returned') AND p.seed = 0 AND p.handed_over_at >= :since
ORDER BY p.contact_id

-- name: returned
SELECT DISTINCT p.contact_id FROM dispatch_wave w JOIN dispatch_piece p ON p.wave_id = w.id
WHERE (:campaign_id = 0 OR w.campaign_id = :campaign_id) AND (:cell_id = 0 OR p.cell_id = :cell_id)
    AND p.state = 'returned' AND p.seed = 0 AND p.returned_at >= :since
ORDER BY p.contact_id
