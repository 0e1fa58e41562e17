#include "letter_text.h"

#include "address_format.h"
#include "country.h"
#include "text.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace rejoinder::contacts {

namespace {

std::string capitals(const std::string& text, std::string_view language) {
    std::string out;
    icu::UnicodeString::fromUTF8(text).toUpper(icu::Locale(std::string(language).c_str())).toUTF8String(out);
    return out;
}

/// The person's line: families and couples without given names are named by their form of address.
std::string personLine(const Contact& c) {
    const bool together =
        c.salutation == Salutation::Family || (c.salutation == Salutation::Couple && c.givenName.empty());
    if (!together || c.familyName.empty()) return joinedName(c);
    return formOfAddress(c) + " " + (c.givenName.empty() ? "" : c.givenName + " ") + c.familyName;
}

/// "Postfach 12" in the language of the country, which its post reads.
std::string boxLine(const Contact& c) {
    if (c.poBox.empty()) return {};
    struct Word {
        std::string_view language, word;
    };
    static constexpr Word kWords[] = {{"de", "Postfach"}, {"fr", "BP"},      {"it", "Casella Postale"},
                                      {"es", "Apartado"}, {"nl", "Postbus"}, {"pt", "Apartado"},
                                      {"en", "PO Box"}};
    if (c.poBox[0] < '0' || c.poBox[0] > '9') return c.poBox; // it says itself what it is
    std::string_view language = languageOfCountry(c.country);
    if (c.country == "CH" && (c.language == "fr" || c.language == "it"))
        return (c.language == "fr" ? "Case postale " : "Casella postale ") + c.poBox;
    for (const auto& [country, spoken] :
         {std::pair("ES", "es"), std::pair("NL", "nl"), std::pair("PT", "pt"), std::pair("MX", "es")})
        if (c.country == country) language = spoken;
    for (const Word& word : kWords)
        if (word.language == language) return std::string(word.word) + " " + c.poBox;
    return "PO Box " + c.poBox;
}

bool isLatin(const Contact& c) {
    const auto latin = [](const std::string& text) {
        return std::ranges::none_of(text, [](char x) { return static_cast<unsigned char>(x) >= 0xD0; });
    };
    return latin(c.street) && latin(c.city) && latin(c.district) && latin(c.addressLine2);
}

/// Whether street, place and a postcode that the country knows stand in the block.
bool hasAll(const std::vector<std::string>& lines, const Contact& c) {
    std::string all;
    for (const std::string& line : lines) all += foldedLetters(line) + '|';
    const auto has = [&](const std::string& part) {
        return all.find(foldedLetters(part)) != std::string::npos;
    };
    return has(c.street) && has(c.city) && (has(c.postcode) || !hasPostcodes(c.country));
}

void addRegion(const Contact& c, AddressParts& parts) {
    const auto code = regionCode(c.country, c.region);
    // Provinces of Italy and cantons stand where others have a county; a region's name is not printed there.
    if (c.country == "IT" || c.country == "CH") {
        if (code) parts["county"] = *code;
    } else {
        parts["state"] = c.region;
    }
}

} // namespace

std::vector<std::string> addressLines(const Contact& c, std::string_view senderCountry) {
    AddressParts parts{{"country_code", c.country},
                       {"road", c.street},
                       {"number", c.houseNumber},
                       {"postcode", tidyPostcode(c.country, c.postcode)},
                       {"city", c.city},
                       {"suburb", c.district},
                       {"quarter", c.district}};
    const auto below = [](std::string& text, const std::string& line) {
        if (!line.empty()) text += (text.empty() ? "" : "\n") + line;
    };
    std::string above, house;
    below(above, c.companyName);
    below(above, c.department);
    below(above, personLine(c));
    below(above, c.careOf.empty() ? "" : "c/o " + c.careOf);
    below(house, c.building);
    below(house, c.addressLine2);
    parts["attention"] = above;
    parts["house"] = house;
    addRegion(c, parts);
    const AddressStyle style{true, isLatin(c), boxLine(c)};
    auto lines = formatAddress(parts, style);
    // Some countries have no use for a part that is there all the same; nothing of an address is left out.
    if (!hasAll(lines, c)) {
        parts["country_code"].clear();
        lines = formatAddress(std::move(parts), style);
    }
    if (!c.country.empty() && c.country != senderCountry) {
        const std::string_view language = languageOfCountry(senderCountry);
        lines.push_back(capitals(countryName(c.country, language), language));
    }
    return lines;
}

} // namespace rejoinder::contacts
