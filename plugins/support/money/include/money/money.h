#pragma once
#include <cstdint>
#include <string_view>

namespace money {

/// Minor units in a main one: 100 for EUR, 1 for JPY, 1,000 for KWD (ISO 4217); 100 for what is no currency.
std::int64_t minorPerMain(std::string_view currency);

/// An amount in main units.
double mainUnits(std::int64_t minor, std::string_view currency);

} // namespace money
