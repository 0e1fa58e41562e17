#include "address_lines.h"

#include "address_format.h"
#include "country.h"
#include "text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace rejoinder::contacts {

namespace {

std::vector<std::string> linesIn(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        if (std::string line = cleaned(text.substr(0, end)); !line.empty()) lines.push_back(std::move(line));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::string joined(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
    std::string out;
    for (std::size_t i = from; i < to; ++i) out += (out.empty() ? "" : " ") + words[i];
    while (out.ends_with(',')) out.pop_back();
    return out;
}

bool isPostcode(std::string_view country, const std::string& text) {
    if (std::ranges::none_of(text, isDigit)) return false;
    for (const AddressDoubt& doubt : addressDoubts(country, text, "x", ""))
        if (doubt.field == "postcode" && doubt.code == "contacts.address-postcode-form") return false;
    // A country without known forms: digits, perhaps with letters and one sign between.
    return text.size() >= 3 && text.size() <= 10;
}

struct Place {
    std::string postcode, city;
    bool alone = false; ///< the line is nothing but the postcode
};

/// The postcode in a line: one word or two, at either end first.
std::optional<Place> placeIn(std::string_view country, const std::string& line) {
    const auto words = wordsOf(line);
    struct Try {
        std::size_t from, count;
    };
    std::vector<Try> tries;
    for (const std::size_t count : {std::size_t{2}, std::size_t{1}}) {
        if (count > words.size()) continue;
        tries.push_back({0, count});
        tries.push_back({words.size() - count, count});
        for (std::size_t from = 1; from + count < words.size(); ++from) tries.push_back({from, count});
    }
    for (const Try& t : tries) {
        const std::string text = joined(words, t.from, t.from + t.count);
        // Two words are a postcode only where it is written so; "8001 Zürich" is none.
        if (t.count == 2 && tidyPostcode(country, text) == text && text.find(' ') == std::string::npos)
            continue;
        if (t.count == 2 && std::ranges::none_of(words[t.from + 1], isDigit)) continue;
        if (!isPostcode(country, text)) continue;
        Place place{tidyPostcode(country, text), joined(words, 0, t.from), false};
        const std::string after = joined(words, t.from + t.count, words.size());
        place.city += (place.city.empty() || after.empty() ? "" : " ") + after;
        place.alone = place.city.empty();
        return place;
    }
    return std::nullopt;
}

/// "Palo Alto, CA" and "Roma RM" name their region behind the city.
void takeRegion(Contact& c) {
    // "Buchs SG" is the name of the place.
    static constexpr std::array<std::string_view, 5> kWithRegion{"US", "CA", "AU", "IT", "BR"};
    if (std::ranges::find(kWithRegion, c.country) == kWithRegion.end()) return;
    const std::size_t comma = c.city.rfind(',');
    const std::size_t blank = c.city.rfind(' ');
    const std::size_t at = comma != std::string::npos ? comma : blank;
    if (at == std::string::npos) return;
    const std::string tail = cleaned(std::string_view(c.city).substr(at + 1));
    const auto code = regionCode(c.country, tail);
    if (!code || (comma == std::string::npos && tail != *code)) return;
    c.region = *code;
    c.city = cleaned(std::string_view(c.city).substr(0, at));
}

bool takeBox(const std::string& line, std::string& box) {
    static constexpr std::array<std::string_view, 12> kWords{
        "postfach",       "pobox", "postbox",  "casepostale", "boitepostale", "bp",
        "casellapostale", "cp",    "apartado", "postbus",     "gpobox",       "pf"};
    const std::size_t digit = std::min(line.find_first_of("0123456789"), line.size());
    const std::string word = foldedLetters(std::string_view(line).substr(0, digit));
    if (std::ranges::find(kWords, word) == kWords.end()) return false;
    box = digit == line.size() ? line : line.substr(digit);
    return true;
}

bool takeCareOf(const std::string& line, std::string& careOf) {
    const std::string small = folded(line);
    for (const std::string_view sign : {"c/o ", "c/o", "p.a. ", "p/a ", "z. hd. ", "attn: ", "attn "})
        if (small.starts_with(sign)) {
            careOf = cleaned(std::string_view(line).substr(sign.size()));
            return true;
        }
    return false;
}

void append(std::string& text, const std::string& more) {
    text += (text.empty() ? "" : ", ") + more;
}

/// What stands above the place: the street is the lowest line with a number, the rest keeps its order.
void takeStreet(Contact& c, std::vector<std::string>& lines) {
    std::vector<std::string> rest;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        if (c.poBox.empty() && takeBox(*line, c.poBox)) continue;
        if (c.careOf.empty() && takeCareOf(*line, c.careOf)) continue;
        if (c.street.empty() && splitStreet(c.country, *line, c.street, c.houseNumber)) continue;
        rest.push_back(*line);
    }
    std::ranges::reverse(rest);
    if (c.street.empty() && c.poBox.empty() && !rest.empty()) { // a street without a number
        c.street = rest.back();
        rest.pop_back();
    }
    for (const std::string& line : rest) append(c.addressLine2, line);
}

} // namespace

