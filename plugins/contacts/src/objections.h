#pragma once
#include "suppression.h"

#include <rejoinder/contract/contacts/objections.h>

namespace rejoinder::contacts {

/// Objections that were somebody else's, taken back by their source.
std::shared_ptr<Objections> makeObjections(std::shared_ptr<Suppressions> suppressions);

} // namespace rejoinder::contacts
