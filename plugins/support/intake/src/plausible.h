#pragma once
#include <string_view>

namespace intake {

/// How much a decoded text looks like one that people wrote, judged by its characters beyond ASCII: about 1
/// when all are letters in their place, below 0 when they are not. `encoding` tells which letters are usual.
double plausibility(std::u16string_view text, std::string_view encoding) noexcept;

} // namespace intake
