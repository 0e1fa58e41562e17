#include "kernel/job/runner.h"

#include "kernel/event/backoff.h"

#include <rejoinder/notice.h>

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace rejoinder::job {

namespace {

struct WatchRow {
    std::int64_t leaseToken = 0;
    bool cancelRequested = false;
    std::string state;
};
REJOINDER_DESCRIBE(WatchRow, leaseToken, cancelRequested, state)

constexpr std::chrono::seconds kLongestBackoff{3600};
constexpr std::size_t kErrorLength = 500; // bytes; the column holds 2,000 characters
constexpr int kWriteAttempts = 6;         // of an attempt that was told to stop; others write until they can
constexpr std::chrono::milliseconds kLongestWritePause{2000};

std::string nodeName() {
    char host[65] = {};
    gethostname(host, sizeof host - 1);
    return fmt::format("{}:{}", host, getpid());
}

WriteOptions system(std::string name) {
    return {Priority::Background, Actor{"system", std::move(name), Id{}, {}}};
}

} // namespace

/// A name with its handler. `running` and `removed` are guarded by the runner's mutex.
struct Runner::Job {
    std::string plugin, name;
    JobOptions options;
    Handler run;
    int running = 0;
    bool removed = false;
};

/// A name with threads to spare.
struct Runner::Wanted {
    std::shared_ptr<Job> job;
    std::int64_t most;
    std::vector<Candidate> candidates;
};

/// Why an attempt failed. `database`: it is no fault of the job's, so the attempt does not count.
struct Runner::Failure {
    std::string text;
    bool database = false;
};

Runner::Runner(Storage& storage, observe::Metrics& metrics, Log& log, const Clock& clock,
               RunnerOptions options)
    : storage_(storage),
      metrics_(metrics),
      log_(log),
      clock_(clock),
      options_(std::move(options)),
      queue_(clock),
      schedule_(storage, queue_, clock),
      workers_(options_.threads) {
    if (options_.node.empty()) options_.node = nodeName();
}

Runner::~Runner() {
    drain();
    workers_.join();
}

void Runner::add(std::string plugin, std::string name, JobOptions options, Handler run) {
    const std::lock_guard lock(mutex_);
    auto job = std::make_shared<Job>(Job{std::move(plugin), name, options, std::move(run)});
    if (!jobs_.try_emplace(name, std::move(job)).second)
        throw Error(ErrorKind::Bug, "kernel.job-twice", "there are two handlers for the job " + name);
}

void Runner::every(std::string plugin, std::chrono::seconds interval, std::string job) {
    schedule_.add(std::move(plugin), interval, std::move(job));
    onCommitted();
}

void Runner::start() {
    const std::lock_guard lock(mutex_);
    if (claimer_.joinable() || draining_) return;
    claimer_ = std::jthread([this](const std::stop_token& stop) { claimLoop(stop); });
    heart_ = std::jthread([this](const std::stop_token& stop) { heartbeatLoop(stop); });
    keeper_ = std::jthread([this](const std::stop_token& stop) { keepLoop(stop); });
}

void Runner::removeAll(std::string_view plugin) {
    schedule_.removeAll(plugin);
    std::unique_lock lock(mutex_);
    std::vector<std::shared_ptr<Job>> removed;
    for (const auto& [name, job] : jobs_)
        if (job->plugin == plugin) removed.push_back(job);
    for (const auto& job : removed) {
        job->removed = true;
        jobs_.erase(job->name);
        for (const auto& attempt : attempts_)
            if (attempt->job().name == job->name) attempt->stop();
    }
    ended_.wait(lock, [&] {
        return std::all_of(removed.begin(), removed.end(), [](const auto& job) { return job->running == 0; });
    });
    for (const auto& job : removed) job->run = nullptr; // its code may be unloaded now
}

bool Runner::drain(const std::stop_token& hurry) {
    {
        const std::lock_guard lock(mutex_);
        draining_ = true;
        for (const auto& attempt : attempts_) attempt->stop();
    }
    if (claimer_.joinable()) {
        keeper_.request_stop();
        claimer_.request_stop();
        claimer_.join();
        keeper_.join();
    }
    std::vector<std::shared_ptr<RunningAttempt>> left;
    {
        std::unique_lock lock(mutex_);
        ended_.wait_for(lock, hurry, options_.drainLimit, [&] { return attempts_.empty(); });
        left.assign(attempts_.begin(), attempts_.end());
    }
    giveBack(left);
    if (heart_.joinable()) {
        heart_.request_stop();
        heart_.join();
    }
    return left.empty();
}

/// Lets other nodes have the jobs of attempts that do not return.
void Runner::giveBack(const std::vector<std::shared_ptr<RunningAttempt>>& attempts) {
    if (attempts.empty()) return;
    for (const auto& attempt : attempts) attempt->lose();
    try {
        storage_.write(
            [&](Unit& unit) {
                for (const auto& attempt : attempts)
                    queue_.giveBack(unit, attempt->lease(), attempt->progressNow());
            },
            system("jobs"));
    } catch (const std::exception&) {
        log_.warning("JOB-QUEUE-PAUSED"); // the leases end by themselves
    }
}

void Runner::onCommitted() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
        ++generation_;
    }
    wake_.notify_all();
}

