// The only file that sees Boost.Math: its templates are slow to compile and its own errors speak in C++
// types.
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/roots.hpp>
#include <statistics/distributions.h>

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

namespace rejoinder::statistics {

namespace {

/// Without a detour over long double.
using Plain = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

void require(bool condition, const char* text) {
    if (!condition) {
        throw std::domain_error(std::string("statistics: ") + text);
    }
}

void requireShape(double alpha, double beta) {
    require(alpha > 0.0 && beta > 0.0 && std::isfinite(alpha) && std::isfinite(beta),
            "both parameters of a Beta distribution must be positive");
}

} // namespace

double normalLowerTail(double z) {
    return 0.5 * boost::math::erfc(-z / std::numbers::sqrt2);
}

double normalUpperTail(double z) {
    return 0.5 * boost::math::erfc(z / std::numbers::sqrt2);
}

double normalTwoSided(double z) {
    return boost::math::erfc(std::abs(z) / std::numbers::sqrt2);
}

double normalQuantile(double p) {
    require(p > 0.0 && p < 1.0, "the probability of a normal quantile must lie strictly between 0 and 1");
    return -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * p);
}

double criticalZ(double level) {
    require(level > 0.0 && level < 1.0, "the confidence level must lie strictly between 0 and 1");
    return std::numbers::sqrt2 * boost::math::erf_inv(level);
}

double chiSquareUpperTail(double statistic, double degrees) {
    require(statistic >= 0.0 && degrees > 0.0,
            "chi-square needs a statistic >= 0 and degrees of freedom > 0");
    return boost::math::gamma_q(degrees / 2.0, statistic / 2.0);
}

double chiSquareQuantile(double p, double degrees) {
    require(p >= 0.0 && p < 1.0 && degrees > 0.0, "chi-square quantile needs 0 <= p < 1 and degrees > 0");
    return 2.0 * boost::math::gamma_p_inv(degrees / 2.0, p);
}

double studentTwoSided(double t, double degrees) {
    require(degrees > 0.0 && !std::isnan(t), "Student's t needs degrees of freedom > 0");
    if (std::isinf(t)) {
        return 0.0;
    }
    // Abramowitz and Stegun 26.5.27; the two forms keep the digits for large and for small t.
    const double square = t * t;
    if (square > degrees) {
        return boost::math::ibeta(degrees / 2.0, 0.5, degrees / (degrees + square));
    }
    return boost::math::ibetac(0.5, degrees / 2.0, square / (degrees + square));
}

double studentQuantile(double p, double degrees) {
    require(p > 0.0 && p < 1.0 && degrees > 0.0, "Student's quantile needs 0 < p < 1 and degrees > 0");
    return boost::math::quantile(boost::math::students_t_distribution<double>(degrees), p);
}

double binomialLowerTail(std::int64_t k, std::int64_t n, double p) {
    require(n >= 0 && p >= 0.0 && p <= 1.0, "a binomial needs n >= 0 and 0 <= p <= 1");
    if (k < 0) {
        return 0.0;
    }
    if (k >= n) {
        return 1.0;
    }
    return boost::math::ibetac(static_cast<double>(k) + 1.0, static_cast<double>(n - k), p);
}

double binomialUpperTail(std::int64_t k, std::int64_t n, double p) {
    require(n >= 0 && p >= 0.0 && p <= 1.0, "a binomial needs n >= 0 and 0 <= p <= 1");
    if (k <= 0) {
        return 1.0;
    }
    if (k > n) {
        return 0.0;
    }
    return boost::math::ibeta(static_cast<double>(k), static_cast<double>(n - k) + 1.0, p);
}

double binomialProbability(std::int64_t k, std::int64_t n, double p) {
    require(n >= 0 && p >= 0.0 && p <= 1.0, "a binomial needs n >= 0 and 0 <= p <= 1");
    if (k < 0 || k > n) {
        return 0.0;
    }
    if (p == 0.0 || p == 1.0) {
        return k == (p == 0.0 ? 0 : n) ? 1.0 : 0.0;
    }
    // P(X = k) = density of Beta(k + 1, n - k + 1) at p, divided by n + 1.
    return boost::math::ibeta_derivative(static_cast<double>(k) + 1.0, static_cast<double>(n - k) + 1.0, p) /
           (static_cast<double>(n) + 1.0);
}

double betaLowerTail(double x, double alpha, double beta) {
    requireShape(alpha, beta);
    // Plain double: a projection asks it tens of thousands of times.
    return x <= 0.0 ? 0.0 : x >= 1.0 ? 1.0 : boost::math::ibeta(alpha, beta, x, Plain());
}

double betaUpperTail(double x, double alpha, double beta) {
    requireShape(alpha, beta);
    return x <= 0.0 ? 1.0 : x >= 1.0 ? 0.0 : boost::math::ibetac(alpha, beta, x);
}

double betaDensity(double x, double alpha, double beta) {
    requireShape(alpha, beta);
    require(x > 0.0 && x < 1.0, "the density of a Beta is asked strictly between 0 and 1");
    return boost::math::ibeta_derivative(alpha, beta, x);
}

double betaQuantile(double p, double alpha, double beta) {
    requireShape(alpha, beta);
    require(p >= 0.0 && p <= 1.0, "the probability of a Beta quantile must lie between 0 and 1");
    return boost::math::ibeta_inv(alpha, beta, p);
}

double betaQuantileUpper(double p, double alpha, double beta) {
    requireShape(alpha, beta);
    require(p >= 0.0 && p <= 1.0, "the probability of a Beta quantile must lie between 0 and 1");
    return boost::math::ibetac_inv(alpha, beta, p);
}

double logGamma(double x) {
    require(x > 0.0, "ln Gamma is asked for positive numbers only");
    // Plain double: three times faster, and sums of thousands of terms are compared by differences only.
    return boost::math::lgamma(x, Plain());
}

double findRoot(const std::function<double(double)>& f, double low, double high) {
    const double atLow = f(low);
    const double atHigh = f(high);
    if (atLow == 0.0) {
        return low;
    }
    if (atHigh == 0.0) {
        return high;
    }
    require(std::signbit(atLow) != std::signbit(atHigh), "no root between the given bounds");
    std::uintmax_t steps = 200;
    const auto bracket = boost::math::tools::toms748_solve(
        f, low, high, atLow, atHigh, boost::math::tools::eps_tolerance<double>(50), steps);
    return 0.5 * (bracket.first + bracket.second);
}

double integrate(const std::function<double(double)>& f, double low, double high) {
    constexpr unsigned kHalvings = 8;
    return boost::math::quadrature::gauss_kronrod<double, 31>::integrate(f, low, high, kHalvings, 1e-9);
}

} // namespace rejoinder::statistics
