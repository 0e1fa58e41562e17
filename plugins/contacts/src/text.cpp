#include "text.h"

#include <rejoinder/types.h>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace rejoinder::contacts {

namespace {

bool isAscii(std::string_view text) noexcept {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; });
}

bool isAsciiSpace(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Normalizer2 objects are immutable and live as long as the library.
const icu::Normalizer2& normalizer(const icu::Normalizer2* (*get)(UErrorCode&)) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* instance = get(status);
    if (U_FAILURE(status) != 0)
        throw std::runtime_error(std::string("ICU has no normaliser: ") + u_errorName(status));
    return *instance;
}

icu::UnicodeString normalised(const icu::Normalizer2& form, const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString out = form.normalize(text, status);
    return U_FAILURE(status) != 0 ? text : out;
}

/// Letters that Unicode does not take apart into a base letter and a mark.
std::u16string_view replacementOf(UChar32 c) noexcept {
    switch (c) {
    case 0x00F8: return u"o";  // ø
    case 0x00E6: return u"ae"; // æ
    case 0x0153: return u"oe"; // œ
    case 0x0142: return u"l";  // ł
    case 0x0111: return u"d";  // đ
    case 0x00F0: return u"d";  // ð
    case 0x00FE: return u"th"; // þ
    case 0x0131: return u"i";  // ı
    case 0x2019: return u"'";
    default: return {};
    }
}

std::string foldedUnicode(std::string_view text) {
    const auto& fold = normalizer(&icu::Normalizer2::getNFKCCasefoldInstance);
    const auto& apart = normalizer(&icu::Normalizer2::getNFDInstance);
    const icu::UnicodeString source =
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
    const icu::UnicodeString letters = normalised(apart, normalised(fold, source));
    icu::UnicodeString kept;
    for (int32_t i = 0; i < letters.length(); i = letters.moveIndex32(i, 1)) {
        const UChar32 c = letters.char32At(i);
        if (u_charType(c) == U_NON_SPACING_MARK) continue;
        const std::u16string_view replacement = replacementOf(c);
        if (replacement.empty())
            kept.append(c);
        else
            kept.append(replacement.data(), static_cast<int32_t>(replacement.size()));
    }
    std::string out;
    kept.toUTF8String(out);
    return out;
}

/// Control characters to blanks, runs of blanks to one.
void tidyBlanks(std::string& text) {
    std::size_t to = 0;
    for (const char c : text) {
        const bool blank = static_cast<unsigned char>(c) <= ' ' || c == 0x7F;
        if (blank && (to == 0 || text[to - 1] == ' ')) continue;
        text[to++] = blank ? ' ' : c;
    }
    while (to > 0 && text[to - 1] == ' ') --to;
    text.resize(to);
}

} // namespace

std::string_view trimmed(std::string_view text) noexcept {
    for (bool again = true; again && !text.empty();) {
        again = false;
        if (isAsciiSpace(text.front()))
            text.remove_prefix(1), again = true;
        else if (text.starts_with("\xC2\xA0")) // no-break space
            text.remove_prefix(2), again = true;
        if (text.empty()) break;
        if (isAsciiSpace(text.back()))
            text.remove_suffix(1), again = true;
        else if (text.ends_with("\xC2\xA0"))
            text.remove_suffix(2), again = true;
    }
    return text;
}

std::string cleaned(std::string_view text) {
    text = trimmed(text);
    std::string out;
    if (isAscii(text)) {
        out = text;
    } else {
        const auto& compose = normalizer(&icu::Normalizer2::getNFCInstance);
        UErrorCode status = U_ZERO_ERROR;
        const icu::StringPiece piece(text.data(), static_cast<int32_t>(text.size()));
        if (compose.isNormalizedUTF8(piece, status) != 0 && U_SUCCESS(status) != 0)
            out = text;
        else
            normalised(compose, icu::UnicodeString::fromUTF8(piece)).toUTF8String(out);
    }
    tidyBlanks(out);
    return out;
}

std::string folded(std::string_view text) {
    std::string out;
    if (isAscii(text)) {
        out = text;
        for (char& c : out)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    } else {
        out = foldedUnicode(text);
    }
    tidyBlanks(out);
    return out;
}

std::string foldedLetters(std::string_view text) {
    std::string out = folded(text);
    std::erase_if(out, [](char c) {
        const bool letter =
            (c >= 'a' && c <= 'z') || isDigit(c) || (static_cast<unsigned char>(c) & 0x80) != 0;
        return !letter;
    });
    return out;
}

std::size_t codePoints(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string_view shortened(std::string_view text, std::size_t points) noexcept {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && ++seen > points) return text.substr(0, i);
    return text;
}

std::optional<double> numberIn(std::string_view text) noexcept {
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    if (digits.empty() || digits.size() > 16 || !isDigit(digits.front()) || !isDigit(digits.back()))
        return std::nullopt;
    if (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') return std::nullopt;
    std::size_t points = 0;
    for (const char c : digits) {
        points += c == '.' ? 1U : 0U;
        if (!isDigit(c) && c != '.') return std::nullopt;
    }
    if (points > 1 || digits.size() - points > 15) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value == 0 ? 0 : value; // no minus zero
}

bool isDay(std::string_view text) noexcept {
    return text.size() == 10 && text[4] == '-' && text[7] == '-' && Date::parse(text).has_value();
}

std::optional<bool> yesNoIn(std::string_view text) {
    const std::string word = folded(trimmed(text));
    for (const std::string_view yes :
         {"1", "y", "yes", "j", "ja", "o", "oui", "s", "si", "t", "true", "wahr", "x"})
        if (word == yes) return true;
    for (const std::string_view no : {"", "0", "n", "no", "nein", "non", "f", "false", "falsch", "-"})
        if (word == no) return false;
    return std::nullopt;
}

} // namespace rejoinder::contacts
