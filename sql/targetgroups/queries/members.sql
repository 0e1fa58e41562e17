-- name: insert-member
INSERT INTO targetgroups_member (target_group_id, contact_id, cell_id, segment, hold_out, chosen_by, joined_at)
VALUES (:target_group_id, :contact_id, :cell_id, :segment, :hold_out, :chosen_by, :joined_at)

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
SELECT contact_id, cell_id, segment, hold_out, COALESCE(chosen_by, '[]') AS chosen_by, joined_at FROM targetgroups_member
WHERE target_group_id = :target_group_id AND contact_id > :after ORDER BY contact_id LIMIT :limit

-- name: newest-membership
SELECT m.contact_id, m.cell_id, m.segment, m.hold_out
FROM targetgroups_member m JOIN targetgroups_target_group g ON g.id = m.target_group_id
WHERE m.contact_id = :contact_id AND g.campaign_id = :campaign_id AND g.state = 'frozen'
ORDER BY m.target_group_id DESC LIMIT 1

-- name: hold-outs-of-contact
SELECT g.campaign_id, m.cell_id, m.segment, COALESCE(m.joined_at, g.frozen_at) AS since
FROM targetgroups_member m JOIN targetgroups_target_group g ON g.id = m.target_group_id
WHERE m.contact_id = :contact_id AND m.hold_out = 1 AND g.state = 'frozen' ORDER BY m.target_group_id DESC

-- name: counts-of-campaign
SELECT m.cell_id, m.segment, m.hold_out, COUNT(DISTINCT m.contact_id) AS members
FROM targetgroups_target_group g JOIN targetgroups_member m ON m.target_group_id = g.id
WHERE g.campaign_id = :campaign_id AND g.state = 'frozen'
GROUP BY m.cell_id, m.segment, m.hold_out ORDER BY m.cell_id, m.segment, m.hold_out

-- name: member-ids
SELECT contact_id FROM targetgroups_member WHERE target_group_id = :target_group_id ORDER BY contact_id

-- name: held-out-ids
SELECT contact_id FROM targetgroups_member WHERE target_group_id = :target_group_id AND hold_out = 1 ORDER BY contact_id

-- name: find-member
SELECT contact_id, cell_id, segment, hold_out FROM targetgroups_member
WHERE target_group_id = :target_group_id AND contact_id = :contact_id

-- name: memberships-of-contact
SELECT g.id, g.campaign_id, g.name, m.hold_out, COALESCE(m.joined_at, g.frozen_at) AS at
FROM targetgroups_member m JOIN targetgroups_target_group g ON g.id = m.target_group_id
WHERE m.contact_id = :contact_id AND g.state = 'frozen' ORDER BY g.id

-- name: membership-traces
SELECT m.contact_id, m.hold_out, COALESCE(m.joined_at, g.frozen_at) AS at
FROM targetgroups_member m JOIN targetgroups_target_group g ON g.id = m.target_group_id
WHERE g.state = 'frozen' AND m.contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)

-- name: erase-values
UPDATE targetgroups_member SET chosen_by = NULL WHERE contact_id = :contact_id AND chosen_by IS NOT NULL

-- name: insert-frozen
INSERT INTO targetgroups_frozen (target_group_id, facts, waterfall) VALUES (:target_group_id, :facts, :waterfall)

-- name: find-frozen
SELECT target_group_id, facts, waterfall FROM targetgroups_frozen WHERE target_group_id = :target_group_id

-- name: insert-pressed
INSERT INTO targetgroups_pressed (target_group_id, contact_id, rule_id, rule_name)
VALUES (:target_group_id, :contact_id, :rule_id, :rule_name)

-- name: last-pressed-of-chunk
SELECT MAX(contact_id) FROM (SELECT contact_id FROM targetgroups_pressed
    WHERE target_group_id = :target_group_id AND contact_id > :after ORDER BY contact_id LIMIT :limit) chunk

-- name: delete-pressed
DELETE FROM targetgroups_pressed WHERE target_group_id = :target_group_id AND contact_id > :after AND contact_id <= :upto

-- name: list-pressed
SELECT target_group_id, contact_id, rule_id, rule_name FROM targetgroups_pressed
WHERE target_group_id = :target_group_id AND contact_id > :after ORDER BY contact_id LIMIT :limit
