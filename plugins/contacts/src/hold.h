#pragma once
#include <rejoinder/contract/contacts.h>

#include <optional>
#include <string>
#include <vector>

/// Holds: nothing of a person may be erased while a dispute or an inspection goes on.
namespace rejoinder::contacts {

struct Hold {
    Id id, contactId;
    std::string reason, madeBy;
    Timestamp madeAt;
    std::string releasedBy;
    std::optional<Timestamp> releasedAt;
};
REJOINDER_DESCRIBE(Hold, id, contactId, reason, madeBy, madeAt, releasedBy, releasedAt)

/// All holds on a person, under whichever of its ids, oldest first.
std::vector<Hold> holdsOf(Unit& unit, Id contact);

/// Whether one of them stands.
bool isHeld(Unit& unit, Id contact);

/// @throws Error Conflict when one stands.
void requireNoHold(Unit& unit, Id contact);

} // namespace rejoinder::contacts
