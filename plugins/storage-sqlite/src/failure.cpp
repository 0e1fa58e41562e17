#include "failure.h"

#include <fmt/format.h>

namespace rejoinder::sqlite {

namespace {

using Kind = driver::ConstraintViolation::Kind;

Kind kindOf(int extended) {
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return Kind::Unique;
    case SQLITE_CONSTRAINT_FOREIGNKEY: return Kind::ForeignKey;
    case SQLITE_CONSTRAINT_NOTNULL: return Kind::NotNull;
    default: return Kind::Check; // CHECK, and a value of the wrong type in a STRICT table
    }
}

} // namespace

void raise(sqlite3* db, int result, std::string_view where) {
    const int extended = db ? sqlite3_extended_errcode(db) : result;
    const int code = (extended & 0xff) == (result & 0xff) ? extended : result;
    const std::string said = db ? sqlite3_errmsg(db) : sqlite3_errstr(result);
    if ((code & 0xff) == SQLITE_READONLY && db && sqlite3_db_readonly(db, "main") == 1)
        throw Error(ErrorKind::Bug, "storage.write-in-read",
                    fmt::format("{}: a write in a unit that reads.", where));
    switch (code & 0xff) {
    case SQLITE_MISMATCH:
        throw driver::ConstraintViolation(Kind::Check, said); // a text for an INTEGER PRIMARY KEY
    case SQLITE_CONSTRAINT: throw driver::ConstraintViolation(kindOf(code), said);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: throw driver::TryAgain(code, said);
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_PERM:
    case SQLITE_READONLY:
        throw Error(ErrorKind::Unavailable, "storage.unavailable",
                    fmt::format("The database cannot be used now: {} (SQLite {}).", said, code));
    default:
        throw Error(ErrorKind::Bug, "storage.statement",
                    fmt::format("{}: {} (SQLite {}).", where, said, code));
    }
}

} // namespace rejoinder::sqlite
