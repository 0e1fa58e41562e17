#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

namespace {

using namespace rejoinder;

/// Would work well, were it not for its manifest.
class Zoo final : public Plugin {
    void declare(Declarations& d) override { d.permission("zoo-wrong-major.read", "Look into the cage"); }
    void start(Context&) override {}
};

} // namespace

REJOINDER_PLUGIN(Zoo)
