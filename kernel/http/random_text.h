#pragma once
#include <string>

namespace rejoinder::http {

/// 96 random bits as 24 hexadecimal digits, for request ids and file names.
std::string randomText();

} // namespace rejoinder::http
