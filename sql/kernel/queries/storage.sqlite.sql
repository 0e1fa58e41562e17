-- name: migration-ledger-exists
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'kernel_migration';
