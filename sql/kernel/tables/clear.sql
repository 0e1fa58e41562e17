-- What migrations put into a table of an empty house, before import fills it; {…} is put in by kernel/storage/tables.cpp.
DELETE FROM {table}
