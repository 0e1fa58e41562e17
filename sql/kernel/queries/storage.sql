-- The ledger of migrations and the numbers of the nodes.

-- name: migration-list
SELECT plugin, number, name, checksum, statements, done, applied_at, app_version
FROM kernel_migration ORDER BY plugin, number;

-- name: migration-begin
INSERT INTO kernel_migration (plugin, number, name, checksum, statements, done, applied_at, took_ms, app_version)
VALUES (:plugin, :number, :name, :checksum, :statements, :done, :applied_at, 0, :app_version);

-- name: migration-step
UPDATE kernel_migration SET done = :done, took_ms = :took_ms WHERE plugin = :plugin AND number = :number;

-- name: node-list
SELECT node, holder, expires_at FROM kernel_node ORDER BY node;

-- name: node-take-new
INSERT INTO kernel_node (node, holder, expires_at) VALUES (:node, :holder, :expires_at);

-- name: node-take-over
UPDATE kernel_node SET holder = :holder, expires_at = :expires_at WHERE node = :node AND expires_at < :now;

-- name: node-renew
UPDATE kernel_node SET expires_at = :expires_at WHERE node = :node AND holder = :holder;
