#pragma once
#include <filesystem>

/// The executable: command line and wiring of all rooms.
namespace rejoinder::app {

/// Where this product's files lie: beside the installed library, else in the build tree.
struct Places {
    std::filesystem::path plugins; ///< one folder per plugin
    std::filesystem::path share;   ///< sql/<plugin>/…
};
Places findPlaces();

} // namespace rejoinder::app
