#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

#include <stdexcept>

namespace {

using namespace rejoinder;

/// Throws in its constructor.
class Zoo final : public Plugin {
public:
    Zoo() { throw std::runtime_error("stillborn"); }
    void declare(Declarations&) override {}
    void start(Context&) override {}
};

} // namespace

REJOINDER_PLUGIN(Zoo)
