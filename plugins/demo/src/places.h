#pragma once
#include <array>
#include <span>
#include <string_view>

/// Where the people of the demo company live and what they are called.
namespace rejoinder::demo {

struct Place {
    std::string_view postcode, city, language;
};

/// A country's towns.
struct Country {
    std::string_view code, dialling;
    std::span<const Place> places;
};

struct Names {
    std::span<const std::string_view> female, male;
};

/// In the order Switzerland, Germany, France, Austria.
std::span<const Country> countries();
/// Given names of a language ("de", "fr", "it").
Names namesOf(std::string_view language);
/// Streets of a language.
std::span<const std::string_view> streetsOf(std::string_view language);
/// Family names of a language.
std::span<const std::string_view> familyNamesOf(std::string_view language);

} // namespace rejoinder::demo
