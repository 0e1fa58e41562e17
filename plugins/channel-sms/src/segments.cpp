#include "segments.h"

#include <algorithm>
#include <string>
#include <vector>

namespace rejoinder::sms {

namespace {

/// 3GPP TS 23.038, 6.2.1: the basic table without its escape.
constexpr std::u32string_view kBasic =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    U"abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view kExtended = U"\f^{}\\[~]|€";

std::u32string charactersOf(std::string_view text) {
    std::u32string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
        char32_t character = length == 1 ? byte : byte & (0x7FU >> length);
        for (std::size_t j = 1; j < length && i + j < text.size(); ++j)
            character = character << 6U | (static_cast<unsigned char>(text[i + j]) & 0x3FU);
        out += character;
        i += length;
    }
    return out;
}

/// Parts of so many units that hold these widths in order, none torn apart.
std::int32_t chained(const std::vector<std::int32_t>& widths, std::int32_t room) {
    std::int32_t parts = widths.empty() ? 0 : 1, used = 0;
    for (const auto width : widths) {
        if (used + width > room) {
            ++parts;
            used = 0;
        }
        used += width;
    }
    return parts;
}

} // namespace

Segments segmentsOf(std::string_view text) {
    const auto characters = charactersOf(text);
    const auto in = [](std::u32string_view table, char32_t c) { return table.find(c) != table.npos; };
    Segments out;
    out.unicode =
        std::ranges::any_of(characters, [&](char32_t c) { return !in(kBasic, c) && !in(kExtended, c); });
    std::vector<std::int32_t> widths;
    for (const char32_t c : characters)
        widths.push_back(out.unicode ? (c > 0xFFFF ? 2 : 1) : (in(kExtended, c) ? 2 : 1));
    for (const auto width : widths) out.units += width;
    const std::int32_t alone = out.unicode ? 70 : 160, inChain = out.unicode ? 67 : 153;
    out.segments = out.units == 0 ? 0 : out.units <= alone ? 1 : chained(widths, inChain);
    return out;
}

} // namespace rejoinder::sms