bool Runner::idle() {
    std::vector<std::string> names;
    std::uint64_t generation = 0;
    {
        const std::lock_guard lock(mutex_);
        if (!attempts_.empty()) return false;
        generation = generation_;
        for (const auto& [name, job] : jobs_) names.push_back(name);
    }
    if (schedule_.due()) { // perhaps only since the clock was set
        onCommitted();
        return false;
    }
    const bool due = storage_.read([&](Unit& unit) {
        return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
            return unit.number("kernel.job-is-running", {{"name", name}}) > 0 ||
                   unit.number("kernel.job-is-due", {{"name", name}, {"now", clock_.now()}}) > 0;
        });
    });
    if (due) {
        onCommitted();
        return false;
    }
    const std::lock_guard lock(mutex_);
    return attempts_.empty() && generation == generation_;
}

std::vector<std::shared_ptr<RunningAttempt>> Runner::running() const {
    const std::lock_guard lock(mutex_);
    return {attempts_.begin(), attempts_.end()};
}

void Runner::claimLoop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            schedule_.run();
            claimDue();
        } catch (const std::exception&) {
            log_.warning("JOB-QUEUE-PAUSED"); // the next round tries again
        }
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, options_.poll, [&] { return woken_; });
        woken_ = false;
    }
}

/// The names that may have another attempt on this node.
std::vector<Runner::Wanted> Runner::wanted() {
    std::vector<Wanted> names;
    const std::lock_guard lock(mutex_);
    const auto room = options_.threads - static_cast<int>(attempts_.size());
    for (const auto& [name, job] : jobs_)
        if (const int most = std::min(room, job->options.parallel - job->running); most > 0)
            names.push_back({job, most, {}});
    return names;
}

void Runner::claimDue() {
    auto names = wanted();
    std::set<Id>
        ours; // attempts whose lease ended while the database was away: only another node may take them over
    for (const auto& attempt : running()) ours.insert(attempt->jobId());
    storage_.read([&](Unit& unit) {
        for (auto& [job, most, candidates] : names) {
            candidates = queue_.candidates(unit, job->name, most + spread_);
            std::erase_if(candidates, [&](const Candidate& c) { return ours.contains(c.id); });
            if (spread_ > 0) std::ranges::shuffle(candidates, dice_);
        }
    });
    std::erase_if(names, [](const Wanted& w) { return w.candidates.empty(); });
    if (names.empty()) return;
    struct Claim {
        std::shared_ptr<Job> job;
        ClaimedJob claimed;
        std::int64_t token;
    };
    const auto room = static_cast<std::size_t>(options_.threads) -
                      std::min(ours.size(), static_cast<std::size_t>(options_.threads));
    std::vector<Claim> claims;
    std::size_t lost = 0;
    storage_.write(
        [&](Unit& unit) {
            claims.clear();
            lost = 0;
            for (const auto& [job, most, candidates] : names) {
                auto left = most;
                for (const auto& candidate : candidates) {
                    if (left == 0 || claims.size() >= room) break;
                    const std::int64_t token = unit.newId().value;
                    auto claimed = queue_.claim(unit, candidate, token, options_.node, job->options.lease);
                    if (!claimed) {
                        ++lost;
                        continue;
                    }
                    claims.push_back({job, std::move(*claimed), token});
                    --left;
                }
            }
        },
        system("jobs"));
    for (auto& claim : claims) begin(claim.job, std::move(claim.claimed), claim.token);
    met(lost);
}

