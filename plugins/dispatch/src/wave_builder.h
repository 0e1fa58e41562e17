#pragma once
#include "code_space.h"
#include "records.h"

#include <rejoinder/log.h>

#include <unordered_set>

namespace rejoinder::dispatch {

/// The jobs that make a wave's pieces, and that cancel them. Where building stands is kept in the wave's own
/// row, in the same unit of work as the pieces of each step, so any later job goes on exactly there.
class WaveBuilder {
public:
    WaveBuilder(const Neighbours& neighbours, const CodeSpace& codes, Log& log)
        : neighbours_(neighbours), codes_(codes), log_(log) {}

    void build(const WaveJob& job, Attempt& attempt) const;
    void cancel(const WaveJob& job, Attempt& attempt) const;

private:
    using Contacts = std::unordered_set<Id>;
    /// The wave when this job may build it; makes the seeds' pieces first.
    std::optional<WaveRow> begin(Unit& unit, const WaveJob& job, Id jobId) const;
    void buildSeeds(Unit& unit, WaveRow& wave) const;
    /// Stores the pieces of some members; false when another job has taken over.
    bool step(Unit& unit, const WaveJob& job, Id jobId, std::span<const targetgroups::Member> members,
              const Contacts& seeds, std::int64_t& built) const;
    void finish(Unit& unit, const WaveJob& job, Id jobId) const;
    void insert(Unit& unit, const WaveRow& wave, std::vector<NewPiece> pieces, Id builtAfter) const;

    const Neighbours& neighbours_;
    const CodeSpace& codes_;
    Log& log_;
};

} // namespace rejoinder::dispatch
