#include "kernel/plugin/services.h"

#include <algorithm>
#include <mutex>

namespace rejoinder::plugin {

void ServiceRegistry::provide(std::string plugin, std::string_view name, Version version,
                              std::shared_ptr<void> service) {
    if (!service)
        throw Error(ErrorKind::Bug, "kernel.service-empty",
                    plugin + " provides nothing as " + std::string(name));
    const std::unique_lock lock(mutex_);
    for (const auto& e : entries_)
        if (e.plugin == plugin && e.name == name)
            throw Error(ErrorKind::Bug, "kernel.service-twice", plugin + " provides " + e.name + " twice");
    entries_.push_back({std::move(plugin), std::string(name), version, std::move(service)});
}

void ServiceRegistry::withdraw(std::string_view plugin) {
    std::vector<Entry> gone; // destroyed after the lock: a service's destructor may ask for others
    const std::unique_lock lock(mutex_);
    const auto kept = std::stable_partition(entries_.begin(), entries_.end(),
                                            [&](const Entry& e) { return e.plugin != plugin; });
    gone.assign(std::make_move_iterator(kept), std::make_move_iterator(entries_.end()));
    entries_.erase(kept, entries_.end());
}

std::vector<std::shared_ptr<void>> ServiceRegistry::find(std::string_view name, Version version) const {
    const std::shared_lock lock(mutex_);
    std::vector<std::shared_ptr<void>> out;
    for (const auto& e : entries_)
        if (e.name == name && e.version.major == version.major && e.version >= version)
            out.push_back(e.service);
    return out;
}

std::vector<std::string> ServiceRegistry::of(std::string_view plugin) const {
    const std::shared_lock lock(mutex_);
    std::vector<std::string> out;
    for (const auto& e : entries_)
        if (e.plugin == plugin) out.push_back(e.name);
    return out;
}

} // namespace rejoinder::plugin
