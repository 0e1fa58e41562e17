#pragma once
#include "suppression.h"

#include <rejoinder/contract/contacts/numbers.h>

#include <memory>

namespace rejoinder::contacts {

/// Numbers for channels that are told of by machines.
std::shared_ptr<Numbers> makeNumbers(std::shared_ptr<Suppressions> suppressions,
                                     std::shared_ptr<ContactGate> gate);

} // namespace rejoinder::contacts
