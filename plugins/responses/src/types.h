#pragma once
#include "credit.h"

/// Response types and the outcomes that a campaign offers: data that persons administer.
namespace rejoinder::responses {

/// Values of the type's own fields. @throws Error Invalid `responses.invalid-fields` naming every fault
void checkFields(const ResponseType& type, const std::map<std::string, std::string>& values);

/// Gives a new installation the types it starts with.
void addStartingTypes(Unit& unit);

/// The routes of response types and outcome sets. `sources`: asked when a route runs.
void declareTypes(Declarations& d, const Sources& sources);

} // namespace rejoinder::responses
