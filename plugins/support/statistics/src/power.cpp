#include <statistics/distributions.h>
#include <statistics/power.h>

#include <cmath>
#include <stdexcept>

namespace rejoinder::statistics {

namespace {

/// Critical value of the test: alpha is halved when it is two-sided.
double criticalOf(double alpha, Alternative alternative) {
    return -normalQuantile(alternative == Alternative::TwoSided ? alpha / 2.0 : alpha);
}

/// Standard deviations of sqrt(n)·(p1 − p2) without and with a difference.
struct Deviations {
    double none;
    double wished;
};

Deviations deviationsOf(double first, double second, SampleSizeFormula formula) {
    const double reference = formula == SampleSizeFormula::Baseline ? first : (first + second) / 2.0;
    return {std::sqrt(2.0 * bernoulli(reference)), std::sqrt(bernoulli(first) + bernoulli(second))};
}

void requireSize(double perCell) {
    if (!(perCell > 0.0)) {
        throw std::domain_error("statistics: the power of a test needs more than 0 pieces per cell");
    }
}

} // namespace

std::string_view name(SampleSizeFormula formula) noexcept {
    switch (formula) {
    case SampleSizeFormula::Pooled: return "pooled variance";
    case SampleSizeFormula::Baseline: return "baseline variance";
    case SampleSizeFormula::Arcsine: return "arcsine (Cohen h)";
    }
    return "";
}

SampleSize sampleSizePerCell(double first, double second, const PowerWish& wish, SampleSizeFormula formula) {
    requireFraction(first, "the first rate");
    requireFraction(second, "the second rate");
    requireFraction(wish.alpha, "alpha");
    requireFraction(wish.power, "the power");
    if (first == second) {
        throw std::domain_error("statistics: no number of pieces tells equal rates apart");
    }
    if (wish.power <= wish.alpha) {
        throw std::domain_error("statistics: the power must be above alpha");
    }
    const double zAlpha = criticalOf(wish.alpha, wish.alternative);
    const double zPower = normalQuantile(wish.power);
    SampleSize size;
    size.formula = formula;
    size.wish = wish;
    if (formula == SampleSizeFormula::Arcsine) {
        const double h = effectSize(first, second);
        size.exact = 2.0 * (zAlpha + zPower) * (zAlpha + zPower) / (h * h);
    } else {
        const Deviations deviations = deviationsOf(first, second, formula);
        const double root = (zAlpha * deviations.none + zPower * deviations.wished) / (first - second);
        size.exact = root * root;
    }
    size.perCell = static_cast<std::int64_t>(std::ceil(size.exact));
    return size;
}

double powerOfTest(double first, double second, double perCell, double alpha, Alternative alternative,
                   PowerTails tails, SampleSizeFormula formula) {
    requireFraction(first, "the first rate");
    requireFraction(second, "the second rate");
    requireFraction(alpha, "alpha");
    requireSize(perCell);
    const bool twoSided = alternative == Alternative::TwoSided;
    if (formula == SampleSizeFormula::Arcsine) {
        const double h = effectSize(first, second);
        if (twoSided && tails == PowerTails::Wished) {
            return normalLowerTail(std::abs(h) * std::sqrt(perCell / 2.0) - criticalOf(alpha, alternative));
        }
        return powerOfEffect(h, perCell, alpha, alternative);
    }
    const Deviations deviations = deviationsOf(first, second, formula);
    const double zAlpha = criticalOf(alpha, alternative);
    const double shift = (first - second) * std::sqrt(perCell);
    const auto rejected = [&](double distance) {
        return normalLowerTail((distance - zAlpha * deviations.none) / deviations.wished);
    };
    if (!twoSided) {
        return rejected(alternative == Alternative::Greater ? shift : -shift);
    }
    const double wished = rejected(std::abs(shift));
    return tails == PowerTails::Wished ? wished : wished + rejected(-std::abs(shift));
}

double detectableRate(double first, double perCell, const PowerWish& wish) {
    requireFraction(first, "the first rate");
    requireFraction(wish.alpha, "alpha");
    requireFraction(wish.power, "the power");
    requireSize(perCell);
    const Alternative alternative =
        wish.alternative == Alternative::TwoSided ? Alternative::TwoSided : Alternative::Less;
    const auto missing = [&](double second) {
        return powerOfTest(first, second, perCell, wish.alpha, alternative, PowerTails::Wished) - wish.power;
    };
    const double low = std::nextafter(first, 1.0);
    constexpr double kHigh = 1.0 - 1e-12;
    if (missing(kHigh) < 0.0 || missing(low) > 0.0) {
        throw std::domain_error("statistics: so few pieces find no rate below 1 with the wished power");
    }
    return findRoot(missing, low, kHigh);
}

double effectSize(double first, double second) {
    if (!(first >= 0.0 && first <= 1.0 && second >= 0.0 && second <= 1.0)) {
        throw std::domain_error("statistics: Cohen's h needs rates between 0 and 1");
    }
    return 2.0 * (std::asin(std::sqrt(first)) - std::asin(std::sqrt(second)));
}

double powerOfEffect(double h, double perCell, double alpha, Alternative alternative) {
    requireFraction(alpha, "alpha");
    requireSize(perCell);
    const double zAlpha = criticalOf(alpha, alternative);
    const double shift = h * std::sqrt(perCell / 2.0);
    switch (alternative) {
    case Alternative::Greater: return normalLowerTail(shift - zAlpha);
    case Alternative::Less: return normalLowerTail(-shift - zAlpha);
    case Alternative::TwoSided: return normalLowerTail(shift - zAlpha) + normalLowerTail(-shift - zAlpha);
    }
    throw std::invalid_argument("statistics: unknown alternative");
}

double sampleSizeForPrecision(double rate, double margin, double level,
                              std::optional<std::int64_t> population) {
    requireFraction(rate, "the expected rate");
    requireFraction(margin, "the margin");
    const double z = criticalZ(level);
    const double size = z * z * bernoulli(rate) / (margin * margin);
    if (!population) {
        return size;
    }
    if (*population < 1) {
        throw std::domain_error("statistics: a population needs at least one person");
    }
    return size / (1.0 + size / static_cast<double>(*population));
}

} // namespace rejoinder::statistics
