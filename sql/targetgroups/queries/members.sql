-- name: insert-member
INSERT INTO targetgroups_member (target_group_id, contact_id, cell_id, segment, hold_out)
VALUES (:target_group_id, :contact_id, :cell_id, :segment, :hold_out)

-- name: delete-members
DELETE FROM targetgroups_member WHERE target_group_id = :target_group_id AND contact_id > :after AND contact_id <= :upto

-- name: last-member-of-chunk
SELECT MAX(contact_id) FROM (SELECT contact_id FROM targetgroups_member
    WHERE target_group_id = :target_group_id AND contact_id > :after ORDER BY contact_id LIMIT :limit) chunk

-- name: members-after
SELECT contact_id, cell_id, segment, hold_out FROM targetgroups_member
WHERE target_group_id = :target_group_id AND contact_id > :after AND hold_out = 0 ORDER BY contact_id LIMIT :limit

-- name: members-of-cell-after
SELECT contact_id, cell_id, segment, hold_out FROM targetgroups_member
WHERE target_group_id = :target_group_id AND contact_id > :after AND cell_id = :cell_id AND hold_out = 0
ORDER BY contact_id LIMIT :limit

-- name: list-members
SELECT contact_id, cell_id, segment, hold_out FROM targetgroups_member
WHERE target_group_id = :target_group_id AND contact_id > :after ORDER BY contact_id LIMIT :limit

-- name: newest-membership
SELECT m.contact_id, m.cell_id, m.segment, m.hold_out
FROM targetgroups_member m JOIN targetgroups_target_group g ON g.id = m.target_group_id
WHERE m.contact_id = :contact_id AND g.campaign_id = :campaign_id AND g.state = 'frozen'
ORDER BY m.target_group_id DESC LIMIT 1

-- name: counts-of-campaign
SELECT m.cell_id, m.segment, m.hold_out, COUNT(DISTINCT m.contact_id) AS members
FROM targetgroups_target_group g JOIN targetgroups_member m ON m.target_group_id = g.id
WHERE g.campaign_id = :campaign_id AND g.state = 'frozen'
GROUP BY m.cell_id, m.segment, m.hold_out ORDER BY m.cell_id, m.segment, m.hold_out
