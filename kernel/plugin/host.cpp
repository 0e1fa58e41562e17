#include "kernel/plugin/host.h"

#include "kernel/plugin/host_record.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace rejoinder::plugin {

std::string currentException() {
    try {
        throw;
    } catch (const Error& e) {
        return e.text() + " (" + e.code() + ")";
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "it threw something that is no exception";
    }
}

Host::Host(const Rooms& rooms, HostOptions options, observe::LogWriter& log)
    : registrations_(rooms), options_(std::move(options)), log_(log) {}

Host::~Host() {
    stop();
}

Host::Record* Host::find(std::string_view name) {
    for (auto& r : records_)
        if (r->name() == name) return r.get();
    return nullptr;
}

void Host::set(Record& record, State state) {
    const std::lock_guard lock(mutex_);
    record.state = state;
}

void Host::refuse(Record& record, const std::string& reason) {
    if (record.refused()) return;
    const bool wasRunning = record.state == State::Started || record.state == State::Ready;
    // Who needs it goes first, in the reverse order of start, while what it needs is still there.
    for (auto other = order_.rbegin(); other != order_.rend(); ++other)
        if (!(*other)->refused() && (*other)->needs(record.name()))
            refuse(**other, "it needs " + record.name() + ", which is refused");
    if (wasRunning && record.running) {
        try {
            record.running->plugin->stop();
        } catch (...) {
            log_.warning("PLUGIN-STOP-FAILED", {{"name", record.name()}, {"error", currentException()}});
        }
    }
    retire(record);
    {
        const std::lock_guard lock(mutex_);
        record.state = State::Refused;
        record.reason = reason;
    }
    registrations_.rooms().settings.tolerate(record.name());
    const auto level = options_.disabled.contains(record.name()) ? LogLevel::Info : LogLevel::Error;
    log_.write(level, "PLUGIN-REFUSED", {{"name", record.name()}, {"reason", reason}});
}

/// Takes back all that a plugin registered and provided, then destroys it.
void Host::retire(Record& record) {
    services_.withdraw(record.name());
    registrations_.removeAll(record.name());
    record.running.reset();
}

void Host::read(const std::filesystem::path& folder) {
    auto record = std::make_unique<Record>();
    record->folder = folder;
    record->manifest.name = folder.filename().string();
    std::string fault;
    try {
        std::ifstream file(folder / "plugin.json", std::ios::binary);
        if (!file) throw Error(ErrorKind::Unavailable, "kernel.manifest", "plugin.json cannot be opened");
        std::ostringstream text;
        text << file.rdbuf();
        record->text = text.str();
        record->manifest = parseManifest(record->text);
        record->state = State::Read;
    } catch (...) {
        fault = currentException();
    }
    records_.push_back(std::move(record));
    if (!fault.empty()) refuse(*records_.back(), "its plugin.json cannot be used: " + fault);
}

void Host::refuseTwins() {
    for (auto& r : records_) {
        std::string places;
        for (auto& other : records_)
            if (other->name() == r->name())
                places += (places.empty() ? "" : " and ") + other->folder.string();
        const bool twin = std::count_if(records_.begin(), records_.end(),
                                        [&](auto& o) { return o->name() == r->name(); }) > 1;
        // Nobody can say which of them was meant.
        if (twin) refuse(*r, "there are several plugins of this name: " + places);
    }
}

void Host::discover() {
    for (const auto& root : options_.folders) {
        std::error_code none;
        std::vector<std::filesystem::path> folders;
        for (const auto& entry : std::filesystem::directory_iterator(root, none))
            if (std::filesystem::exists(entry.path() / "plugin.json", none)) folders.push_back(entry.path());
        std::sort(folders.begin(), folders.end());
        for (const auto& folder : folders) read(folder);
    }
    refuseTwins();
    std::vector<Manifest> manifests;
    std::set<std::string> absent;
    for (auto& r : records_) {
        if (!r->refused() && options_.disabled.contains(r->name()))
            refuse(*r, "it is switched off by plugins.disabled");
        if (r->refused())
            absent.insert(r->name());
        else
            manifests.push_back(r->manifest);
    }
    const Resolution resolution = resolve(manifests, absent);
    for (const auto& name : resolution.order) {
        order_.push_back(find(name));
        set(*order_.back(), State::Resolved);
    }
    for (const auto& [name, reason] : resolution.refused) refuse(*find(name), reason);
}

