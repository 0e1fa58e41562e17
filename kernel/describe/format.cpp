#include "kernel/describe/format.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>
#include <unicode/ucurr.h>
#include <unicode/uenum.h>
#include <unicode/uloc.h>

#include <algorithm>
#include <set>
#include <string>

namespace rejoinder::describe {

namespace {

using Codes = std::set<std::string, std::less<>>;

constexpr bool isLetter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool isDigit(char c) noexcept {
    return c >= '0' && c <= '9';
}
constexpr bool isHighByte(char c) noexcept {
    return static_cast<unsigned char>(c) >= 0x80;
}

/// ISO 3166-1 alpha-2 as ICU lists them.
bool isCountry(std::string_view text) {
    static const Codes codes = [] {
        Codes all;
        for (auto p = uloc_getISOCountries(); *p; ++p) all.insert(*p);
        return all;
    }();
    return codes.contains(text);
}

/// ISO 639-1 ("de"), with an ISO 3166-1 country behind it if need be ("de-CH").
bool isLanguage(std::string_view text) {
    static const Codes codes = [] {
        Codes all;
        for (auto p = uloc_getISOLanguages(); *p; ++p)
            if (std::string_view(*p).size() == 2) all.insert(*p);
        return all;
    }();
    if (text.size() == 5 && text[2] == '-')
        return codes.contains(text.substr(0, 2)) && isCountry(text.substr(3));
    return codes.contains(text);
}

/// ISO 4217, currencies in use.
bool isCurrency(std::string_view text) {
    static const Codes codes = [] {
        Codes all;
        UErrorCode status = U_ZERO_ERROR;
        UEnumeration* list = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &status);
        while (const char* code = uenum_next(list, nullptr, &status)) all.insert(code);
        uenum_close(list);
        return all;
    }();
    return codes.contains(text);
}

bool isDomain(std::string_view domain) {
    if (domain.empty() || domain.size() > 253 || domain.find('.') == std::string_view::npos) return false;
    while (true) {
        const std::size_t dot = domain.find('.');
        const std::string_view label = domain.substr(0, dot);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        if (!std::all_of(label.begin(), label.end(),
                         [](char c) { return isLetter(c) || isDigit(c) || c == '-' || isHighByte(c); }))
            return false;
        if (dot == std::string_view::npos) return label.size() > 1;
        domain.remove_prefix(dot + 1);
    }
}

/// The dot-atom form of RFC 5321/5322, with the letters of RFC 6531; no quoted local parts, no address
/// literals.
bool isEmail(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (text.size() > 254 || at == std::string_view::npos || at == 0 || at > 64) return false;
    const std::string_view local = text.substr(0, at);
    if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos)
        return false;
    constexpr std::string_view kSigns = "!#$%&'*+-/=?^_`{|}~.";
    const bool letters = std::all_of(local.begin(), local.end(), [&](char c) {
        return isLetter(c) || isDigit(c) || isHighByte(c) || kSigns.find(c) != std::string_view::npos;
    });
    return letters && isDomain(text.substr(at + 1));
}

/// Only schemes that are safe to offer as a link: no "javascript:", no "data:".
bool isUri(std::string_view text) {
    if (text.size() > 2048 ||
        std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c == 0x7f; }))
        return false;
    try {
        const Poco::URI uri{std::string(text)};
        const std::string& scheme = uri.getScheme();
        if (scheme == "http" || scheme == "https") return !uri.getHost().empty();
        return (scheme == "mailto" || scheme == "tel") && !uri.getPath().empty();
    } catch (const Poco::Exception&) {
        return false;
    }
}

} // namespace

bool matches(Format format, std::string_view text) {
    switch (format) {
    case Format::None: return true;
    case Format::Email: return isEmail(text);
    case Format::Uri: return isUri(text);
    case Format::Country: return isCountry(text);
    case Format::Language: return isLanguage(text);
    case Format::Currency: return isCurrency(text);
    }
    return false;
}

std::string_view phrase(Format format) {
    switch (format) {
    case Format::None: break;
    case Format::Email: return "an e-mail address";
    case Format::Uri: return "a URI of http, https, mailto or tel";
    case Format::Country: return "an ISO 3166-1 country code of two letters";
    case Format::Language: return "an ISO 639-1 language code, if need be with a country (de-CH)";
    case Format::Currency: return "an ISO 4217 currency code";
    }
    return "a text";
}

} // namespace rejoinder::describe
