#include <statistics/exact.h>
#include <statistics/intervals.h>
#include <statistics/proportions.h>
#include <statistics/verdict.h>

#include <algorithm>
#include <stdexcept>

namespace rejoinder::statistics {

namespace {

/// Smallest count to expect in the four fields of two cells if they did not differ.
double smallestExpected(const Sample& first, const Sample& second) {
    const double all = static_cast<double>(first.trials + second.trials);
    const double rarer = static_cast<double>(
        std::min(first.successes + second.successes, first.failures() + second.failures()));
    return rarer * static_cast<double>(std::min(first.trials, second.trials)) / all;
}

PairComparison compare(std::span<const Sample> cells, std::size_t i, std::size_t j,
                       const VerdictOptions& options) {
    PairComparison pair;
    pair.first = i;
    pair.second = j;
    pair.enough = cells[i].successes + cells[j].successes >= options.minResponders;
    if (cells[i].trials == 0 || cells[j].trials == 0) {
        pair.interval = {-1.0, 1.0};
        pair.enough = false;
        return pair;
    }
    pair.difference = cells[i].rate() - cells[j].rate();
    pair.interval = differenceInterval(cells[i], cells[j], options.level, DifferenceMethod::Newcombe);
    if (smallestExpected(cells[i], cells[j]) < options.minExpected) {
        pair.test = PairTest::FisherExact;
        pair.pValue = fisherExact(cells[i], cells[j]);
    } else {
        pair.pValue = twoProportionZ(cells[i], cells[j], Variance::Pooled).pValue;
    }
    return pair;
}

std::size_t leaderOf(std::span<const Sample> cells) {
    std::size_t best = 0;
    double bestRate = -1.0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].trials > 0 && cells[i].rate() > bestRate) {
            best = i;
            bestRate = cells[i].rate();
        }
    }
    return best;
}

} // namespace

std::string_view name(PairTest test) noexcept {
    return test == PairTest::PooledZ ? "z, pooled variance" : "Fisher exact";
}

std::string_view name(VerdictReason reason) noexcept {
    switch (reason) {
    case VerdictReason::Winner: return "winner";
    case VerdictReason::TooFew: return "too few";
    case VerdictReason::NoDifference: return "no difference";
    }
    return "";
}

Verdict compareCells(std::span<const Sample> cells, const VerdictOptions& options) {
    if (cells.size() < 2) {
        throw std::invalid_argument("statistics: a pre-test needs at least two cells");
    }
    requireFraction(options.alpha, "alpha");
    requireFraction(options.level, "the confidence level");
    std::for_each(cells.begin(), cells.end(), requireCounts);
    Verdict verdict;
    std::vector<double> values;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (std::size_t j = i + 1; j < cells.size(); ++j) {
            verdict.pairs.push_back(compare(cells, i, j, options));
            values.push_back(verdict.pairs.back().pValue);
        }
    }
    const std::vector<double> adjusted = holmAdjusted(values);
    verdict.leader = leaderOf(cells);
    bool tooFew = false;
    for (std::size_t index = 0; index < verdict.pairs.size(); ++index) {
        PairComparison& pair = verdict.pairs[index];
        pair.adjusted = adjusted[index];
        if (pair.first != verdict.leader && pair.second != verdict.leader) {
            continue;
        }
        if (!pair.enough || pair.adjusted >= options.alpha) {
            verdict.undecided.push_back(pair.first == verdict.leader ? pair.second : pair.first);
            tooFew = tooFew || !pair.enough;
        }
    }
    if (verdict.undecided.empty()) {
        verdict.winner = verdict.leader;
        verdict.reason = VerdictReason::Winner;
    } else {
        verdict.reason = tooFew ? VerdictReason::TooFew : VerdictReason::NoDifference;
    }
    return verdict;
}

} // namespace rejoinder::statistics
