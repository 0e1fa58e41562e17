#pragma once
#include "kernel/job/queue.h"

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace rejoinder::job {

/// Jobs that are queued again and again. All nodes look at the same row per job, and the one that moves it on
/// queues the job. Thread-safe.
class Schedule {
public:
    Schedule(Storage& storage, const Queue& queue, const Clock& clock);

    void add(std::string plugin, std::chrono::seconds interval, std::string job);
    void removeAll(std::string_view plugin);
    /// Queues what is due. True when something was queued.
    bool run();
    /// True when something is due.
    [[nodiscard]] bool due() const;

private:
    struct Entry {
        std::string plugin;
        std::chrono::seconds interval;
    };
    struct Due;
    [[nodiscard]] std::vector<Due> find() const;
    bool queue(Unit& unit, const Due& due) const;

    Storage& storage_;
    const Queue& queue_;
    const Clock& clock_;
    mutable std::mutex mutex_;
    std::map<std::string, Entry, std::less<>> entries_;
};

} // namespace rejoinder::job
