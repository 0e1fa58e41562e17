#pragma once
#include "import_change.h"
#include "state.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Taking an import back: contacts that it made go away, fields that it changed become what they were.
namespace rejoinder::contacts {

/// Payload of the job contacts.import-undo: which undo of the import it is. A later one ends it.
struct UndoJob {
    Id importId;
    std::int64_t undo = 1;
};
REJOINDER_DESCRIBE(UndoJob, importId, undo)

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

/// What became of one contact.
struct GivenBack {
    bool restored = false;          ///< anything
    bool erased = false;            ///< the person was: nothing is given back
    std::vector<std::string> stays; ///< fields that were changed since
    std::size_t rows = 0;           ///< of the database, about
};
/// Gives one contact back what an import changed, but for what was changed since. The caller publishes it.
GivenBack giveBack(Unit& unit, const ImportRow& import, const std::vector<ImportChangeRow>& changes);

/// Annuls the consents that the contacts have by this import. @returns how many.
std::int64_t annulConsents(Unit& unit, Id import, const std::vector<Id>& contacts, std::string_view source);

} // namespace rejoinder::contacts
