#include "address_data.h"
#include "address_format.h"
#include "text.h"

#include <algorithm>

/// Postcodes and regions: the forms of a country, the regions it has, and where a postcode lies.
namespace rejoinder::contacts {

namespace {

struct Region {
    std::string code, name;
};

/// A stretch of postcodes by their first letters; both ends belong to it and are equally long.
struct Area {
    std::string region, from, to;
};

std::vector<std::string> pieces(std::string_view text, std::string_view by) {
    std::vector<std::string> out;
    for (;;) {
        const std::size_t at = text.find(by);
        if (const auto piece = trimmed(text.substr(0, at)); !piece.empty()) out.emplace_back(piece);
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + by.size());
    }
}

class Places {
public:
    static const Places& get() {
        static const Places places;
        return places;
    }
    std::map<std::string, std::vector<std::string>, std::less<>> forms;
    std::map<std::string, std::vector<Region>, std::less<>> regions;
    std::map<std::string, std::vector<Area>, std::less<>> areas;

private:
    Places() {
        for (const auto& line : pieces(kPostcodeForms, "\n"))
            for (const auto& item : pieces(line, " | "))
                forms[item.substr(0, 2)] = pieces(std::string_view(item).substr(3), ";");
        for (const auto& line : pieces(kAddressRegions, "\n"))
            for (const auto& item : pieces(std::string_view(line).substr(3), ";")) {
                const std::size_t blank = item.find(' ');
                regions[line.substr(0, 2)].push_back({item.substr(0, blank), item.substr(blank + 1)});
            }
        for (const auto& line : pieces(kPostcodeAreas, "\n"))
            for (const auto& item : pieces(std::string_view(line).substr(3), ";")) {
                const auto words = pieces(item, " ");
                for (std::size_t i = 1; i < words.size(); ++i) {
                    const std::size_t dash = words[i].find('-');
                    areas[line.substr(0, 2)].push_back(
                        {words[0], words[i].substr(0, dash), words[i].substr(dash + 1)});
                }
            }
    }
};

template <class Map>
const typename Map::mapped_type* find(const Map& map, std::string_view key) {
    const auto it = map.find(key);
    return it == map.end() ? nullptr : &it->second;
}

std::string upperLetters(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (isDigit(c) || (c >= 'A' && c <= 'Z'))
            out += c;
        else if (c >= 'a' && c <= 'z')
            out += static_cast<char>(c - 'a' + 'A');
    return out;
}

/// The letters and digits in the form's spelling; nothing when they do not fit it.
std::optional<std::string> inForm(std::string_view form, std::string_view letters) {
    std::string out;
    std::size_t at = 0;
    for (const char f : form) {
        if (f == ' ' || f == '-') {
            out += f;
            continue;
        }
        if (at == letters.size()) return std::nullopt;
        const char c = letters[at++];
        const bool digit = isDigit(c);
        const bool fits = f == '9' ? digit : f == 'A' ? !digit : f == 'X' || f == c;
        if (!fits) return std::nullopt;
        out += c;
    }
    return at == letters.size() ? std::optional(out) : std::nullopt;
}

std::optional<std::string> spelt(std::string_view country, std::string_view postcode) {
    const auto* forms = find(Places::get().forms, country);
    if (forms == nullptr) return std::nullopt;
    std::string letters = upperLetters(postcode);
    // "CH-8001", "D-10115": the country's sign is not part of the postcode.
    const auto fits = [&](std::string_view text) -> std::optional<std::string> {
        for (const std::string& form : *forms)
            if (auto out = inForm(form, text)) return out;
        return std::nullopt;
    };
    if (auto out = fits(letters)) return out;
    const std::size_t sign = postcode.find('-');
    if (sign == 1 || sign == 2) return fits(upperLetters(postcode.substr(sign + 1)));
    return std::nullopt;
}

bool lies(const Area& area, std::string_view letters) {
    const std::string_view begin = letters.substr(0, area.from.size());
    return begin.size() == area.from.size() && begin >= area.from && begin <= area.to;
}

} // namespace

std::optional<std::string> regionCode(std::string_view country, std::string_view nameOrCode) {
    const auto* regions = find(Places::get().regions, country);
    const std::string wanted = foldedLetters(nameOrCode);
    if (regions == nullptr || wanted.empty()) return std::nullopt;
    for (const Region& region : *regions)
        if (foldedLetters(region.code) == wanted || foldedLetters(region.name) == wanted) return region.code;
    return std::nullopt;
}

std::optional<std::string> regionName(std::string_view country, std::string_view nameOrCode) {
    const auto* regions = find(Places::get().regions, country);
    const std::string wanted = foldedLetters(nameOrCode);
    if (regions == nullptr || wanted.empty()) return std::nullopt;
    for (const Region& region : *regions)
        if (foldedLetters(region.code) == wanted || foldedLetters(region.name) == wanted) return region.name;
    return std::nullopt;
}

bool hasRegions(std::string_view country) {
    for (const std::string_view needs : {"US", "CA", "AU"})
        if (country == needs) return true;
    return false;
}

bool hasPostcodes(std::string_view country) {
    return find(Places::get().forms, country) != nullptr;
}

std::string tidyPostcode(std::string_view country, std::string_view postcode) {
    return spelt(country, postcode).value_or(std::string(postcode));
}

std::vector<AddressDoubt> addressDoubts(std::string_view country, std::string_view postcode,
                                        std::string_view city, std::string_view region) {
    std::vector<AddressDoubt> doubts;
    if (country.empty()) return {{"country", "contacts.address-country", "The country is missing."}};
    if (city.empty() && country != "SG")
        doubts.push_back({"city", "contacts.address-city", "The place is missing."});
    const bool known = find(Places::get().forms, country) != nullptr;
    const auto written = spelt(country, postcode);
    if (known && postcode.empty())
        doubts.push_back({"postcode", "contacts.address-postcode", "The postcode is missing."});
    else if (known && !written)
        doubts.push_back({"postcode", "contacts.address-postcode-form",
                          "\"" + std::string(postcode) + "\" is no postcode of " + std::string(country) +
                              "; one looks like " + Places::get().forms.find(country)->second.front() + "."});
    const auto code = regionCode(country, region);
    if (hasRegions(country) && !code)
        doubts.push_back({"region", "contacts.address-region",
                          region.empty() ? "The state or province is missing."
                                         : "\"" + std::string(region) + "\" is no state or province of " +
                                               std::string(country) + "."});
    const auto* areas = find(Places::get().areas, country);
    if (areas == nullptr || !written) return doubts;
    const std::string letters = upperLetters(*written);
    const auto anywhere = std::ranges::any_of(*areas, [&](const Area& a) { return lies(a, letters); });
    const auto here = std::ranges::any_of(*areas, [&](const Area& a) {
        return (a.region == "*" || !code || a.region == *code) && lies(a, letters);
    });
    if (!anywhere)
        doubts.push_back({"postcode", "contacts.address-postcode-unused",
                          "No place of " + std::string(country) + " has the postcode " + *written + "."});
    else if (!here)
        doubts.push_back({"postcode", "contacts.address-postcode-elsewhere",
                          "The postcode " + *written + " does not lie in " + std::string(region) + "."});
    return doubts;
}

} // namespace rejoinder::contacts
