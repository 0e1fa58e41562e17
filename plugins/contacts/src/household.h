#pragma once
#include <rejoinder/contract/contacts.h>

#include <cstdint>
#include <string>

/// Who lives together.
namespace rejoinder::contacts {

/// What the members of a household share, as one text: country, postcode, street or box, house number and
/// family name (company name where there is none), folded as duplicates are; empty when one of them lacks.
std::string householdText(const Contact& contact);

/// 63 bits of a hash of it, never 0; 0 without a complete address. Two of ten million households get the same
/// number by chance once in some 200,000 databases.
std::int64_t householdOf(const Contact& contact);

/// By which rules derived columns are made. Raise it whenever derive() answers otherwise for the same
/// contact: the next start derives everybody anew.
inline constexpr std::int64_t kDerivedRules = 1;

} // namespace rejoinder::contacts
