#include "slip/references.h"

#include <algorithm>
#include <array>

namespace slip {

namespace {

constexpr std::size_t kQrDigits = 27, kMostRf = 25;

/// ISO 7064 modulo 97, letters as 10 to 35.
int mod97(std::string_view text) {
    int rest = 0;
    for (const char c : text) {
        if (isDigit(c))
            rest = (rest * 10 + (c - '0')) % 97;
        else
            rest = (rest * 100 + (c - 'A' + 10)) % 97;
    }
    return rest;
}

} // namespace

std::string plainReference(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    }
    return plain;
}

char qrCheckDigit(std::string_view digits) {
    constexpr std::array kTable{0, 9, 4, 6, 8, 2, 7, 1, 3, 5};
    int carry = 0;
    for (const char c : digits) carry = kTable[static_cast<std::size_t>((carry + (c - '0')) % 10)];
    return static_cast<char>('0' + (10 - carry) % 10);
}

bool isQrReference(std::string_view plain) {
    return plain.size() == kQrDigits && std::ranges::all_of(plain, isDigit) &&
           plain.find_first_not_of('0') != std::string_view::npos &&
           qrCheckDigit(plain.substr(0, kQrDigits - 1)) == plain.back();
}

bool isRfReference(std::string_view plain) {
    if (plain.size() < 5 || plain.size() > kMostRf || !plain.starts_with("RF")) return false;
    if (!isDigit(plain[2]) || !isDigit(plain[3])) return false;
    const bool fine = std::ranges::all_of(plain, [](char c) { return isDigit(c) || (c >= 'A' && c <= 'Z'); });
    return fine && mod97(std::string(plain.substr(4)) + std::string(plain.substr(0, 4))) == 1;
}

std::string makeQrReference(std::string_view prefix, std::int64_t number) {
    const auto tail = std::to_string(number);
    std::string digits(prefix.substr(0, 7));
    digits.append(kQrDigits - 1 - digits.size() - tail.size(), '0');
    digits += tail;
    return digits + qrCheckDigit(digits);
}

std::string makeRfReference(std::int64_t number) {
    const auto tail = std::to_string(number);
    const int check = 98 - mod97(tail + "RF00");
    return "RF" + std::to_string(100 + check).substr(1) + tail;
}

std::optional<std::string> referenceIn(std::string_view text) {
    // Joined to the right only where a reference begins, so that words around it do not matter.
    const auto plain = plainReference(text);
    for (std::size_t at = 0; at < plain.size(); ++at) {
        const auto rest = std::string_view(plain).substr(at);
        if (isDigit(rest.front()) && (at == 0 || !isDigit(plain[at - 1])) && rest.size() >= kQrDigits &&
            isQrReference(rest.substr(0, kQrDigits)) &&
            (rest.size() == kQrDigits || !isDigit(rest[kQrDigits])))
            return std::string(rest.substr(0, kQrDigits));
        if (!rest.starts_with("RF")) continue;
        for (std::size_t length = std::min(kMostRf, rest.size()); length >= 5; --length)
            if (isRfReference(rest.substr(0, length))) return std::string(rest.substr(0, length));
    }
    return std::nullopt;
}

} // namespace slip
