#include "load.h"

#include <algorithm>
#include <cmath>

namespace rejoinder::campaigns {

namespace {

constexpr std::size_t kMostWeeks = 26, kDays = 7;
constexpr double kNothing = 0.5; ///< less than half a piece of work is none

/// Responses of a stream on a day.
double on(const Stream& stream, const std::vector<double>& share, Date day) {
    const auto at = day.days - stream.from.days;
    if (at < 0 || static_cast<std::size_t>(at) >= share.size()) return 0;
    const auto i = static_cast<std::size_t>(at);
    return stream.responses * (share[i] - (i == 0 ? 0 : share[i - 1]));
}

Date firstOf(const Stream& own, Date today) {
    return std::max(own.from, today);
}

std::size_t weeksOf(const Stream& own, const std::vector<double>& share, Date today) {
    const auto last = own.from.days + static_cast<std::int32_t>(share.size());
    const auto days = std::max(1, last - firstOf(own, today).days);
    return std::min(kMostWeeks, (static_cast<std::size_t>(days) + kDays - 1) / kDays);
}

} // namespace

std::vector<LoadWeek> loadWeeks(const Stream& own, const std::vector<double>& share, Date today) {
    std::vector<LoadWeek> out;
    for (std::size_t w = 0; w < weeksOf(own, share, today); ++w) {
        LoadWeek week;
        week.week = static_cast<std::int32_t>(w + 1);
        week.from = Date{firstOf(own, today).days + static_cast<std::int32_t>(w * kDays)};
        for (std::int32_t i = 0; i < static_cast<std::int32_t>(kDays); ++i)
            week.responses += on(own, share, Date{week.from.days + i});
        out.push_back(week);
    }
    return out;
}

WorkplaceLoad workplaceLoad(const WorkplaceView& now, const Pace& pace, const Stream& own,
                            std::span<const Stream> others, const std::vector<double>& share, Date today) {
    WorkplaceLoad out;
    out.workplace = now.capacity.workplace;
    out.known = now.capacity.version > 0;
    out.waiting = now.waiting;
    const double per = static_cast<double>(now.capacity.perHundred) / 100;
    const auto first = firstOf(own, today);
    double left = static_cast<double>(now.waiting);
    Date fullest = today;
    const auto work = [&](Date day, WorkplaceWeek* week) {
        const double mine = per * on(own, share, day);
        double theirs = 0;
        for (const auto& other : others) theirs += per * on(other, share, day);
        const auto can = static_cast<double>(pace.on(day));
        left = std::max(0.0, left + mine + theirs - can);
        if (week == nullptr) return;
        week->arrives += mine;
        week->others += theirs;
        week->canDo += can;
        if (left <= out.mostLeft) return;
        out.mostLeft = left;
        fullest = day;
    };
    for (auto day = today; day < first; ++day.days) work(day, nullptr);
    for (const auto& w : loadWeeks(own, share, today)) {
        WorkplaceWeek week;
        week.week = w.week;
        for (std::int32_t i = 0; i < static_cast<std::int32_t>(kDays); ++i)
            work(Date{w.from.days + i}, &week);
        week.left = left < kNothing ? 0 : left;
        week.tooMuch = week.left > 0 && week.arrives + week.others > week.canDo;
        out.weeks.push_back(week);
    }
    const auto wait =
        emptied(static_cast<std::int64_t>(std::ceil(out.mostLeft - kNothing)), pace, Date{fullest.days + 1});
    if (wait && out.known) out.longestWait = wait->workdays;
    return out;
}

} // namespace rejoinder::campaigns
