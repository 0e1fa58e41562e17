#pragma once
#include "selector.h"

/// Runs of rules: durable, in steps, without a second contact.
namespace rejoinder::followups {

inline constexpr std::string_view kRunJob = "followups.run";

/// Payload of the job.
struct RunJob {
    Id runId;
};
REJOINDER_DESCRIBE(RunJob, runId)

Rule findRule(Unit& unit, Id id);
Run findRun(Unit& unit, Id id);

class RunBook {
public:
    /// `step`: persons per unit of work; each takes a row here and one in the frozen list.
    RunBook(const Sources& sources, std::int64_t step)
        : sources_(sources), step_(static_cast<std::size_t>(step)) {}
    /// Makes a run and queues its job. An unfinished run of the rule goes on instead.
    /// @throws Error Conflict when the rule is not active or the campaign not approved
    Run start(Unit& unit, const Rule& rule, bool startWave) const;
    /// Works until the run is done, failed, or the attempt stops. Goes on where the last committed step
    /// ended: who was selected is no candidate any more, and the frozen list grows in the unit that selects.
    void work(const RunJob& job, Attempt& attempt) const;

private:
    void select(Attempt& attempt, const Rule& rule, const Run& run) const;
    void selectChunk(Unit& unit, const Rule& rule, Id run, std::span<const std::int64_t> ids) const;
    /// Makes the wave, or gives the persons free when the wave is refused.
    void finish(Attempt& attempt, const Rule& rule, Id run) const;
    void release(Attempt& attempt, Id run) const;

    const Sources& sources_;
    std::size_t step_;
};

} // namespace rejoinder::followups
