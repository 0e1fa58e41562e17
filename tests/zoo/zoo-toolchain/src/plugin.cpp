#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

using namespace rejoinder;

namespace {

/// Would work well, but says that another compiler made it.
class Zoo final : public Plugin {
    void declare(Declarations&) override {}
    void start(Context&) override {}
};

} // namespace

// The macro's three functions, with another toolchain in the stamp.
extern "C" __attribute__((visibility("default"))) const AbiStamp* rejoinderAbiStamp() {
    static constexpr AbiStamp stamp{kApiMajor, kApiMinor, "cfront 3.0", kPluginManifest};
    return &stamp;
}
extern "C" __attribute__((visibility("default"))) Plugin* rejoinderCreatePlugin() {
    return new Zoo;
}
extern "C" __attribute__((visibility("default"))) void rejoinderDestroyPlugin(Plugin* p) {
    delete p;
}
