#include "content.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <iterator>

namespace rejoinder::scan {

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
        unit.run("channel-scan.insert-content", {{"ownerId", owner}, {"part", part}, {"content", now}});
        bytes.remove_prefix(now.size());
    }
}

std::string contentOf(Unit& unit, Id owner) {
    std::string bytes;
    for (std::int32_t part = 0;; ++part) {
        const auto row = unit.one<PartRow>("channel-scan.find-content", {{"ownerId", owner}, {"part", part}});
        if (!row) return bytes;
        bytes += row->content;
    }
}

bool deleteContent(Unit& unit, Id owner) {
    return unit.run("channel-scan.delete-content", {{"ownerId", owner}}) != 0;
}

std::string bytesOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.is_open() || file.bad())
        throw Error(ErrorKind::Unavailable, "channel-scan.no-file",
                    "a file cannot be read: " + path.string());
    return bytes;
}

std::string digestOf(std::string_view bytes) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1)
        throw Error(ErrorKind::Bug, "channel-scan.sha256", "SHA-256 failed.");
    std::string out;
    for (unsigned int i = 0; i < length; ++i) {
        out += kHex[digest[i] >> 4U];
        out += kHex[digest[i] & 15U];
    }
    return out;
}

} // namespace rejoinder::scan
