#pragma once
#include <rejoinder/contract/contacts/reception.h>

namespace rejoinder::contacts {

/// People who introduce themselves, and what they agree to.
std::shared_ptr<Reception> makeReception();
std::shared_ptr<Consents> makeConsents();

} // namespace rejoinder::contacts
