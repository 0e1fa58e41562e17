#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// A ZIP archive whose parts are stored as they are (APPNOTE 4.3): what a workbook by hand needs.
namespace rejoinder::test {

inline void little(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
}

inline std::uint32_t crc32Of(const std::string& text) {
    std::uint32_t crc = ~0U;
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

inline std::string storedZip(const std::vector<std::pair<std::string, std::string>>& parts) {
    std::string out, list;
    for (const auto& [name, text] : parts) {
        std::string entry; // from "version needed" to "extra field length", alike in both headers
        little(entry, 20, 2);
        little(entry, 0, 4); // flags, method: stored
        little(entry, 0x21 << 16, 4);
        little(entry, crc32Of(text), 4);
        little(entry, text.size(), 4);
        little(entry, text.size(), 4);
        little(entry, name.size(), 2);
        little(entry, 0, 2);
        list += "PK\x01\x02";
        little(list, 20, 2);
        list += entry;
        little(list, 0, 10); // comment, disk, attributes
        little(list, out.size(), 4);
        list += name;
        out += "PK\x03\x04" + entry + name + text;
    }
    const std::size_t at = out.size();
    out += list + "PK\x05\x06";
    little(out, 0, 4);
    little(out, parts.size(), 2);
    little(out, parts.size(), 2);
    little(out, list.size(), 4);
    little(out, at, 4);
    little(out, 0, 2);
    return out;
}

} // namespace rejoinder::test
