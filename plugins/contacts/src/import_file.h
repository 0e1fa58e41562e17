#pragma once
#include "import_model.h"

#include <filesystem>
#include <string>

namespace rejoinder::contacts {

/// Where files of running imports lie, below the plugin's data folder; made when it is missing.
std::filesystem::path importFolder(const std::filesystem::path& dataFolder);

/// SHA-256 of a file, hexadecimal. @throws Error Unavailable when it cannot be read.
std::string fileHash(const std::filesystem::path& file);
/// SHA-256 of a text, as hexadecimal digits.
std::string textHash(std::string_view text);

/// Moves an uploaded file into a folder under a random name and makes it durable. @returns the name.
std::string keepFile(const std::filesystem::path& from, const std::filesystem::path& folder);

/// Looks at a file: encoding, delimiter, header and where its columns go.
/// @throws Error Invalid when it is no CSV in UTF-8, is empty, or the mapping does not fit.
ImportPlan planImport(const std::filesystem::path& file, const ImportSettings& settings);

} // namespace rejoinder::contacts