/// After a race for the head of the queue this node looks at more jobs than it can run and takes any of them,
/// so that nodes do not meet again at once; alone it keeps to the order.
void Runner::met(std::size_t lost) {
    constexpr std::int64_t kLeast = 8, kMost = 64;
    spread_ = lost > 0 ? std::clamp(spread_ * 2, kLeast, kMost) : spread_ - (spread_ + 7) / 8;
    if (lost == 0) return;
    const std::lock_guard lock(mutex_);
    woken_ = true; // what is left is due, too
}

void Runner::begin(const std::shared_ptr<Job>& job, ClaimedJob claimed, std::int64_t token) {
    auto attempt = std::make_shared<RunningAttempt>(storage_, queue_, clock_, std::move(claimed), token,
                                                    job->options.lease);
    {
        const std::lock_guard lock(mutex_);
        if (job->removed || draining_) // meanwhile
            attempt->stop();
        attempts_.insert(attempt);
        ++job->running;
    }
    workers_.run([this, job, attempt] { run(job, attempt); });
}

void Runner::run(const std::shared_ptr<Job>& job, const std::shared_ptr<RunningAttempt>& attempt) {
    const auto begin = Clockwork::now();
    std::optional<Failure> failure;
    if (attempt->job().cancelRequested) attempt->cancel();
    Handler handler;
    {
        const std::lock_guard lock(mutex_);
        handler = job->removed ? Handler() : job->run;
    }
    if (!attempt->stopping() && handler) {
        try {
            handler(attempt->job().payload, *attempt);
        } catch (const Error& e) {
            failure = Failure{e.code() + ": " + e.text(),
                              e.kind() == ErrorKind::Unavailable && e.code().starts_with("storage.")};
        } catch (const std::exception& e) {
            failure = Failure{std::string("exception: ") + e.what()};
        } catch (...) {
            failure = Failure{"exception: an exception that is no std::exception"};
        }
    }
    conclude(*job, *attempt, failure);
    metrics_.histogram("rejoinder_job_attempt_seconds", "Duration of attempts", {{"job", job->name}})
        .observe(std::chrono::duration<double>(Clockwork::now() - begin).count());
    handler = nullptr;
    ended(job, attempt);
}

void Runner::ended(const std::shared_ptr<Job>& job, const std::shared_ptr<RunningAttempt>& attempt) {
    {
        const std::lock_guard lock(mutex_);
        attempts_.erase(attempt);
        --job->running;
        woken_ = true; // there is room for the next one
        ++generation_;
    }
    wake_.notify_all();
    ended_.notify_all();
}

/// Writes how the attempt ended, as soon as the database is there again: were the lease left to end by
/// itself, the job would wait for it. Who is told to stop tries a few times only. The token keeps it from
/// writing into an attempt of another node.
void Runner::conclude(const Job& job, RunningAttempt& attempt, const std::optional<Failure>& failure) {
    std::string_view outcome = "lost";
    for (int i = 1; !attempt.lost(); ++i) {
        try {
            outcome = storage_.write(
                [&](Unit& unit) {
                    const auto how = write(unit, job, attempt, failure);
                    tell(unit, attempt.job(), how);
                    return how;
                },
                attempt.writeOptions());
            break;
        } catch (const std::exception&) {
            log_.warning("JOB-QUEUE-PAUSED");
            if (attempt.draining() && i >= kWriteAttempts) break;
            const std::chrono::milliseconds pause(50 * (1 << std::min(i, 10)));
            std::this_thread::sleep_for(std::min(pause, kLongestWritePause));
        }
    }
    metrics_
        .counter("rejoinder_job_attempts_total", "Attempts by how they ended",
                 {{"job", job.name}, {"outcome", std::string(outcome)}})
        .add();
    const auto id = attempt.jobId().value;
    if (outcome == "lost")
        log_.warning("JOB-LEASE-LOST", {{"job", job.name}, {"id", id}});
    else if (failure && (outcome == "retry" || outcome == "failed"))
        log_.write(outcome == "failed" ? LogLevel::Error : LogLevel::Warning,
                   outcome == "failed" ? "JOB-FAILED" : "JOB-ATTEMPT-FAILED",
                   {{"job", job.name},
                    {"id", id},
                    {"attempt", attempt.number()},
                    {"code", std::string_view(failure->text).substr(0, failure->text.find(':'))}});
}

