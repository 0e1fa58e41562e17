#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

#include <stdexcept>

namespace {

using namespace rejoinder;

/// Throws in declare(), after it registered something of each kind.
class Zoo final : public Plugin {
    void declare(Declarations& d) override {
        d.permission("zoo-throws-declare.read", "Look into the cage");
        d.setting<std::int64_t>("bars", 12, "How many bars the cage has");
        d.message("ZOO-THROWS-DECLARE", "It moves", "Keep away");
        d.get<None, None>("/zoo-throws-declare", {"zoo-throws-declare.read", "Look into the cage"},
                          [](const None&, Call&) { return None{}; });
        d.job<None>("feed", {}, [](const None&, Attempt&) {});
        d.every(std::chrono::hours(1), "feed");
        d.verify("alive", [](Unit&) { return std::vector<std::string>{}; });
        throw std::runtime_error("speechless");
    }
    void start(Context&) override {}
};

} // namespace

REJOINDER_PLUGIN(Zoo)
