#pragma once
#include <rejoinder/contract/contacts.h>

#include <memory>

namespace rejoinder::email {

/// Mails that people wrote and that came back: forgotten with the person. What they meant, responses and
/// pieces tell.
std::shared_ptr<contacts::PersonRecords> makePersonRecords();

} // namespace rejoinder::email
