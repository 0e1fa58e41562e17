#pragma once
#include <string_view>

namespace rejoinder::downloads {

/// What a mail or the page behind a link says, in the person's language, else in English.
std::string_view words(std::string_view key, std::string_view language);

} // namespace rejoinder::downloads
