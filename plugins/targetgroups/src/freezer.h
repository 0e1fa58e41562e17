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

    [[nodiscard]] Evaluator evaluator(Unit& unit) const;
};

/// Payload of the job targetgroups.freeze.
struct FreezeJob {
    Id targetGroupId;
};
REJOINDER_DESCRIBE(FreezeJob, targetGroupId)

/// Everybody of the net group who gets a cell, with the funnel.
std::vector<Placed> place(Unit& unit, const Sources& sources, const Definition& definition,
                          Waterfall& waterfall);
/// Evaluates once and stores the members in steps; the last one makes the list visible.
void freeze(const Sources& sources, const FreezeJob& job, Attempt& attempt);

} // namespace rejoinder::targetgroups
