-- What the engine's own check leaves out: references are looked at when rows change, and never again.

-- name: check-references
-- One row for each foreign key, with the question that counts what it should not let be.
SELECT k.table_name, k.referenced_table_name,
    CONCAT('SELECT COUNT(*) FROM "', k.table_name, '" c LEFT JOIN "', k.referenced_table_name, '" p ON ',
        GROUP_CONCAT('p."', k.referenced_column_name, '" = c."', k.column_name, '"' ORDER BY k.ordinal_position SEPARATOR ' AND '),
        ' WHERE p."', MIN(k.referenced_column_name), '" IS NULL AND ',
        GROUP_CONCAT('c."', k.column_name, '" IS NOT NULL' ORDER BY k.ordinal_position SEPARATOR ' AND ')) AS question
FROM information_schema.key_column_usage k
WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL
GROUP BY k.table_name, k.referenced_table_name, k.constraint_name
ORDER BY k.table_name, k.constraint_name;
