#pragma once
#include <rejoinder/contract/contacts/people.h>
#include <rejoinder/plugin.h>

namespace rejoinder::contacts {

/// Persons that other plugins receive.
std::shared_ptr<People> makePeople(const Context& context);

} // namespace rejoinder::contacts
