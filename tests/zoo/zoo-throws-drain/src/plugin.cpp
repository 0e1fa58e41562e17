#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

#include <stdexcept>

namespace {

using namespace rejoinder;

/// Throws in drain().
class Zoo final : public Plugin {
    void declare(Declarations& d) override {
        d.permission("zoo-throws-drain.read", "Look into the cage");
        d.setting<std::int64_t>("bars", 12, "How many bars the cage has");
        d.message("ZOO-THROWS-DRAIN", "It moves", "Keep away");
        d.get<None, None>("/zoo-throws-drain", {"zoo-throws-drain.read", "Look into the cage"},
                          [](const None&, Call&) { return None{}; });
        d.job<None>("feed", {}, [](const None&, Attempt&) {});
        d.every(std::chrono::hours(1), "feed");
        d.verify("alive", [](Unit&) { return std::vector<std::string>{}; });
    }
    void start(Context&) override {}
    void drain(std::stop_token) override { throw std::runtime_error("not finished"); }
};

} // namespace

REJOINDER_PLUGIN(Zoo)
