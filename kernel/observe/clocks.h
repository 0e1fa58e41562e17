#pragma once
#include <rejoinder/clock.h>

#include <atomic>

namespace rejoinder::observe {

/// The system's time.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override;
};

/// Follows the system until it is set; then it stands still until it is set again. For commands that play a
/// story and for tests. Thread-safe.
class SettableClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override;
    void set(Timestamp now) { micros_.store(now.micros, std::memory_order_release); }
    /// Moves a clock that was set. A clock that follows the system is set to its time first.
    void advance(std::chrono::microseconds by) { set(now().plus(by)); }
    /// Follows the system again.
    void release() { micros_.store(kFollows, std::memory_order_release); }

private:
    static constexpr std::int64_t kFollows = INT64_MIN;
    std::atomic<std::int64_t> micros_{kFollows};
};

} // namespace rejoinder::observe
