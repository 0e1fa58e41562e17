-- name: insert-target-group
INSERT INTO targetgroups_target_group (id, campaign_id, name, definition, state, members, operation_id, version,
    created_at, frozen_at)
VALUES (:id, :campaign_id, :name, :definition, :state, :members, :operation_id, :version, :created_at, :frozen_at)

-- name: update-target-group
UPDATE targetgroups_target_group SET name = :name, definition = :definition, version = version + 1
WHERE id = :id AND state = 'draft' AND version = :version

-- name: find-target-group
SELECT id, campaign_id, name, definition, state, members, operation_id, version, created_at, frozen_at
FROM targetgroups_target_group WHERE id = :id

-- name: list-target-groups
SELECT id, campaign_id, name, definition, state, members, operation_id, version, created_at, frozen_at
FROM targetgroups_target_group WHERE id > :after ORDER BY id LIMIT :limit

-- name: list-target-groups-of-campaign
SELECT id, campaign_id, name, definition, state, members, operation_id, version, created_at, frozen_at
FROM targetgroups_target_group WHERE campaign_id = :campaign_id AND id > :after ORDER BY id LIMIT :limit

-- name: begin-freezing
UPDATE targetgroups_target_group SET state = 'freezing', operation_id = :operation_id, version = version + 1
WHERE id = :id AND state = 'draft'

-- name: hold-freezing
UPDATE targetgroups_target_group SET version = version + 1
WHERE id = :id AND state = 'freezing' AND operation_id = :operation_id

-- name: give-up-freezing
UPDATE targetgroups_target_group SET state = 'draft', operation_id = NULL, version = version + 1
WHERE id = :id AND state = 'freezing'

-- name: end-freezing
UPDATE targetgroups_target_group SET state = 'frozen', members = :members, frozen_at = :frozen_at, version = version + 1
WHERE id = :id

-- name: count-groups-with-wrong-members
SELECT COUNT(*) FROM targetgroups_target_group g WHERE g.state = 'frozen'
    AND g.members <> (SELECT COUNT(*) FROM targetgroups_member m WHERE m.target_group_id = g.id)

-- name: add-members
UPDATE targetgroups_target_group SET members = members + :members, version = version + 1
WHERE id = :id AND state = 'frozen'
