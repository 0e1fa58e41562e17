#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Addresses as each country prints them. The layouts are data (address_data.cpp); this reads and fills them.
namespace rejoinder::contacts {

/// What an address is made of, by name: house, road, number, suburb, city, county, state, postcode, country,
/// country_code and the finer ones that maps know (hamlet, village, neighbourhood …).
using AddressParts = std::map<std::string, std::string, std::less<>>;

struct AddressStyle {
    bool postal =
        false; ///< as the post wants it: capitals where they are asked for, no line taken for a repetition
    bool latin = false; ///< the layout for Latin letters, where a country has two
    std::string box;    ///< stands below the street ("Postfach 12")
};

/// The lines of an address, by the layout of `country_code` (the most usual one for an unknown country).
std::vector<std::string> formatAddress(AddressParts parts, const AddressStyle& style = {});

/// "California" → "CA" and back, for countries whose addresses name a state, province or canton by a code;
/// nothing when the country has no list or the text is not in it.
std::optional<std::string> regionCode(std::string_view country, std::string_view nameOrCode);
std::optional<std::string> regionName(std::string_view country, std::string_view nameOrCode);
/// Whether the addresses of a country must name one of a closed list of regions.
bool hasRegions(std::string_view country);

/// Whether the country's post uses postcodes.
bool hasPostcodes(std::string_view country);

/// Which side of the street's name the house number stands.
bool numberFirst(std::string_view country);

/// What is wrong with a postcode or place; `code` is stable.
struct AddressDoubt {
    std::string field, code, message;
};
/// Looks at postcode, place and region by the country's rules: missing parts, the form of the postcode, a
/// postcode that does not lie in the region. Nothing of it forbids storing: lists come as they are.
std::vector<AddressDoubt> addressDoubts(std::string_view country, std::string_view postcode,
                                        std::string_view city, std::string_view region);
/// The postcode as the country writes it ("ec1m5rf" → "EC1M 5RF", "11455" in Sweden → "114 55"); as it came
/// where it fits no form.
std::string tidyPostcode(std::string_view country, std::string_view postcode);

} // namespace rejoinder::contacts
