#include "kernel/plugin/library.h"

#include <Poco/Exception.h>
#include <Poco/SharedLibrary.h>

#include <exception>

namespace rejoinder::plugin {

namespace {

Error refusal(std::string why) {
    return Error::conflict("kernel.plugin-refused", std::move(why));
}

template <class F>
F function(Poco::SharedLibrary& library, const char* name) {
    if (!library.hasSymbol(name))
        throw refusal(std::string("the library does not export ") + name + "; is REJOINDER_PLUGIN missing?");
    return reinterpret_cast<F>(library.getSymbol(name));
}

void compare(const AbiStamp& stamp, std::string_view manifest) {
    if (stamp.apiMajor != kApiMajor || stamp.apiMinor > kApiMinor)
        throw refusal("the library was built for plugin API " + std::to_string(stamp.apiMajor) + "." +
                      std::to_string(stamp.apiMinor));
    if (std::string_view(stamp.toolchain) != __VERSION__)
        throw refusal(std::string("the library was built by compiler ") + stamp.toolchain +
                      ", the kernel by " + __VERSION__);
    if (std::string_view(stamp.manifest) != manifest)
        throw refusal("the plugin.json inside of the library is not the one beside it");
}

} // namespace

PluginPointer loadPlugin(const std::filesystem::path& path, std::string_view manifest) {
    if (!std::filesystem::is_regular_file(path)) throw refusal("there is no library " + path.string());
    // Not owned by anyone: Poco's destructor leaves it mapped, and nobody calls unload().
    Poco::SharedLibrary library;
    try {
        library.load(path.string(), Poco::SharedLibrary::SHLIB_LOCAL);
        compare(*function<const AbiStamp* (*)()>(library, "rejoinderAbiStamp")(), manifest);
        const auto create = function<Plugin* (*)()>(library, "rejoinderCreatePlugin");
        const Destroyer destroyer{function<void (*)(Plugin*)>(library, "rejoinderDestroyPlugin")};
        return {create(), destroyer};
    } catch (const Error&) {
        throw;
    } catch (const Poco::Exception& e) {
        throw refusal(e.displayText());
    } catch (const std::exception& e) {
        throw refusal(std::string("it cannot be made: ") + e.what());
    } catch (...) {
        throw refusal("it cannot be made: it throws something that is no exception");
    }
}

} // namespace rejoinder::plugin
