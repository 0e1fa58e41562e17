#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

namespace {

using namespace rejoinder;

/// Would have passwords in configuration files.
class Zoo final : public Plugin {
    void declare(Declarations& d) override {
        d.setting<std::string>("smtp-password", "", "Password of the mail server");
    }
    void start(Context&) override {}
};

} // namespace

REJOINDER_PLUGIN(Zoo)
