#pragma once
#include "figures.h"

#include <rejoinder/contract/campaigns/workload.h>

#include <span>

/// The response curve of a campaign, and what it says of the days to come.
namespace rejoinder::insight {

/// Responses per day and in sum.
struct CurvePoint {
    Date day;
    std::int64_t responses = 0, total = 0;
};
REJOINDER_DESCRIBE(CurvePoint, day, responses, total)

/// Responses expected in sum by the end of a day to come.
struct CurveForecast {
    Date day;
    double expected = 0;               ///< responses so far / share that came by now of what comes by then
    std::int64_t fewest = 0, most = 0; ///< holds the number in 90 % of the cases
};
REJOINDER_DESCRIBE(CurveForecast, day, expected, fewest, most)

/// Why there is no projection, or that there is one.
enum class ProjectionState { Projected, TooFew, Complete };
REJOINDER_DESCRIBE_ENUM(ProjectionState, Projected, TooFew, Complete)

struct Curve {
    std::vector<CurvePoint> points;    ///< every day from the first response on, also those without any
    std::optional<Date> halfReachedOn; ///< the day with half of the responses so far (doubling point)
    ProjectionState projectionState = ProjectionState::TooFew;
    std::vector<CurveForecast> projection;
    std::int32_t learntFrom = 0;      ///< earlier campaigns whose curves it stands on; 0: the published curve
    std::optional<double> shareToday; ///< share of all responses that is expected to be here by today
    static void rules(Rules& r) {
        r.at("projectionState").says("tooFew: fewer than 10 responses; complete: nothing more is expected");
        r.at("learntFrom").says("Earlier campaigns of one's own; 0: a published curve of 63 days");
    }
};
REJOINDER_DESCRIBE(Curve, points, halfReachedOn, projectionState, projection, learntFrom, shareToday)

/// The curve until `today`; `earlier`: responses per day of finished campaigns, as Responses::byDay tells
/// them.
Curve curveOf(std::span<const responses::DayCount> days, Date today, bool finished,
              std::span<const std::vector<responses::DayCount>> earlier);

/// The same, asked of the sources. @throws Error NotFound
Curve curveOf(Unit& unit, const Sources& sources, Id campaign);

/// How answers come in over the days, as the newest finished campaigns but one had it.
campaigns::ArrivalPattern arrivalsOf(Unit& unit, const Sources& sources, Id except);

} // namespace rejoinder::insight
