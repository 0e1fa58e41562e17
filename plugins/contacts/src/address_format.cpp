#include "address_format.h"

#include "address_data.h"
#include "text.h"

#include <unicode/locid.h>
#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <set>

namespace rejoinder::contacts {

namespace {

using Words = std::vector<std::string_view>;

Words split(std::string_view text, std::string_view by) {
    Words out;
    for (;;) {
        const std::size_t at = text.find(by);
        out.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + by.size());
    }
}

std::string withLineBreaks(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text.substr(i, 2) == "\\n")
            out += '\n', ++i;
        else
            out += text[i];
    return out;
}

/// "_" is a blank, so that none stands unseen at the end of a line.
std::string unblanked(std::string_view text) {
    std::string out(text);
    std::ranges::replace(out, '_', ' ');
    return out;
}

/// A pattern and what stands for it.
class Mending {
public:
    Mending(std::string_view pattern, std::string_view with) : with_(withLineBreaks(with)) {
        // "county=Kreis " concerns one part only.
        const std::size_t equals = pattern.find('=');
        if (equals != std::string_view::npos && std::ranges::all_of(pattern.substr(0, equals), [](char c) {
                return (c >= 'a' && c <= 'z') || c == ' ';
            })) {
            part_ = pattern.substr(0, equals);
            pattern.remove_prefix(equals + 1);
        }
        UErrorCode status = U_ZERO_ERROR;
        pattern_.reset(icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(icu::StringPiece(
                                                      pattern.data(), static_cast<int32_t>(pattern.size()))),
                                                  0, status));
        if (U_FAILURE(status) != 0) pattern_.reset();
    }
    [[nodiscard]] std::string applied(std::string_view part, const std::string& text) const {
        if (!pattern_ || (!part_.empty() && part_ != part)) return text;
        UErrorCode status = U_ZERO_ERROR;
        const auto source = icu::UnicodeString::fromUTF8(text);
        const std::unique_ptr<icu::RegexMatcher> matcher(pattern_->matcher(source, status));
        if (U_FAILURE(status) != 0) return text;
        const icu::UnicodeString mended = matcher->replaceAll(icu::UnicodeString::fromUTF8(with_), status);
        if (U_FAILURE(status) != 0) return text;
        std::string out;
        mended.toUTF8String(out);
        return out;
    }

private:
    std::string part_, with_;
    std::unique_ptr<icu::RegexPattern> pattern_;
};

/// A word of a layout: a literal text, or the first of some parts that is there; "a+b" are both.
struct Token {
    std::string literal;
    std::vector<std::vector<std::string>> parts;
};
using Layout = std::vector<std::vector<Token>>;

struct CountryFormat {
    int layout = 1, latin = 0, fallback = 2;
    std::string like, country, addPart, addText;
    std::vector<Mending> parts, block;
    std::set<std::string, std::less<>> capitals;
};

Layout layoutOf(std::string_view text) {
    Layout layout;
    for (std::string_view line : split(text, " / ")) {
        auto& tokens = layout.emplace_back();
        while (!line.empty()) {
            const char opened = line[0];
            const bool group = opened == '(' || opened == '"';
            const std::size_t end = opened == '('   ? line.find(')')
                                    : opened == '"' ? line.find('"', 1)
                                                    : line.find(' ');
            const std::string_view word = line.substr(group ? 1 : 0, end - (group ? 1 : 0));
            Token& token = tokens.emplace_back();
            if (opened == '"')
                token.literal = word;
            else
                for (const std::string_view one : split(word, " ")) {
                    auto& together = token.parts.emplace_back();
                    for (const std::string_view part : split(one, "+")) together.emplace_back(part);
                }
            line.remove_prefix(end == std::string_view::npos ? line.size() : end + (group ? 1 : 0));
            line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        }
    }
    return layout;
}

class Formats {
public:
    static const Formats& get() {
        static const Formats formats;
        return formats;
    }
    [[nodiscard]] const CountryFormat& of(std::string_view country) const {
        const auto it = countries_.find(country);
        return it == countries_.end() ? countries_.at("**") : it->second;
    }
    [[nodiscard]] const Layout& layout(int number) const { return layouts_.at(number); }

private:
    Formats() {
        for (const std::string_view line : split(kAddressLayouts, "\n"))
            if (const std::size_t at = line.find(" = "); at != std::string_view::npos)
                layouts_[numberOf(line)] = layoutOf(line.substr(at + 3));
        CountryFormat* current = nullptr;
        for (const std::string_view line : split(kAddressCountries, "\n")) {
            if (line.empty()) continue;
            if (line[0] == ' ')
                extend(*current, line.substr(2));
            else
                for (const std::string_view one : split(line, " | ")) current = &begin(one);
        }
    }
    static int numberOf(std::string_view text) {
        int n = 0;
        for (const char c : text) {
            if (c < '0' || c > '9') break;
            n = n * 10 + (c - '0');
        }
        return n;
    }
    CountryFormat& begin(std::string_view line) {
        const Words words = split(line, " ");
        CountryFormat& format = countries_[std::string(words[0])];
        for (const std::string_view word : Words(words.begin() + 1, words.end())) {
            if (word[0] == '!')
                format.fallback = numberOf(word.substr(1));
            else if (word[0] == '>')
                format.like = word.substr(1);
            else if (word[0] == '~')
                format.latin = numberOf(word.substr(1));
            else if (word[0] == '^')
                format.capitals.emplace(word.substr(1));
            else
                format.layout = numberOf(word);
        }
        return format;
    }
    static void extend(CountryFormat& format, std::string_view line) {
        const std::size_t blank = line.find(' '), arrow = line.find(" =>");
        const std::string_view what = line.substr(0, blank), rest = line.substr(blank + 1);
        if (what == "country") {
            format.country = rest;
        } else if (what == "add") {
            format.addPart = rest.substr(0, rest.find('='));
            format.addText = rest.substr(rest.find('=') + 1);
        } else {
            Mending mending(unblanked(line.substr(blank + 1, arrow - blank - 1)),
                            unblanked(line.substr(std::min(arrow + 4, line.size()))));
            (what == "part" ? format.parts : format.block).push_back(std::move(mending));
        }
    }

