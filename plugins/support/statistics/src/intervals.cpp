#include <statistics/distributions.h>
#include <statistics/intervals.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace rejoinder::statistics {

namespace {

/// Responders, pieces and rate as real numbers, with the critical value of the wished level.
struct Parts {
    double x;
    double n;
    double p;
    double z;
    double level;
};

Interval wald(const Parts& v) {
    const double half = v.z * std::sqrt(v.p * (1.0 - v.p) / v.n);
    return {v.p - half, v.p + half};
}

Interval wilson(const Parts& v) {
    const double square = v.z * v.z;
    const double centre = (v.x + square / 2.0) / (v.n + square);
    const double half = v.z * std::sqrt(v.n * v.p * (1.0 - v.p) + square / 4.0) / (v.n + square);
    // At 0 and at n the bound is exactly 0 or 1; rounding must not push it beside.
    return {v.x == 0.0 ? 0.0 : centre - half, v.x == v.n ? 1.0 : centre + half};
}

Interval wilsonContinuity(const Parts& v) {
    const double square = v.z * v.z;
    const double base = 2.0 * v.x + square;
    const double divisor = 2.0 * (v.n + square);
    // Newcombe 1998a, formula of method 4, written with counts instead of rates.
    const auto root = [&](double sign) {
        return v.z * std::sqrt(square - sign * 2.0 - 1.0 / v.n + 4.0 * v.p * (v.n * (1.0 - v.p) + sign));
    };
    const double low = (base - 1.0 - root(1.0)) / divisor;
    const double high = (base + 1.0 + root(-1.0)) / divisor;
    return {v.x == 0.0 ? 0.0 : std::max(0.0, low), v.x == v.n ? 1.0 : std::min(1.0, high)};
}

Interval clopperPearson(const Parts& v) {
    const double tail = (1.0 - v.level) / 2.0;
    return {v.x == 0.0 ? 0.0 : betaQuantile(tail, v.x, v.n - v.x + 1.0),
            v.x == v.n ? 1.0 : betaQuantileUpper(tail, v.x + 1.0, v.n - v.x)};
}

Interval agrestiCoull(const Parts& v) {
    const double square = v.z * v.z;
    const double n = v.n + square;
    const double p = (v.x + square / 2.0) / n;
    const double half = v.z * std::sqrt(p * (1.0 - p) / n);
    return {p - half, p + half};
}

Interval jeffreys(const Parts& v) {
    const double tail = (1.0 - v.level) / 2.0;
    return {v.x == 0.0 ? 0.0 : betaQuantile(tail, v.x + 0.5, v.n - v.x + 0.5),
            v.x == v.n ? 1.0 : betaQuantileUpper(tail, v.x + 0.5, v.n - v.x + 0.5)};
}

Interval jeffreysShortest(const Parts& v) {
    const double alpha = v.x + 0.5;
    const double beta = v.n - v.x + 0.5;
    // A density that only falls (or only rises) has its shortest interval at the border.
    if (alpha <= 1.0) {
        return {0.0, betaQuantile(v.level, alpha, beta)};
    }
    if (beta <= 1.0) {
        return {betaQuantileUpper(v.level, alpha, beta), 1.0};
    }
    const auto highOf = [&](double tail) { return betaQuantileUpper(1.0 - v.level - tail, alpha, beta); };
    // The shortest interval has equal densities at its bounds; searched over the share left of it.
    const double edge = 1e-12 * (1.0 - v.level);
    const double tail = findRoot(
        [&](double share) {
            return std::log(betaDensity(betaQuantile(share, alpha, beta), alpha, beta)) -
                   std::log(betaDensity(highOf(share), alpha, beta));
        },
        edge, 1.0 - v.level - edge);
    return {betaQuantile(tail, alpha, beta), highOf(tail)};
}

Interval logit(const Parts& v) {
    const double centre = std::log(v.p / (1.0 - v.p));
    const double half = v.z / std::sqrt(v.n * v.p * (1.0 - v.p));
    return {1.0 / (1.0 + std::exp(half - centre)), 1.0 / (1.0 + std::exp(-centre - half))};
}

Interval probit(const Parts& v) {
    const double centre = normalQuantile(v.p);
    const double density = std::exp(-centre * centre / 2.0) / std::sqrt(2.0 * std::acos(-1.0));
    const double half = v.z * std::sqrt(v.p * (1.0 - v.p) / v.n) / density;
    return {normalLowerTail(centre - half), normalLowerTail(centre + half)};
}

Interval complementaryLogLog(const Parts& v) {
    const double centre = std::log(-std::log(v.p));
    const double half = v.z * std::sqrt((1.0 - v.p) / (v.n * v.p)) / std::abs(std::log(v.p));
    return {std::exp(-std::exp(centre + half)), std::exp(-std::exp(centre - half))};
}

Interval likelihoodRatio(const Parts& v) {
    const double bound = v.z * v.z / 2.0;
    const auto term = [](double count, double rate) { return count == 0.0 ? 0.0 : count * std::log(rate); };
    const double best = term(v.x, v.p) + term(v.n - v.x, 1.0 - v.p);
    const auto excess = [&](double rate) {
        return best - term(v.x, rate) - term(v.n - v.x, 1.0 - rate) - bound;
    };
    constexpr double kEdge = 1e-300;
    return {v.x == 0.0 ? 0.0 : findRoot(excess, kEdge, v.p),
            v.x == v.n ? 1.0 : findRoot(excess, v.p, 1.0 - 1e-16)};
}

} // namespace

