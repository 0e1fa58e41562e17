#pragma once
#include <rejoinder/storage_driver.h>

#include <cppconn/exception.h>

#include <string_view>

namespace rejoinder::mysql {

/// The connection is of no more use: thrown away, the unit runs again on another.
[[nodiscard]] bool isLost(int code) noexcept;
/// The transaction is gone or refused, the connection is good: the unit runs again.
[[nodiscard]] bool isRefused(int code) noexcept;

/// Throws what an error of the server or the connector means to the kernel: ConstraintViolation, TryAgain,
/// Error Unavailable when server, disk or rights do not play along, Error Bug for wrong SQL. `where` names
/// the query.
[[noreturn]] void raise(const sql::SQLException& error, std::string_view where);

} // namespace rejoinder::mysql
