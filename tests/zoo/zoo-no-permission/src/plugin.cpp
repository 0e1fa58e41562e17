#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

namespace {

using namespace rejoinder;

/// A route with a permission that nobody can ever have.
class Zoo final : public Plugin {
    void declare(Declarations& d) override {
        d.get<None, None>("/zoo-no-permission", {"zoo-no-permission.red", "Misspelt"},
                          [](const None&, Call&) { return None{}; });
    }
    void start(Context&) override {}
};

} // namespace

REJOINDER_PLUGIN(Zoo)
