#pragma once
#include "import_model.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::contacts {

/// Where files of running imports lie, below the plugin's data folder; made when it is missing.
std::filesystem::path importFolder(const std::filesystem::path& dataFolder);

/// SHA-256 of a file, hexadecimal. @throws Error Unavailable when it cannot be read.
std::string fileHash(const std::filesystem::path& file);
/// SHA-256 of a text, as hexadecimal digits.
std::string textHash(std::string_view text);
/// Hexadecimal digits that nobody can guess.
std::string randomName(std::size_t bytes);

/// Moves an uploaded file into a folder under a random name and makes it durable. @returns the name.
std::string keepFile(const std::filesystem::path& from, const std::filesystem::path& folder);
/// Writes what is in the page cache of a file or folder to the disk.
void makeDurable(const std::filesystem::path& path);
/// Removes a kept file and all that was made of it.
void dropFiles(const std::filesystem::path& folder, std::string_view storedAs);
/// Removes what was made of a kept file, but for the one that is read.
void dropMade(const std::filesystem::path& folder, std::string_view storedAs, std::string_view readAs);

/// The delimiter a text names: one character, or "tab"; 0 when it can be none.
char delimiterIn(std::string_view text);
/// The quote a text names: one character, or 0 for "none"; nothing when it can be none.
std::optional<char> quoteIn(std::string_view text);

} // namespace rejoinder::contacts
