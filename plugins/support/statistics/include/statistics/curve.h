#pragma once

#include <statistics/sample.h>

#include <cstdint>
#include <span>
#include <vector>

namespace rejoinder::statistics {

/// Which share of its responses a campaign had by the end of day 1, 2, … after its first response, and how
/// far campaigns differ in it.
struct CurveShape {
    std::vector<double> share;             ///< [0] is day 1; rises to 1
    std::size_t campaigns{};               ///< earlier campaigns it was taken from; 0: the published curve
    std::vector<std::vector<double>> each; ///< the same of each of these campaigns
};

/// The published curve of 63 days and 1,121 responses: 10 % by day 3, 25 % by day 5, half by day 9, 75 % by
/// day 15, 80, 90, 95 and 99 % by days 17, 25, 35 and 53; straight lines between.
[[nodiscard]] CurveShape publishedCurve();

/// The mean of the curves of earlier campaigns, each given as responses per day from its first response on.
/// Campaigns with fewer than `fewest` responses are left out; without any it is the published curve.
[[nodiscard]] CurveShape pooledCurve(std::span<const std::vector<std::int64_t>> days,
                                     std::int64_t fewest = 50);

/// What is expected by the end of a day to come.
struct ProjectedDay {
    std::int64_t day{};    ///< 1 = the day of the first response
    double expected{};     ///< responses so far / share that came by now of what comes by then
    std::int64_t fewest{}; ///< the range holds the number of responses with probability `level`
    std::int64_t most{};
};

struct ProjectionOptions {
    double level{0.9};
    /// Strength of the opinion about the share that came by now, in responses, while fewer than three earlier
    /// campaigns tell how far campaigns differ: half the responses by now means 41 to 59 % (one deviation).
    double strength{30};
    double until{0.99};        ///< share of the curve at which the projection ends
    std::int64_t longest{120}; ///< days
};

/// Projects the responses of a campaign that had `responses` by the end of day `day`, for each day until the
/// curve has almost ended. expected = responses / share. The range: responses until now and from now on are
/// Poisson with one unknown total, so what is still to come is negative binomial; the share itself is a Beta
/// around that of the curve, as spread as earlier campaigns were. Empty when the curve has ended. @throws
/// std::invalid_argument for impossible counts
[[nodiscard]] std::vector<ProjectedDay> projectCurve(std::int64_t responses, std::int64_t day,
                                                     const CurveShape& shape,
                                                     const ProjectionOptions& options = {});

} // namespace rejoinder::statistics
