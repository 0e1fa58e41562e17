#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::contacts {

/// The ISO 3166-1 alpha-2 code for a code, a name in German, French, Italian or English, or a customary sign
/// ("D", "UK").
std::optional<std::string> countryCode(std::string_view text);

/// The country's name in a language ("Switzerland"); the code itself when it is unknown.
std::string countryName(std::string_view code, std::string_view language);

/// The language in which a country writes to the world, for the last line of an address: "de" for CH.
std::string_view languageOfCountry(std::string_view code) noexcept;

/// The ISO 639-1 code for a code ("DE", "de-CH") or a name ("German", "deutsch").
std::optional<std::string> languageCode(std::string_view text);

} // namespace rejoinder::contacts
