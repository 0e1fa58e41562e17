-- name: insert-learning
INSERT INTO insight_learning (id, campaign_id, campaign_name, segment, channel, pieces, responders, buyers, learnt_at)
VALUES (:id, :campaign_id, :campaign_name, :segment, :channel, :pieces, :responders, :buyers, :learnt_at)

-- name: delete-learnings-of-campaign
DELETE FROM insight_learning WHERE campaign_id = :campaign_id

-- name: find-learning
SELECT id, campaign_id, campaign_name, segment, channel, pieces, responders, buyers, learnt_at
FROM insight_learning WHERE id = :id

-- name: list-learnings
SELECT id, campaign_id, campaign_name, segment, channel, pieces, responders, buyers, learnt_at
FROM insight_learning WHERE id > :after ORDER BY id LIMIT :limit

-- name: pooled-learnings
SELECT campaign_id, campaign_name, segment, channel, SUM(pieces) AS pieces, SUM(responders) AS responders
FROM insight_learning WHERE campaign_id <> :except_campaign_id OR campaign_id = 0
GROUP BY campaign_id, campaign_name, segment, channel ORDER BY segment, channel, campaign_id, campaign_name

-- name: count-impossible-learnings
SELECT COUNT(*) FROM insight_learning WHERE responders > pieces OR buyers > pieces OR responders < 0

-- name: learnt-campaigns
SELECT DISTINCT campaign_id FROM insight_learning WHERE campaign_id <> 0 AND campaign_id <> :except_campaign_id
ORDER BY campaign_id DESC LIMIT :limit
