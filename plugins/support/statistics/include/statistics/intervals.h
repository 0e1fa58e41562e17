#pragma once

#include <statistics/sample.h>

#include <string_view>

namespace rejoinder::statistics {

/// How the interval of one proportion is made.
enum class IntervalMethod {
    Wald,                ///< p ± z·sqrt(pq/n); may leave 0 … 1, shown because print shops still quote it
    Wilson,              ///< score interval (Wilson 1927); the default of every screen
    WilsonContinuity,    ///< score interval with continuity correction (Newcombe 1998a, method 4)
    ClopperPearson,      ///< exact, never below its level (Clopper and Pearson 1934)
    AgrestiCoull,        ///< Wald around (x + z²/2)/(n + z²) (Agresti and Coull 1998); may leave 0 … 1
    Jeffreys,            ///< equal-tailed posterior under Beta(½, ½) (Brown, Cai and DasGupta 2001)
    JeffreysShortest,    ///< shortest posterior interval under Beta(½, ½)
    Logit,               ///< Wald on the log odds; Clopper-Pearson at 0 and at all responders, as R's binom
    Probit,              ///< Wald on the probit; Clopper-Pearson at 0 and at all responders
    ComplementaryLogLog, ///< Wald on ln(−ln p); Clopper-Pearson at 0 and at all responders
    LikelihoodRatio      ///< rates whose deviance stays below the chi-square bound
};

/// Name of the method as printed beside an interval, for example "Wilson".
[[nodiscard]] std::string_view name(IntervalMethod method) noexcept;

/// Interval of the rate of one cell, in fractions, at confidence `level` (.95 = 95 %).
/// @throws std::invalid_argument for impossible counts; std::domain_error without pieces or for a bad level
[[nodiscard]] Interval proportionInterval(const Sample& sample, double level = 0.95,
                                          IntervalMethod method = IntervalMethod::Wilson);

/// How the interval of a difference `first − second` of two proportions is made.
enum class DifferenceMethod {
    Wald,             ///< d ± z·sqrt(p1q1/n1 + p2q2/n2), the unpooled variance
    Newcombe,         ///< square-and-add of two Wilson intervals (Newcombe 1998b, method 10)
    AgrestiCaffo,     ///< Wald after one success and one failure more in each cell (Agresti and Caffo 2000)
    Mee,              ///< score interval, variance at the restricted maximum likelihood (Mee 1984)
    MiettinenNurminen ///< as Mee, variance times N/(N − 1) (Miettinen and Nurminen 1985)
};

/// Name of the method as printed beside an interval, for example "Newcombe".
[[nodiscard]] std::string_view name(DifferenceMethod method) noexcept;

/// Interval of the difference of the rates `first − second`, in fractions.
/// @throws std::invalid_argument for impossible counts, std::domain_error for an empty cell or a bad level
[[nodiscard]] Interval differenceInterval(const Sample& first, const Sample& second, double level = 0.95,
                                          DifferenceMethod method = DifferenceMethod::Newcombe);

/// How the interval of a ratio `first / second` is made.
enum class RatioMethod {
    Katz,             ///< Wald on the logarithm (Katz et al. 1978); needs responders in both cells
    Koopman,          ///< score interval (Koopman 1984)
    MiettinenNurminen ///< as Koopman, variance times N/(N − 1) (Miettinen and Nurminen 1985)
};

/// Name of the method as printed beside an interval, for example "Katz log".
[[nodiscard]] std::string_view name(RatioMethod method) noexcept;

/// Interval of the ratio of the rates `first / second`; the upper bound is infinite where `second` has none.
/// @throws std::invalid_argument, std::domain_error for an empty cell, a bad level, Katz with a zero, or
/// the score methods when neither cell has a responder
[[nodiscard]] Interval ratioInterval(const Sample& first, const Sample& second, double level = 0.95,
                                     RatioMethod method = RatioMethod::Koopman);

/// Score interval of the odds ratio `first : second` (Miettinen and Nurminen 1985; without their factor
/// N/(N − 1), as Cornfield 1956 without continuity correction, where not `corrected`).
/// @throws std::invalid_argument, std::domain_error for an empty cell, a bad level or a column without counts
[[nodiscard]] Interval oddsRatioInterval(const Sample& first, const Sample& second, double level = 0.95,
                                         bool corrected = true);

} // namespace rejoinder::statistics
