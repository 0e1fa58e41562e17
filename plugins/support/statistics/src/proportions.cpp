#include <statistics/distributions.h>
#include <statistics/proportions.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace rejoinder::statistics {

namespace {

double pOfZ(double z, Alternative alternative) {
    switch (alternative) {
    case Alternative::TwoSided: return normalTwoSided(z);
    case Alternative::Less: return normalLowerTail(z);
    case Alternative::Greater: return normalUpperTail(z);
    }
    throw std::invalid_argument("statistics: unknown alternative");
}

/// difference / standard error, 0 for equal rates without variance.
double zOf(double difference, double standardError) {
    if (difference == 0.0) {
        return 0.0;
    }
    if (standardError == 0.0) {
        throw std::domain_error("statistics: the variance is zero although the rates differ; use the pooled "
                                "variance or an exact test");
    }
    return difference / standardError;
}

Sample together(std::span<const Sample> cells) {
    Sample all;
    for (const Sample& cell : cells) {
        requirePieces(cell);
        all.successes += cell.successes;
        all.trials += cell.trials;
    }
    return all;
}

void requireAssumed(double assumed) {
    if (!(assumed >= 0.0 && assumed <= 1.0)) {
        throw std::domain_error("statistics: an assumed rate must lie between 0 and 1");
    }
}

/// X² of all cells against one rate; each deviation is brought `correction` pieces nearer to zero.
double chiSquareAgainst(std::span<const Sample> cells, double rate, double correction) {
    double sum = 0.0;
    for (const Sample& cell : cells) {
        const double n = static_cast<double>(cell.trials);
        const double deviation = std::abs(static_cast<double>(cell.successes) - n * rate) - correction;
        sum += deviation * deviation / (n * rate * (1.0 - rate));
    }
    return sum;
}

ChiSquareTest resultOf(double statistic, double degrees, bool corrected) {
    return {statistic, degrees, chiSquareUpperTail(statistic, degrees), corrected};
}

} // namespace

ZTest twoProportionZ(const Sample& first, const Sample& second, Variance variance, Alternative alternative) {
    const double p1 = first.rate();
    const double p2 = second.rate();
    const double n1 = static_cast<double>(first.trials);
    const double n2 = static_cast<double>(second.trials);
    ZTest test;
    test.difference = p1 - p2;
    test.variance = variance;
    test.alternative = alternative;
    if (variance == Variance::Pooled) {
        const double p = static_cast<double>(first.successes + second.successes) / (n1 + n2);
        test.standardError = std::sqrt(p * (1.0 - p) * (1.0 / n1 + 1.0 / n2));
    } else {
        test.standardError = std::sqrt(p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2);
    }
    test.z = zOf(test.difference, test.standardError);
    test.pValue = pOfZ(test.z, alternative);
    return test;
}

OneSampleZTest oneProportionZ(const Sample& sample, double assumed, OneSampleVariance variance,
                              Alternative alternative) {
    requireAssumed(assumed);
    OneSampleZTest test;
    const double p = variance == OneSampleVariance::Sample ? sample.rate() : assumed;
    test.difference = sample.rate() - assumed;
    test.standardError = std::sqrt(p * (1.0 - p) / static_cast<double>(sample.trials));
    test.z = zOf(test.difference, test.standardError);
    test.pValue = pOfZ(test.z, alternative);
    test.variance = variance;
    test.alternative = alternative;
    return test;
}

ChiSquareTest equalProportions(std::span<const Sample> cells, Continuity continuity) {
    if (cells.size() < 2) {
        throw std::invalid_argument("statistics: comparing rates needs at least two cells");
    }
    const bool yates = continuity == Continuity::Yates;
    if (yates && cells.size() != 2) {
        throw std::invalid_argument("statistics: the continuity correction is defined for two cells only");
    }
    const Sample all = together(cells);
    const double degrees = static_cast<double>(cells.size() - 1);
    if (all.successes == 0 || all.failures() == 0) {
        return resultOf(0.0, degrees, yates);
    }
    double correction = 0.0;
    if (yates) {
        const double n1 = static_cast<double>(cells[0].trials);
        const double n2 = static_cast<double>(cells[1].trials);
        correction = std::min(0.5, std::abs(cells[0].rate() - cells[1].rate()) / (1.0 / n1 + 1.0 / n2));
    }
    return resultOf(chiSquareAgainst(cells, all.rate(), correction), degrees, yates);
}

ChiSquareTest givenProportion(std::span<const Sample> cells, double assumed, Continuity continuity) {
    if (cells.empty()) {
        throw std::invalid_argument("statistics: comparing with a given rate needs at least one cell");
    }
    requireFraction(assumed, "an assumed rate");
    const bool yates = continuity == Continuity::Yates;
    if (yates && cells.size() != 1) {
        throw std::invalid_argument("statistics: the continuity correction is defined for one cell only");
    }
    static_cast<void>(together(cells)); // refuses empty cells
    double correction = 0.0;
    if (yates) {
        const double n = static_cast<double>(cells[0].trials);
        correction = std::min(0.5, std::abs(static_cast<double>(cells[0].successes) - n * assumed));
    }
    return resultOf(chiSquareAgainst(cells, assumed, correction), static_cast<double>(cells.size()), yates);
}

ChiSquareTest trendOfProportions(std::span<const Sample> cells, std::span<const double> scores) {
    if (cells.size() < 2 || scores.size() != cells.size()) {
        throw std::invalid_argument("statistics: a trend needs at least two cells and one score for each");
    }
    const Sample all = together(cells);
    const double rate = all.rate();
    double meanScore = 0.0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        meanScore += static_cast<double>(cells[i].trials) * scores[i] / static_cast<double>(all.trials);
    }
    double cross = 0.0;
    double spread = 0.0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const double n = static_cast<double>(cells[i].trials);
        const double score = scores[i] - meanScore;
        cross += (static_cast<double>(cells[i].successes) - n * rate) * score;
        spread += n * score * score;
    }
    if (!(spread > 0.0)) {
        throw std::invalid_argument("statistics: a trend needs scores that differ");
    }
    if (all.successes == 0 || all.failures() == 0) {
        return resultOf(0.0, 1.0, false);
    }
    return resultOf(cross * cross / (rate * (1.0 - rate) * spread), 1.0, false);
}

std::vector<double> pairwiseProportions(std::span<const Sample> cells) {
    if (cells.size() < 2) {
        throw std::invalid_argument("statistics: comparing rates needs at least two cells");
    }
    std::vector<double> values;
    values.reserve(cells.size() * (cells.size() - 1) / 2);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (std::size_t j = i + 1; j < cells.size(); ++j) {
            values.push_back(equalProportions(std::array{cells[i], cells[j]}).pValue);
        }
    }
    return values;
}

std::vector<double> holmAdjusted(std::span<const double> pValues) {
    for (const double p : pValues) {
        if (!(p >= 0.0 && p <= 1.0)) {
            throw std::invalid_argument("statistics: a p-value must lie between 0 and 1");
        }
    }
    std::vector<std::size_t> order(pValues.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return pValues[a] < pValues[b]; });
    std::vector<double> adjusted(pValues.size());
    double floor = 0.0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const double factor = static_cast<double>(order.size() - rank);
        floor = std::max(floor, std::min(1.0, factor * pValues[order[rank]]));
        adjusted[order[rank]] = floor;
    }
    return adjusted;
}

} // namespace rejoinder::statistics
