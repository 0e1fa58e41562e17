#pragma once

#include <statistics/bayes.h>
#include <statistics/sample.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace rejoinder::statistics {

/// What earlier campaigns say about a rate before a segment has spoken for itself.
struct PooledPrior {
    BetaParameters rate{}; ///< the common Beta distribution of the groups' true rates
    std::size_t groups{};  ///< groups with pieces that went in
    std::int64_t pieces{}; ///< their pieces together
    bool bounded{false};   ///< true when the strength was cut to that of a typical group
};

/// How a pooled prior is kept from saying more than it knows.
struct PoolingOptions {
    /// Assumed spread of the true rates of campaigns and segments, standard deviation / mean, where the
    /// groups cannot tell: a second mailing to the same list often brings half of the first.
    double assumedSpread{0.4};
    /// How unsure that assumption is: standard deviation of ln(strength). Many groups outweigh it.
    double spreadUncertainty{0.7};
};

/// Common Beta prior of several groups of earlier campaigns (empirical Bayes).
///
/// The mean is Kleinman's weighted mean (1973, weights n/(strength + n)). The strength is averaged over the
/// marginal (beta-binomial) likelihood times a log-normal opinion about the spread, which decides while there
/// are few groups, and lowered for the uncertainty of the mean (Kass and Steffey 1989). It is at most the
/// median number of pieces of the groups, so the prior never counts more than one typical group and real
/// evidence overtakes it. Groups without pieces are left out.
/// @throws std::invalid_argument for impossible counts or options that are not positive; std::domain_error
/// when no group has pieces: then a planner's assumption is needed, see assumedPrior
[[nodiscard]] PooledPrior estimatePooledPrior(std::span<const Sample> groups,
                                              const PoolingOptions& options = {});

/// Prior from a planner's assumed rate (fraction) and its spread (standard deviation / mean), for a first
/// campaign. @throws std::domain_error for a rate or spread outside its range
[[nodiscard]] PooledPrior assumedPrior(double rate, double spread = PoolingOptions{}.assumedSpread);

/// What to expect from the next mailing to a segment; rates are fractions of its pieces.
struct RateForecast {
    double mean{};              ///< expected rate
    Interval range{};           ///< holds the rate observed in the next mailing with probability >= level
    double level{};             ///< probability of the range
    std::int64_t pieces{};      ///< of the next mailing
    double responders{};        ///< expected, mean × pieces
    std::int64_t fewest{};      ///< lower bound of the range, responders
    std::int64_t most{};        ///< upper bound of the range, responders
    BetaParameters posterior{}; ///< what is known of the true rate
};

/// How a forecast reads its evidence.
struct ForecastOptions {
    double level{0.9}; ///< probability of the range
    /// Weight of the segment's evidence, 0 < w <= 1: a piece of the past counts as w pieces (power prior;
    /// Ibrahim and Chen 2000). Below 1 the range also covers a change of offer or season.
    double evidenceWeight{1.0};
};

/// Forecast for `pieces` further pieces to a segment from its own evidence (may be empty) and the prior.
/// @throws std::invalid_argument for impossible counts; std::domain_error for pieces < 1 or bad options
[[nodiscard]] RateForecast forecastRate(const Sample& evidence, const PooledPrior& prior, std::int64_t pieces,
                                        const ForecastOptions& options = {});

} // namespace rejoinder::statistics
