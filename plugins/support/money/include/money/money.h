#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace money {

/// Minor units in a main one as ICU knows them: 100 for EUR, 1 for JPY, 1,000 for KWD; 100 for what is no
/// currency. The console asks its browser, which has them from ICU, too.
std::int64_t minorPerMain(std::string_view currency);

/// Millionths of a main unit as minor units, rounded half up.
std::int64_t minorOf(std::int64_t micros, std::string_view currency);

/// An amount for people, without its currency: "12.50", "1250" (yen), "-0.05".
std::string text(std::int64_t minor, std::string_view currency);

/// An amount in main units.
double mainUnits(std::int64_t minor, std::string_view currency);

} // namespace money
