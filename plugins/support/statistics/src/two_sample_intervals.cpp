#include <statistics/distributions.h>
#include <statistics/intervals.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace rejoinder::statistics {

namespace {

/// Two cells as real numbers; x, n, p of the first and of the second.
struct Pair {
    double x1, n1, p1;
    double x2, n2, p2;
};

Pair pairOf(const Sample& first, const Sample& second) {
    requirePieces(first);
    requirePieces(second);
    return {static_cast<double>(first.successes),  static_cast<double>(first.trials),  first.rate(),
            static_cast<double>(second.successes), static_cast<double>(second.trials), second.rate()};
}

Interval newcombe(const Sample& first, const Sample& second, double level) {
    const Interval a = proportionInterval(first, level, IntervalMethod::Wilson);
    const Interval b = proportionInterval(second, level, IntervalMethod::Wilson);
    const double p1 = first.rate();
    const double p2 = second.rate();
    return {p1 - p2 - std::hypot(p1 - a.low, b.high - p2), p1 - p2 + std::hypot(a.high - p1, p2 - b.low)};
}

Interval agrestiCaffo(const Pair& v, double z) {
    const double p1 = (v.x1 + 1.0) / (v.n1 + 2.0);
    const double p2 = (v.x2 + 1.0) / (v.n2 + 2.0);
    const double half = z * std::sqrt(bernoulli(p1) / (v.n1 + 2.0) + bernoulli(p2) / (v.n2 + 2.0));
    return {p1 - p2 - half, p1 - p2 + half};
}

/// Rate of the second cell at the maximum likelihood under p1 = p2 + d; closed solution of the cubic by
/// Miettinen and Nurminen 1985, appendix 1.
double restrictedSecondRate(const Pair& v, double d) {
    const double a3 = v.n1 + v.n2;
    const double a2 = (v.n1 + 2.0 * v.n2) * d - a3 - (v.x1 + v.x2);
    const double a1 = (v.n2 * d - a3 - 2.0 * v.x2) * d + v.x1 + v.x2;
    const double a0 = v.x2 * d * (1.0 - d);
    const double third = a2 / (3.0 * a3);
    const double q = third * third * third - a1 * a2 / (6.0 * a3 * a3) + a0 / (2.0 * a3);
    const double inner = std::max(0.0, third * third - a1 / (3.0 * a3));
    const double u = std::copysign(std::sqrt(inner), q);
    const double cosine = u == 0.0 ? 0.0 : std::clamp(q / (u * u * u), -1.0, 1.0);
    const double angle = (std::numbers::pi + std::acos(cosine)) / 3.0;
    return std::clamp(2.0 * u * std::cos(angle) - third, std::max(0.0, -d), std::min(1.0, 1.0 - d));
}

/// Signed score statistic; infinite where the restricted variance vanishes away from the estimate.
double scoreOf(double distance, double variance) {
    if (distance == 0.0) {
        return 0.0;
    }
    return variance > 0.0 ? distance / std::sqrt(variance) : std::copysign(1e10, distance);
}

/// Bounds where a falling score meets +z and −z; a bound that the range of the measure cuts stays there.
Interval invertScore(const std::function<double(double)>& score, double z, double low, double estimate,
                     double high) {
    const auto meets = [&](double target, double from, double to) {
        return findRoot([&](double value) { return score(value) - target; }, from, to);
    };
    const double lower = estimate <= low || score(low) <= z ? low : meets(z, low, estimate);
    const double upper = estimate >= high || score(high) >= -z ? high : meets(-z, estimate, high);
    return {lower, upper};
}

double correction(const Pair& v, bool corrected) {
    const double total = v.n1 + v.n2;
    return corrected ? total / (total - 1.0) : 1.0;
}

Interval scoreDifference(const Pair& v, double z, bool corrected) {
    const double factor = correction(v, corrected);
    const auto score = [&](double d) {
        const double p2 = restrictedSecondRate(v, d);
        const double variance = bernoulli(std::clamp(p2 + d, 0.0, 1.0)) / v.n1 + bernoulli(p2) / v.n2;
        return scoreOf(v.p1 - v.p2 - d, variance * factor);
    };
    return invertScore(score, z, -1.0, v.p1 - v.p2, 1.0);
}

/// Rate of the second cell at the maximum likelihood under p1 = ratio·p2 (Koopman 1984).
double restrictedByRatio(const Pair& v, double ratio) {
    const double a = (v.n1 + v.n2) * ratio;
    const double b = v.n1 * ratio + v.x1 + v.n2 + v.x2 * ratio;
    const double c = v.x1 + v.x2;
    // The smaller root of a·p² − b·p + c, in the form that does not cancel.
    const double root = 2.0 * c / (b + std::sqrt(std::max(0.0, b * b - 4.0 * a * c)));
    return std::clamp(root, 0.0, std::min(1.0, 1.0 / ratio));
}

/// Rate of the second cell at the maximum likelihood under odds1 = ratio·odds2.
double restrictedByOdds(const Pair& v, double ratio) {
    const double a = v.n2 * (ratio - 1.0);
    const double b = v.n1 * ratio + v.n2 - (v.x1 + v.x2) * (ratio - 1.0);
    const double c = v.x1 + v.x2;
    // The positive root of a·p² + b·p − c, in the form that also holds at ratio 1.
    return std::clamp(2.0 * c / (b + std::sqrt(std::max(0.0, b * b + 4.0 * a * c))), 0.0, 1.0);
}

/// Inverts a score over a positive measure, searched on its logarithm.
Interval invertPositive(const std::function<double(double)>& score, double z, double estimate) {
    constexpr double kEdge = 46.0; // e^46 = 1e20: no measurable ratio lies outside
    const auto onLog = [&](double logarithm) { return score(std::exp(logarithm)); };
    const double centre = estimate <= 0.0 ? -kEdge : std::isinf(estimate) ? kEdge : std::log(estimate);
    const Interval bounds = invertScore(onLog, z, -kEdge, centre, kEdge);
    return {bounds.low <= -kEdge ? 0.0 : std::exp(bounds.low),
            bounds.high >= kEdge ? std::numeric_limits<double>::infinity() : std::exp(bounds.high)};
}

double quotient(double above, double below) {
    return below > 0.0 ? above / below : std::numeric_limits<double>::infinity();
}

Interval katz(const Pair& v, double z) {
    if (v.x1 == 0.0 || v.x2 == 0.0) {
        throw std::domain_error("statistics: the Katz interval of a ratio needs responders in both cells");
    }
    const double centre = std::log(v.p1 / v.p2);
    const double half = z * std::sqrt((1.0 - v.p1) / v.x1 + (1.0 - v.p2) / v.x2);
    return {std::exp(centre - half), std::exp(centre + half)};
}

} // namespace

