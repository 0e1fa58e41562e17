#pragma once
#include "kernel/app/in_process_api.h"
#include "kernel/app/late_storage.h"
#include "kernel/app/life_sign.h"
#include "kernel/app/places.h"
#include "kernel/app/wiring.h"
#include "kernel/config/settings.h"
#include "kernel/http/dispatcher.h"
#include "kernel/http/server.h"
#include "kernel/observe/clocks.h"
#include "kernel/observe/health.h"
#include "kernel/observe/log_writer.h"
#include "kernel/observe/metrics.h"
#include "kernel/plugin/host.h"
#include "kernel/security/security.h"
#include "kernel/storage/migrator.h"
#include "kernel/storage/node_lease.h"
#include "kernel/storage/storage_engine.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rejoinder::app {

/// How a kernel is started: where settings come from.
struct Launch {
    std::vector<std::filesystem::path> configFiles;
    const char* const* environment = nullptr;                  ///< NAME=value list, null for none
    std::vector<std::pair<std::string, std::string>> settings; ///< of the command line
};

/// All rooms, wired. The steps are load → open → start → listen → stop; commands stop after the one that they
/// need. Usable in-process: nothing in it is global.
class Kernel {
public:
    /// Reads the sources of settings. @throws Error Unavailable when a file cannot be read.
    explicit Kernel(const Launch& launch);
    /// Stops.
    ~Kernel();
    Kernel(const Kernel&) = delete;
    Kernel& operator=(const Kernel&) = delete;

    /// Finds and loads plugins and lets everything declare itself. Touches no database.
    /// @throws Error Conflict when an essential plugin is refused.
    void load();
    /// What is wrong with the settings; asked after load().
    [[nodiscard]] std::vector<std::string> problems() const { return settings_.problems(); }

    enum class Access {
        Serve,    ///< to run; brings the schema up to date when storage.migrate says so
        Work,     ///< as Serve, but the schema must be current
        Migrate,  ///< to bring the schema up to date
        ReadOnly, ///< to look only, beside a running server where the driver can
        Copy      ///< as ReadOnly, whatever its schema; nothing but the database is opened
    };
    /// Opens the database. @throws Error Unavailable, or Conflict when the schema is not the one of this
    /// version and may not be changed.
    void open(Access access);
    /// Applies (or only lists) what is behind; after open(Access::Migrate). @returns how many ran.
    std::size_t migrate(const std::function<void(const storage::Migration&)>& told);
    [[nodiscard]] std::vector<storage::Migration> migrationPlan();
    /// What the database has been given so far; after open().
    [[nodiscard]] std::vector<storage::Migration> migrationsApplied() { return migrator_->applied(); }
    /// What this installation would give it; after load(), needs no database.
    [[nodiscard]] std::vector<storage::Migration> migrationFiles();
    /// The driver that the settings name; after load(). @throws Error Unavailable when no plugin offers it.
    [[nodiscard]] driver::Driver& driver();
    /// What the driver is told.
    [[nodiscard]] std::map<std::string, std::string> driverSettings(bool readOnly = false) const;
    /// The text of a file below sql/. @throws Error Unavailable when it cannot be read.
    [[nodiscard]] std::string sqlText(const std::string& path) const;
    /// Marks the data folder while it is filled by restore or import; open() refuses what they left half
    /// done.
    static constexpr std::string_view kUnfinished = "unfinished-restore";
    /// Starts the plugins only; enough for their checks after open(Access::ReadOnly). @throws as start().
    void startPlugins();
    /// Starts plugins, events and jobs. @throws Error Conflict when an essential plugin is refused.
    void start();
    /// Listens, also for everybody where `public.port` says so. @returns the port of the staff's listener.
    std::uint16_t listen();
    /// The port of the public listener; 0 without one.
    [[nodiscard]] std::uint16_t publicPort() const { return publicServer_ ? publicServer_->port() : 0; }
    /// Not ready → no new connections → requests, jobs and plugins finish → plugins stop → the database
    /// closes. May be called at any time and twice.
    void stop() noexcept;

    [[nodiscard]] config::Settings& settings() noexcept { return settings_; }
    [[nodiscard]] observe::Catalogue& messages() noexcept { return messages_; }
    [[nodiscard]] observe::Metrics& metrics() noexcept { return metrics_; }
    [[nodiscard]] observe::Health& health() noexcept { return health_; }
    [[nodiscard]] observe::SettableClock& clock() noexcept { return clock_; }
    [[nodiscard]] observe::LogWriter& log() noexcept { return *log_; }
    [[nodiscard]] Storage& storage() noexcept { return storage_; }
    [[nodiscard]] storage::StorageEngine& engine() noexcept { return *engine_; }
    [[nodiscard]] security::Security& security() noexcept { return *security_; }
    [[nodiscard]] http::Router& router() noexcept { return *router_; }
    [[nodiscard]] http::Dispatcher& dispatcher() noexcept { return *dispatcher_; }
    [[nodiscard]] event::Bus& bus() noexcept { return *bus_; }
    [[nodiscard]] job::Runner& runner() noexcept { return *runner_; }
    [[nodiscard]] plugin::Host& host() noexcept { return *host_; }
    [[nodiscard]] Api& api() noexcept { return *api_; }
    [[nodiscard]] const std::filesystem::path& dataFolder() const noexcept { return dataFolder_; }
    /// Where the key of stored secrets lies; it is in no backup.
    [[nodiscard]] std::filesystem::path keyFile() const;

private:
    void declareOwn(Declarations& d);
    void declareSettingRoutes(Declarations& d);
    /// Takes over what the database holds; called at the start and after each change, on every node.
    void readStoredSettings();
    void addPlainHandlers();
    void listenToEverybody();
    void addHealthChecks();
    /// Work of a process that died goes on at once where nobody else can hold it, or where its owner is
    /// known to be dead.
    void abandonLeases();
    void abandonLeasesOfTheDead();
    void requireEssential() const;
    [[nodiscard]] std::vector<storage::MigrationFolder> migrationFolders() const;
    [[nodiscard]] std::filesystem::path sqlFolder(const plugin::Participant& participant) const;
    [[nodiscard]] bool migratesItself() const;

    Places places_;
    config::Settings settings_;
    observe::Catalogue messages_;
    observe::Metrics metrics_;
    observe::Health health_;
    observe::SettableClock clock_;     ///< of everything that tells a story
    observe::SystemClock systemClock_; ///< of leases between processes
    std::filesystem::path dataFolder_;
    std::chrono::seconds drainLimit_{}, drainDelay_{};
    std::unique_ptr<observe::LogWriter> log_;
    LateStorage storage_;
    std::unique_ptr<driver::Driver> driver_;
    std::unique_ptr<storage::StorageEngine> engine_;
    std::unique_ptr<storage::Migrator> migrator_;
    std::unique_ptr<storage::NodeLease> lease_;
    std::unique_ptr<LifeSign> lifeSign_;
    std::unique_ptr<security::Security> security_;
    std::unique_ptr<event::Bus> bus_;
    std::unique_ptr<job::Runner> runner_;
    std::unique_ptr<Hooks> hooks_;
    std::unique_ptr<http::Router> router_;
    std::unique_ptr<BusEvents> busEvents_;
    std::unique_ptr<http::EventStreams> streams_;
    std::unique_ptr<http::Dispatcher> dispatcher_, publicDispatcher_;
    std::unique_ptr<InProcessApi> api_;
    std::unique_ptr<plugin::Host> host_;
    std::unique_ptr<http::Server> server_, publicServer_;
    std::uint64_t settingsListener_ = 0;
    bool started_ = false;
};

} // namespace rejoinder::app
