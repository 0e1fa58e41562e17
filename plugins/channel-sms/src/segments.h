#pragma once
#include <cstdint>
#include <string_view>

/// How a text travels as SMS: in the alphabet of GSM 03.38 or in UCS-2, in one part or in several.
namespace rejoinder::sms {

struct Segments {
    bool unicode = false;      ///< a character is not in the GSM alphabet
    std::int32_t units = 0;    ///< septets, or UTF-16 units
    std::int32_t segments = 0; ///< 160 septets or 70 units alone, 153 or 67 in a chain
};

/// A character of the extension table (€ [ ] { } ~ | ^ \) counts two septets and is not torn apart between
/// two parts, nor is a surrogate pair. The text is UTF-8.
Segments segmentsOf(std::string_view text);

} // namespace rejoinder::sms
