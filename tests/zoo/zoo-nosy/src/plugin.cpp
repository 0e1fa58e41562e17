#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

namespace {

using namespace rejoinder;

/// The greeter's interface, copied instead of needed.
class Greeter {
public:
    static constexpr std::string_view kName = "zoo-good-a.greeter";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Greeter() = default;
};

/// Reaches for another plugin behind the manifest's back.
class Zoo final : public Plugin {
    void declare(Declarations&) override {}
    void start(Context& context) override { context.tryUse<Greeter>(); }
};

} // namespace

REJOINDER_PLUGIN(Zoo)
