#include "failure.h"

#include <fmt/format.h>

#include <string>

namespace rejoinder::mysql {

namespace {

using Kind = driver::ConstraintViolation::Kind;

/// Which key refused a row, without the values that the server adds: they are data of persons.
std::string withoutValues(const std::string& said, std::string_view kind) {
    const auto at = said.rfind("for key ");
    return fmt::format("{} constraint failed{}", kind,
                       at == std::string::npos ? "" : ": " + said.substr(at + 8));
}

/// "… fails (`db`.`t`, CONSTRAINT `c` FOREIGN KEY …)": names only.
[[noreturn]] void raiseConstraint(int code, const std::string& said) {
    switch (code) {
    case 1062: // ER_DUP_ENTRY
    case 1586: // ER_DUP_ENTRY_WITH_KEY_NAME
        throw driver::ConstraintViolation(Kind::Unique, withoutValues(said, "UNIQUE"));
    case 1216: // ER_NO_REFERENCED_ROW
    case 1217: // ER_ROW_IS_REFERENCED
    case 1451: // ER_ROW_IS_REFERENCED_2
    case 1452: // ER_NO_REFERENCED_ROW_2
        throw driver::ConstraintViolation(Kind::ForeignKey, said);
    case 1048: // ER_BAD_NULL_ERROR
    case 1364: // ER_NO_DEFAULT_FOR_FIELD
        throw driver::ConstraintViolation(Kind::NotNull, said);
    default: throw driver::ConstraintViolation(Kind::Check, said);
    }
}

bool isConstraint(int code) {
    switch (code) {
    case 1048:
    case 1062:
    case 1216:
    case 1217:
    case 1264: // ER_WARN_DATA_OUT_OF_RANGE
    case 1265: // WARN_DATA_TRUNCATED
    case 1292: // ER_TRUNCATED_WRONG_VALUE
    case 1364:
    case 1366: // ER_TRUNCATED_WRONG_VALUE_FOR_FIELD
    case 1406: // ER_DATA_TOO_LONG
    case 1451:
    case 1452:
    case 1586:
    case 3819: // ER_CHECK_CONSTRAINT_VIOLATED, MySQL
    case 4025: // ER_CONSTRAINT_FAILED, MariaDB
        return true;
    default: return false;
    }
}

/// Server, disk or rights: nothing is wrong with the statement.
bool isUnavailable(int code) {
    switch (code) {
    case 3:    // EE_WRITE
    case 1005: // ER_CANT_CREATE_TABLE
    case 1021: // ER_DISK_FULL
    case 1026: // ER_ERROR_ON_WRITE
    case 1030: // ER_GET_ERRNO: "Got error 28"
    case 1037: // ER_OUTOFMEMORY
    case 1041: // ER_OUT_OF_RESOURCES
    case 1044: // ER_DBACCESS_DENIED_ERROR
    case 1045: // ER_ACCESS_DENIED_ERROR
    case 1049: // ER_BAD_DB_ERROR
    case 1114: // ER_RECORD_FILE_FULL
    case 1142: // ER_TABLEACCESS_DENIED_ERROR
    case 1143: // ER_COLUMNACCESS_DENIED_ERROR
    case 1227: // ER_SPECIFIC_ACCESS_DENIED_ERROR
    case 1290: // ER_OPTION_PREVENTS_STATEMENT: read_only
    case 1370: // ER_PROCACCESS_DENIED_ERROR
    case 1698: // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
    case 1836: // ER_READ_ONLY_MODE
        return true;
    default: return false;
    }
}

} // namespace

bool isLost(int code) noexcept {
    switch (code) {
    case 1040: // ER_CON_COUNT_ERROR: too many connections
    case 1043: // ER_HANDSHAKE_ERROR
    case 1047: // ER_UNKNOWN_COM_ERROR: this Galera node is not ready
    case 1053: // ER_SERVER_SHUTDOWN
    case 1129: // ER_HOST_IS_BLOCKED
    case 1152: // ER_ABORTING_CONNECTION … network errors
    case 1158:
    case 1159:
    case 1160:
    case 1161:
    case 1184:
    case 1203: // ER_TOO_MANY_USER_CONNECTIONS
    case 1243: // ER_UNKNOWN_STMT_HANDLER: the server forgot what was prepared
    case 1927: // ER_CONNECTION_KILLED
    case 2000: // CR_UNKNOWN_ERROR
    case 2002: // CR_CONNECTION_ERROR
    case 2003: // CR_CONN_HOST_ERROR
    case 2005: // CR_UNKNOWN_HOST
    case 2006: // CR_SERVER_GONE_ERROR
    case 2012: // CR_SERVER_HANDSHAKE_ERR
    case 2013: // CR_SERVER_LOST
    case 2014: // CR_COMMANDS_OUT_OF_SYNC
    case 2026: // CR_SSL_CONNECTION_ERROR: over TLS a lost connection is told so, too
    case 2027: // CR_MALFORMED_PACKET
    case 2055: // CR_SERVER_LOST_EXTENDED
    case 4031: // ER_CLIENT_INTERACTION_TIMEOUT, MySQL
        return true;
    default: return false;
    }
}

bool isRefused(int code) noexcept {
    switch (code) {
    case 1020: // ER_CHECKREAD: changed since it was read
    case 1180: // ER_ERROR_DURING_COMMIT
    case 1205: // ER_LOCK_WAIT_TIMEOUT
    case 1213: // ER_LOCK_DEADLOCK, and Galera's refused certification
    case 1317: // ER_QUERY_INTERRUPTED
    case 1412: // ER_TABLE_DEF_CHANGED
    case 1461: // ER_MAX_PREPARED_STMT_COUNT_REACHED
    case 1615: // ER_NEED_REPREPARE
    case 1969: // ER_STATEMENT_TIMEOUT
        return true;
    default: return false;
    }
}

void raise(const sql::SQLException& error, std::string_view where) {
    const int code = error.getErrorCode();
    const std::string said = error.what();
    if (isLost(code) || isRefused(code)) throw driver::TryAgain(code, said);
    if (isConstraint(code)) raiseConstraint(code, said);
    if (code == 1792) // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
        throw Error(ErrorKind::Bug, "storage.write-in-read",
                    fmt::format("{}: a write in a unit that reads.", where));
    if (isUnavailable(code))
        throw Error(ErrorKind::Unavailable, "storage.unavailable",
                    fmt::format("The database cannot be used now: {} ({}).", said, code));
    throw Error(ErrorKind::Bug, "storage.statement", fmt::format("{}: {} ({}).", where, said, code));
}

} // namespace rejoinder::mysql
