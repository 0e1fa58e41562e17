#include "letter_text.h"

#include "country.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <initializer_list>

namespace rejoinder::contacts {

namespace {

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const std::string_view part : parts) {
        if (part.empty()) continue;
        if (!out.empty()) out += ' ';
        out += part;
    }
    return out;
}

std::string capitals(const std::string& text, std::string_view language) {
    std::string out;
    icu::UnicodeString::fromUTF8(text).toUpper(icu::Locale(std::string(language).c_str())).toUTF8String(out);
    return out;
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> list) {
    for (const std::string_view each : list)
        if (text == each) return true;
    return false;
}

std::string_view familyWord(std::string_view language) {
    if (language == "fr") return "Famille";
    if (language == "it") return "Famiglia";
    return language == "de" ? "Familie" : "Family";
}

std::string personLine(const Contact& c) {
    if (c.salutation == Salutation::Family && !c.familyName.empty())
        return joined({familyWord(c.language), c.givenName, c.familyName});
    return joined({c.title, c.givenName, c.familyName});
}

/// Numbers stand before the street's name in these countries (UPU S42).
bool numberFirst(std::string_view country) {
    return isOneOf(country, {"FR", "GB", "US", "CA", "IE", "AU", "NZ", "LU", "MC"});
}

void addPlace(const Contact& c, std::vector<std::string>& lines) {
    const auto add = [&](std::string line) {
        if (!line.empty()) lines.push_back(std::move(line));
    };
    if (isOneOf(c.country, {"GB", "IE"})) {
        add(capitals(c.city, "en"));
        add(capitals(c.postcode, "en"));
    } else if (isOneOf(c.country, {"US", "CA", "AU"})) {
        const std::string comma = c.country == "US" && !c.city.empty() && !c.region.empty() ? "," : "";
        add(joined({c.city + comma, c.region, c.postcode}));
    } else if (isOneOf(c.country, {"FR", "MC"})) {
        add(joined({c.postcode, capitals(c.city, "fr")}));
    } else if (c.country == "IT") {
        add(joined(
            {c.postcode, c.city, c.region.size() == 2 ? std::string_view(c.region) : std::string_view()}));
    } else {
        add(joined({c.postcode, c.city}));
    }
}

/// Title and family name, or the whole name when there is no family name.
std::string titledName(const Contact& c) {
    return c.familyName.empty() ? joined({c.title, c.givenName}) : joined({c.title, c.familyName});
}

std::string fullName(const Contact& c) {
    return joined({c.title, c.givenName, c.familyName});
}

/// The opening words per salutation in one language.
struct Opening {
    std::string_view language;
    std::string_view mr, ms, mx, family, nobody; ///< before the name; `nobody` stands alone
};

constexpr Opening kOpenings[] = {
    {"de", "Sehr geehrter Herr", "Sehr geehrte Frau", "Guten Tag", "Sehr geehrte Familie",
     "Sehr geehrte Damen und Herren"},
    {"fr", "Monsieur", "Madame", "Bonjour", "Chère famille", "Madame, Monsieur"},
    {"it", "Egregio signor", "Gentile signora", "Gentile", "Gentile famiglia", "Gentili signore e signori"},
    {"en", "Dear Mr", "Dear Ms", "Dear", "Dear family", "Dear Sir or Madam"}};

const Opening& openingIn(std::string_view language) {
    for (const Opening& opening : kOpenings)
        if (opening.language == language) return opening;
    return kOpenings[std::size(kOpenings) - 1];
}

} // namespace

std::vector<std::string> addressLines(const Contact& c, std::string_view senderCountry) {
    std::vector<std::string> lines;
    const auto add = [&](std::string line) {
        if (!line.empty()) lines.push_back(std::move(line));
    };
    add(c.companyName);
    add(personLine(c));
    add(c.addressLine2);
    add(numberFirst(c.country) ? joined({c.houseNumber, c.street}) : joined({c.street, c.houseNumber}));
    addPlace(c, lines);
    if (!c.country.empty() && c.country != senderCountry) {
        const std::string_view language = languageOfCountry(senderCountry);
        add(capitals(countryName(c.country, language), language));
    }
    return lines;
}

std::string salutationOf(const Contact& c) {
    const Opening& opening = openingIn(c.language);
    const bool named = !c.familyName.empty();
    if (!named && c.givenName.empty()) return std::string(opening.nobody);
    if (named && c.salutation == Salutation::Family) return joined({opening.family, c.familyName});
    // English puts the title in the place of Mr and Ms.
    if (named && opening.language == "en" && !c.title.empty()) return joined({"Dear", titledName(c)});
    if (named && c.salutation == Salutation::Mr) return joined({opening.mr, titledName(c)});
    if (named && c.salutation == Salutation::Ms) return joined({opening.ms, titledName(c)});
    return joined({opening.mx, fullName(c)});
}

} // namespace rejoinder::contacts
