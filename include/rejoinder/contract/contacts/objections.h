#pragma once
#include <rejoinder/contract/contacts.h>

namespace rejoinder::contacts {

/// Takes objections back that somebody else made: a reply that was assigned to the wrong person.
class Objections {
public:
    static constexpr std::string_view kName = "contacts.objections";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Objections() = default;
    /// Withdraws the contact's objections with that source; those of other sources stay, and so does the end
    /// of a consent: only the person can give it again.
    virtual void withdraw(Unit& unit, Id contact, std::string_view source) = 0;
};

} // namespace rejoinder::contacts
