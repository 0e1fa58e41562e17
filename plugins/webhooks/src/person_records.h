#pragma once
#include <rejoinder/contract/contacts.h>

#include <memory>

namespace rejoinder::webhooks {

/// Whom others were told of; bodies and answers go with the person.
std::shared_ptr<contacts::PersonRecords> makePersonRecords();

} // namespace rejoinder::webhooks
