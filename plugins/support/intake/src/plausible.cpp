#include "plausible.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>

namespace intake {

namespace {

/// The letters that texts in these encodings mostly consist of; others are possible but tell against.
std::u16string_view usualIn(std::string_view encoding) noexcept {
    constexpr std::u16string_view kWest = u"äöüßéèêëàâáåæçñøôóíîïúùûõãœÄÖÜÉÈÀÅØÆÇÑÁÓÍÚ";
    if (encoding == "windows-1250" || encoding == "ISO-8859-2")
        return u"ąćęłńóśźżčďěňřšťůžýáéíőűúăâîșțşţđäöüßôľĺŕĄĆĘŁŃÓŚŹŻČĎĚŇŘŠŤŮŽÝÁÉÍŐŰĐÄÖÜ";
    if (encoding == "windows-1254") return u"ğışçöüâîûĞİŞÇÖÜ";
    if (encoding == "windows-1257") return u"ąčęėįšųūžāēģīķļņõäöüĄČĘĖĮŠŲŪŽĀĒĢĪĶĻŅÕÄÖÜ";
    return kWest;
}

UScriptCode scriptOf(UChar32 c) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    return c < 0 ? USCRIPT_UNKNOWN : uscript_getScript(c, &status);
}

double letterScore(UChar32 c, UChar32 before, UChar32 after, std::u16string_view usual) noexcept {
    const UScriptCode script = scriptOf(c);
    const bool isBeside =
        (u_isalpha(before) && scriptOf(before) == script) || (u_isalpha(after) && scriptOf(after) == script);
    const bool clashes =
        (u_isalpha(before) && scriptOf(before) != script) || (u_isalpha(after) && scriptOf(after) != script);
    if (script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_HANGUL)
        return c >= 0xFF61 && c <= 0xFF9F ? (isBeside ? 0.5 : -0.5) : 1.05;
    if (script == USCRIPT_HAN) return clashes && u_isalpha(before) && before < 0x250 ? 0.3 : 0.85;
    if (u_isupper(c) && u_islower(before)) return -1; // "БиЮнб": Greek read as Cyrillic
    if (script != USCRIPT_LATIN) return clashes ? -1 : (isBeside ? 1.0 : 0.1);
    const bool isUsual = c < 0x10000 && usual.find(static_cast<char16_t>(c)) != std::u16string_view::npos;
    return (clashes ? -0.5 : isBeside ? 0.9 : 0.4) + (isUsual ? 0.15 : -0.35);
}

double scoreOf(UChar32 c, UChar32 before, UChar32 after, std::u16string_view usual) noexcept {
    if (c < 0xA0) return -2; // C1 controls: nobody writes them
    if (!u_isdefined(c) || u_charType(c) == U_PRIVATE_USE_CHAR || c == 0xFFFD) return -2;
    if (u_isalpha(c)) return letterScore(c, before, after, usual);
    const bool inside = u_isalpha(before) && u_isalpha(after);
    if (c == 0x2019 || c == 0x30FB || c == 0x2013 || c == 0xB7) return 0.4; // apostrophe, dots, dash
    if (c == 0x3001 || c == 0x3002 || c == 0x3000 || (c >= 0xFF00 && c <= 0xFF60)) return 0.8;
    if (inside) return -1; // "M„rz": another encoding's letter
    if (c == 0x20AC || c == 0xA7 || c == 0xB0 || c == 0xA3 || c == 0xA0 || u_ispunct(c)) return 0.4;
    return -0.4;
}

} // namespace

double plausibility(std::u16string_view text, std::string_view encoding) noexcept {
    const std::u16string_view usual = usualIn(encoding);
    double sum = 0;
    std::size_t count = 0;
    UChar32 before = -1;
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < length;) {
        UChar32 c = 0, after = -1;
        U16_NEXT(text.data(), i, length, c);
        if (i < length) U16_GET(text.data(), 0, i, length, after);
        if (c >= 0x80) {
            sum += scoreOf(c, before, after, usual);
            ++count;
        }
        before = c;
    }
    return count == 0 ? 0 : sum / static_cast<double>(count);
}

} // namespace intake
