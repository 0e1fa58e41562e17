#pragma once
#include <string_view>

/// Data of postal addresses, one record a line; how they are read stands in address_format.cpp.
namespace rejoinder::contacts {

extern const std::string_view kAddressLayouts;   ///< number = lines between " / "
extern const std::string_view kAddressCountries; ///< country, layout, what to mend
extern const std::string_view kPostcodeForms;    ///< country and forms: 9 a digit, A a letter, X either
extern const std::string_view kAddressRegions;   ///< country: code name; …
extern const std::string_view kPostcodeAreas;    ///< country: region from-to …

} // namespace rejoinder::contacts
