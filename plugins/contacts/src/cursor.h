#pragma once
#include <rejoinder/error.h>
#include <rejoinder/types.h>

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::contacts {

/// Where a page ended that is sorted by a text: the last record's sort text and id.
struct Cursor {
    std::string text;
    Id id;
};

/// The cursor as clients carry it.
inline std::string cursorText(const Cursor& cursor) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out = cursor.id.toString() + ".";
    for (const char c : cursor.text) {
        out += kDigits[static_cast<unsigned char>(c) >> 4U];
        out += kDigits[static_cast<unsigned char>(c) & 0x0FU];
    }
    return out;
}

/// Reads a cursor; nothing was sent = the start. @throws Error Invalid when it is none of ours.
inline Cursor cursorIn(const std::optional<std::string>& sent) {
    if (!sent || sent->empty()) return {};
    const auto refuse = [] {
        return Error::invalid("/cursor", "contacts.cursor", "This cursor was not made here.");
    };
    const std::string_view text = *sent;
    const std::size_t dot = text.find('.');
    const auto id = Id::parse(text.substr(0, dot));
    if (!id || dot == std::string_view::npos || (text.size() - dot) % 2 == 0) throw refuse();
    Cursor cursor{{}, *id};
    for (std::size_t i = dot + 1; i < text.size(); i += 2) {
        unsigned byte = 0;
        const auto [end, error] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
        if (error != std::errc() || end != text.data() + i + 2) throw refuse();
        cursor.text += static_cast<char>(byte);
    }
    return cursor;
}

} // namespace rejoinder::contacts
