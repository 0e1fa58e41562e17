#pragma once

#include <cstdint>
#include <functional>

namespace rejoinder::statistics {

/// P(Z <= z), standard normal; accurate in both tails (Abramowitz and Stegun 26.2.29, by erfc).
[[nodiscard]] double normalLowerTail(double z);
/// P(Z > z), standard normal; accurate down to 1e-300.
[[nodiscard]] double normalUpperTail(double z);
/// P(|Z| > |z|), standard normal; accurate down to 1e-300.
[[nodiscard]] double normalTwoSided(double z);
/// z with P(Z <= z) = p. @throws std::domain_error unless 0 < p < 1
[[nodiscard]] double normalQuantile(double p);
/// z that bounds the central `level` of the standard normal: 1.959964 for .95. @throws std::domain_error
[[nodiscard]] double criticalZ(double level);

/// P(X > statistic), chi-square with `degrees` of freedom. @throws std::domain_error for a negative statistic
[[nodiscard]] double chiSquareUpperTail(double statistic, double degrees);
/// x with P(X <= x) = p, chi-square with `degrees` of freedom. @throws std::domain_error
[[nodiscard]] double chiSquareQuantile(double p, double degrees);

/// P(|T| > |t|), Student's t with `degrees` (real) of freedom. @throws std::domain_error unless degrees > 0
[[nodiscard]] double studentTwoSided(double t, double degrees);
/// t with P(T <= t) = p, Student's t with `degrees` of freedom. @throws std::domain_error
[[nodiscard]] double studentQuantile(double p, double degrees);

/// P(X <= k), X binomial of n trials with probability p. @throws std::domain_error unless 0 <= p <= 1
[[nodiscard]] double binomialLowerTail(std::int64_t k, std::int64_t n, double p);
/// P(X >= k), X binomial of n trials with probability p. @throws std::domain_error unless 0 <= p <= 1
[[nodiscard]] double binomialUpperTail(std::int64_t k, std::int64_t n, double p);
/// P(X = k), X binomial of n trials with probability p. @throws std::domain_error unless 0 <= p <= 1
[[nodiscard]] double binomialProbability(std::int64_t k, std::int64_t n, double p);

/// P(X <= x), X ~ Beta(alpha, beta); x outside 0 … 1 gives 0 or 1. @throws std::domain_error unless both > 0
[[nodiscard]] double betaLowerTail(double x, double alpha, double beta);
/// P(X > x), X ~ Beta(alpha, beta). @throws std::domain_error unless both > 0
[[nodiscard]] double betaUpperTail(double x, double alpha, double beta);
/// Density of Beta(alpha, beta) at x, 0 < x < 1. @throws std::domain_error
[[nodiscard]] double betaDensity(double x, double alpha, double beta);
/// x with P(X <= x) = p, X ~ Beta(alpha, beta). @throws std::domain_error unless 0 <= p <= 1
[[nodiscard]] double betaQuantile(double p, double alpha, double beta);
/// x with P(X > x) = p, X ~ Beta(alpha, beta); keeps its digits where p is tiny. @throws std::domain_error
[[nodiscard]] double betaQuantileUpper(double p, double alpha, double beta);

/// ln Gamma(x), x > 0. @throws std::domain_error
[[nodiscard]] double logGamma(double x);

/// Root of `f` between `low` and `high` to full precision (TOMS 748, Alefeld, Potra and Shi 1995).
/// @throws std::domain_error when f does not change its sign there
[[nodiscard]] double findRoot(const std::function<double(double)>& f, double low, double high);
/// Integral of a smooth `f` over low … high, adaptive Gauss-Kronrod with 31 points, to about 1e-12 of its
/// size.
[[nodiscard]] double integrate(const std::function<double(double)>& f, double low, double high);

} // namespace rejoinder::statistics
