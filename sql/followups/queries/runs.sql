-- name: insert-run
INSERT INTO followups_run (id, rule_id, campaign_id, name, state, start_wave, selected, target_group_id, wave_id,
    operation_id, problem, created_at, created_by, finished_at, attempts)
VALUES (:id, :rule_id, :campaign_id, :name, :state, :start_wave, :selected, :target_group_id, :wave_id,
    :operation_id, :problem, :created_at, :created_by, :finished_at, :attempts)

-- name: continue-run
UPDATE followups_run SET operation_id = :operation_id, attempts = :attempts WHERE id = :id

-- name: lock-run
UPDATE followups_run SET selected = selected WHERE id = :id AND state = 'selecting'

-- name: add-to-run
UPDATE followups_run SET selected = selected + :selected, target_group_id = :target_group_id WHERE id = :id

-- name: finish-run
UPDATE followups_run SET state = :state, selected = :selected, wave_id = :wave_id, problem = :problem,
    finished_at = :finished_at
WHERE id = :id

-- name: find-run
SELECT id, rule_id, campaign_id, name, state, start_wave, selected, target_group_id, wave_id, operation_id, problem,
    created_at, created_by, finished_at, attempts
FROM followups_run WHERE id = :id

-- name: unfinished-run-of-rule
SELECT id, rule_id, campaign_id, name, state, start_wave, selected, target_group_id, wave_id, operation_id, problem,
    created_at, created_by, finished_at, attempts
FROM followups_run WHERE rule_id = :rule_id AND state IN ('selecting', 'releasing') ORDER BY id LIMIT 1

-- name: list-runs
SELECT id, rule_id, campaign_id, name, state, start_wave, selected, target_group_id, wave_id, operation_id, problem,
    created_at, created_by, finished_at, attempts
FROM followups_run WHERE id > :after ORDER BY id LIMIT :limit

-- name: list-runs-of-rule
SELECT id, rule_id, campaign_id, name, state, start_wave, selected, target_group_id, wave_id, operation_id, problem,
    created_at, created_by, finished_at, attempts
FROM followups_run WHERE rule_id = :rule_id AND id > :after ORDER BY id LIMIT :limit

-- name: list-runs-of-campaign
SELECT id, rule_id, campaign_id, name, state, start_wave, selected, target_group_id, wave_id, operation_id, problem,
    created_at, created_by, finished_at, attempts
FROM followups_run WHERE campaign_id = :campaign_id AND id > :after ORDER BY id LIMIT :limit

-- name: insert-selection
INSERT INTO followups_selection (rule_id, contact_id, run_id) VALUES (:rule_id, :contact_id, :run_id)

-- name: selected-of-rule
SELECT contact_id FROM followups_selection WHERE rule_id = :rule_id ORDER BY contact_id

-- name: selected-between
SELECT contact_id FROM followups_selection
WHERE rule_id = :rule_id AND contact_id >= :low AND contact_id <= :high ORDER BY contact_id

-- name: last-selection-of-chunk
SELECT MAX(contact_id) FROM (SELECT contact_id FROM followups_selection WHERE run_id = :run_id
    ORDER BY contact_id LIMIT :limit) chunk

-- name: delete-selection
DELETE FROM followups_selection WHERE run_id = :run_id AND contact_id <= :upto

-- name: count-wrong-runs
SELECT COUNT(*) FROM followups_run r
WHERE r.selected <> (SELECT COUNT(*) FROM followups_selection s WHERE s.run_id = r.id) AND r.state <> 'releasing'

-- name: count-runs-without-wave
SELECT COUNT(*) FROM followups_run WHERE state = 'done' AND selected > 0 AND (wave_id IS NULL OR target_group_id IS NULL)

-- name: count-selections-of-other-rules
SELECT COUNT(*) FROM followups_selection s JOIN followups_run r ON r.id = s.run_id WHERE r.rule_id <> s.rule_id
