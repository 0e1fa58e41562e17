#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

namespace {

using namespace rejoinder;

/// Public by accident.
class Zoo final : public Plugin {
    void declare(Declarations& d) override {
        d.get<None, None>("/zoo-exposed", {"public", "Open to everyone"},
                          [](const None&, Call&) { return None{}; });
    }
    void start(Context&) override {}
};

} // namespace

REJOINDER_PLUGIN(Zoo)
