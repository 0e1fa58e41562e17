#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Files that others hand in, before anybody looks into them.
namespace inbox {

/// What lies whole in the folder, by name: nobody has written to it for some seconds.
/// @throws std::filesystem::filesystem_error
std::vector<std::filesystem::path> ready(const std::filesystem::path& folder);

/// Moves a file into a folder beside it; one of that name that lies there stays.
/// @throws std::filesystem::filesystem_error
void moveTo(const std::filesystem::path& file, const std::string& folder, std::string_view digest);

/// The whole file; nothing when it cannot be read.
std::optional<std::string> bytesOf(const std::filesystem::path& path);

/// UTF-8 of at most so many characters; what is none becomes U+FFFD.
std::string textOf(std::string_view bytes, std::int32_t most);

/// The bytes in parts, each well below what a database takes in one packet.
std::vector<std::string_view> partsOf(std::string_view bytes);

} // namespace inbox
