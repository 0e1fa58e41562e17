#pragma once
#include "code_space.h"

#include <string>
#include <vector>

/// What `rejoinder verify` asks dispatch; each returns one sentence per problem.
namespace rejoinder::dispatch {

/// The counts of all waves agree with their pieces.
std::vector<std::string> checkCounts(Unit& unit);
/// Every code is right, unique and was given out by this installation.
std::vector<std::string> checkCodes(Unit& unit, const CodeSpace& codes);
/// No piece left the house without a batch, and no batch was left half settled.
std::vector<std::string> checkHandOver(Unit& unit);

} // namespace rejoinder::dispatch
