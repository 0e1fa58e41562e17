#pragma once
#include <rejoinder/contract/contacts.h>

#include <memory>

namespace rejoinder::phone {

/// Calls in a person's timeline.
std::shared_ptr<contacts::PersonRecords> makePersonRecords();

} // namespace rejoinder::phone
