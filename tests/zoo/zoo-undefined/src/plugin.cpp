#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

void zooFunctionThatNobodyHas();

namespace {

using namespace rejoinder;

/// Calls a function that nobody has.
class Zoo final : public Plugin {
    void declare(Declarations&) override { zooFunctionThatNobodyHas(); }
    void start(Context&) override {}
};

} // namespace

REJOINDER_PLUGIN(Zoo)
