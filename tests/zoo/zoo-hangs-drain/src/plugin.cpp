#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

#include <chrono>
#include <thread>

namespace {

using namespace rejoinder;

/// Ignores the stop token.
class Zoo final : public Plugin {
    void declare(Declarations& d) override {
        d.permission("zoo-hangs-drain.read", "Look into the cage");
        d.setting<std::int64_t>("bars", 12, "How many bars the cage has");
        d.message("ZOO-HANGS-DRAIN", "It moves", "Keep away");
        d.get<None, None>("/zoo-hangs-drain", {"zoo-hangs-drain.read", "Look into the cage"},
                          [](const None&, Call&) { return None{}; });
        d.job<None>("feed", {}, [](const None&, Attempt&) {});
        d.every(std::chrono::hours(1), "feed");
        d.verify("alive", [](Unit&) { return std::vector<std::string>{}; });
    }
    void start(Context&) override {}
    void drain(std::stop_token) override {
        for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
    }
};

} // namespace

REJOINDER_PLUGIN(Zoo)
