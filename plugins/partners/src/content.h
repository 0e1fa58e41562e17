#pragma once
#include <rejoinder/storage.h>

#include <filesystem>

/// Bytes of files, in the database until they are read: every node sees them, and a backup has them.
namespace rejoinder::partners {

void storeContent(Unit& unit, Id owner, std::string_view bytes);

/// Empty when there is none.
std::string contentOf(Unit& unit, Id owner);

void deleteContent(Unit& unit, Id owner);

/// The whole file. @throws Error Unavailable when it cannot be read.
std::string bytesOf(const std::filesystem::path& path);

} // namespace rejoinder::partners
