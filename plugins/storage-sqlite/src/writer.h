#pragma once
#include "connection.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace rejoinder::sqlite {

using Work = std::function<void(driver::Connection&)>;

/// How many units and commits there were; for tests and benchmarks.
struct WriterCounts {
    std::uint64_t units = 0;
    std::uint64_t commits = 0;
    std::uint64_t alone = 0; ///< units run again by themselves because their group failed
    std::size_t waiting = 0; ///< units in the queues now
};

/// The one thread that writes. It puts all waiting units into one durable commit, each so that it can fail by
/// itself.
class Writer {
public:
    /// A group ends after so many units; nobody is waited for.
    static constexpr std::size_t kGroupUnits = 512;
    /// Background units that take longer than this on average do not go into a group of interactive ones.
    static constexpr std::chrono::microseconds kLongBackground{1000};
    /// So many units have a savepoint each after one failed whose changes had to be undone.
    static constexpr std::size_t kCarefulUnits = 256;

    /// A group also ends after `groupTime`.
    Writer(std::unique_ptr<Connection> connection, std::chrono::microseconds groupTime);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Runs a unit; returns after its commit. @throws what `work` throws; Error Unavailable, TryAgain.
    void run(const Work& work, Priority priority);
    /// Runs `work` between two groups, outside a transaction.
    void runExclusively(const std::function<void(Connection&)>& work);
    /// Finishes what waits, then ends the thread; later calls throw Error Unavailable.
    void stop();
    [[nodiscard]] bool isThisThread() const noexcept {
        return std::this_thread::get_id() == thread_.get_id();
    }
    [[nodiscard]] WriterCounts counts() const;

private:
    struct Task;
    using Clock = std::chrono::steady_clock;

    void submit(Task& task, std::deque<Task*>& queue);
    void loop();
    Task* takeFirst();
    Task* takeNext(const std::vector<Task*>& group, bool hasBackground, Clock::time_point began);
    void runGroup(Task* first);
    bool runInGroup(Task& task);
    bool runCarefully(const std::vector<Task*>& group);
    void commitGroup(std::vector<Task*>& group);
    static void wake(const std::vector<Task*>& group);
    void runAlone(Task& task);
    void runTask(Task& task);
    bool begun(Task& task);
    void undoUnit();

    std::unique_ptr<Connection> connection_;
    const std::chrono::microseconds groupTime_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Task*> interactive_, background_, exclusive_;
    bool stopping_ = false;
    std::size_t careful_ = 0;                    ///< units that still get a savepoint
    bool backgroundFirst_ = false;               ///< the group before left a background unit for this one
    std::chrono::nanoseconds backgroundCost_{0}; ///< moving average
    std::atomic<std::uint64_t> units_{0}, commits_{0}, alone_{0};
    std::thread thread_;
};

} // namespace rejoinder::sqlite
