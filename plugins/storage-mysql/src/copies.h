#pragma once
#include "options.h"
#include "session.h"

#include <rejoinder/storage_driver.h>

#include <filesystem>
#include <vector>

/// Copies of whole databases by the server's own tools, and what tables there are.
namespace rejoinder::mysql {

/// Writes a consistent copy as SQL to `target`, on the disk when it returns, while others read and write
/// (mariadb-dump in one transaction).
/// @throws Error Conflict when the target is there already; Error Unavailable when the tool is not installed
/// or fails.
void backup(const Options& options, const Address* server, const std::filesystem::path& target);

/// Reads such a copy into the empty database that the options name. @throws Error Conflict when it is not
/// empty, Error Unavailable as backup().
void restore(const Options& options, const std::filesystem::path& source);

/// Whether the database has no table yet. @throws Error Unavailable when it cannot be reached.
[[nodiscard]] bool vacant(const Options& options);

/// The product's tables. @throws sql::SQLException.
[[nodiscard]] std::vector<driver::Table> tablesOf(sql::Connection& connection);

} // namespace rejoinder::mysql
