#pragma once
#include <rejoinder/clock.h>
#include <rejoinder/storage.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::job {

/// A row of the queue that may be claimed.
struct Candidate {
    Id id;
    std::string state;
    std::int64_t leaseToken = 0;
};
REJOINDER_DESCRIBE(Candidate, id, state, leaseToken)

/// What an attempt needs to know of its job.
struct ClaimedJob {
    Id id;
    std::string name, title, payload, checkpoint;
    std::int32_t attempts = 0; ///< with this one
    std::int64_t done = 0, total = 0;
    bool cancelRequested = false;
    Id userId;
};
REJOINDER_DESCRIBE(ClaimedJob, id, name, title, payload, checkpoint, attempts, done, total, cancelRequested,
                   userId)

/// How far an attempt is.
struct Progress {
    std::int64_t done = 0, total = 0;
    bool operator==(const Progress&) const = default;
};

/// Who has a job: every statement of an attempt names the token, so that an attempt whose lease went to
/// another one changes nothing any more.
struct Lease {
    Id jobId;
    std::int64_t token = 0;
};

/// The statements on the queue, each part of a unit that the caller opens. Without state.
class Queue {
public:
    explicit Queue(const Clock& clock) : clock_(clock) {}

    /// @see Unit::enqueue
    Id enqueue(Unit& unit, std::string_view name, const std::string& payload, const JobRequest& request,
               bool scheduled = false) const;
    /// Up to `most` jobs of that name that are due, or whose lease ended.
    [[nodiscard]] std::vector<Candidate> candidates(Unit& unit, std::string_view name,
                                                    std::int64_t most) const;
    /// Nothing when somebody else was faster.
    std::optional<ClaimedJob> claim(Unit& unit, const Candidate& candidate, std::int64_t token,
                                    std::string_view node, std::chrono::seconds lease) const;
    /// Renews the lease; stores the progress, and the checkpoint if there is one. False when the lease is
    /// lost.
    bool renew(Unit& unit, const Lease& lease, std::chrono::seconds time, Progress progress,
               const std::string* checkpoint = nullptr) const;
    /// Ends a job that succeeded or was cancelled. `payload` and checkpoint are not needed any more. False
    /// when lost.
    bool finish(Unit& unit, const Lease& lease, OperationState state, Progress progress,
                const std::optional<std::string>& result, const std::optional<std::string>& error) const;
    /// After a failure: tried again at `again`, or failed for good. False when lost.
    bool fail(Unit& unit, const Lease& lease, Progress progress, std::optional<Timestamp> again,
              std::string_view error) const;
    /// After a failure that was not the job's: tried again at `again`, and the attempt does not count. False
    /// when lost.
    bool putOff(Unit& unit, const Lease& lease, Progress progress, Timestamp again,
                std::string_view error) const;
    /// The attempt did not happen: the next one may begin at once. False when lost.
    bool giveBack(Unit& unit, const Lease& lease, Progress progress) const;

private:
    const Clock& clock_;
};

} // namespace rejoinder::job
