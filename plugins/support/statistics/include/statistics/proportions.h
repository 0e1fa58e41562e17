#pragma once

#include <statistics/sample.h>

#include <cstddef>
#include <span>
#include <vector>

namespace rejoinder::statistics {

/// Result of a z-test; rates and differences are fractions.
struct ZTest {
    double difference{};    ///< first − second, or observed − assumed
    double standardError{}; ///< of the difference, by `variance`
    double z{};
    double pValue{}; ///< accurate down to 1e-300
    Variance variance{Variance::Pooled};
    Alternative alternative{Alternative::TwoSided};
};

/// Result of a chi-square test; its p belongs to the upper tail.
struct ChiSquareTest {
    double statistic{};
    double degrees{};
    double pValue{};
    bool continuityCorrected{false};
};

/// Two-proportion z-test of `first − second` (Fleiss, Levin and Paik 2003, section 3.1).
///
/// Two cells whose rates are equal at 0 or at 1 give z = 0 and p = 1.
/// @throws std::invalid_argument for impossible counts; std::domain_error for an empty cell, or where the
/// unpooled variance is zero although the rates differ (0 of n against n of n)
[[nodiscard]] ZTest twoProportionZ(const Sample& first, const Sample& second,
                                   Variance variance = Variance::Pooled,
                                   Alternative alternative = Alternative::TwoSided);

/// Where the variance of a one-sample test comes from.
enum class OneSampleVariance {
    Sample,    ///< the observed rate (Wald test)
    Hypothesis ///< the assumed rate (score test; its square is prop.test's X²)
};

/// Result of a one-sample z-test.
struct OneSampleZTest {
    double difference{}; ///< observed − assumed rate
    double standardError{};
    double z{};
    double pValue{};
    OneSampleVariance variance{OneSampleVariance::Sample};
    Alternative alternative{Alternative::TwoSided};
};

/// z-test of one rate against an `assumed` one.
/// @throws std::invalid_argument; std::domain_error without pieces, for an assumed rate outside 0 … 1 or
/// where the variance is zero although the rates differ
[[nodiscard]] OneSampleZTest oneProportionZ(const Sample& sample, double assumed,
                                            OneSampleVariance variance = OneSampleVariance::Sample,
                                            Alternative alternative = Alternative::TwoSided);

/// Whether Yates' continuity correction is applied (Yates 1934; at most ½, as R's prop.test does).
enum class Continuity { None, Yates };

/// Chi-square test that k cells share one rate, k − 1 degrees of freedom; Yates is for two cells only.
///
/// Cells without any response, or with nothing else, give X² = 0 and p = 1.
/// @throws std::invalid_argument for fewer than two cells, impossible counts or Yates with more than two;
/// std::domain_error for an empty cell
[[nodiscard]] ChiSquareTest equalProportions(std::span<const Sample> cells,
                                             Continuity continuity = Continuity::None);

/// Chi-square test that k >= 1 cells have the `assumed` rate, k degrees of freedom; Yates is for one cell
/// only.
/// @throws std::invalid_argument, std::domain_error for an empty cell or an assumed rate not within 0 … 1
[[nodiscard]] ChiSquareTest givenProportion(std::span<const Sample> cells, double assumed,
                                            Continuity continuity = Continuity::None);

/// Cochran-Armitage test for a linear trend of the rates over `scores`, 1 degree of freedom (Armitage 1955).
/// @throws std::invalid_argument when the scores do not fit the cells or are all alike; std::domain_error
[[nodiscard]] ChiSquareTest trendOfProportions(std::span<const Sample> cells, std::span<const double> scores);

/// Two-sided p of every pair (0,1), (0,2), …, (1,2), … by chi-square without continuity correction.
/// @throws as equalProportions
[[nodiscard]] std::vector<double> pairwiseProportions(std::span<const Sample> cells);

/// Step-down adjustment for several comparisons (Holm 1979); keeps the order of `pValues`.
/// @throws std::invalid_argument when a p lies outside 0 … 1
[[nodiscard]] std::vector<double> holmAdjusted(std::span<const double> pValues);

} // namespace rejoinder::statistics
