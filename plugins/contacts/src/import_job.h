#pragma once
#include "import_model.h"
#include "state.h"

#include <exception>

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

/// The payload of the job contacts.import-trial: which version of the import's settings is tried.
struct TrialJob {
    Id importId;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(TrialJob, importId, version)

/// Two rows of a file, or a row and a contact, that may be one person.
struct TrialPair {
    std::int64_t line = 0;
    std::optional<std::int64_t> otherLine;
    std::optional<Id> contactId;
    std::int32_t score = 0;
    bool sure = false;
};
REJOINDER_DESCRIBE(TrialPair, line, otherLine, contactId, score, sure)

/// What the trial leaves behind.
struct TrialResult {
    Id importId;
    std::int64_t records = 0, created = 0, updated = 0, unchanged = 0, failed = 0;
    std::int64_t duplicatesSure = 0,
                 duplicatesPerhaps = 0; ///< rows to be made that are there already, or twice
    std::vector<TrialPair> examples;
};
REJOINDER_DESCRIBE(TrialResult, importId, records, created, updated, unchanged, failed, duplicatesSure,
                   duplicatesPerhaps, examples)

/// Somebody else decided meanwhile what becomes of the import: ends a step, with what it wrote, and its job.
struct Overtaken : std::exception {};

/// @throws Error NotFound.
ImportRow requireImport(Unit& unit, Id id);

/// Imports the file, step by step: rows and checkpoint commit together, so a crash anywhere neither loses nor
/// doubles a row.
void runImport(State& state, const ImportJob& job, Attempt& attempt);

/// Reads the file as an import would and counts what it would do; nothing is stored but its wrong rows.
void runTrial(State& state, const TrialJob& job, Attempt& attempt);

} // namespace rejoinder::contacts
