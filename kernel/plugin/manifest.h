#pragma once
#include <rejoinder/plugin.h>

#include <string>
#include <string_view>
#include <vector>

/// The plugin host: discovery, manifest, dependency order, loading, lifecycle.
namespace rejoinder::plugin {

enum class Stability { Stable, Beta, Experimental };
REJOINDER_DESCRIBE_ENUM(Stability, Stable, Beta, Experimental)

/// Who reaches the plugin's routes: nobody outside, people of the house, anyone. Only the last may have
/// public routes.
enum class Exposure { Internal, Operators, Internet };
REJOINDER_DESCRIBE_ENUM(Exposure, Internal, Operators, Internet)

/// Another plugin that must run (or, optional, start before when it is there).
struct Need {
    std::string plugin;
    std::string atLeast = "0.0.0"; ///< the same major version, not older; 0.0.0: any
    bool optional = false;
    static void rules(Rules& r);
};
REJOINDER_DESCRIBE(Need, plugin, atLeast, optional)

/// What plugin.json says.
struct Manifest {
    std::string name, title, version;
    std::int32_t apiMajor = 0, apiMinor = 0;
    std::vector<Need> needs;
    Stability stability = Stability::Experimental;
    Exposure exposure = Exposure::Operators;
    bool essential = false; ///< the server does not start without it
    static void rules(Rules& r);
};
REJOINDER_DESCRIBE(Manifest, name, title, version, apiMajor, apiMinor, needs, stability, exposure, essential)

/// Reads the text of a plugin.json. @throws Error Invalid or Malformed naming every fault, unknown members
/// included.
Manifest parseManifest(std::string_view text);
/// "1.2.3". @throws Error Invalid.
Version parseVersion(std::string_view text);

} // namespace rejoinder::plugin
