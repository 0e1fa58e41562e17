#include "content.h"

#include <inbox/inbox.h>

namespace rejoinder::partners {

namespace {

struct PartRow {
    std::string content;
};
REJOINDER_DESCRIBE(PartRow, content)

} // namespace

void storeContent(Unit& unit, Id owner, std::string_view bytes) {
    std::int32_t part = 0;
    for (const auto content : inbox::partsOf(bytes))
        unit.run("partners.insert-content", {{"ownerId", owner}, {"part", part++}, {"content", content}});
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
    auto bytes = inbox::bytesOf(path);
    if (!bytes)
        throw Error(ErrorKind::Unavailable, "partners.no-file", "a file cannot be read: " + path.string());
    return std::move(*bytes);
}

} // namespace rejoinder::partners
