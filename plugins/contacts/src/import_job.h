#pragma once
#include "import_model.h"
#include "state.h"

namespace rejoinder::contacts {

/// The payload of the job contacts.import.
struct ImportJob {
    Id importId;
};
REJOINDER_DESCRIBE(ImportJob, importId)

/// What the operation shows as its result.
struct ImportResult {
    Id importId;
    std::optional<ImportState> state;
    std::int64_t records = 0, created = 0, updated = 0, unchanged = 0, failed = 0;
};
REJOINDER_DESCRIBE(ImportResult, importId, state, records, created, updated, unchanged, failed)

/// @throws Error NotFound.
ImportRow requireImport(Unit& unit, Id id);

/// Imports the file, step by step: rows and checkpoint commit together, so a crash anywhere neither loses nor
/// doubles a row.
void runImport(State& state, const ImportJob& job, Attempt& attempt);

} // namespace rejoinder::contacts
