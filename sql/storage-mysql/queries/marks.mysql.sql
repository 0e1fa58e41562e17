-- What became of a COMMIT whose answer was lost; see marks.h of the plugin.

-- name: mark-insert
INSERT INTO storage_mysql_mark (slot, unit, fence, used_at) VALUES (:slot, :unit, 0, :used_at);

-- name: mark-set
UPDATE storage_mysql_mark SET unit = :unit, used_at = :used_at WHERE slot = :slot;

-- name: mark-fence
UPDATE storage_mysql_mark SET fence = fence + 1 WHERE slot = :slot;

-- name: mark-read
SELECT unit FROM storage_mysql_mark WHERE slot = :slot;

-- name: mark-purge
DELETE FROM storage_mysql_mark WHERE used_at < :before;
