#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// References on payment slips: the Swiss QR reference and the creditor reference of ISO 11649.
namespace slip {

/// 0 to 9 of ASCII, whatever the locale.
constexpr bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// Without blanks, letters in capitals: as references are compared.
std::string plainReference(std::string_view text);

/// The check digit of a Swiss QR reference: modulo 10, recursive (Swiss Implementation Guidelines QR-bill,
/// annex B).
char qrCheckDigit(std::string_view digits);
/// 27 digits of which the last is the right check digit.
bool isQrReference(std::string_view plain);
/// "RF", two check digits and 1 to 21 letters and digits that are 1 modulo 97 (ISO 11649).
bool isRfReference(std::string_view plain);

/// A QR reference of a number under the bank's prefix (at most 7 digits). @pre number > 0
std::string makeQrReference(std::string_view prefix, std::int64_t number);
/// A creditor reference of a number. @pre number > 0
std::string makeRfReference(std::int64_t number);

/// The first valid reference that stands in a text, as payers write it: with blanks, among words.
std::optional<std::string> referenceIn(std::string_view text);

} // namespace slip
