#include "curve.h"

#include <statistics/curve.h>

#include <algorithm>

namespace rejoinder::insight {

namespace {

constexpr std::int64_t kFewest = 10;   ///< responses before anything is projected
constexpr std::int32_t kLongest = 400; ///< days of a curve
constexpr std::int64_t kEarlier = 20;  ///< campaigns, the newest

/// Responses per day from the first response on, days without any included.
std::vector<std::int64_t> everyDay(std::span<const responses::DayCount> days, Date until) {
    std::vector<std::int64_t> out;
    if (days.empty()) return out;
    const auto first = days.front().day.days;
    const auto last = std::min(std::max(until.days, days.back().day.days), first + kLongest - 1);
    out.resize(static_cast<std::size_t>(last - first + 1));
    for (const auto& d : days)
        out[static_cast<std::size_t>(std::min(d.day.days, last) - first)] += d.responses;
    return out;
}

void addPoints(Curve& curve, Date first, const std::vector<std::int64_t>& counts) {
    std::int64_t total = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        total += counts[i];
        curve.points.push_back({Date{first.days + static_cast<std::int32_t>(i)}, counts[i], total});
    }
    for (const auto& point : curve.points)
        if (2 * point.total >= total && total > 0) {
            curve.halfReachedOn = point.day;
            break;
        }
}

/// Responses per day of the newest finished campaigns.
std::vector<std::vector<responses::DayCount>> earlierOf(Unit& unit, const Sources& sources, Id except) {
    std::vector<std::vector<responses::DayCount>> earlier;
    for (const auto id :
         unit.numbers("insight.learnt-campaigns", {{"exceptCampaignId", except}, {"limit", kEarlier}}))
        earlier.push_back(sources.responses->byDay(unit, Id{id}));
    return earlier;
}

statistics::CurveShape shapeOf(std::span<const std::vector<responses::DayCount>> earlier) {
    std::vector<std::vector<std::int64_t>> learnt;
    for (const auto& one : earlier) learnt.push_back(everyDay(one, one.empty() ? Date{} : one.back().day));
    return statistics::pooledCurve(learnt);
}

} // namespace

Curve curveOf(std::span<const responses::DayCount> days, Date today, bool finished,
              std::span<const std::vector<responses::DayCount>> earlier) {
    Curve curve;
    if (days.empty()) return curve;
    const auto first = days.front().day;
    // The days until today count, too, when nobody answers any more; a finished campaign ends with its last
    // answer.
    addPoints(curve, first, everyDay(days, finished ? days.back().day : today));
    const auto total = curve.points.back().total;
    const auto now = std::max<std::int64_t>(1, curve.points.back().day.days - first.days + 1);
    const auto shape = shapeOf(earlier);
    curve.learntFrom = static_cast<std::int32_t>(shape.campaigns);
    curve.projectionState = finished          ? ProjectionState::Complete
                            : total < kFewest ? ProjectionState::TooFew
                                              : ProjectionState::Projected;
    if (curve.projectionState != ProjectionState::Projected) return curve;
    const auto at = std::min(static_cast<std::size_t>(now), shape.share.size()) - 1;
    curve.shareToday = shape.share[at];
    for (const auto& p : statistics::projectCurve(total, now, shape))
        curve.projection.push_back(
            {Date{first.days + static_cast<std::int32_t>(p.day) - 1}, p.expected, p.fewest, p.most});
    if (curve.projection.empty()) curve.projectionState = ProjectionState::Complete;
    return curve;
}

Curve curveOf(Unit& unit, const Sources& sources, Id campaign) {
    const auto summary = sources.campaigns->find(unit, campaign);
    if (!summary) throw Error::notFound("insight.no-such-campaign", "there is no such campaign");
    const auto earlier = earlierOf(unit, sources, campaign);
    return curveOf(sources.responses->byDay(unit, campaign), Date::of(unit.now()),
                   summary->state == campaigns::CampaignState::Finished, earlier);
}

campaigns::ArrivalPattern arrivalsOf(Unit& unit, const Sources& sources, Id except) {
    auto shape = shapeOf(earlierOf(unit, sources, except));
    return {std::move(shape.share), static_cast<std::int32_t>(shape.campaigns)};
}

} // namespace rejoinder::insight
