#pragma once
#include <rejoinder/describe.h>

#include <string_view>

namespace rejoinder::describe {

/// The longest text that a member without a limit of its own takes, in code points.
inline constexpr std::size_t kDefaultTextLimit = 10'000;
/// The most elements that a list or map without a limit of its own takes.
inline constexpr std::size_t kDefaultListLimit = 10'000;

/// True when the text looks as the format demands; Format::None takes everything.
bool matches(Format format, std::string_view text);
/// What a text of that format is, for a message: "an e-mail address".
std::string_view phrase(Format format);

} // namespace rejoinder::describe
