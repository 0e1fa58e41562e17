#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

namespace {

using namespace rejoinder;

/// Declares a permission that is there already.
class Zoo final : public Plugin {
    void declare(Declarations& d) override {
        d.permission("zoo-twice-permission.read", "Look into the cage");
        d.setting<std::int64_t>("bars", 12, "How many bars the cage has");
        d.message("ZOO-TWICE-PERMISSION", "It moves", "Keep away");
        d.get<None, None>("/zoo-twice-permission", {"zoo-twice-permission.read", "Look into the cage"},
                          [](const None&, Call&) { return None{}; });
        d.job<None>("feed", {}, [](const None&, Attempt&) {});
        d.every(std::chrono::hours(1), "feed");
        d.verify("alive", [](Unit&) { return std::vector<std::string>{}; });
        d.permission("zoo-good-a.read", "Takes the permission of another");
    }
    void start(Context&) override {}
};

} // namespace

REJOINDER_PLUGIN(Zoo)
