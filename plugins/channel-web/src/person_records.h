#pragma once
#include "confirmations.h"

#include <rejoinder/contract/contacts.h>

#include <memory>

namespace rejoinder::web {

/// What the plugin knows of a person: the forms it sent.
std::shared_ptr<contacts::PersonRecords> makePersonRecords(const Confirmations& confirmations);

} // namespace rejoinder::web
