-- name: insert-wave
INSERT INTO dispatch_wave (id, name, campaign_id, target_group_id, cell_ids, channel, content, follow_up, state,
    hand_over_wanted, pieces, built_after, build_job_id, builds, hand_over_job_id, hand_overs, version, created_at,
    built_at, handed_over_at)
VALUES (:id, :name, :campaign_id, :target_group_id, :cell_ids, :channel, :content, :follow_up, :state,
    :hand_over_wanted, :pieces, :built_after, :build_job_id, :builds, :hand_over_job_id, :hand_overs, :version,
    :created_at, :built_at, :handed_over_at)

-- name: find-wave
SELECT id, name, campaign_id, target_group_id, cell_ids, channel, content, follow_up, state, hand_over_wanted, pieces,
    built_after, build_job_id, builds, hand_over_job_id, hand_overs, version, created_at, built_at, handed_over_at
FROM dispatch_wave WHERE id = :id

-- name: list-waves
SELECT id, name, campaign_id, target_group_id, cell_ids, channel, follow_up, state, pieces, version, created_at,
    built_at, handed_over_at, build_job_id AS build_operation_id, hand_over_job_id AS hand_over_operation_id
FROM dispatch_wave
WHERE id < :before AND (:campaign_id = 0 OR campaign_id = :campaign_id) AND (:state = '' OR state = :state)
ORDER BY id DESC LIMIT :limit

-- name: update-wave
UPDATE dispatch_wave SET state = :state, hand_over_wanted = :hand_over_wanted, build_job_id = :build_job_id,
    builds = :builds, hand_over_job_id = :hand_over_job_id, hand_overs = :hand_overs, built_at = :built_at,
    handed_over_at = :handed_over_at, version = version + 1
WHERE id = :id

-- name: wave-built-until
UPDATE dispatch_wave SET built_after = :built_after, pieces = pieces + :pieces WHERE id = :id
