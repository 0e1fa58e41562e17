#pragma once
#include "suppression.h"

#include <rejoinder/contract/contacts.h>

#include <memory>

/// The services that contacts promises in its contract.
namespace rejoinder::contacts {

std::shared_ptr<Directory> makeDirectory();
std::shared_ptr<ContactGate> makeGate(std::shared_ptr<Suppressions> suppressions);
std::shared_ptr<ContactFacts> makeFacts();
std::shared_ptr<Universe> makeUniverse();

} // namespace rejoinder::contacts
