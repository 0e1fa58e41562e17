#pragma once
#include <rejoinder/describe.h>

#include <string_view>
#include <vector>

namespace rejoinder {

/// Of these records nothing may be told any more, as of a person who was erased. Publish it in the unit that
/// takes the data away: the kernel gives up the answers that it keeps for Idempotency-Keys and that name one
/// of them, soon after the commit; a repetition of such a request gets 409.
struct Forgotten {
    static constexpr std::string_view kTopic = "kernel.forgotten";
    std::vector<Id> ids; ///< at most 1,000
};
REJOINDER_DESCRIBE(Forgotten, ids)

} // namespace rejoinder