std::string cleanedLines(std::string_view text) {
    std::string out;
    for (const std::string& line : linesIn(text)) out += (out.empty() ? "" : "\n") + line;
    return out;
}

bool splitStreet(std::string_view country, std::string_view line, std::string& street, std::string& number) {
    const auto words = wordsOf(line);
    if (words.size() < 2) return false;
    const auto isNumber = [](const std::string& word) {
        return isDigit(word[0]) && word.size() <= 8 && std::ranges::none_of(word, [](char c) {
                   return !isDigit(c) && c != '-' && c != '/' && c != ',' &&
                          !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
               });
    };
    const auto isAddition = [](const std::string& word) {
        return (word.size() == 1 && ((word[0] | 0x20) >= 'a' && (word[0] | 0x20) <= 'z')) || word == "bis" ||
               word == "ter";
    };
    if (isNumber(words[0]) && (numberFirst(country) || !isNumber(words.back()))) {
        const std::size_t n = words.size() > 2 && isAddition(words[1]) ? 2 : 1;
        number = joined(words, 0, n), street = joined(words, n, words.size());
        return true;
    }
    std::size_t n = words.size();
    if (isAddition(words[n - 1]) && n > 2) --n;
    if (n < 2 || !isNumber(words[n - 1])) return false;
    street = joined(words, 0, n - 1), number = joined(words, n - 1, words.size());
    return true;
}

void takeApartLines(Contact& c) {
    if (c.addressLines.empty() || !(c.street + c.poBox + c.postcode + c.city).empty()) return;
    auto lines = linesIn(c.addressLines);
    // One line with commas is as common as several.
    if (lines.size() == 1) {
        std::string text = lines[0];
        std::ranges::replace(text, ',', '\n');
        lines = linesIn(text);
    }
    if (lines.size() > 1)
        if (const auto country = countryCode(lines.back())) {
            c.country = *country;
            lines.pop_back();
        }
    for (std::size_t i = lines.size(); i-- > 0;) {
        const auto place = placeIn(c.country, lines[i]);
        if (!place) continue;
        c.postcode = place->postcode;
        c.city = place->city;
        std::size_t from = i;
        // "CA 94303" below "Palo Alto": what stands beside the postcode is the region.
        const auto region = regionCode(c.country, c.city);
        const bool code = region && *region == c.city;
        if ((place->alone || code) && i > 0) {
            if (code) c.region = *region;
            c.city = lines[--from];
        }
        for (std::size_t below = i + 1; below < lines.size(); ++below) append(c.region, lines[below]);
        lines.resize(from);
        break;
    }
    if (c.postcode.empty() && lines.size() > 1) { // countries without postcodes end with the place
        c.city = lines.back();
        lines.pop_back();
    }
    takeRegion(c);
    takeStreet(c, lines);
}

} // namespace rejoinder::contacts
