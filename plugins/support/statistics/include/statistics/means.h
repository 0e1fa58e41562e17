#pragma once

#include <statistics/sample.h>

#include <cstdint>

namespace rejoinder::statistics {

/// Count, mean and sum of squared deviations of a metric value, such as spend per head.
class Moments {
public:
    Moments() = default;

    /// From n, Σx and Σx² as a database sums them. Long double holds 64-bit integer sums exactly, so sums of
    /// integer minor units lose nothing to cancellation.
    /// @throws std::invalid_argument for n < 0 or when Σx² < (Σx)²/n by more than rounding
    [[nodiscard]] static Moments fromSums(std::int64_t n, long double sum, long double sumOfSquares);
    /// From n, mean and the sample standard deviation (divisor n − 1). @throws std::invalid_argument
    [[nodiscard]] static Moments fromMeanAndDeviation(std::int64_t n, double mean, double deviation);

    /// Adds one value (Welford 1962).
    void add(double value) noexcept;
    /// Adds all values of `other` (Chan, Golub and LeVeque 1983).
    void merge(const Moments& other) noexcept;

    /// Number of values.
    [[nodiscard]] std::int64_t count() const noexcept { return n_; }
    /// Mean, in the unit of the values. @throws std::domain_error without values
    [[nodiscard]] double mean() const;
    /// Sample variance with divisor n − 1. @throws std::domain_error with fewer than two values
    [[nodiscard]] double variance() const;
    /// Square root of variance(). @throws std::domain_error
    [[nodiscard]] double deviation() const;

private:
    std::int64_t n_{0};
    long double mean_{0.0L};
    long double squares_{0.0L};
};

/// Result of Welch's test; the interval is that of the difference of the means.
struct WelchTest {
    double difference{}; ///< first − second, in the unit of the values
    double standardError{};
    double t{};
    double degrees{}; ///< Welch-Satterthwaite, not rounded
    double pValue{};
    double level{}; ///< of the interval
    Interval interval{};
    Alternative alternative{Alternative::TwoSided};
};

/// Welch's t-test of two means with unequal variances (Welch 1947; degrees by Satterthwaite 1946).
///
/// Two constant groups with the same mean give t = 0 and p = 1. The interval is two-sided at `level`.
/// @throws std::domain_error with fewer than two values in a group, for a bad level, or when both groups are
/// constant at different means
[[nodiscard]] WelchTest welch(const Moments& first, const Moments& second, double level = 0.95,
                              Alternative alternative = Alternative::TwoSided);

} // namespace rejoinder::statistics
