-- One row of a table, for import; {…} is put in by kernel/storage/tables.cpp.
INSERT INTO {table} ({columns}) VALUES ({values})
