#include "kernel/app/places.h"

#include <dlfcn.h>

namespace rejoinder::app {

Places findPlaces() {
    namespace fs = std::filesystem;
    Dl_info self{};
    std::error_code none;
    // This function lives in librejoinder.so: <prefix>/lib[/<triplet>]/librejoinder.so when installed.
    if (::dladdr(reinterpret_cast<const void*>(&findPlaces), &self) != 0 && self.dli_fname) {
        const fs::path library = fs::weakly_canonical(self.dli_fname, none);
        const fs::path plugins = library.parent_path() / "rejoinder" / "plugins";
        if (fs::is_directory(plugins, none))
            for (fs::path up = library.parent_path(); up.has_relative_path(); up = up.parent_path())
                if (fs::is_directory(up / "share" / "rejoinder", none))
                    return {plugins, up / "share" / "rejoinder"};
    }
    return {REJOINDER_PLUGIN_DIR, REJOINDER_SHARE_DIR};
}

} // namespace rejoinder::app
