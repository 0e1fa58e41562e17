#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

/// Where the people of the demo company live and what they are called.
namespace rejoinder::demo {

struct Place {
    std::string_view postcode, city, language;
};

/// A country's towns.
struct Country {
    std::string_view code;
    std::span<const Place> places;
};

/// Telephone numbers that a regulator keeps for films and books: a beginning, and so many digits behind it.
struct FilmNumbers {
    std::string_view begin;
    std::int64_t digits = 3;
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
/// Numbers that belong to nobody, for people of a language.
std::span<const FilmNumbers> filmNumbersOf(std::string_view language);
/// Family names of a language.
std::span<const std::string_view> familyNamesOf(std::string_view language);

} // namespace rejoinder::demo
