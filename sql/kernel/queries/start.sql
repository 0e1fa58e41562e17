-- Where no other process can work on the database, what is leased at the start was left by one that died.

-- name: start-abandon-jobs
UPDATE kernel_job SET lease_until = 0 WHERE state = 'running' AND lease_until > 0;

-- name: start-abandon-events
UPDATE kernel_subscriber SET lease_until = 0 WHERE lease_until > 0;

-- name: start-abandon-claims
UPDATE kernel_idempotency SET expires_at = 0 WHERE state = 'open' AND expires_at > 0;
