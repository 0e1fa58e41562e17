#pragma once
#include "records.h"

#include <rejoinder/contract/contacts.h>

namespace rejoinder::scan {

/// Routes of pages and their pictures.
void declarePages(Declarations& d);

/// A person decided about a page in clearing, or took that back.
void hearDecision(Unit& unit, const responses::ClearingDecided& decided);

/// Pictures go when their person is erased.
std::shared_ptr<contacts::PersonRecords> makePersonRecords();

} // namespace rejoinder::scan
