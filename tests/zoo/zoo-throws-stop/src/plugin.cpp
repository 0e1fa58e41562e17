#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

#include <stdexcept>

namespace {

using namespace rejoinder;

/// Throws in stop().
class Zoo final : public Plugin {
    void declare(Declarations& d) override {
        d.permission("zoo-throws-stop.read", "Look into the cage");
        d.setting<std::int64_t>("bars", 12, "How many bars the cage has");
        d.message("ZOO-THROWS-STOP", "It moves", "Keep away");
        d.get<None, None>("/zoo-throws-stop", {"zoo-throws-stop.read", "Look into the cage"},
                          [](const None&, Call&) { return None{}; });
        d.job<None>("feed", {}, [](const None&, Attempt&) {});
        d.every(std::chrono::hours(1), "feed");
        d.verify("alive", [](Unit&) { return std::vector<std::string>{}; });
    }
    void start(Context&) override {}
    void stop() override { throw std::runtime_error("stays"); }
};

} // namespace

REJOINDER_PLUGIN(Zoo)
