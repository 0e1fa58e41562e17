#pragma once
#include <rejoinder/storage.h>

#include <filesystem>

/// Bytes of files and pages, in the database: every node sees them, and a backup has them.
namespace rejoinder::scan {

void storeContent(Unit& unit, Id owner, std::string_view bytes);

/// Empty when there is none.
std::string contentOf(Unit& unit, Id owner);

/// @returns whether there was any.
bool deleteContent(Unit& unit, Id owner);

/// The whole file. @throws Error Unavailable when it cannot be read.
std::string bytesOf(const std::filesystem::path& path);

} // namespace rejoinder::scan
