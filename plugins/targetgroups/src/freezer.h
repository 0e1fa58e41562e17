#pragma once
#include "evaluate.h"

#include <rejoinder/contract/campaigns.h>

namespace rejoinder::targetgroups {

/// Services that freezing and counting ask.
struct Sources {
    Context* context = nullptr;
    std::shared_ptr<contacts::Universe> universe;
    std::shared_ptr<contacts::ContactGate> gate;
    std::shared_ptr<contacts::Directory> directory;
    std::shared_ptr<campaigns::Campaigns> campaigns;

    /// Everybody who knows something, at this moment.
    [[nodiscard]] Providers providers() const;
    /// The sets that count and freeze within a unit, which must outlive them.
    [[nodiscard]] std::unique_ptr<Sets> sets(Unit& unit) const;
};

/// Payload of the job targetgroups.freeze.
struct FreezeJob {
    Id targetGroupId;
};
REJOINDER_DESCRIBE(FreezeJob, targetGroupId)

/// The funnel with the cells, in figures; nobody is drawn for it.
Waterfall count(Evaluator& evaluator, const Definition& definition);
/// Everybody of the net group who gets a cell, with the funnel.
std::vector<Placed> place(Evaluator& evaluator, const Definition& definition, Waterfall& waterfall);
/// Evaluates once and stores the members in steps; the last one makes the list visible.
void freeze(const Sources& sources, const FreezeJob& job, Attempt& attempt);

} // namespace rejoinder::targetgroups
