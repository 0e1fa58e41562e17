-- name: insert-pre-test
INSERT INTO pretests_pre_test (id, campaign_id, name, cell_ids, base_rate, wished_rate, alpha, power, state,
    chosen_cell_id, remark, version, created_at)
VALUES (:id, :campaign_id, :name, :cell_ids, :base_rate, :wished_rate, :alpha, :power, :state,
    :chosen_cell_id, :remark, :version, :created_at)

-- name: find-pre-test
SELECT id, campaign_id, name, cell_ids, base_rate, wished_rate, alpha, power, state, chosen_cell_id, remark, version,
    created_at
FROM pretests_pre_test WHERE id = :id

-- name: list-pre-tests
SELECT id, campaign_id, name, cell_ids, base_rate, wished_rate, alpha, power, state, chosen_cell_id, remark, version,
    created_at
FROM pretests_pre_test WHERE id > :after ORDER BY id LIMIT :limit

-- name: list-pre-tests-of-campaign
SELECT id, campaign_id, name, cell_ids, base_rate, wished_rate, alpha, power, state, chosen_cell_id, remark, version,
    created_at
FROM pretests_pre_test WHERE campaign_id = :campaign_id AND id > :after ORDER BY id LIMIT :limit

-- name: decide-pre-test
UPDATE pretests_pre_test SET state = 'decided', chosen_cell_id = :chosen_cell_id, remark = :remark,
    version = version + 1
WHERE id = :id
