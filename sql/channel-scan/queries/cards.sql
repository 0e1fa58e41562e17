-- name: list-cards
SELECT id, campaign_id, module_mm, boxes, version FROM channel_scan_card ORDER BY id

-- name: find-card
SELECT id, campaign_id, module_mm, boxes, version FROM channel_scan_card WHERE campaign_id = :campaign_id

-- name: insert-card
INSERT INTO channel_scan_card (id, campaign_id, module_mm, boxes, version)
VALUES (:id, :campaign_id, :module_mm, :boxes, 1)

-- name: change-card
UPDATE channel_scan_card SET module_mm = :module_mm, boxes = :boxes, version = version + 1 WHERE campaign_id = :campaign_id

-- name: delete-card
DELETE FROM channel_scan_card WHERE campaign_id = :campaign_id
