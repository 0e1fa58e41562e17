#pragma once
#include "kernel/observe/metrics.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>

namespace rejoinder::http {

/// Counts the calls that run in a plugin's handlers.
class PluginCalls {
public:
    void begin() noexcept { running_.fetch_add(1); }
    void end() noexcept {
        if (running_.fetch_sub(1) == 1) {
            const std::lock_guard lock(mutex_); // so that the waiter cannot miss it
            idle_.notify_all();
        }
    }
    void waitIdle() {
        std::unique_lock lock(mutex_);
        idle_.wait(lock, [this] { return running_.load() == 0; });
    }

private:
    std::atomic<int> running_{0};
    std::mutex mutex_;
    std::condition_variable idle_;
};

/// What the dispatcher looks up once per route.
struct RouteState {
    /// rejoinder_http_request_duration_seconds of this route by class of status (index 2 is 2xx).
    std::array<std::atomic<observe::Histogram*>, 6> durations{};
};

} // namespace rejoinder::http
