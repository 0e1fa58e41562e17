#pragma once
#include "state.h"

/// The search for duplicates over everybody, as a durable job.
namespace rejoinder::contacts {

/// Payload of the job.
struct DuplicateJob {
    std::optional<Id> importId; ///< only pairs with contacts of this import
};
REJOINDER_DESCRIBE(DuplicateJob, importId)

/// How far it has come: the next of MatchSearch::kSteps.
struct DuplicateProgress {
    std::int64_t step = 0, contacts = 0, compared = 0, found = 0, sure = 0;
};
REJOINDER_DESCRIBE(DuplicateProgress, step, contacts, compared, found, sure)

/// Reads everybody, and stores what each step finds together with the checkpoint. Killed, it reads everybody
/// again and goes on with the next step; pairs that are stored already are not stored twice.
void runDuplicateSearch(State& state, const DuplicateJob& job, Attempt& attempt);

} // namespace rejoinder::contacts
