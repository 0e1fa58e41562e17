#pragma once
#include "bounce_reason.h"

#include <span>
#include <string_view>

namespace rejoinder::email {

/// Phrases that mean one reason, in lower case, with "|" between them. A star stands for up to 80 characters.
struct BouncePhrases {
    BounceReason reason;
    std::string_view phrases;
};

/// What mail systems say, in the order in which it is asked: the first phrase that fits decides, so the
/// particular stands before the general.
std::span<const BouncePhrases> bouncePhrases() noexcept;

/// Words that are said for many reasons; asked when no code says more.
std::span<const BouncePhrases> vaguePhrases() noexcept;

} // namespace rejoinder::email
