#pragma once
#include "erasure.h"

namespace rejoinder::contacts {

/// Payload of the job that erases a person.
struct EraseJob {
    Id contactId;
    std::string askedBy;
};
REJOINDER_DESCRIBE(EraseJob, contactId, askedBy)

/// Queues the erasure. @returns the operation's id.
Id queueErasure(Unit& unit, Id contact, std::string_view askedBy);

} // namespace rejoinder::contacts
