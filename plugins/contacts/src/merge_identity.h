#pragma once
#include <rejoinder/contract/contacts.h>

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

/// Which ids stand for the same person (contacts_alias).
namespace rejoinder::contacts {

/// An id that was merged away.
struct AliasRow {
    Id contactId, directId, rootId, mergeId;
};
REJOINDER_DESCRIBE(AliasRow, contactId, directId, rootId, mergeId)

/// Who stands for the contact today: itself unless it was merged away.
Id currentId(Unit& unit, Id contact);

/// For those of the ascending ids that are merged or have others merged into them: id → all ids of the
/// person, the one that stands for it first. Costs one small query while nobody was merged.
std::map<Id, std::vector<Id>> familiesOf(Unit& unit, std::span<const Id> sorted);

/// All ids of one person, the one that stands for it first.
std::vector<Id> allIdsOf(Unit& unit, Id contact);

/// Those of the ids that were not merged away, in their order.
std::vector<Id> standingOf(Unit& unit, std::vector<Id> ids);

/// Who stands for these today, ascending and each once.
std::vector<Id> rootsOf(Unit& unit, std::span<const Id> ids);

std::shared_ptr<Identities> makeIdentities();

} // namespace rejoinder::contacts
