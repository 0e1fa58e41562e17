// Any bytes as the body of a form: the reader must end, keep its limits, and give UTF-8 without control
// characters.
#include "form_body.h"

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

/// Whether a text is UTF-8 of whole characters, none of them overlong or a surrogate.
bool isUtf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        const std::size_t length = c < 0x80                ? 1
                                   : c >= 0xc2 && c < 0xe0 ? 2
                                   : c >= 0xe0 && c < 0xf0 ? 3
                                   : c >= 0xf0 && c < 0xf5 ? 4
                                                           : 0;
        if (length == 0 || i + length > text.size()) return false;
        unsigned point = length == 1 ? c : c & (0x7fU >> length);
        for (std::size_t j = 1; j < length; ++j) {
            const auto next = static_cast<unsigned char>(text[i + j]);
            if ((next & 0xc0U) != 0x80U) return false;
            point = point << 6U | (next & 0x3fU);
        }
        if ((length == 3 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) ||
            (length == 4 && (point < 0x10000 || point > 0x10ffff)))
            return false;
        i += length;
    }
    return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rejoinder::web;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const BodyLimits limits{20, 50, 500};
    const auto pairs = readForm(body, limits);
    if (!pairs) return 0;
    require(pairs->size() <= limits.pairs);
    for (const auto& [name, value] : *pairs) {
        for (const auto& text : {name, value}) {
            require(isUtf8(text));
            for (const char c : text)
                require(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
        }
        require(valueOf(*pairs, name).size() <= limits.valueBytes);
    }
    return 0;
}
