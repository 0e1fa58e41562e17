#pragma once
#include "tests/bench/campaign/steps.h"

/// People at work: agents who think between two captures.
namespace rejoinder::bench {

/// A hundred agents capture replies to the codes; each thinks a second on the average between two, which is
/// several times faster than people are.
void benchAgents(std::uint16_t port, const std::string& token, std::span<const std::string> codes);

} // namespace rejoinder::bench
