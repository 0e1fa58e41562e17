#pragma once
#include "kernel/job/queue.h"

#include <atomic>
#include <string>

namespace rejoinder::job {

/// One run of a job on this node. The handler's thread uses it as Attempt, the runner's other threads tell it
/// to stop and renew its lease.
class RunningAttempt final : public Attempt {
public:
    RunningAttempt(Storage& storage, const Queue& queue, const Clock& clock, ClaimedJob job,
                   std::int64_t token, std::chrono::seconds lease);

    [[nodiscard]] Id jobId() const override { return job_.id; }
    [[nodiscard]] std::int32_t number() const override { return job_.attempts; }
    [[nodiscard]] bool stopping() const override;
    void progress(std::int64_t done, std::int64_t total) override;
    void read(const std::function<void(Unit&)>& work) override;

    [[nodiscard]] const ClaimedJob& job() const noexcept { return job_; }
    [[nodiscard]] Lease lease() const noexcept { return {job_.id, token_}; }
    [[nodiscard]] WriteOptions writeOptions() const;
    [[nodiscard]] Progress progressNow() const noexcept { return {done_, total_}; }
    [[nodiscard]] const std::optional<std::string>& resultText() const noexcept { return result_; }

    void cancel() noexcept { cancelled_ = true; }
    void stop() noexcept { draining_ = true; }
    void lose() noexcept { lost_ = true; }
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }
    [[nodiscard]] bool draining() const noexcept { return draining_; }
    [[nodiscard]] bool lost() const noexcept { return lost_; }
    /// The handler was told to stop.
    [[nodiscard]] bool toldToStop() const noexcept { return told_; }

    /// True when the lease should be renewed, or progress is worth storing.
    [[nodiscard]] bool wantsRenewal() const;
    /// Renews lease and progress in a unit; call renewed() after its commit. False when the lease is lost.
    bool renew(Unit& unit) const;
    /// `since` was the time before that unit: the lease counts from there, however long the commit took.
    void renewed(Progress stored, Timestamp since) noexcept;

protected:
    void runStep(const std::function<void(Unit&)>& step,
                 const std::function<std::string()>* checkpoint) override;
    [[nodiscard]] std::string checkpointText() const override { return job_.checkpoint; }
    void setResult(std::string json) override { result_ = std::move(json); }

private:
    [[noreturn]] static void refuse();

    Storage& storage_;
    const Queue& queue_;
    const Clock& clock_;
    ClaimedJob job_; ///< its checkpoint is that of the last committed step
    std::int64_t token_;
    std::chrono::seconds leaseTime_;
    std::optional<std::string> result_;
    std::atomic<std::int64_t> done_, total_, storedDone_, storedTotal_;
    std::atomic<std::int64_t> renewedAt_; ///< microseconds of the clock
    std::atomic<bool> cancelled_ = false, draining_ = false, lost_ = false;
    mutable std::atomic<bool> told_ = false;
};

} // namespace rejoinder::job
