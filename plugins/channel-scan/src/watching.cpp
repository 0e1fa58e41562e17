#include "watching.h"

#include "content.h"

#include <algorithm>

namespace rejoinder::scan {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kQuiet{5}; // a scanner still writes to what changed since

/// A name as UTF-8; what is none has its odd bytes replaced.
std::string nameOfFile(const fs::path& path) {
    auto name = path.filename().string();
    for (std::size_t i = 0; i < name.size();) {
        const auto lead = static_cast<unsigned char>(name[i]);
        const std::size_t length = lead < 0x80    ? 1
                                   : lead >= 0xF0 ? 4
                                   : lead >= 0xE0 ? 3
                                   : lead >= 0xC2 ? 2
                                                  : 0;
        const auto follows = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
        if (length != 0 && lead < 0xF5 && i + length <= name.size() &&
            std::all_of(name.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                        name.begin() + static_cast<std::ptrdiff_t>(i + length), follows))
            i += length;
        else
            name[i++] = '_';
    }
    return name;
}

void moveTo(const fs::path& file, const std::string& below, const std::string& digest) {
    const auto folder = file.parent_path() / below;
    fs::create_directories(folder);
    auto target = folder / file.filename();
    if (fs::exists(target)) target += "." + digest.substr(0, 12);
    fs::rename(file, target);
}

bool isReady(const fs::directory_entry& entry) {
    return entry.is_regular_file() && !entry.path().filename().string().starts_with('.') &&
           fs::file_time_type::clock::now() - entry.last_write_time() >= kQuiet;
}

void takeOne(const fs::path& path, const std::string& type, Context& context, const Batches& batches,
             Attempt& attempt) {
    ScanFile file;
    if (fs::file_size(path) <= ScanFile::kMostBytes) file = {bytesOf(path), nameOfFile(path)};
    const auto digest = digestOf(file.bytes);
    if (file.contentType().empty()) {
        context.log().warning("SCAN-FILE-REFUSED", {{"digest", digest}});
        return moveTo(path, "refused", digest);
    }
    attempt.write([&](Unit& u) { batches.addOfDay(u, type, file); });
    moveTo(path, "taken", digest);
}

} // namespace

void takeFromFolder(Context& context, const Batches& batches, Attempt& attempt) {
    const fs::path folder = context.setting<std::string>("watch-folder");
    if (folder.empty()) return;
    const auto type = context.setting<std::string>("watch-type");
    try {
        std::vector<fs::path> ready;
        for (const auto& entry : fs::directory_iterator(folder))
            if (isReady(entry)) ready.push_back(entry.path());
        std::ranges::sort(ready);
        for (const auto& path : ready) {
            if (attempt.stopping()) return;
            takeOne(path, type, context, batches, attempt);
        }
    } catch (const fs::filesystem_error& e) {
        context.log().warning("SCAN-FOLDER-FAILED", {{"reason", e.code().message()}});
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::Invalid) throw;
        context.log().warning("SCAN-FOLDER-FAILED", {{"reason", e.code()}});
    }
}

} // namespace rejoinder::scan
