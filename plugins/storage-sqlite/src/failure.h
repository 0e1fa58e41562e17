#pragma once
#include <rejoinder/storage_driver.h>

#include <sqlite3.h>

#include <string_view>

namespace rejoinder::sqlite {

/// Throws what an SQLite result means to the kernel: ConstraintViolation, TryAgain when another process holds
/// the database, Error Unavailable when disk or file do not play along, Error Bug for wrong SQL. `where`
/// names the query.
[[noreturn]] void raise(sqlite3* db, int result, std::string_view where);

/// Calls raise() unless the result is SQLITE_OK.
inline void check(sqlite3* db, int result, std::string_view where) {
    if (result != SQLITE_OK) raise(db, result, where);
}

} // namespace rejoinder::sqlite
