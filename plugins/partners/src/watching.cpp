#include "watching.h"

#include "content.h"

#include <digest/digest.h>
#include <inbox/inbox.h>

namespace rejoinder::partners {

namespace {

namespace fs = std::filesystem;

void takeOne(const fs::path& path, Source source, const std::optional<Id>& profile, Context& context,
             Attempt& attempt) {
    ReceivedFile file;
    const bool small = fs::file_size(path) <= ReceivedFile::kMostBytes;
    if (small) file = {bytesOf(path), path.filename().string()};
    const auto digest = digest::sha256Hex(file.bytes);
    try {
        if (!small) throw Error::invalid("", "partners.too-big", "the file is too large");
        attempt.write([&](Unit& u) { receive(u, source, profile, file); });
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::Invalid) throw;
        context.log().warning("PARTNERS-FILE-REFUSED", {{"digest", digest}, {"reason", e.code()}});
        return inbox::moveTo(path, "refused", digest);
    }
    inbox::moveTo(path, "taken", digest);
}

void takeAll(const fs::path& folder, Source source, const std::optional<Id>& profile, Context& context,
             Attempt& attempt) {
    for (const auto& path : inbox::ready(folder)) {
        if (attempt.stopping()) return;
        try {
            takeOne(path, source, profile, context, attempt);
        } catch (const Error& e) { // the next ones do not wait for it; it is tried again with the next look
            if (e.kind() != ErrorKind::Unavailable) throw;
            context.log().warning("PARTNERS-FILE-WAITS", {{"reason", e.code()}});
        }
    }
}

} // namespace

void takeFromFolders(Context& context, Attempt& attempt) {
    const fs::path watched = context.setting<std::string>("watch-folder");
    if (watched.empty()) return;
    try {
        for (const auto source : {Source::Payments, Source::ShopOrders, Source::PostalReturns}) {
            const auto folder = watched / nameOf(source);
            if (!fs::is_directory(folder)) continue;
            takeAll(folder, source, {}, context, attempt);
            std::vector<PartnerProfile> profiles;
            attempt.read([&](Unit& u) {
                profiles = u.all<PartnerProfile>("partners.list-profiles", {{"source", source}});
            });
            for (const auto& profile : profiles)
                if (profile.name != "taken" && profile.name != "refused" &&
                    profile.name.find('/') == std::string::npos && fs::is_directory(folder / profile.name))
                    takeAll(folder / profile.name, source, profile.id, context, attempt);
        }
    } catch (const fs::filesystem_error& e) {
        context.log().warning("PARTNERS-FOLDER-FAILED", {{"reason", e.code().message()}});
    }
}

} // namespace rejoinder::partners
