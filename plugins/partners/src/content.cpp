#include "content.h"

#include <unicode/unistr.h>

#include <fstream>
#include <iterator>

namespace rejoinder::partners {

namespace {

constexpr std::size_t kPartBytes = 1'000'000; // well below what a server takes in one packet

struct PartRow {
    std::string content;
};
REJOINDER_DESCRIBE(PartRow, content)

} // namespace

void storeContent(Unit& unit, Id owner, std::string_view bytes) {
    for (std::int32_t part = 0; !bytes.empty(); ++part) {
        const auto now = bytes.substr(0, kPartBytes);
        unit.run("partners.insert-content", {{"ownerId", owner}, {"part", part}, {"content", now}});
        bytes.remove_prefix(now.size());
    }
}

std::string contentOf(Unit& unit, Id owner) {
    std::string bytes;
    for (std::int32_t part = 0;; ++part) {
        const auto row = unit.one<PartRow>("partners.find-content", {{"ownerId", owner}, {"part", part}});
        if (!row) return bytes;
        bytes += row->content;
    }
}

void deleteContent(Unit& unit, Id owner) {
    unit.run("partners.delete-content", {{"ownerId", owner}});
}

std::string bytesOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.is_open() || file.bad())
        throw Error(ErrorKind::Unavailable, "partners.no-file", "a file cannot be read: " + path.string());
    return bytes;
}

std::string textOf(std::string_view bytes, std::int32_t most) {
    auto text = icu::UnicodeString::fromUTF8({bytes.data(), static_cast<std::int32_t>(bytes.size())});
    text.truncate(text.moveIndex32(0, most));
    std::string out;
    return text.toUTF8String(out);
}

} // namespace rejoinder::partners
