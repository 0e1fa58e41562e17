#pragma once
#include "options.h"

#include <filesystem>
#include <string>

/// Copies of whole databases: making one while the database is in use, putting one in its place.
namespace rejoinder::sqlite {

class Connection;

/// Writes what the connection's snapshot holds to `target`, compacted, checked and on the disk when it
/// returns.
/// @throws Error Conflict when the target is there already; Error Unavailable when it cannot be written.
void backup(Connection& connection, const std::filesystem::path& target);

/// Puts a checked copy of `source` in the place of the database; the one before stays beside it.
/// @returns its new name, "" when there was none. @throws Error Unavailable when the database is in use or
/// the source is no sound copy; then nothing has changed.
std::string restore(const Options& options, const std::filesystem::path& source);

} // namespace rejoinder::sqlite
