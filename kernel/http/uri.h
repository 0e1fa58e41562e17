#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rejoinder::http {

/// Decodes %XX, and in a query "+" to a space. Broken encodings stay as they are (the server refuses them
/// before).
std::string percentDecode(std::string_view text, bool plusIsSpace = false);

/// The names and values of a query string, decoded, in their order.
std::vector<std::pair<std::string, std::string>> parseQuery(std::string_view query);

/// Encodes what RFC 3986 does not leave unreserved.
std::string percentEncode(std::string_view text);

} // namespace rejoinder::http
