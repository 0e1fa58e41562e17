#pragma once
#include "records.h"

#include <rejoinder/contract/contacts.h>
#include <rejoinder/contract/responses/turned_away.h>

namespace rejoinder::scan {

/// Routes of pages and their pictures.
void declarePages(Declarations& d);

/// A person decided about a page in clearing, or took that back.
void hearDecision(Unit& unit, const responses::ClearingDecided& decided);

/// Pictures go when their person is erased.
std::shared_ptr<contacts::PersonRecords> makePersonRecords();
/// Pages that were no reply, for the figures of control.
std::shared_ptr<responses::TurnedAway> makeTurnedAway();
/// Deletes pictures of pages that became nobody's reply before that moment. @returns how many pages; fewer
/// than 200 when that was all.
std::int64_t forgetOld(Unit& unit, Timestamp before);
/// So many are looked at in one unit.
inline constexpr std::int64_t kForgetStep = 200;

} // namespace rejoinder::scan