std::string_view name(IntervalMethod method) noexcept {
    switch (method) {
    case IntervalMethod::Wald: return "Wald";
    case IntervalMethod::Wilson: return "Wilson";
    case IntervalMethod::WilsonContinuity: return "Wilson with continuity correction";
    case IntervalMethod::ClopperPearson: return "Clopper-Pearson";
    case IntervalMethod::AgrestiCoull: return "Agresti-Coull";
    case IntervalMethod::Jeffreys: return "Jeffreys";
    case IntervalMethod::JeffreysShortest: return "Jeffreys, shortest";
    case IntervalMethod::Logit: return "logit";
    case IntervalMethod::Probit: return "probit";
    case IntervalMethod::ComplementaryLogLog: return "complementary log-log";
    case IntervalMethod::LikelihoodRatio: return "likelihood ratio";
    }
    return "";
}

Interval proportionInterval(const Sample& sample, double level, IntervalMethod method) {
    requirePieces(sample);
    const Parts v{static_cast<double>(sample.successes), static_cast<double>(sample.trials), sample.rate(),
                  criticalZ(level), level};
    const bool oneOutcome = v.x == 0.0 || v.x == v.n; // no logarithm of the odds there
    switch (method) {
    case IntervalMethod::Wald: return wald(v);
    case IntervalMethod::Wilson: return wilson(v);
    case IntervalMethod::WilsonContinuity: return wilsonContinuity(v);
    case IntervalMethod::ClopperPearson: return clopperPearson(v);
    case IntervalMethod::AgrestiCoull: return agrestiCoull(v);
    case IntervalMethod::Jeffreys: return jeffreys(v);
    case IntervalMethod::JeffreysShortest: return jeffreysShortest(v);
    case IntervalMethod::Logit: return oneOutcome ? clopperPearson(v) : logit(v);
    case IntervalMethod::Probit: return oneOutcome ? clopperPearson(v) : probit(v);
    case IntervalMethod::ComplementaryLogLog: return oneOutcome ? clopperPearson(v) : complementaryLogLog(v);
    case IntervalMethod::LikelihoodRatio: return likelihoodRatio(v);
    }
    throw std::invalid_argument("statistics: unknown interval method");
}

} // namespace rejoinder::statistics
