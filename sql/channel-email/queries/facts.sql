-- Events that facts about contacts are made of: mails that came back for good, each piece once, however often it is told.

-- name: history-of-bounces
SELECT /*many*/ b.contact_id, MIN(b.at) AS at, b.campaign_id, 'email' AS channel, MIN(b.reason) AS type
FROM channel_email_bounce b JOIN channel_email_incoming i ON i.id = b.incoming_id
WHERE (:campaign_id = 0 OR b.campaign_id = :campaign_id) AND b.contact_id IS NOT NULL AND b.permanent = 1
    AND i.kind = 'bounce' AND b.at >= :since
GROUP BY b.piece_id, b.contact_id, b.campaign_id

-- name: bounces-of-some
SELECT b.contact_id, MIN(b.at) AS at, b.campaign_id, 'email' AS channel, MIN(b.reason) AS type
FROM channel_email_bounce b JOIN channel_email_incoming i ON i.id = b.incoming_id
WHERE b.contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)
    AND b.permanent = 1 AND i.kind = 'bounce'
GROUP BY b.piece_id, b.contact_id, b.campaign_id
