#pragma once
#include <rejoinder/types.h>

#include <string>
#include <string_view>

/// What papers and mails say to whoever ordered, in their language.
namespace rejoinder::fulfilment {

/// The words of a key in German, French or Chinese, in English for every other language.
std::string shippingWords(std::string_view key, std::string_view language);
/// A day as people write it in that language.
std::string dayWords(Date day, std::string_view language);

} // namespace rejoinder::fulfilment
