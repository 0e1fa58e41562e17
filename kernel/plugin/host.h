#pragma once
#include "kernel/plugin/context.h"
#include "kernel/plugin/library.h"
#include "kernel/plugin/registrations.h"
#include "kernel/plugin/resolve.h"

#include <rejoinder/storage_driver.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::plugin {

/// How far a plugin has come. Refused is final for this process.
enum class State {
    Found,
    Read,
    Resolved,
    Loaded,
    Declared,
    Migrated,
    Started,
    Ready,
    Draining,
    Stopped,
    Refused
};
REJOINDER_DESCRIBE_ENUM(State, Found, Read, Resolved, Loaded, Declared, Migrated, Started, Ready, Draining,
                        Stopped, Refused)

/// A plugin as operators see it.
struct PluginStatus {
    std::string name, title, version;
    State state = State::Found;
    std::string reason; ///< of a refusal, or what went wrong on the way down
    std::vector<Need> needs;
    Stability stability = Stability::Experimental;
    Exposure exposure = Exposure::Operators;
    bool essential = false;
    bool disabled = false;             ///< refused because the settings say so
    std::vector<std::string> services; ///< provides now
};
REJOINDER_DESCRIBE(PluginStatus, name, title, version, state, reason, needs, stability, exposure, essential,
                   disabled, services)

struct HostOptions {
    std::vector<std::filesystem::path> folders; ///< each holds one folder per plugin
    std::set<std::string, std::less<>> disabled;
};

/// A plugin that takes part, with its folder.
struct Participant {
    std::string name;
    std::filesystem::path folder;
};

/// What is being thrown, in words. To be called in a catch clause only.
std::string currentException();

/// Finds plugins and leads them through their life. A plugin that fails at any step is refused with the
/// reason, and with it those that need it; the others go on. The steps are called in their order by one
/// thread; what status() and the lists of `registrations` say may be asked by any.
class Host {
public:
    Host(const Rooms& rooms, HostOptions options, observe::LogWriter& log);
    /// Stops what still runs.
    ~Host();
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    /// Reads manifests and settles the order: found, read, resolved.
    void discover();
    /// Opens the libraries and makes the plugins: loaded.
    void load();
    /// Registers the kernel's own under the name "kernel". @throws what `declare` throws.
    void declareKernel(const std::function<void(Declarations&)>& declare);
    /// Lets every plugin declare; refuses those that ask for permissions nobody declared: declared.
    void declare();
    /// The driver of that name from a storage plugin; null when no plugin has it.
    std::unique_ptr<driver::Driver> makeDriver(std::string_view name);
    /// Says that the schema is current: migrated.
    void migrated();
    /// Starts in the order of needs: started.
    void start(const Environment& environment);
    /// Says so to each, those first whom nobody needs: ready.
    void ready();
    /// Lets each finish what is in flight, those first whom nobody needs. Who takes longer than `limit` in
    /// all is asked to stop at once; who does not even do that within `grace` is left behind: draining.
    void drain(std::chrono::milliseconds limit, std::chrono::milliseconds grace = std::chrono::seconds(1));
    /// Stops in the reverse order of start and takes back every registration: stopped.
    void stop();

    /// In the order of start, refused ones last.
    [[nodiscard]] std::vector<PluginStatus> status() const;
    /// Plugins that are not refused, in the order of start.
    [[nodiscard]] std::vector<Participant> participants() const;
    /// A sentence per essential plugin that is refused.
    [[nodiscard]] std::vector<std::string> essentialRefused() const;
    [[nodiscard]] Registrations& registrations() noexcept { return registrations_; }
    /// Runs a command that a plugin declared; the plugin must run. @throws what the command throws.
    int runCommand(const PluginCommand& command, std::span<const std::string> arguments);

private:
    struct Record;
    struct Running;
    Record* find(std::string_view name);
    void set(Record& record, State state);
    void read(const std::filesystem::path& folder);
    void refuseTwins();
    void refuse(Record& record, const std::string& reason);
    void retire(Record& record);
    void checkPermissions(Record& record);
    template <class F>
    bool attempt(Record& record, std::string_view step, F&& work);

    Registrations registrations_;
    HostOptions options_;
    observe::LogWriter& log_;
    ServiceRegistry services_;
    mutable std::mutex mutex_; ///< guards state and reason of the records
    std::vector<std::unique_ptr<Record>> records_;
    std::vector<Record*> order_;
};

} // namespace rejoinder::plugin
