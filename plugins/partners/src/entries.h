#pragma once
#include "handling.h"

/// Payments, orders and returned letters: taken once, decided by people.
namespace rejoinder::partners {

/// What became of what a line tells; `known`: it was told before and changed nothing.
struct Taken {
    PartnerEntry entry;
    bool known = false;
};

/// Takes what was told. @param aside code of why a person must look at it; "" when it is acted upon
/// @throws Error Invalid, Conflict: take it again in a unit of its own, with that code as `aside`
Taken takeTold(Unit& unit, const Handling& handling, const PartnerEntry& told, const std::string& aside = {});

/// Whether an error of takeTold means that a person must look at it; "" when not, else its code.
std::string asideFor(const Error& error);

/// Decides an entry in clearing, or takes a decision back. @throws Error Conflict, Invalid
PartnerEntry decide(Unit& unit, const Handlings& handlings, const EntryDecision& decision);

/// Names, accounts and words go of entries that came before that moment and are nobody's; what still waits is
/// rejected. @returns whether there may be more.
bool forgetStrangers(Unit& unit, Timestamp before);

void declareEntries(Declarations& d, const Handlings& handlings);

std::shared_ptr<contacts::PersonRecords> makePersonRecords();

} // namespace rejoinder::partners
