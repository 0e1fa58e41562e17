#include "watching.h"

#include "content.h"

#include <digest/digest.h>

#include <algorithm>

namespace rejoinder::scan {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kQuiet{5}; // a scanner still writes to what changed since

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
    if (fs::file_size(path) <= ScanFile::kMostBytes)
        file = {bytesOf(path), textOf(path.filename().string(), 255)};
    const auto digest = digest::sha256Hex(file.bytes);
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
