#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

namespace {

using namespace rejoinder;

/// Throws in ready() what is no exception.
class Zoo final : public Plugin {
    void declare(Declarations& d) override {
        d.permission("zoo-throws-ready.read", "Look into the cage");
        d.setting<std::int64_t>("bars", 12, "How many bars the cage has");
        d.message("ZOO-THROWS-READY", "It moves", "Keep away");
        d.get<None, None>("/zoo-throws-ready", {"zoo-throws-ready.read", "Look into the cage"},
                          [](const None&, Call&) { return None{}; });
        d.job<None>("feed", {}, [](const None&, Attempt&) {});
        d.every(std::chrono::hours(1), "feed");
        d.verify("alive", [](Unit&) { return std::vector<std::string>{}; });
    }
    void start(Context&) override {}
    void ready() override { throw 42; }
};

} // namespace

REJOINDER_PLUGIN(Zoo)
