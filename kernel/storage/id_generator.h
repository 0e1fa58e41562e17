#pragma once
#include <rejoinder/clock.h>

#include <atomic>

namespace rejoinder::storage {

/// Makes ids of 63 bits: 41 milliseconds since 2024-01-01 UTC, 10 node, 12 sequence. Each is greater than the
/// ones before, even when the clock stands still or goes back. Thread-safe, without locks.
class IdGenerator {
public:
    static constexpr int kMaxNode = 1023;
    /// @throws Error Bug when the node is not within 0 and kMaxNode.
    IdGenerator(const Clock& clock, int node);
    Id next();
    /// From now on with another node number. Ids stay ascending as seen by this process.
    void setNode(int node);
    [[nodiscard]] int node() const noexcept { return node_.load(std::memory_order_relaxed); }
    /// The moment in the newest id, rounded up; the epoch of ids when none was made.
    [[nodiscard]] Timestamp newest() const noexcept;

private:
    const Clock& clock_;
    std::atomic<int> node_;
    std::atomic<std::int64_t> last_{0}; ///< milliseconds and sequence of the newest id
};

/// The moment an id was made, to the millisecond.
[[nodiscard]] Timestamp momentOf(Id id) noexcept;

} // namespace rejoinder::storage
