#include "unzip.h"

#include "camt.h"

#include <zlib.h>

#include <string>

namespace rejoinder::partners {

namespace {

constexpr std::size_t kMostBytes = 256ULL << 20U, kMostFiles = 1'000;
constexpr std::size_t kEndSize = 22, kEntrySize = 46, kLocalSize = 30;

[[noreturn]] void broken() {
    throw Unreadable("partners.broken-zip");
}

std::size_t number(std::string_view bytes, std::size_t at, std::size_t size) {
    if (at > bytes.size() || bytes.size() - at < size) broken();
    std::size_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

std::string inflated(std::string_view packed, std::size_t size) {
    std::string out(size, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -15) != Z_OK) throw std::bad_alloc();
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int state = inflate(&stream, Z_FINISH);
    const auto made = stream.total_out;
    inflateEnd(&stream);
    if (state != Z_STREAM_END || made != size) broken();
    return out;
}

bool namedXml(std::string_view name) {
    if (name.size() < 4) return false;
    std::string tail(name.substr(name.size() - 4));
    for (char& c : tail) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return tail == ".xml";
}

} // namespace

bool isZip(std::string_view bytes) {
    return bytes.starts_with("PK\x03\x04");
}

void eachXml(std::string_view zip, const std::function<void(std::string_view xml)>& take) {
    const auto end = zip.rfind("PK\x05\x06");
    if (end == std::string_view::npos || zip.size() - end < kEndSize) broken();
    const auto files = number(zip, end + 10, 2);
    auto at = number(zip, end + 16, 4);
    if (files > kMostFiles) throw Unreadable("partners.too-many-files");
    std::size_t total = 0, found = 0;
    for (std::size_t i = 0; i < files; ++i) {
        if (number(zip, at, 4) != 0x02014b50U) broken();
        const auto flags = number(zip, at + 8, 2), method = number(zip, at + 10, 2);
        const auto packed = number(zip, at + 20, 4), size = number(zip, at + 24, 4);
        const auto nameSize = number(zip, at + 28, 2);
        const auto next = at + kEntrySize + nameSize + number(zip, at + 30, 2) + number(zip, at + 32, 2);
        const auto local = number(zip, at + 42, 4);
        if (next > zip.size()) broken();
        const auto name = zip.substr(at + kEntrySize, nameSize);
        at = next;
        if (!namedXml(name)) continue;
        if ((flags & 1U) != 0) throw Unreadable("partners.encrypted");
        total += size;
        if (total > kMostBytes) throw Unreadable("partners.too-big");
        if (number(zip, local, 4) != 0x04034b50U) broken();
        const auto begin = local + kLocalSize + number(zip, local + 26, 2) + number(zip, local + 28, 2);
        if (begin > zip.size() || zip.size() - begin < packed) broken();
        const auto content = zip.substr(begin, packed);
        ++found;
        if (method == 0)
            take(content);
        else if (method == 8)
            take(inflated(content, size));
        else
            broken();
    }
    if (found == 0) throw Unreadable("partners.no-xml");
}

} // namespace rejoinder::partners
