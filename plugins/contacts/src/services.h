#pragma once
#include "history_facts.h"
#include "suppression.h"

#include <rejoinder/contract/contacts.h>

#include <functional>
#include <memory>
#include <vector>

/// The services that contacts promises in its contract.
namespace rejoinder::contacts {

std::shared_ptr<Directory> makeDirectory();
/// What settings say about decisions.
struct GateRules {
    std::int64_t phoneConsentYears =
        5; ///< a consent to calls lapses so long after it was last relied on; 0: never
    /// What every plugin knows of a person: whether the name of a rented list was used or answered.
    std::function<std::vector<std::shared_ptr<PersonRecords>>()> records = [] {
        return std::vector<std::shared_ptr<PersonRecords>>();
    };
};
std::shared_ptr<ContactGate> makeGate(std::shared_ptr<Suppressions> suppressions, GateRules rules = {});
/// What contacts itself tells of a person.
std::shared_ptr<PersonRecords> makeOwnRecords();
/// Facts of contacts themselves and those made of the histories there are at the moment of asking.
std::shared_ptr<ContactFacts> makeFacts(Histories histories = {});
std::shared_ptr<FactValues> makeFactValues();
std::shared_ptr<Universe> makeUniverse();
std::shared_ptr<Households> makeHouseholds();

} // namespace rejoinder::contacts
