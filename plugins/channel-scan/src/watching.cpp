#include "watching.h"

#include "content.h"

#include <digest/digest.h>
#include <inbox/inbox.h>

namespace rejoinder::scan {

namespace {

namespace fs = std::filesystem;

void takeOne(const fs::path& path, const std::string& type, Context& context, const Batches& batches,
             Attempt& attempt) {
    ScanFile file;
    if (fs::file_size(path) <= ScanFile::kMostBytes)
        file = {bytesOf(path), inbox::textOf(path.filename().string(), 255)};
    const auto digest = digest::sha256Hex(file.bytes);
    if (file.contentType().empty()) {
        context.log().warning("SCAN-FILE-REFUSED", {{"digest", digest}});
        return inbox::moveTo(path, "refused", digest);
    }
    attempt.write([&](Unit& u) { batches.addOfDay(u, type, file); });
    inbox::moveTo(path, "taken", digest);
}

} // namespace

void takeFromFolder(Context& context, const Batches& batches, Attempt& attempt) {
    const fs::path folder = context.setting<std::string>("watch-folder");
    if (folder.empty()) return;
    const auto type = context.setting<std::string>("watch-type");
    try {
        for (const auto& path : inbox::ready(folder)) {
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
