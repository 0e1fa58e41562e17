#include "reach.h"

#include "text.h"

#include <unicode/idna.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

namespace rejoinder::contacts {

namespace {

bool isLetterOrDigit(char c) noexcept {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (static_cast<unsigned char>(c) & 0x80) != 0;
}

bool isLocalPart(std::string_view local) noexcept {
    constexpr std::string_view kSigns = "!#$%&'*+-/=?^_`{|}~.";
    if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.' ||
        local.find("..") != std::string_view::npos)
        return false;
    return std::ranges::all_of(
        local, [&](char c) { return isLetterOrDigit(c) || kSigns.find(c) != std::string_view::npos; });
}

bool isDomain(std::string_view domain) noexcept {
    if (domain.size() > 253 || domain.find('.') == std::string_view::npos) return false;
    for (;;) {
        const std::size_t dot = domain.find('.');
        const std::string_view label = domain.substr(0, dot);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        if (!std::ranges::all_of(label, [](char c) { return isLetterOrDigit(c) || c == '-'; })) return false;
        if (dot == std::string_view::npos) return label.size() > 1;
        domain.remove_prefix(dot + 1);
    }
}

/// The domain as A-labels; empty when IDNA refuses it.
std::string asciiDomain(const std::string& domain) {
    if (std::ranges::none_of(domain, [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }))
        return domain;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::IDNA> idna(
        icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, status));
    if (U_FAILURE(status) != 0) return {};
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    icu::IDNAInfo info;
    idna->nameToASCII_UTF8(domain, sink, info, status);
    return U_FAILURE(status) != 0 || info.hasErrors() != 0 ? std::string() : out;
}

} // namespace

std::optional<Email> emailIn(std::string_view text) {
    const std::string clean = cleaned(text);
    const std::size_t at = clean.rfind('@');
    if (at == std::string::npos || clean.size() > 254) return std::nullopt;
    const std::string_view local = std::string_view(clean).substr(0, at);
    std::string domain = clean.substr(at + 1);
    std::ranges::transform(domain, domain.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (!isLocalPart(local) || !isDomain(domain)) return std::nullopt;
    if (std::ranges::any_of(domain, [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; })) {
        std::string small;
        icu::UnicodeString::fromUTF8(domain).toLower(icu::Locale::getRoot()).toUTF8String(small);
        domain = std::move(small);
    }
    const std::string ascii = asciiDomain(domain);
    if (ascii.empty()) return std::nullopt;
    Email email;
    email.shown = std::string(local) + "@" + domain;
    std::string small(local);
    std::ranges::transform(small, small.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    email.norm = std::move(small) + "@" + ascii;
    return email;
}

} // namespace rejoinder::contacts
