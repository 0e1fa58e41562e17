#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rejoinder::security {

/// Slows down guessing of passwords without letting a stranger lock a user out: failures count per (user,
/// address) pair (5), per address (30) and per user (100) within 15 minutes. Kept in memory per node.
/// Thread-safe.
class LoginLimiter {
public:
    using Time = std::chrono::steady_clock::time_point;
    /// @throws Error TooMany with the seconds to wait when a limit is reached.
    void check(std::string_view user, std::string_view address, Time now = std::chrono::steady_clock::now());
    void failed(std::string_view user, std::string_view address, Time now = std::chrono::steady_clock::now());
    /// Forgets the failures of the pair.
    void succeeded(std::string_view user, std::string_view address);

private:
    struct Count {
        int failures = 0;
        Time since{};
    };
    void forgetOld(Time now);
    std::mutex mutex_;
    std::unordered_map<std::string, Count> counts_;
};

} // namespace rejoinder::security