    std::map<int, Layout> layouts_;
    std::map<std::string, CountryFormat, std::less<>> countries_;
};

/// The names under which maps know the same part, the usual one first.
const std::vector<std::vector<std::string_view>>& partNames() {
    static const std::vector<std::vector<std::string_view>> names = {
        {"number", "house_number", "street_number", "housenumber"},
        {"house", "building", "public_building", "isolated_dwelling"},
        {"road", "footway", "street", "street_name", "path", "pedestrian", "road_reference",
         "road_reference_intl", "square"},
        {"place", "farmland", "allotments"},
        {"hamlet", "locality", "croft"},
        {"village"},
        {"neighbourhood", "suburb", "city_district", "commune", "district", "quarter", "borough",
         "city_block", "residential", "commercial", "industrial", "houses", "subdistrict", "subdivision",
         "ward"},
        {"postal_city"},
        {"city", "town", "township"},
        {"municipality", "local_administrative_area", "area", "subcounty"},
        {"county", "county_code", "department"},
        {"state_district"},
        {"postcode", "postal_code", "partial_postcode"},
        {"state", "province", "state_code", "territory"},
        {"region", "oblast", "raion"},
        {"island"},
        {"archipelago"},
        {"country", "country_name"},
        {"country_code"},
        {"continent"}};
    return names;
}

const std::string& partOf(const AddressParts& parts, std::string_view name) {
    static const std::string none;
    const auto it = parts.find(name);
    return it == parts.end() ? none : it->second;
}

/// Every part under its usual name too; what has a name that nobody knows stands above the address.
void nameParts(AddressParts& parts) {
    std::set<std::string_view> known{"attention"};
    for (const auto& names : partNames()) {
        known.insert(names.begin(), names.end());
        for (const std::string_view other : names)
            if (const std::string text = partOf(parts, other); !text.empty()) {
                parts.emplace(names[0], text);
                break;
            }
    }
    std::string attention;
    for (const auto& [name, text] : parts)
        if (!known.contains(name) && !text.empty()) attention += (attention.empty() ? "" : ", ") + text;
    if (!attention.empty()) parts.emplace("attention", attention);
}

void tidyParts(AddressParts& parts) {
    std::erase_if(parts,
                  [](const auto& part) { return part.second.empty() || part.second.starts_with("http"); });
    std::string& postcode = parts["postcode"];
    // Maps give ranges and lists of postcodes; the first of a list stands for it, a range says nothing.
    const std::size_t comma = postcode.find(',');
    if (postcode.size() > 20 || postcode.find(';') != std::string::npos)
        postcode.clear();
    else if (comma == 5)
        postcode.resize(comma);
    if (postcode.empty()) parts.erase("postcode");
    // A number in the place of the country: the state is what was meant.
    const auto country = parts.find("country"), state = parts.find("state");
    if (country != parts.end() && state != parts.end() && std::ranges::all_of(country->second, isDigit)) {
        country->second = state->second;
        parts.erase(state);
    }
}

void addCodes(AddressParts& parts, std::string_view country) {
    const std::string state = partOf(parts, "state"), county = partOf(parts, "county");
    if (country == "US" && foldedLetters(state).starts_with("washingtondc")) {
        parts["state_code"] = "DC", parts["state"] = "District of Columbia", parts["city"] = "Washington";
        return;
    }
    if (const auto code = regionCode(country, state)) {
        parts["state_code"] = *code;
        if (*code == "DC") parts["city"] = "Washington";
        if (const auto name = regionName(country, *code); state == *code) parts["state"] = *name;
    }
    if (const auto code = regionCode(country, county)) parts["county_code"] = *code;
}

