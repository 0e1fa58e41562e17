#pragma once
#include <rejoinder/plugin.h>

#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::plugin {

/// What plugins provide to each other, in the order in which they provided it. Thread-safe.
class ServiceRegistry {
public:
    void provide(std::string plugin, std::string_view name, Version version, std::shared_ptr<void> service);
    void withdraw(std::string_view plugin);
    /// Services of that name, of the same major version and not older than asked for.
    [[nodiscard]] std::vector<std::shared_ptr<void>> find(std::string_view name, Version version) const;
    /// Names of the services a plugin provides now.
    [[nodiscard]] std::vector<std::string> of(std::string_view plugin) const;

private:
    struct Entry {
        std::string plugin, name;
        Version version;
        std::shared_ptr<void> service;
    };
    mutable std::shared_mutex mutex_;
    std::vector<Entry> entries_;
};

} // namespace rejoinder::plugin
