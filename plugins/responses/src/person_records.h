#pragma once
#include <rejoinder/contract/contacts.h>

#include <memory>

namespace rejoinder::responses {

/// Responses in a person's timeline.
std::shared_ptr<contacts::PersonRecords> makePersonRecords();

/// Takes the words of replies away that were rejected and came before that moment. @returns whether there may
/// be more.
bool forgetRejected(Unit& unit, Timestamp before);

} // namespace rejoinder::responses
