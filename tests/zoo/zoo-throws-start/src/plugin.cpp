#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

#include <stdexcept>

namespace {

using namespace rejoinder;

/// A service that must not outlive a failed start.
class Purr {
public:
    static constexpr std::string_view kName = "zoo-throws-start.purr";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Purr() = default;
};

/// Throws in start(), after it provided a service.
class Zoo final : public Plugin {
    void declare(Declarations& d) override {
        d.permission("zoo-throws-start.read", "Look into the cage");
        d.setting<std::int64_t>("bars", 12, "How many bars the cage has");
        d.message("ZOO-THROWS-START", "It moves", "Keep away");
        d.get<None, None>("/zoo-throws-start", {"zoo-throws-start.read", "Look into the cage"},
                          [](const None&, Call&) { return None{}; });
        d.job<None>("feed", {}, [](const None&, Attempt&) {});
        d.every(std::chrono::hours(1), "feed");
        d.verify("alive", [](Unit&) { return std::vector<std::string>{}; });
    }
    void start(Context& context) override {
        context.provide<Purr>(std::make_shared<Purr>());
        throw std::runtime_error("too early");
    }
};

} // namespace

REJOINDER_PLUGIN(Zoo)
