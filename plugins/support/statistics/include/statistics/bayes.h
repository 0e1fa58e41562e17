#pragma once

#include <statistics/sample.h>

#include <cstdint>

namespace rejoinder::statistics {

/// A Beta distribution of a rate: `alpha` counts like responders, `beta` like pieces without a response.
struct BetaParameters {
    double alpha{0.5};
    double beta{0.5};

    /// alpha/(alpha + beta), a fraction.
    [[nodiscard]] double mean() const noexcept { return alpha / (alpha + beta); }
    /// Variance of the rate.
    [[nodiscard]] double variance() const noexcept {
        const double strength = alpha + beta;
        return alpha * beta / (strength * strength * (strength + 1.0));
    }
    /// How many pieces the distribution is worth.
    [[nodiscard]] double strength() const noexcept { return alpha + beta; }
};

/// Jeffreys' prior Beta(½, ½): next to no opinion.
inline constexpr BetaParameters kJeffreysPrior{0.5, 0.5};

/// Prior and data together: Beta(alpha + responders, beta + others). @throws std::invalid_argument
[[nodiscard]] BetaParameters posterior(const BetaParameters& prior, const Sample& sample);

/// Equal-tailed interval that holds the rate with probability `level`. @throws std::domain_error
[[nodiscard]] Interval credibleInterval(const BetaParameters& rate, double level = 0.95);

/// P(b > a) of two independent rates, exact to about 1e-10 (one-dimensional integral of the density of b
/// times the distribution of a). @throws std::domain_error
[[nodiscard]] double probabilityGreater(const BetaParameters& b, const BetaParameters& a);

/// What choosing one rate is expected to lose: E[max(other − chosen, 0)], a fraction; exact to about 1e-10.
/// @throws std::domain_error
[[nodiscard]] double expectedLoss(const BetaParameters& chosen, const BetaParameters& other);

/// Responders to expect among future pieces, and the rates that go with them.
struct PredictiveRange {
    std::int64_t pieces{};
    double mean{};       ///< expected responders
    std::int64_t low{};  ///< responders
    std::int64_t high{}; ///< responders
    double level{};      ///< wished; the range holds at least this much
    Interval rate{};     ///< low and high as fractions of the pieces
};

/// Central range of the responders observed in `pieces` future pieces (beta-binomial distribution; Skellam
/// 1948): at most (1 − level)/2 lies below it and as much above. Time grows with the spread, at most with the
/// pieces.
/// @throws std::domain_error for pieces < 1, a bad level or parameters that are not positive
[[nodiscard]] PredictiveRange predictiveRange(const BetaParameters& rate, std::int64_t pieces,
                                              double level = 0.9);

} // namespace rejoinder::statistics