void Host::load() {
    for (Record* r : order_) {
        if (r->refused()) continue;
        try {
            auto running = std::make_shared<Running>();
            running->plugin = loadPlugin(r->folder / (r->name() + ".so"), r->text);
            r->running = std::move(running);
            set(*r, State::Loaded);
        } catch (const Error& e) {
            refuse(*r, e.text());
        }
    }
}

void Host::declareKernel(const std::function<void(Declarations&)>& declare) {
    declare(*registrations_.declarations("kernel", Exposure::Internet));
}

void Host::declare() {
    for (Record* r : order_) {
        if (r->refused()) continue;
        const auto declarations = registrations_.declarations(r->name(), r->manifest.exposure);
        if (attempt(*r, "declare", [&] { r->running->plugin->declare(*declarations); }))
            set(*r, State::Declared);
    }
    for (Record* r : order_)
        if (!r->refused()) checkPermissions(*r);
}

/// A permission comes from the kernel, the plugin itself or one that it needs; anything else could never be
/// granted.
void Host::checkPermissions(Record& record) {
    const auto declared = registrations_.rooms().permissions.all();
    for (const auto& used : registrations_.permissionsUsed(record.name())) {
        const auto found =
            std::find_if(declared.begin(), declared.end(), [&](const auto& p) { return p.name == used; });
        if (found == declared.end())
            return refuse(record, "it asks for the permission " + used + ", which nobody declared");
        const std::string& owner = found->plugin;
        if (owner != "kernel" && owner != record.name() && !record.needs(owner))
            return refuse(record,
                          "it asks for the permission " + used + " of " + owner + ", which it does not need");
    }
}

std::unique_ptr<driver::Driver> Host::makeDriver(std::string_view name) {
    for (Record* r : order_) {
        auto* storage = r->refused() ? nullptr : dynamic_cast<StoragePlugin*>(r->running->plugin.get());
        if (!storage) continue;
        std::unique_ptr<driver::Driver> made;
        if (attempt(*r, "makeDriver", [&] { made = storage->makeDriver(); }) && made && made->name() == name)
            return made;
    }
    return nullptr;
}

void Host::migrated() {
    for (Record* r : order_)
        if (!r->refused()) set(*r, State::Migrated);
}

std::vector<PluginStatus> Host::status() const {
    std::vector<const Record*> all(order_.begin(), order_.end());
    for (const auto& r : records_)
        if (std::find(all.begin(), all.end(), r.get()) == all.end()) all.push_back(r.get());
    const std::lock_guard lock(mutex_);
    std::stable_partition(all.begin(), all.end(), [](const Record* r) { return !r->refused(); });
    std::vector<PluginStatus> out;
    for (const Record* r : all) {
        const Manifest& m = r->manifest;
        out.push_back({m.name, m.title, m.version, r->state, r->reason, m.needs, m.stability, m.exposure,
                       m.essential, options_.disabled.contains(m.name), services_.of(m.name)});
    }
    return out;
}

std::vector<Participant> Host::participants() const {
    const std::lock_guard lock(mutex_);
    std::vector<Participant> out;
    for (const Record* r : order_)
        if (!r->refused()) out.push_back({r->name(), r->folder});
    return out;
}

std::vector<std::string> Host::essentialRefused() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const auto& r : records_)
        if (r->refused() && r->manifest.essential)
            out.push_back("the essential plugin " + r->name() + " is refused: " + r->reason);
    return out;
}

} // namespace rejoinder::plugin
