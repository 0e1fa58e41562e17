#pragma once
#include "suppression.h"

#include <rejoinder/plugin.h>

#include <memory>

namespace rejoinder::contacts {

/// What routes and jobs need while the plugin runs; filled by start().
struct State {
    Context* context = nullptr;
    std::shared_ptr<Suppressions> suppressions;
    std::shared_ptr<ContactGate> gate;
    std::shared_ptr<const class ErasureJournal> journal;
};

void declareContactRoutes(Declarations& d);
void declareAddresses(Declarations& d);
void declareConsentRoutes(Declarations& d);
void declareSuppressionRoutes(Declarations& d, State& state);
void declareImports(Declarations& d, State& state);
void declareImportDrafts(Declarations& d, State& state);
void declareImportUndo(Declarations& d, State& state);
void declareProfileRoutes(Declarations& d);
void declareDuplicates(Declarations& d, State& state);
void declarePlaces(Declarations& d, State& state);
void declareMerges(Declarations& d, State& state);
void declareSuppressionLists(Declarations& d, State& state);
void declareConsentView(Declarations& d, State& state);
void declareTimeline(Declarations& d, State& state);
void declareErasure(Declarations& d, State& state);
void declareHouseholds(Declarations& d, State& state);
void declareRetention(Declarations& d, State& state);
void declareChecks(Declarations& d, State& state);

/// Queues the job that derives search keys, reach and household anew, if an older program made them.
void deriveAnew(State& state);

/// Removes files that no unfinished import owns any more.
void removeForgottenFiles(Context& context);

} // namespace rejoinder::contacts
