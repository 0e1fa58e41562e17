#pragma once
#include "tests/support/server.h"

#include <map>
#include <string>

namespace rejoinder::test {

/// The folder of the built bad plugins.
inline std::filesystem::path zooFolder() {
    return buildFolder() / "zoo";
}

/// Puts a built plugin into another folder: what is there is copied, so that it can be changed.
inline std::filesystem::path copyPlugin(const std::filesystem::path& from,
                                        const std::filesystem::path& root) {
    const auto to = root / from.filename();
    std::filesystem::create_directories(root);
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
    return to;
}

/// A root that holds the database driver alone.
inline std::filesystem::path makeStorageRoot(const TempFolder& folder) {
    copyPlugin(buildFolder() / "plugins" / "storage-sqlite", folder.path() / "storage");
    return folder.path() / "storage";
}

/// The state of every plugin; of twins, of the last.
inline std::map<std::string, plugin::PluginStatus> statusOf(app::Kernel& kernel) {
    std::map<std::string, plugin::PluginStatus> out;
    for (auto& p : kernel.host().status()) out[p.name] = p;
    return out;
}

} // namespace rejoinder::test
