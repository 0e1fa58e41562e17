#pragma once
#include "merge_fields.h"
#include "suppression.h"

#include <optional>
#include <string>
#include <vector>

/// Merging contacts into one person, and taking that back.
namespace rejoinder::contacts {

struct MergeRow {
    Id id, contactId, mergedId;
    MergeChoices choices;
    FieldMap beforeFields, afterFields; ///< of the contact that stays
    std::string mergedBy;
    Timestamp mergedAt;
    std::string undoneBy;
    std::optional<Timestamp> undoneAt;
};
REJOINDER_DESCRIBE(MergeRow, id, contactId, mergedId, choices, beforeFields, afterFields, mergedBy, mergedAt,
                   undoneBy, undoneAt)

/// What un-merging did with what had come in meanwhile.
struct Unmerged {
    Id contactId, mergedId;
    std::vector<std::string> kept;   ///< fields that were changed since and stay with the one that stayed
    std::vector<std::string> copied; ///< objections, withdrawals and holds of the time as one, now with both
};
REJOINDER_DESCRIBE(Unmerged, contactId, mergedId, kept, copied)

/// Makes `goes` resolve to `stays`; both may be merged already, then it is about who stands for them. The row
/// of the one that goes is not touched. `wanted` goes before survivorRule().
/// @throws Error Conflict when they are one person already, NotFound, Invalid for a typed value.
MergeRow mergeContacts(Unit& unit, Id stays, Id goes, const MergeChoices& wanted);

/// Restricts the use of a person's data under all its ids, or ends that (GDPR art. 18). Merges that stand
/// count it as theirs, so that taking them back changes nothing about it. @returns false: so it was already.
bool setRestricted(Unit& unit, Id person, bool restricted);

/// Makes two of them again. Both get back what they had; what was changed since stays with the one that
/// stayed, and who objected, withdrew consent or was put on hold in the meantime was so as both, because
/// nobody knows who of them it was. Later merges of either stay. @throws Error NotFound, Conflict when it was
/// undone before.
Unmerged unmergeContacts(Unit& unit, Suppressions& suppressions, Id merge);

} // namespace rejoinder::contacts
