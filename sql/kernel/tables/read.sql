-- All rows of a table in the order of its key, for export and for comparing; {…} is put in by kernel/storage/tables.cpp.
SELECT /*many*/ {columns} FROM {table} ORDER BY {key}
