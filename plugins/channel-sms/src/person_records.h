#pragma once
#include <rejoinder/contract/contacts.h>

#include <memory>

namespace rejoinder::sms {

/// What people wrote by SMS, in their timeline.
std::shared_ptr<contacts::PersonRecords> makePersonRecords();

} // namespace rejoinder::sms
