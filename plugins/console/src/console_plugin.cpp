#include "plugin_manifest.h"
#include "site.h"

#include <rejoinder/plugin.h>

#include <dlfcn.h>

namespace rejoinder::console {

namespace {

/// The built files lie in web/ beside this library, in the build tree as in an installation.
std::filesystem::path webFolder() {
    static const char kHere = 0;
    Dl_info info{};
    if (::dladdr(&kHere, &info) == 0 || info.dli_fname == nullptr) return {};
    return std::filesystem::path(info.dli_fname).parent_path() / "web";
}

class ConsolePlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.files("/", [this](const FileRequest& request) { return site_.answer(request); });
        d.page("/users", "Users", "users.read");
        d.page("/roles", "Roles", "users.read");
        d.page("/tokens", "API tokens", "tokens.write");
        d.page("/plugins", "Plugins", "plugins.read");
        d.page("/settings", "Settings", "settings.read");
        d.page("/operations", "Jobs", "operations.read");
        d.page("/audit", "Audit trail", "audit.read");
        d.message("CONSOLE-MISSING", "The web console was not built with this installation",
                  "Install nodejs and npm, build again; the API works without it.");
    }
    void start(Context& context) override {
        site_ = Site::load(webFolder());
        if (!site_.built()) context.log().warning("CONSOLE-MISSING", {});
    }

private:
    Site site_;
};

} // namespace

} // namespace rejoinder::console

REJOINDER_PLUGIN(rejoinder::console::ConsolePlugin)
