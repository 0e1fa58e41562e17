-- Where no other process can work on the database, what is leased at the start was left by one that died.

-- name: start-abandon-jobs
UPDATE kernel_job SET lease_until = 0 WHERE state = 'running' AND lease_until > 0;

-- name: start-abandon-events
UPDATE kernel_subscriber SET lease_until = 0 WHERE lease_until > 0;

-- name: start-abandon-claims
UPDATE kernel_idempotency SET expires_at = 0 WHERE state = 'open' AND expires_at > 0;

-- What one process held that is known to be dead, on a database that others work on.

-- name: start-abandon-jobs-of
UPDATE kernel_job SET lease_until = 0 WHERE state = 'running' AND lease_until > 0 AND node = :node;

-- name: start-abandon-claims-of
UPDATE kernel_idempotency SET expires_at = 0
WHERE expires_at > 0 AND expires_at <= :latest AND state = 'open' AND holder = :token;
