#pragma once
#include <string>
#include <string_view>

namespace digest {

/// SHA-256, 64 small hexadecimal digits. @throws std::runtime_error when the library fails.
std::string sha256Hex(std::string_view bytes);

} // namespace digest
