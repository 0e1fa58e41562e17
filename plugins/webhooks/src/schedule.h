#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

/// When a message is tried again.
namespace rejoinder::webhooks {

/// How often a message is tried: at once, and after each of the pauses of the schedule.
inline constexpr std::int32_t kMostTries = 10;

/// What an answer means.
enum class Verdict { Taken, Again, Gone };
/// `status` 0: there was no answer. A redirect is not followed, so it is no success.
Verdict verdictOf(int status);

/// The pause after so many tries: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, in all a little more
/// than three days; nothing when there was enough of it. `chance` from 0 to 1 makes it up to a fifth shorter
/// or longer, so that what failed together does not come back together. What the receiver asks for is
/// waited for, up to a day.
std::optional<std::chrono::milliseconds> pauseAfter(std::int32_t tries, double chance,
                                                    std::optional<std::chrono::seconds> asked);

} // namespace rejoinder::webhooks
