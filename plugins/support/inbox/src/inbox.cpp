#include "inbox/inbox.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>

namespace inbox {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kQuiet{5};
constexpr std::size_t kPartBytes = 1'000'000;
constexpr std::size_t kShortDigest = 12;

bool isReady(const fs::directory_entry& entry) {
    return entry.is_regular_file() && !entry.path().filename().string().starts_with('.') &&
           fs::file_time_type::clock::now() - entry.last_write_time() >= kQuiet;
}

} // namespace

std::vector<fs::path> ready(const fs::path& folder) {
    std::vector<fs::path> all;
    for (const auto& entry : fs::directory_iterator(folder))
        if (isReady(entry)) all.push_back(entry.path());
    std::ranges::sort(all);
    return all;
}

void moveTo(const fs::path& file, const std::string& folder, std::string_view digest) {
    const auto below = file.parent_path() / folder;
    fs::create_directories(below);
    auto target = below / file.filename();
    if (fs::exists(target)) target += "." + std::string(digest.substr(0, kShortDigest));
    fs::rename(file, target);
}

std::optional<std::string> bytesOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.is_open() || file.bad()) return std::nullopt;
    return bytes;
}

std::string textOf(std::string_view bytes, std::int32_t most) {
    auto text = icu::UnicodeString::fromUTF8({bytes.data(), static_cast<std::int32_t>(bytes.size())});
    text.truncate(text.moveIndex32(0, most));
    std::string out;
    return text.toUTF8String(out);
}

std::vector<std::string_view> partsOf(std::string_view bytes) {
    std::vector<std::string_view> parts;
    for (; !bytes.empty(); bytes.remove_prefix(parts.back().size()))
        parts.push_back(bytes.substr(0, kPartBytes));
    return parts;
}

} // namespace inbox
