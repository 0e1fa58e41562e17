#pragma once
#include "tests/bench/campaign/steps.h"

namespace rejoinder::bench {

/// What 64 clients capture over HTTP against the real executable, in turns with a bare loop that runs the
/// same statements in the same commits; and what a capture costs in computing time on both sides. The server
/// has been started and is stopped when this returns. @returns the median of product : bare.
double benchCaptures(test::ChildServer& server, const std::string& token, std::span<const std::string> codes,
                     std::int64_t pieces);

} // namespace rejoinder::bench
