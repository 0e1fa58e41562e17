#pragma once
#include <rejoinder/contract/fulfilment/carrier.h>

#include <memory>

namespace rejoinder::fulfilment {

/// The name of the carrier that is always there.
inline constexpr std::string_view kGenericCarrier = "generic";

/// A carrier that needs no contract: numbers of twenty digits, of which the last is a check digit, and labels
/// with that number as Code 128.
std::shared_ptr<Carrier> makeGenericCarrier();

/// Check digit of digits, weights 3 and 1 from the right, as GS1 reckons it.
char checkDigitOf(std::string_view digits);

} // namespace rejoinder::fulfilment
