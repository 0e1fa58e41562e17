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

/// The one thread that writes. It puts all waiting units into one commit, each so that it can fail by itself.
/// A second thread waits for the disk meanwhile: callers return when their commit is on it, and the units
/// that come in between make up the next group.
class Writer final : private UnitHost {
public:
    /// A group ends after so many units; nobody is waited for.
    static constexpr std::size_t kGroupUnits = 512;
    /// Background units that take longer than this on average do not go into a group of interactive ones.
    static constexpr std::chrono::microseconds kLongBackground{1000};
    /// So many units have a savepoint each after one failed whose changes had to be undone.
    static constexpr std::size_t kCarefulUnits = 256;

    /// Brings all that was committed to the disk. @throws Error Unavailable
    using Sync = std::function<void()>;

    /// A group also ends after `groupTime`. After `sync` threw once nothing is written any more: what the
    /// disk holds is not known then.
    Writer(std::unique_ptr<Connection> connection, std::chrono::microseconds groupTime, Sync sync);
    ~Writer() override;
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Runs a unit; returns when its commit is on the disk, or, if the unit need not wait for that, mostly as
    /// soon as it is committed. @throws what `work` throws; Error Unavailable, TryAgain.
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
    /// Interactive units of the group that ran before wait, too, for the commit; background units can.
    [[nodiscard]] bool nobodyWaits() const override;
    void needNotWaitForDisk() override;
    struct Task;
    using Clock = std::chrono::steady_clock;
    using Group = std::vector<Task*>;

    void submit(Task& task, std::deque<Task*>& queue);
    void loop();
    Task* takeFirst();
    Task* takeNext(const Group& group, bool hasBackground, Clock::time_point& began);
    [[nodiscard]] std::deque<Task*>* nextQueue(const Group& group, bool hasBackground, bool full);
    void runGroup(Task* first);
    bool runInGroup(Task& task);
    bool runCarefully(const Group& group);
    void commitGroup(Group& group);
    void runAlone(Task& task);
    void handOver(Group group);
    static Group takeEarly(Group& group);
    void syncLoop();
    static void wake(const Group& group);
    void runTask(Task& task);
    bool begun(Task& task);
    void undoUnit();

    std::unique_ptr<Connection> connection_;
    const std::chrono::microseconds groupTime_;
    const Sync sync_;
    mutable std::mutex mutex_;
    std::condition_variable wake_, committed_;
    std::deque<Task*> interactive_, background_, exclusive_;
    std::vector<Group> unsynced_; ///< committed, not yet known to be on the disk
    bool syncing_ = false;        ///< the disk is waited for
    bool stopping_ = false, stopped_ = false;
    std::exception_ptr broken_;                  ///< why the disk did not take what was committed
    Task* running_ = nullptr;                    ///< whose unit runs, or ran last
    std::size_t persons_ = 0;                    ///< interactive units of the group before the one that runs
    std::size_t careful_ = 0;                    ///< units that still get a savepoint
    bool backgroundFirst_ = false;               ///< the group before left a background unit for this one
    std::chrono::nanoseconds backgroundCost_{0}; ///< moving average
    std::atomic<std::uint64_t> units_{0}, commits_{0}, alone_{0};
    std::atomic<std::uint64_t> written_{0}; ///< what may have reached the log so far, in commits
    std::thread thread_, syncThread_;
};

} // namespace rejoinder::sqlite
