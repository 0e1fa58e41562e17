-- The queue of jobs and their schedules.

-- name: job-by-key
SELECT id FROM kernel_job WHERE name = :name AND unique_key = :unique_key;

-- name: job-insert
INSERT INTO kernel_job (id, name, title, unique_key, keyed, scheduled, payload, checkpoint, state, attempts, not_before,
    lease_token, lease_until, node, steps, done, total, attempt_at, attempt_base, progress_at, cancel_requested,
    created_at, user_id)
VALUES (:id, :name, :title, :unique_key, :keyed, :scheduled, :payload, '', 'queued', 0, :not_before,
    0, 0, '', 0, 0, 0, 0, 0, 0, 0, :created_at, :user_id);

-- name: job-due
SELECT id, state, lease_token FROM kernel_job
WHERE name = :name AND state = 'queued' AND not_before <= :now ORDER BY not_before, id LIMIT :most;

-- name: job-stranded
SELECT id, state, lease_token FROM kernel_job
WHERE name = :name AND state = 'running' AND lease_until < :now ORDER BY not_before, id LIMIT :most;

-- name: job-claim
UPDATE kernel_job SET state = 'running', lease_token = :token, lease_until = :until, node = :node, attempts = attempts + 1,
    steps = steps + 1, attempt_at = :now, attempt_base = done, progress_at = :now, started_at = COALESCE(started_at, :now)
WHERE id = :id AND state = :state AND lease_token = :old_token;

-- name: job-read
SELECT id, name, title, payload, checkpoint, attempts, done, total, cancel_requested, user_id FROM kernel_job WHERE id = :id;

-- name: job-step
UPDATE kernel_job SET lease_until = :until, steps = steps + 1, done = :done, total = :total, progress_at = :now
WHERE id = :id AND lease_token = :token AND state = 'running';

-- name: job-step-checkpoint
UPDATE kernel_job SET lease_until = :until, steps = steps + 1, done = :done, total = :total, progress_at = :now,
    checkpoint = :checkpoint
WHERE id = :id AND lease_token = :token AND state = 'running';

-- name: job-watch
SELECT lease_token, cancel_requested, state FROM kernel_job WHERE id = :id;

-- name: job-finish
UPDATE kernel_job SET state = :state, lease_token = 0, lease_until = 0, steps = steps + 1, done = :done, total = :total,
    progress_at = :now, finished_at = :now, result = :result, error = :error, payload = :payload, checkpoint = ''
WHERE id = :id AND lease_token = :token AND state = 'running';

-- name: job-fail
UPDATE kernel_job SET state = :state, lease_token = 0, lease_until = 0, steps = steps + 1, done = :done, total = :total,
    progress_at = :now, not_before = :not_before, finished_at = :finished_at, error = :error
WHERE id = :id AND lease_token = :token AND state = 'running';

-- name: job-put-off
UPDATE kernel_job SET state = 'queued', lease_token = 0, lease_until = 0, steps = steps + 1, done = :done, total = :total,
    progress_at = :now, not_before = :not_before, error = :error, attempts = attempts - 1
WHERE id = :id AND lease_token = :token AND state = 'running';

-- name: job-give-back
UPDATE kernel_job SET state = 'queued', lease_token = 0, lease_until = 0, steps = steps + 1, done = :done, total = :total,
    progress_at = :now, attempts = attempts - 1
WHERE id = :id AND lease_token = :token AND state = 'running';

-- name: job-cancel-queued
UPDATE kernel_job SET state = 'cancelled', steps = steps + 1, finished_at = :now, cancel_requested = 1
WHERE id = :id AND state = 'queued';

-- name: job-cancel-running
UPDATE kernel_job SET cancel_requested = 1, steps = steps + 1 WHERE id = :id AND state = 'running';

-- name: job-queue-again
UPDATE kernel_job SET state = 'queued', steps = steps + 1, attempts = 0, not_before = :now, finished_at = NULL,
    cancel_requested = 0
WHERE id = :id AND state = 'failed';

-- name: job-operation
SELECT id, name, title, state, done, total, attempts, error, created_at, started_at, finished_at, result, attempt_at,
    attempt_base, progress_at
FROM kernel_job WHERE id = :id;

-- name: job-operations
SELECT id, name, title, state, done, total, attempts, error, created_at, started_at, finished_at, result, attempt_at,
    attempt_base, progress_at
FROM kernel_job WHERE id < :below AND (:state = '' OR state = :state) AND (:name = '' OR name = :name)
ORDER BY id DESC LIMIT :most;

-- name: job-next-name
SELECT name FROM kernel_job WHERE name > :name ORDER BY name LIMIT 1;

-- name: job-count-some
SELECT count(*) FROM (SELECT id FROM kernel_job WHERE name = :name AND state = :state LIMIT :most) x;

-- name: job-next-due
SELECT not_before FROM kernel_job WHERE name = :name AND state = 'queued' ORDER BY not_before, id LIMIT 1;

-- name: job-is-due
SELECT count(*) FROM (SELECT id FROM kernel_job WHERE name = :name AND state = 'queued' AND not_before <= :now LIMIT 1) x;

-- name: job-is-running
SELECT count(*) FROM (SELECT id FROM kernel_job WHERE name = :name AND state = 'running' LIMIT 1) x;

-- name: job-first-failed
SELECT id, error FROM kernel_job WHERE name = :name AND state = 'failed' ORDER BY not_before, id LIMIT 1;

-- name: job-first-retried
SELECT id, error FROM kernel_job WHERE name = :name AND state = 'queued' AND attempts > 0 ORDER BY not_before, id LIMIT 1;

-- name: job-count-ended
SELECT count(*) FROM (SELECT id FROM kernel_job
    WHERE keyed = 0 AND scheduled = :scheduled AND finished_at < :before LIMIT 1) x;

-- name: job-count-scheduled
SELECT count(*) FROM (SELECT id FROM kernel_job
    WHERE keyed = 0 AND scheduled = 1 AND state = 'succeeded' AND finished_at < :before LIMIT 1) x;

-- name: job-purge
DELETE FROM kernel_job WHERE id IN (SELECT id FROM (
    SELECT id FROM kernel_job WHERE keyed = 0 AND scheduled = :scheduled AND finished_at < :before
    ORDER BY finished_at LIMIT 1000) x);

-- name: job-purge-scheduled
DELETE FROM kernel_job WHERE id IN (SELECT id FROM (
    SELECT id FROM kernel_job WHERE keyed = 0 AND scheduled = 1 AND state = 'succeeded' AND finished_at < :before
    ORDER BY finished_at LIMIT 1000) x);

-- name: schedule-read
SELECT job, next_at FROM kernel_schedule ORDER BY job;

-- name: schedule-insert
INSERT INTO kernel_schedule (job, next_at) VALUES (:job, :next_at);

-- name: schedule-advance
UPDATE kernel_schedule SET next_at = :next_at WHERE job = :job AND next_at = :old_next_at;

-- name: schedule-waiting
SELECT count(*) FROM (SELECT id FROM kernel_job WHERE name = :name AND state = 'queued' AND scheduled = 1 LIMIT 1) x;

-- name: job-count-inconsistent
SELECT count(*) FROM kernel_job
WHERE (state IN ('queued', 'running') AND finished_at IS NOT NULL)
    OR (state = 'queued' AND lease_token <> 0) OR (state = 'running' AND lease_token = 0)
    OR (state IN ('succeeded', 'failed', 'cancelled') AND (finished_at IS NULL OR lease_token <> 0))
    OR state NOT IN ('queued', 'running', 'succeeded', 'failed', 'cancelled');