/// Who asked for the work hears how it ended; what nobody asked for is told, when it failed, to those who can
/// try it again.
void Runner::tell(Unit& unit, const ClaimedJob& job, std::string_view outcome) {
    const bool ended = outcome == "succeeded" || outcome == "cancelled";
    const bool asked = job.userId && job.title != job.name; // what has no title is nobody's business
    if (outcome != "failed" && !(ended && asked)) return;
    Notice notice;
    notice.userId = job.userId;
    if (outcome == "failed")
        notice.permission = "operations.cancel"; // where nobody asked, or who did has left
    notice.kind = "operation-" + std::string(outcome);
    notice.subject = job.title;
    notice.link = "/operations?operation=" + job.id.toString();
    unit.publish(notice);
}

std::string_view Runner::write(Unit& unit, const Job& job, const RunningAttempt& attempt,
                               const std::optional<Failure>& failure) const {
    const Lease lease = attempt.lease();
    const Progress progress = attempt.progressNow();
    const bool stopped = attempt.toldToStop();
    std::optional<std::string> error;
    if (failure) error = event::shortened(failure->text, kErrorLength);
    if (attempt.cancelled() && (stopped || failure))
        return queue_.finish(unit, lease, OperationState::Cancelled, progress, attempt.resultText(), error)
                   ? "cancelled"
                   : "lost";
    if (attempt.draining() && stopped) return queue_.giveBack(unit, lease, progress) ? "given-back" : "lost";
    if (!failure)
        return queue_.finish(unit, lease, OperationState::Succeeded, progress, attempt.resultText(), error)
                   ? "succeeded"
                   : "lost";
    if (failure->database)
        return queue_.putOff(unit, lease, progress, clock_.now().plus(job.options.backoff), *error)
                   ? "put-off"
                   : "lost";
    if (attempt.number() > job.options.retries)
        return queue_.fail(unit, lease, progress, std::nullopt, *error) ? "failed" : "lost";
    const auto wait = event::backoff(job.options.backoff, attempt.number(), kLongestBackoff);
    return queue_.fail(unit, lease, progress, clock_.now().plus(wait), *error) ? "retry" : "lost";
}

/// Purges and measures beside the claims.
void Runner::keepLoop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            purge();
            measure();
        } catch (const std::exception&) {
            log_.warning("JOB-QUEUE-PAUSED");
        }
        std::unique_lock lock(mutex_);
        ended_.wait_for(lock, stop, options_.housekeeping, [] { return false; });
    }
}

void Runner::heartbeatLoop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            ended_.wait_for(lock, stop, options_.heartbeat, [] { return false; });
        }
        try {
            heartbeat();
        } catch (const std::exception&) {
            log_.warning("JOB-QUEUE-PAUSED");
        }
    }
}

/// Hears of cancellations, renews leases before they end, and stores progress that no step stores.
void Runner::heartbeat() {
    auto attempts = running();
    if (attempts.empty()) return;
    storage_.read([&](Unit& unit) {
        for (const auto& attempt : attempts) {
            const auto row = unit.one<WatchRow>("kernel.job-watch", {{"id", attempt->jobId()}});
            if (row && row->cancelRequested && row->leaseToken == attempt->lease().token) attempt->cancel();
        }
    });
    std::erase_if(attempts, [](const auto& attempt) { return attempt->lost() || !attempt->wantsRenewal(); });
    if (attempts.empty()) return;
    std::vector<std::pair<std::shared_ptr<RunningAttempt>, Progress>> renewed;
    std::vector<std::shared_ptr<RunningAttempt>> lost;
    const Timestamp since = clock_.now();
    storage_.write(
        [&](Unit& unit) {
            renewed.clear();
            lost.clear();
            for (const auto& attempt : attempts) {
                const Progress progress = attempt->progressNow();
                if (attempt->renew(unit))
                    renewed.emplace_back(attempt, progress);
                else
                    lost.push_back(attempt);
            }
        },
        system("jobs"));
    for (const auto& [attempt, progress] : renewed) attempt->renewed(progress, since);
    for (const auto& attempt : lost) attempt->lose();
}

} // namespace rejoinder::job
