#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// What happens to texts on their way into the database: the same for the API and for imports.
namespace rejoinder::contacts {

constexpr bool isDigit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Without white space (also of Unicode) at both ends.
std::string_view trimmed(std::string_view text) noexcept;

/// Trimmed and in Unicode normal form C; control characters become blanks and runs of blanks one blank.
/// The text must be UTF-8.
std::string cleaned(std::string_view text);

/// The key under which people find a text: case, accents and compatibility forms folded, so that "MÜLLER",
/// "Muller" and "müller" meet; "ß" becomes "ss", "ø" becomes "o".
std::string folded(std::string_view text);

/// folded(), and of that only letters and digits: for comparing identifiers.
std::string foldedLetters(std::string_view text);

/// Number of Unicode code points; what VARCHAR(n) counts.
std::size_t codePoints(std::string_view text) noexcept;

/// At most `points` code points of the text.
std::string_view shortened(std::string_view text, std::size_t points) noexcept;

/// Greatest text of the alphabet: every other text that starts like `prefix` sorts before prefix + kAfterAll.
inline constexpr std::string_view kAfterAll = "\xF4\x8F\xBF\xBF";

/// The number a text stands for: an optional minus, digits, an optional fraction with a point. Texts with
/// superfluous zeros in front (postcodes) or more than 15 digits (card numbers) are none, because they would
/// not survive as a number.
std::optional<double> numberIn(std::string_view text) noexcept;

/// True for a calendar day as YYYY-MM-DD.
bool isDay(std::string_view text) noexcept;

/// "1", "yes", "ja", "oui", "si", "true", "x" … → true; "0", "no", "nein" … and "" → false; else nothing.
std::optional<bool> yesNoIn(std::string_view text);

} // namespace rejoinder::contacts
