#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

/// Has a name, as every contract: a compiler may assume to know all implementations of an interface that has
/// none outside its file.
namespace greeting {

/// The greeter's interface, copied instead of needed.
class Greeter {
public:
    static constexpr std::string_view kName = "zoo-good-a.greeter";
    static constexpr rejoinder::Version kVersion{1, 0, 0};
    virtual ~Greeter() = default;
};

} // namespace greeting

namespace {

using namespace rejoinder;
using greeting::Greeter;

/// Reaches for another plugin behind the manifest's back.
class Zoo final : public Plugin {
    void declare(Declarations&) override {}
    void start(Context& context) override { context.tryUse<Greeter>(); }
};

} // namespace

REJOINDER_PLUGIN(Zoo)
