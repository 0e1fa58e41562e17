#pragma once
#include "kernel/config/settings.h"
#include "kernel/event/bus.h"
#include "kernel/http/router.h"
#include "kernel/job/runner.h"
#include "kernel/observe/catalogue.h"
#include "kernel/plugin/manifest.h"
#include "kernel/security/security.h"

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::plugin {

/// The rooms that take registrations.
struct Rooms {
    config::Settings& settings;
    observe::Catalogue& messages;
    security::PermissionCatalog& permissions;
    http::Router& router;
    event::Bus& bus;
    job::Runner& runner;
};

/// A check of `rejoinder verify`.
struct VerifyCheck {
    std::string plugin, name;
    std::function<std::vector<std::string>(Unit&)> run;
};

/// A command of the executable that a plugin adds.
struct PluginCommand {
    std::string plugin, name, summary;
    bool ownClock = false;
    std::function<int(std::span<const std::string>)> run;
};

/// A page of the console.
struct Page {
    std::string plugin, path, title, permission;
};
REJOINDER_DESCRIBE(Page, plugin, path, title, permission)

/// Forwards what plugins declare to the rooms, tagged with the plugin, and takes all of it back. Thread-safe.
class Registrations {
public:
    explicit Registrations(const Rooms& rooms) : rooms_(rooms) {}
    /// What a plugin declares through; every call @throws Error Bug or Conflict for what is refused.
    std::unique_ptr<Declarations> declarations(std::string plugin, Exposure exposure);
    /// Takes back everything of a plugin, and waits until nothing of it runs any more.
    void removeAll(const std::string& plugin);

    [[nodiscard]] std::vector<VerifyCheck> checks() const;
    [[nodiscard]] std::vector<PluginCommand> commands() const;
    [[nodiscard]] std::vector<Page> pages() const;
    /// Permissions that a plugin's routes, topics and pages ask for.
    [[nodiscard]] std::vector<std::string> permissionsUsed(std::string_view plugin) const;
    [[nodiscard]] const Rooms& rooms() const noexcept { return rooms_; }

private:
    class Sink;
    Rooms rooms_;
    mutable std::mutex mutex_;
    std::vector<VerifyCheck> checks_;
    std::vector<PluginCommand> commands_;
    std::vector<Page> pages_;
};

} // namespace rejoinder::plugin
