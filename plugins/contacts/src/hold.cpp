#include "hold.h"

#include "merge_identity.h"

#include <algorithm>

namespace rejoinder::contacts {

std::vector<Hold> holdsOf(Unit& unit, Id contact) {
    std::vector<Hold> holds;
    for (const Id id : allIdsOf(unit, contact))
        for (Hold& hold : unit.all<Hold>("contacts.holds-of", {{"contactId", id}}))
            holds.push_back(std::move(hold));
    std::ranges::sort(holds, {}, &Hold::id);
    return holds;
}

bool isHeld(Unit& unit, Id contact) {
    return std::ranges::any_of(holdsOf(unit, contact), [](const Hold& hold) { return !hold.releasedAt; });
}

void requireNoHold(Unit& unit, Id contact) {
    if (isHeld(unit, contact))
        throw Error::conflict("contacts.held", "A hold forbids to erase this person; release it first.");
}

} // namespace rejoinder::contacts
