#pragma once
#include "kernel/plugin/host.h"

#include <exception>

namespace rejoinder::plugin {

/// The living part of a plugin; the plugin dies before its context.
struct Host::Running {
    std::unique_ptr<PluginContext> context;
    PluginPointer plugin;
};

struct Host::Record {
    Manifest manifest; ///< only the name, until it was read
    std::string text;  ///< of plugin.json
    std::filesystem::path folder;
    State state = State::Found;
    std::string reason;
    std::shared_ptr<Running> running;

    [[nodiscard]] const std::string& name() const noexcept { return manifest.name; }
    [[nodiscard]] bool refused() const noexcept { return state == State::Refused; }
    [[nodiscard]] bool needs(std::string_view other) const {
        for (const auto& need : manifest.needs)
            if (!need.optional && need.plugin == other) return true;
        return false;
    }
};

/// Runs one step of a plugin; what it throws refuses the plugin.
template <class F>
bool Host::attempt(Record& record, std::string_view step, F&& work) {
    try {
        work();
        return true;
    } catch (...) {
        refuse(record, "it failed in " + std::string(step) + ": " + currentException());
        return false;
    }
}

} // namespace rejoinder::plugin
