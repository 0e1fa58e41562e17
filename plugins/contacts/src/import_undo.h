#pragma once
#include "import_change.h"
#include "state.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Taking an import back: contacts that it made go away, fields that it changed become what they were.
namespace rejoinder::contacts {

/// Payload of the job contacts.import-undo.
struct UndoJob {
    Id importId;
};
REJOINDER_DESCRIBE(UndoJob, importId)

/// How far it has come, and what it leaves behind.
struct UndoProgress {
    bool changesDone = false; ///< what it changed is given back; next is what it made
    Id after;                 ///< the last contact that was looked at
    std::int64_t removed = 0; ///< contacts
    std::int64_t restored = 0;
    std::int64_t kept = 0;     ///< contacts that stay, or of which a field stays, each with its reason
    std::int64_t annulled = 0; ///< consents
};
REJOINDER_DESCRIBE(UndoProgress, changesDone, after, removed, restored, kept, annulled)

/// Takes the import back step by step; each contact with all that belongs to it in one unit.
void runUndo(State& state, const UndoJob& job, Attempt& attempt);

/// Why contacts that an import made must stay: word → of whom. The ids ascend.
std::map<Id, std::string> reasonsToKeep(Unit& unit, State& state, Id import,
                                        const std::map<Id, std::int64_t>& versions);

/// Gives one contact back what an import changed, but for fields that were changed since.
/// @returns what had to stay: field names; `restored` says whether anything was given back.
std::vector<std::string> giveBack(Unit& unit, const std::vector<ImportChangeRow>& changes, bool& restored);

/// Annuls the consents that the contacts have by this import. @returns how many.
std::int64_t annulConsents(Unit& unit, Id import, const std::vector<Id>& contacts, std::string_view source);

} // namespace rejoinder::contacts