std::string_view name(DifferenceMethod method) noexcept {
    switch (method) {
    case DifferenceMethod::Wald: return "Wald";
    case DifferenceMethod::Newcombe: return "Newcombe";
    case DifferenceMethod::AgrestiCaffo: return "Agresti-Caffo";
    case DifferenceMethod::Mee: return "score (Mee)";
    case DifferenceMethod::MiettinenNurminen: return "score (Miettinen-Nurminen)";
    }
    return "";
}

std::string_view name(RatioMethod method) noexcept {
    switch (method) {
    case RatioMethod::Katz: return "Katz log";
    case RatioMethod::Koopman: return "score (Koopman)";
    case RatioMethod::MiettinenNurminen: return "score (Miettinen-Nurminen)";
    }
    return "";
}

Interval differenceInterval(const Sample& first, const Sample& second, double level,
                            DifferenceMethod method) {
    const Pair v = pairOf(first, second);
    const double z = criticalZ(level);
    switch (method) {
    case DifferenceMethod::Wald: {
        const double half = z * std::sqrt(bernoulli(v.p1) / v.n1 + bernoulli(v.p2) / v.n2);
        return {v.p1 - v.p2 - half, v.p1 - v.p2 + half};
    }
    case DifferenceMethod::Newcombe: return newcombe(first, second, level);
    case DifferenceMethod::AgrestiCaffo: return agrestiCaffo(v, z);
    case DifferenceMethod::Mee: return scoreDifference(v, z, false);
    case DifferenceMethod::MiettinenNurminen: return scoreDifference(v, z, true);
    }
    throw std::invalid_argument("statistics: unknown method for the interval of a difference");
}

Interval ratioInterval(const Sample& first, const Sample& second, double level, RatioMethod method) {
    const Pair v = pairOf(first, second);
    const double z = criticalZ(level);
    if (method == RatioMethod::Katz) {
        return katz(v, z);
    }
    if (v.x1 + v.x2 == 0.0) {
        throw std::domain_error("statistics: the ratio of two rates needs a responder in one of the cells");
    }
    const double factor = correction(v, method == RatioMethod::MiettinenNurminen);
    const auto score = [&](double ratio) {
        const double p2 = restrictedByRatio(v, ratio);
        const double p1 = std::min(1.0, ratio * p2);
        const double variance = bernoulli(p1) / v.n1 + ratio * ratio * bernoulli(p2) / v.n2;
        return scoreOf(v.p1 - ratio * v.p2, variance * factor);
    };
    return invertPositive(score, z, quotient(v.p1, v.p2));
}

Interval oddsRatioInterval(const Sample& first, const Sample& second, double level, bool corrected) {
    const Pair v = pairOf(first, second);
    const double z = criticalZ(level);
    if (v.x1 + v.x2 == 0.0 || v.x1 + v.x2 == v.n1 + v.n2) {
        throw std::domain_error("statistics: an odds ratio needs responders and non-responders");
    }
    const double factor = correction(v, corrected);
    const auto score = [&](double ratio) {
        const double p2 = restrictedByOdds(v, ratio);
        const double p1 = ratio * p2 / (1.0 + p2 * (ratio - 1.0));
        const double information = 1.0 / (1.0 / (v.n1 * bernoulli(p1)) + 1.0 / (v.n2 * bernoulli(p2)));
        // (x1 − n1·p1)² (1/V1 + 1/V2): the surplus of the first cell over its expected count.
        return scoreOf(v.x1 - v.n1 * p1, information * factor);
    };
    return invertPositive(score, z, quotient(v.p1 * (1.0 - v.p2), v.p2 * (1.0 - v.p1)));
}

} // namespace rejoinder::statistics
