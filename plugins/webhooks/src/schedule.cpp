#include "schedule.h"

#include <algorithm>
#include <array>

namespace rejoinder::webhooks {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::chrono::seconds, kMostTries - 1> kPauses{5s,  5min, 30min, 2h, 5h,
                                                                   10h, 14h,  20h,   24h};
constexpr std::chrono::milliseconds kLongest = 24h;
constexpr double kSpread = 0.2;

} // namespace

Verdict verdictOf(int status) {
    if (status >= 200 && status < 300) return Verdict::Taken;
    return status == 410 ? Verdict::Gone : Verdict::Again;
}

std::optional<std::chrono::milliseconds> pauseAfter(std::int32_t tries, double chance,
                                                    std::optional<std::chrono::seconds> asked) {
    if (tries < 1 || tries >= kMostTries) return std::nullopt;
    const std::chrono::duration<double> usual = kPauses.at(static_cast<std::size_t>(tries - 1));
    auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(
        usual * (1 - kSpread + 2 * kSpread * std::clamp(chance, 0.0, 1.0)));
    if (asked)
        pause =
            std::max<std::chrono::milliseconds>(pause, std::min<std::chrono::milliseconds>(*asked, kLongest));
    return pause;
}

} // namespace rejoinder::webhooks
