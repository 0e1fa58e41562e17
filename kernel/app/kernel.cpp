#include "kernel/app/kernel.h"

#include "kernel/app/kernel_settings.h"
#include "kernel/app/stored_settings.h"

#include <fmt/format.h>

namespace rejoinder::app {

namespace {

namespace fs = std::filesystem;

/// "cache-megabytes" → "cacheMegabytes", as drivers spell their settings.
std::string camelCase(std::string_view key) {
    std::string out;
    bool upper = false;
    for (const char c : key) {
        if (c == '-') {
            upper = true;
            continue;
        }
        out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        upper = false;
    }
    return out;
}

std::set<std::string, std::less<>> setOf(const std::vector<std::string>& list) {
    return {list.begin(), list.end()};
}

} // namespace

Kernel::Kernel(const Launch& launch) : places_(findPlaces()) {
    for (const auto& file : launch.configFiles) settings_.addFile(file);
    if (launch.environment) settings_.addEnvironment(launch.environment);
    for (const auto& [key, value] : launch.settings) settings_.set(key, value);
    declareKernelSettings(settings_);
    dataFolder_ = settings_.get<std::string>("data.folder");
    log_ = std::make_unique<observe::LogWriter>(settings_.get<std::string>("log.target"), logLevel(settings_),
                                                messages_);

    security_ = std::make_unique<security::Security>(storage_, clock_, *log_, keyFile());
    bus_ = std::make_unique<event::Bus>(storage_, metrics_, *log_, clock_);
    job::RunnerOptions jobs;
    jobs.drainLimit = drainLimit_ = std::chrono::seconds(settings_.get<std::int64_t>("server.drain-seconds"));
    drainDelay_ = std::chrono::seconds(settings_.get<std::int64_t>("server.drain-delay-seconds"));
    runner_ = std::make_unique<job::Runner>(storage_, metrics_, *log_, clock_, jobs);
    hooks_ = std::make_unique<Hooks>(*bus_, *runner_);
    router_ = std::make_unique<http::Router>();
    busEvents_ = std::make_unique<BusEvents>(*bus_);
    streams_ = std::make_unique<http::EventStreams>(*busEvents_, *router_, storage_, metrics_,
                                                    eventStreamOptions(settings_));
    auto requests = dispatcherOptions(settings_);
    requests.holder = bus_->token();
    dispatcher_ = std::make_unique<http::Dispatcher>(
        http::DispatcherParts{*router_, storage_, *security_, metrics_, *log_, clock_, streams_.get()},
        std::move(requests));
    api_ = std::make_unique<InProcessApi>(*dispatcher_, *bus_, *runner_, dataFolder_ / "spool");

    plugin::HostOptions options;
    for (auto& folder : listOf(settings_.get<std::string>("plugins.folders"), ':'))
        options.folders.emplace_back(std::move(folder));
    if (options.folders.empty()) options.folders.push_back(places_.plugins);
    options.disabled = setOf(listOf(settings_.get<std::string>("plugins.disabled"), ','));
    host_ = std::make_unique<plugin::Host>(
        plugin::Rooms{settings_, messages_, security_->permissions(), *router_, *bus_, *runner_},
        std::move(options), *log_);
}

fs::path Kernel::keyFile() const {
    const auto named = settings_.get<std::string>("security.key-file");
    return named.empty() ? dataFolder_ / "secrets.key" : fs::path(named);
}

Kernel::~Kernel() {
    stop();
}

void Kernel::load() {
    host_->declareKernel([&](Declarations& d) {
        declareOwn(d);
        security_->declare(d);
        bus_->declare(d);
        runner_->declare(d);
    });
    addPlainHandlers();
    host_->discover();
    host_->load();
    host_->declare();
    requireEssential();
}

void Kernel::requireEssential() const {
    const auto refused = host_->essentialRefused();
    if (refused.empty()) return;
    std::string all;
    for (const auto& sentence : refused) all += (all.empty() ? "" : "; ") + sentence;
    throw Error::conflict("kernel.essential-plugin", all);
}

/// Beside the plugin for one from elsewhere, else in the folder that all share.
fs::path Kernel::sqlFolder(const plugin::Participant& participant) const {
    std::error_code none;
    const fs::path own = participant.folder / "sql";
    return fs::is_directory(own, none) ? own : places_.share / "sql" / participant.name;
}

std::vector<storage::MigrationFolder> Kernel::migrationFolders() const {
    std::vector<storage::MigrationFolder> out{{"kernel", places_.share / "sql" / "kernel" / "migrations"}};
    for (const auto& p : host_->participants()) out.push_back({p.name, sqlFolder(p) / "migrations"});
    return out;
}

driver::Driver& Kernel::driver() {
    const auto name = settings_.get<std::string>("storage.driver");
    if (!driver_) driver_ = host_->makeDriver(name);
    if (!driver_)
        throw Error(ErrorKind::Unavailable, "kernel.no-driver",
                    "no plugin offers the database driver \"" + name + "\"; see `rejoinder plugins`");
    return *driver_;
}

std::vector<storage::Migration> Kernel::migrationFiles() {
    return storage::migrationFiles(migrationFolders(), driver().name());
}

std::string Kernel::sqlText(const std::string& path) const {
    return storage::readTextFile(places_.share / "sql" / path);
}

std::map<std::string, std::string> Kernel::driverSettings(bool readOnly) const {
    std::map<std::string, std::string> out;
    const std::string section = "storage-" + settings_.get<std::string>("storage.driver") + ".";
    for (const auto& e : settings_.effective())
        if (e.setting.key.starts_with(section))
            out[camelCase(std::string_view(e.setting.key).substr(section.size()))] = config::toText(e.value);
    if (out["path"].empty()) out["path"] = (dataFolder_ / "rejoinder.db").string();
    if (readOnly) out["readonly"] = "true";
    return out;
}

bool Kernel::migratesItself() const {
    const auto when = settings_.get<std::string>("storage.migrate");
    return when == "always" || (when == "default" && driver_->name() == "sqlite");
}

void Kernel::open(Access access) {
    const bool looks = access == Access::ReadOnly || access == Access::Copy;
    if (fs::exists(dataFolder_ / kUnfinished))
        throw Error::conflict(
            "kernel.unfinished-restore",
            "a restore or import into " + dataFolder_.string() +
                " did not come to its end: empty that folder and the database, and run it again");
    if (!looks) fs::create_directories(dataFolder_);
    auto database = driver().open(driverSettings(looks));
    storage::QueryCatalog queries;
    const std::string dialect = database->features().dialect;
    queries.load("kernel", places_.share / "sql" / "kernel" / "queries", dialect);
    for (const auto& p : host_->participants()) queries.load(p.name, sqlFolder(p) / "queries", dialect);
    engine_ = std::make_unique<storage::StorageEngine>(std::move(database), std::move(queries), clock_);
    engine_->setMetrics(metrics_);
    migrator_ = std::make_unique<storage::Migrator>(engine_->database(), engine_->queries(), systemClock_,
                                                    migrationFolders(), REJOINDER_VERSION);
    if (access == Access::Migrate || access == Access::Copy) return;
    if (access == Access::Serve && migratesItself()) migrate({});
    if (const std::string refusal = migrator_->refusal(); !refusal.empty())
        throw Error::conflict("kernel.schema", refusal);
    engine_->prepareQueries();
    engine_->setHooks(*hooks_);
    storage_.bind(engine_.get());
    if (access != Access::ReadOnly) lease_ = std::make_unique<storage::NodeLease>(*engine_, systemClock_);
    host_->migrated();
}

void Kernel::readStoredSettings() {
    std::vector<config::Stored> values;
    storage_.read([&](Unit& u) {
        values.clear();
        for (auto& row : u.all<StoredSetting>("kernel.stored-settings"))
            if (row.value) values.push_back({std::move(row.settingKey), std::move(*row.value)});
    });
    settings_.setStored(values);
    log_->least(logLevel(settings_));
}

std::size_t Kernel::migrate(const std::function<void(const storage::Migration&)>& told) {
    return migrator_->apply([&](const storage::Migration& m) {
        log_->info("STORAGE-MIGRATION", {{"plugin", m.plugin}, {"number", m.number}, {"name", m.name}});
        if (told) told(m);
    });
}

std::vector<storage::Migration> Kernel::migrationPlan() {
    return migrator_->plan();
}

void Kernel::startPlugins() {
    host_->start({storage_, *log_, clock_, settings_, *api_, dataFolder_,
                  std::make_shared<security::PluginSealing>(keyFile())});
    requireEssential();
}

void Kernel::abandonLeases() {
    if (!engine_->database().features().exclusive) {
        abandonLeasesOfTheDead();
        return;
    }
    storage_.write(
        [](Unit& unit) {
            unit.run("kernel.start-abandon-jobs");
            unit.run("kernel.start-abandon-events");
            unit.run("kernel.start-abandon-claims");
        },
        {Priority::Interactive, {"system", "start", {}, {}}});
}

void Kernel::abandonLeasesOfTheDead() {
    Obituaries obituaries(dataFolder_);
    if (obituaries.dead().empty()) return;
    storage_.write(
        [&](Unit& unit) {
            // A claim lasts ten minutes; answers that are kept lie further ahead and are not looked through.
            const Timestamp latest = unit.now().plus(std::chrono::hours(1));
            for (const auto& [node, token] : obituaries.dead()) {
                unit.run("kernel.start-abandon-jobs-of", {{"node", node}});
                unit.run("kernel.event-release", {{"token", token}});
                unit.run("kernel.start-abandon-claims-of", {{"token", token}, {"latest", latest}});
            }
        },
        {Priority::Interactive, {"system", "start", {}, {}}});
    for (const auto& signature : obituaries.dead())
        log_->info("KERNEL-WORK-TAKEN-OVER", {{"node", signature.node}});
    obituaries.bury();
}

void Kernel::start() {
    lifeSign_ = std::make_unique<LifeSign>(dataFolder_, Signature{runner_->node(), bus_->token()});
    abandonLeases();
    security_->start();
    bus_->open();
    settingsListener_ = bus_->addListener([this](std::string_view topic, std::string_view, Id) {
        if (topic == kSettingsTopic) readStoredSettings();
    });
    readStoredSettings();
    startPlugins();
    host_->ready();
    started_ = true;
    requireEssential();
    bus_->start();
    runner_->start();
    for (const auto& p : host_->status())
        metrics_
            .gauge("rejoinder_plugin_info", "Plugins with version and state",
                   {{"name", p.name}, {"version", p.version}, {"state", nameOf(p.state)}})
            .set(1);
    addHealthChecks();
}

std::uint16_t Kernel::listen() {
    listenToEverybody();
    server_ = std::make_unique<http::Server>(*dispatcher_, serverOptions(settings_), metrics_, *log_);
    server_->start();
    health_.serving(true);
    log_->info("KERNEL-READY",
               {{"address", settings_.get<std::string>("http.address")}, {"port", server_->port()}});
    return server_->port();
}

/// Its own threads, its own limits, and no way to the API: what happens there leaves the staff alone.
void Kernel::listenToEverybody() {
    const auto options = publicServerOptions(settings_);
    router_->publicHere(options.port == 0);
    if (options.port == 0) return;
    auto requests = dispatcherOptions(settings_);
    requests.publicOnly = true;
    requests.maxJsonBytes = static_cast<std::uint64_t>(settings_.get<std::int64_t>("public.max-body-bytes"));
    publicDispatcher_ = std::make_unique<http::Dispatcher>(
        http::DispatcherParts{*router_, storage_, *security_, metrics_, *log_, clock_, nullptr},
        std::move(requests));
    publicServer_ = std::make_unique<http::Server>(*publicDispatcher_, options, metrics_, *log_);
    publicServer_->start();
    log_->info("KERNEL-PUBLIC-READY", {{"address", options.address}, {"port", publicServer_->port()}});
}

void Kernel::stop() noexcept {
    const auto step = [&](std::string_view what, auto&& work) {
        try {
            work();
        } catch (...) {
            log_->error("KERNEL-STOP-FAILED", {{"step", what}, {"error", plugin::currentException()}});
        }
    };
    health_.serving(false, "stopping");
    if (server_) {
        log_->info("KERNEL-STOPPING");
        std::this_thread::sleep_for(drainDelay_);
        step("streams", [&] { streams_->drain(); });
        step("public server", [&] {
            if (publicServer_) publicServer_->stop(drainLimit_);
        });
        step("server", [&] { server_->stop(drainLimit_); });
    }
    if (started_) {
        step("jobs", [&] { runner_->drain(); });
        step("events", [&] { bus_->drain(); });
        step("settings", [&] { bus_->removeListener(settingsListener_); });
        step("plugins", [&] { host_->drain(drainLimit_); });
    }
    step("plugins", [&] { host_->stop(); });
    step("own", [&] { host_->registrations().removeAll("kernel"); });
    if (server_) log_->info("KERNEL-STOPPED");
    publicServer_.reset();
    publicDispatcher_.reset();
    server_.reset();
    step("security", [&] { security_->stop(); });
    step("node", [&] {
        lease_.reset();
        lifeSign_.reset();
    });
    storage_.bind(nullptr);
    if (engine_) step("storage", [&] { engine_->close(); });
    migrator_.reset();
    engine_.reset();
    driver_.reset();
    started_ = false;
}

} // namespace rejoinder::app
