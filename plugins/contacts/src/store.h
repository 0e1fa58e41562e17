#pragma once
#include "record.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// Contacts and attributes in the database.
namespace rejoinder::contacts {

/// How a contact can be reached (Reach).
struct ReachRow {
    Id id;
    std::int32_t reach = 0;
};
REJOINDER_DESCRIBE(ReachRow, id, reach)

/// The contact's own row, also when it was merged away.
std::optional<Contact> findContact(Unit& unit, Id id);
/// The contact that stands for the id today. @throws Error NotFound.
Contact requireContact(Unit& unit, Id id);
/// In the order asked for; ids that do not exist are left out.
std::vector<Contact> findContacts(Unit& unit, std::span<const Id> ids);
/// 0 when nobody has the key.
Id contactOfKey(Unit& unit, std::string_view key);

/// Normalises a contact. @throws Error Invalid naming all faults, also when it is nobody.
void checkContact(Contact& contact);
/// @throws Error Conflict when somebody else has the external key.
void requireFreeKey(Unit& unit, const Contact& contact);

/// Stores a new, normalised contact; gives it an id, version 1 and its times.
Contact insertContact(Unit& unit, Contact contact);
/// Stores a changed, normalised contact as the next version. @throws Error Stale when somebody was faster.
Contact updateContact(Unit& unit, Contact contact);
/// The same for many, by one who publishes FactsChanged for all of them.
Contact storeContact(Unit& unit, Contact contact);

/// Changes nothing that is told, not the version either: whoever changes the contact at the same moment waits
/// for this unit or is done before it, and what is read from here on is what holds until the commit.
void touchContact(Unit& unit, Id id);

/// All attributes of a contact by name.
std::map<std::string, std::string> attributesOf(Unit& unit, Id contact);
/// Makes `wanted` the attributes of a contact (those without a value go away). The rows must be normalised.
void replaceAttributes(Unit& unit, Id contact, const std::vector<AttributeRow>& wanted);

/// Kind of value of a text: number, day or text.
FactKind kindOf(const AttributeRow& row);
/// Keeps contacts_attribute_name true: names with the kind of new values.
void noteAttributeNames(Unit& unit, const std::map<std::string, FactKind, std::less<>>& seen);
/// The attributes there are.
std::map<std::string, FactKind, std::less<>> attributeNames(Unit& unit);

/// Writes the contact's address as undeliverable or the person as deceased; false when that is known already.
bool markUndeliverable(Unit& unit, Id contact, bool deceased);

} // namespace rejoinder::contacts
