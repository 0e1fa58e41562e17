-- The ledger of migrations, who may change the schema, and the numbers of the nodes. That right is the row of the ledger without a
-- plugin: its checksum says who has it, applied_at until when.

-- name: migration-list
SELECT plugin, number, name, checksum, statements, done, applied_at, app_version
FROM kernel_migration WHERE plugin <> '' ORDER BY plugin, number;

-- name: migration-begin
INSERT INTO kernel_migration (plugin, number, name, checksum, statements, done, applied_at, took_ms, app_version)
VALUES (:plugin, :number, :name, :checksum, :statements, :done, :applied_at, 0, :app_version);

-- name: migration-step
UPDATE kernel_migration SET done = :done, took_ms = :took_ms WHERE plugin = :plugin AND number = :number;

-- name: schema-lease-exists
SELECT count(*) FROM kernel_migration WHERE plugin = '';

-- name: schema-lease-make
INSERT INTO kernel_migration (plugin, number, name, checksum, statements, done, applied_at, took_ms, app_version)
VALUES ('', 0, 'lease', :holder, 0, 0, :until, 0, :app_version);

-- name: schema-lease-take-over
UPDATE kernel_migration SET checksum = :holder, applied_at = :until, app_version = :app_version
WHERE plugin = '' AND (applied_at < :now OR checksum = :holder);

-- name: schema-lease-renew
UPDATE kernel_migration SET applied_at = :until WHERE plugin = '' AND checksum = :holder;

-- name: schema-lease-release
UPDATE kernel_migration SET applied_at = 0 WHERE plugin = '' AND checksum = :holder;

-- name: node-list
SELECT node, holder, expires_at FROM kernel_node ORDER BY node;

-- name: node-take-new
INSERT INTO kernel_node (node, holder, expires_at) VALUES (:node, :holder, :expires_at);

-- name: node-take-over
UPDATE kernel_node SET holder = :holder, expires_at = :expires_at WHERE node = :node AND expires_at < :now;

-- name: node-renew
UPDATE kernel_node SET expires_at = :expires_at WHERE node = :node AND holder = :holder;
