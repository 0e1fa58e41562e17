#pragma once
#include <string_view>

namespace intake {

/// Writes what gzip packed (one member or several) to the descriptor; false when it is damaged or cannot be
/// written.
bool unpack(std::string_view packed, int descriptor);

} // namespace intake
