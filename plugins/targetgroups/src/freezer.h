#pragma once
#include "funnel.h"
#include "index_keeper.h"
#include "records.h"

namespace rejoinder::targetgroups {

/// Services that freezing and counting ask.
struct Sources {
    Context* context = nullptr;
    std::shared_ptr<contacts::Universe> universe;
    std::shared_ptr<contacts::ContactGate> gate;
    std::shared_ptr<contacts::Directory> directory;
    std::shared_ptr<campaigns::Campaigns> campaigns;
    std::shared_ptr<contacts::Households> households;
    std::shared_ptr<contacts::Identities> identities;
    std::shared_ptr<index::Keeper> index; ///< null when there shall be none

    /// Everybody who knows something, at this moment.
    [[nodiscard]] Providers providers() const;
    /// The sets that count and freeze within a unit, which must outlive them: of the index when it is ready.
    /// `askGate`: who must not be contacted is decided by the gate itself.
    [[nodiscard]] std::unique_ptr<Sets> sets(Unit& unit, bool askGate = false) const;
    /// Sets of the database: to the last commit, and slow.
    [[nodiscard]] std::unique_ptr<Sets> databaseSets(Unit& unit) const;
    /// What the funnel of a campaign's group asks; without a campaign (0) there are no cells. `own`: the
    /// group, where it is stored.
    [[nodiscard]] Surroundings surroundings(Unit& unit, Id campaign, Id own = {}) const;
};

/// Payload of the jobs targetgroups.freeze and targetgroups.extend.
struct FreezeJob {
    Id targetGroupId;
};
REJOINDER_DESCRIBE(FreezeJob, targetGroupId)

/// What extending a list leaves behind.
struct Extended {
    std::int64_t joined = 0;
};
REJOINDER_DESCRIBE(Extended, joined)

/// Published by whoever waits until the index has all that was committed before.
struct IndexMarked {
    static constexpr std::string_view kTopic = "targetgroups.index-marked";
    std::string mark;
};
REJOINDER_DESCRIBE(IndexMarked, mark)

/// The funnel of a definition in figures; `own` as with Sources::surroundings.
Waterfall count(const Sources& sources, Unit& unit, const Definition& definition, Id campaign, Id own = {});

/// Somebody chosen, with everything that is kept.
struct Choice {
    Placed placed;
    std::string segment;
    std::vector<std::string> values; ///< of valueFacts(), in their order
};
/// The facts of a definition that have a value for each person: what a frozen list remembers.
std::vector<std::string> valueFacts(const Providers& providers, const Definition& definition);

/// Evaluates once and stores the members in steps; the last one makes the list visible. Only the job whose
/// operation stands in the group's row writes: every step holds that row.
void freeze(const Sources& sources, const FreezeJob& job, Attempt& attempt);
/// Adds who would be chosen today and is not in the list, neither under another id; nobody leaves. Who is
/// left out by a pressure rule today is kept in place of who was.
void extend(const Sources& sources, const FreezeJob& job, Attempt& attempt);

/// A person whom today's evaluation treats otherwise.
struct Mover {
    Id contactId, cellId;
    std::string segment;
};
REJOINDER_DESCRIBE(Mover, contactId, cellId, segment)

/// What changed since a list was frozen.
struct Changes {
    Timestamp asOf;
    std::int64_t members = 0;
    std::int64_t leaving = 0, joining = 0; ///< would not be chosen any more; would be chosen now
    std::vector<Mover> leavingSample, joiningSample;
    Waterfall now;
};
REJOINDER_DESCRIBE(Changes, asOf, members, leaving, joining, leavingSample, joiningSample, now)

Changes changesOf(const Sources& sources, Unit& unit, const TargetGroup& group);

} // namespace rejoinder::targetgroups
