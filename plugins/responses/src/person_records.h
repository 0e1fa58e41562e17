#pragma once
#include <rejoinder/contract/contacts.h>

#include <memory>

namespace rejoinder::responses {

/// Responses in a person's timeline.
std::shared_ptr<contacts::PersonRecords> makePersonRecords();

} // namespace rejoinder::responses
