#pragma once
#include "kernel/config/settings.h"
#include "kernel/observe/clocks.h"
#include "kernel/observe/log_writer.h"
#include "kernel/plugin/manifest.h"
#include "kernel/plugin/services.h"

#include <rejoinder/plugin.h>
#include <rejoinder/sealing.h>

#include <atomic>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::plugin {

/// What the kernel gives to all plugins while they run. Outlives them.
struct Environment {
    Storage& storage;
    observe::LogWriter& log;
    observe::SettableClock& clock;
    config::Settings& settings;
    Api& api;
    std::filesystem::path dataFolder;
    std::shared_ptr<Sealing> sealing; ///< the one service that the kernel itself provides
};

/// The context of one plugin: the services of what it needs, a log and a folder of its own.
class PluginContext final : public Context {
public:
    PluginContext(const Environment& environment, ServiceRegistry& services, const Manifest& manifest);

    Storage& storage() override { return environment_.storage; }
    Log& log() override { return log_; }
    [[nodiscard]] const Clock& clock() const override { return environment_.clock; }
    [[nodiscard]] const std::filesystem::path& dataFolder() const override { return dataFolder_; }
    Api& api() override { return environment_.api; }
    [[nodiscard]] std::string publicUrl() const override;
    void setClock(Timestamp now) override;
    /// While true, the plugin may set the clock.
    void lendClock(bool lent) noexcept { clockLent_ = lent; }

protected:
    void provideService(std::string_view name, Version version, std::shared_ptr<void> service) override;
    [[nodiscard]] std::vector<std::shared_ptr<void>> services(std::string_view name,
                                                              Version version) const override;
    [[nodiscard]] Declarations::SettingValue settingValue(std::string_view key) const override;

private:
    void requireContract(std::string_view service) const;

    Environment environment_;
    ServiceRegistry& services_;
    std::string name_;
    std::set<std::string, std::less<>>
        contracts_; ///< plugins whose contracts it may speak: itself and its needs
    observe::PluginLog log_;
    std::filesystem::path dataFolder_;
    std::atomic<bool> clockLent_{false};
};

} // namespace rejoinder::plugin