/// One line of a layout, filled: blanks between words, punctuation only where something stands before and
/// after.
std::string filled(const std::vector<Token>& line, const AddressParts& parts) {
    std::string out, waiting;
    for (const Token& token : line) {
        if (token.parts.empty()) {
            waiting = token.literal;
            continue;
        }
        std::string text;
        for (const auto& together : token.parts) {
            for (const std::string& name : together)
                if (const std::string& part = partOf(parts, name); !part.empty())
                    text += (text.empty() ? "" : together[0] == "island" ? ", " : " ") + part;
            if (!text.empty()) break;
        }
        if (text.empty()) continue;
        if (!out.empty()) out += waiting.empty() ? " " : waiting;
        out += text;
        waiting.clear();
    }
    return out;
}

bool isNewYork(std::string_view text) {
    return text == "New York"; // the one city that lies in a state of its name and is written so
}

/// Takes away what stands there twice: lines, and pieces between commas.
std::vector<std::string> withoutRepetitions(const std::vector<std::string>& lines) {
    std::vector<std::string> out;
    for (const std::string& line : lines) {
        std::string kept;
        Words seen;
        for (const std::string_view raw : split(line, ",")) {
            const std::string_view piece = trimmed(raw);
            if (piece.empty() || (!isNewYork(piece) && std::ranges::find(seen, piece) != seen.end()))
                continue;
            seen.push_back(piece);
            kept += (kept.empty() ? "" : ", ") + std::string(piece);
        }
        if (!kept.empty() && std::ranges::find(out, kept) == out.end()) out.push_back(std::move(kept));
    }
    return out;
}

std::vector<std::string> linesOf(std::string_view block) {
    std::vector<std::string> lines;
    for (const std::string_view raw : split(block, "\n")) {
        std::string line = cleaned(raw);
        while (line.starts_with(',') || line.starts_with("- "))
            line = cleaned(std::string_view(line).substr(1));
        while (line.ends_with(',') || line.ends_with(" -")) line.pop_back(), line = cleaned(line);
        if (!line.empty()) lines.push_back(std::move(line));
    }
    return lines;
}

/// Applies what a territory has of its own: the country it writes like, its name, its state.
const CountryFormat& formatOf(AddressParts& parts, std::string& country) {
    const Formats& formats = Formats::get();
    if (country == "UK") country = "GB";
    if (country == "NL") // parts of the kingdom with codes of their own
        for (const auto& [state, code] :
             {std::pair("Curaçao", "CW"), std::pair("Sint Maarten", "SX"), std::pair("Aruba", "AW")})
            if (folded(partOf(parts, "state")) == folded(state)) country = code, parts["country"] = state;
    const CountryFormat* format = &formats.of(country);
    if (format->like.empty()) return *format;
    if (!format->country.empty()) {
        std::string name = format->country;
        if (const std::size_t at = name.find("$state"); at != std::string::npos)
            name.replace(at, 6, partOf(parts, "state"));
        if (!partOf(parts, "country").empty()) parts["country"] = name;
    }
    if (!format->addPart.empty()) parts[format->addPart] = format->addText;
    country = format->like;
    return formats.of(country);
}

} // namespace

std::vector<std::string> formatAddress(AddressParts parts, const AddressStyle& style) {
    tidyParts(parts);
    nameParts(parts);
    std::string country;
    for (const char c : partOf(parts, "country_code"))
        country += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const CountryFormat& format = formatOf(parts, country);
    const bool thin = partOf(parts, "road").empty() && partOf(parts, "postcode").empty();
    if (!style.postal)
        for (auto& [name, text] : parts)
            for (const Mending& mending : format.parts) text = mending.applied(name, text);
    addCodes(parts, country);
    if (style.postal)
        for (auto& [name, text] : parts)
            if (format.capitals.contains(name)) {
                std::string capitals;
                icu::UnicodeString::fromUTF8(text)
                    .toUpper(icu::Locale("", country.c_str()))
                    .toUTF8String(capitals);
                text = std::move(capitals);
            }
    const int number = thin && !style.postal              ? format.fallback
                       : style.latin && format.latin != 0 ? format.latin
                                                          : format.layout;
    std::string block;
    bool boxed = style.box.empty();
    for (const auto& line : Formats::get().layout(number)) {
        block += filled(line, parts) + "\n";
        const bool street = std::ranges::any_of(line, [](const Token& t) {
            return std::ranges::any_of(t.parts,
                                       [](const auto& p) { return p[0] == "road" || p[0] == "number"; });
        });
        if (street && !boxed) block += style.box + "\n", boxed = true;
    }
    auto lines = linesOf(block);
    if (lines.empty() && parts.size() == 1) return {parts.begin()->second};
    block.clear();
    for (const std::string& line : style.postal ? lines : withoutRepetitions(lines)) block += line + "\n";
    for (const Mending& mending : format.block) block = mending.applied({}, block);
    lines = linesOf(block);
    return style.postal ? lines : withoutRepetitions(lines);
}

bool numberFirst(std::string_view country) {
    const CountryFormat* format = &Formats::get().of(country);
    if (!format->like.empty()) format = &Formats::get().of(format->like);
    for (const auto& line : Formats::get().layout(format->layout))
        for (const Token& token : line)
            for (const auto& part : token.parts)
                if (part[0] == "number" || part[0] == "road") return part[0] == "number";
    return false;
}

} // namespace rejoinder::contacts
