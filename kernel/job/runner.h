#pragma once
#include "kernel/job/attempt.h"
#include "kernel/job/schedule.h"
#include "kernel/job/workers.h"
#include "kernel/observe/metrics.h"

#include <rejoinder/plugin.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace rejoinder::job {

/// What runs a job.
using Handler = std::function<void(std::string_view json, Attempt&)>;

/// How the queue is worked on; tests shorten the times.
struct RunnerOptions {
    int threads = 16;                               ///< attempts at once, over all jobs
    std::chrono::milliseconds poll{1000};           ///< for jobs of other nodes and those that were delayed
    std::chrono::milliseconds heartbeat{1000};      ///< between two looks at the running attempts
    std::chrono::milliseconds housekeeping{30'000}; ///< between two counts of the queue
    std::chrono::hours retention{30 * 24};          ///< of finished jobs without a unique key
    std::chrono::hours scheduledRetention{24};      ///< of succeeded jobs that a schedule queued
    std::chrono::milliseconds drainLimit{30'000};   ///< in which attempts that were told to stop must return
    std::string node;                               ///< shown with a running job; host and process when empty
};

/// Runs durable jobs, shared by all nodes on one database. Thread-safe. README.md tells how.
class Runner {
public:
    /// All references must outlive the runner.
    Runner(Storage& storage, observe::Metrics& metrics, Log& log, const Clock& clock,
           RunnerOptions options = {});
    /// Waits for attempts that are still running.
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    /// Adds /operations, its permissions and the log events.
    void declare(Declarations& d);
    /// @throws Error Bug when the name has a handler.
    void add(std::string plugin, std::string name, JobOptions options, Handler run);
    /// Queues the job with the payload {} once per interval over all nodes, first at once. While one of them
    /// still waits for a free thread, no other one is queued.
    void every(std::string plugin, std::chrono::seconds interval, std::string job);
    /// Begins to claim jobs; all plugins have started.
    void start();
    /// Forgets the plugin's jobs and schedules and waits for its attempts, which are told to stop; the rest
    /// of their work is kept. Not to be called by a handler.
    void removeAll(std::string_view plugin);
    /// Claims nothing more, tells attempts to stop and waits for them until the limit of the options, or
    /// until `hurry`. Leases of attempts that have not returned by then are given back; they can write
    /// nothing more.
    /// @returns true when all returned.
    bool drain(const std::stop_token& hurry = {});
    /// True when nothing that is due now waits or runs, and no schedule is due.
    [[nodiscard]] bool idle();
    /// A unit that queued jobs has committed.
    void onCommitted();
    /// Names this process on the jobs that it works on.
    [[nodiscard]] const std::string& node() const noexcept { return options_.node; }
    /// The first job that failed or waits for another attempt, as a sentence.
    [[nodiscard]] std::optional<std::string> trouble();

    /// @see Unit::enqueue
    Id enqueue(Unit& unit, std::string_view name, const std::string& payload,
               const JobRequest& request) const {
        return queue_.enqueue(unit, name, payload, request);
    }
    /// Cancels a queued job at once and asks a running one to stop. @throws Error NotFound, Conflict when it
    /// has ended.
    void cancel(Unit& unit, Id job) const;
    /// Queues a failed job anew; it goes on at its checkpoint. @throws Error NotFound, Conflict when it has
    /// not failed.
    void queueAgain(Unit& unit, Id job) const;

private:
    struct Job;
    struct Wanted;
    struct Failure;
    using Clockwork = std::chrono::steady_clock;

    void claimLoop(const std::stop_token& stop);
    void claimDue();
    void met(std::size_t lost);
    std::vector<Wanted> wanted();
    void begin(const std::shared_ptr<Job>& job, ClaimedJob claimed, std::int64_t token);
    void run(const std::shared_ptr<Job>& job, const std::shared_ptr<RunningAttempt>& attempt);
    void ended(const std::shared_ptr<Job>& job, const std::shared_ptr<RunningAttempt>& attempt);
    void conclude(const Job& job, RunningAttempt& attempt, const std::optional<Failure>& failure);
    static void tell(Unit& unit, const ClaimedJob& job, std::string_view outcome);
    std::string_view write(Unit& unit, const Job& job, const RunningAttempt& attempt,
                           const std::optional<Failure>& failure) const;

    void keepLoop(const std::stop_token& stop);
    void heartbeatLoop(const std::stop_token& stop);
    void heartbeat();
    void purge();
    void measure();
    void giveBack(const std::vector<std::shared_ptr<RunningAttempt>>& attempts);
    [[nodiscard]] std::vector<std::shared_ptr<RunningAttempt>> running() const;

    Storage& storage_;
    observe::Metrics& metrics_;
    Log& log_;
    const Clock& clock_;
    RunnerOptions options_;
    Queue queue_;
    Schedule schedule_;

    mutable std::mutex mutex_;
    std::condition_variable_any wake_;  ///< something may be due
    std::condition_variable_any ended_; ///< an attempt ended
    std::map<std::string, std::shared_ptr<Job>, std::less<>> jobs_;
    std::set<std::shared_ptr<RunningAttempt>> attempts_;
    /// Of keepLoop(): name and state that have a gauge.
    std::set<std::pair<std::string, std::string>> counted_;
    std::uint64_t generation_ = 0; ///< grows when something was queued or has ended, so that idle() sees it
    bool woken_ = false;
    bool draining_ = false;
    std::int64_t spread_ =
        0; ///< of the claiming thread: how many jobs beyond the head of the queue it looks at
    std::minstd_rand dice_{std::random_device{}()}; ///< of the claiming thread
    Workers workers_;
    std::jthread claimer_, heart_, keeper_;
};

} // namespace rejoinder::job
