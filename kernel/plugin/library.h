#pragma once
#include <rejoinder/plugin.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace rejoinder::plugin {

/// Destroys a plugin where it was made.
struct Destroyer {
    void (*destroy)(Plugin*) = nullptr;
    void operator()(Plugin* p) const {
        if (p) destroy(p);
    }
};
using PluginPointer = std::unique_ptr<Plugin, Destroyer>;

/// Opens a plugin's library, compares its stamp with this kernel and its manifest with the file beside it,
/// and makes the plugin. The library stays mapped until the process ends: an exception, a string literal or a
/// thread of it may live longer than any pointer we know of. @throws Error Conflict with the reason.
PluginPointer loadPlugin(const std::filesystem::path& library, std::string_view manifest);

} // namespace rejoinder::plugin
