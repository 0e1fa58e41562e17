#include <statistics/distributions.h>
#include <statistics/exact.h>

#include <algorithm>
#include <stdexcept>

namespace rejoinder::statistics {

namespace {

constexpr double kTieTolerance = 1.0 + 1e-7;

/// The hypergeometric distribution of the first cell's responders under fixed margins, relative to its mode.
///
/// Only ratios of neighbours are used, in long double (range 1e±4932), so no factorial is ever formed.
class Margins {
public:
    Margins(const Sample& first, const Sample& second)
        : n1_(first.trials),
          n2_(second.trials),
          responders_(first.successes + second.successes),
          low_(std::max<std::int64_t>(0, responders_ - n2_)),
          high_(std::min(n1_, responders_)) {
        const auto mode = static_cast<std::int64_t>((static_cast<long double>(n1_) + 1) *
                                                    (static_cast<long double>(responders_) + 1) /
                                                    (static_cast<long double>(n1_ + n2_) + 2));
        mode_ = std::clamp(mode, low_, high_);
    }

    /// Calls `visit(k, weight)` for every possible count, weight 1 at the mode.
    template <class Visit>
    void forEach(Visit visit) const {
        visit(mode_, 1.0L);
        long double weight = 1.0L;
        for (std::int64_t k = mode_; k < high_ && weight > 0.0L; ++k) {
            weight *= up(k);
            visit(k + 1, weight);
        }
        weight = 1.0L;
        for (std::int64_t k = mode_; k > low_ && weight > 0.0L; --k) {
            weight /= up(k - 1);
            visit(k - 1, weight);
        }
    }

private:
    /// P(k + 1) / P(k).
    [[nodiscard]] long double up(std::int64_t k) const {
        return static_cast<long double>(n1_ - k) * static_cast<long double>(responders_ - k) /
               (static_cast<long double>(k + 1) * static_cast<long double>(n2_ - responders_ + k + 1));
    }

    std::int64_t n1_;
    std::int64_t n2_;
    std::int64_t responders_;
    std::int64_t low_;
    std::int64_t high_;
    std::int64_t mode_{};
};

bool counts(std::int64_t k, std::int64_t observed, long double weight, long double limit,
            Alternative alternative) {
    switch (alternative) {
    case Alternative::Less: return k <= observed;
    case Alternative::Greater: return k >= observed;
    case Alternative::TwoSided: return weight <= limit;
    }
    return false;
}

/// First outcome in [low, high] that `test` holds for, when it holds from some place on; high + 1 without
/// one.
template <class Test>
std::int64_t firstWhere(std::int64_t low, std::int64_t high, Test test) {
    while (low <= high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (test(middle)) {
            high = middle - 1;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

} // namespace

double fisherExact(const Sample& first, const Sample& second, Alternative alternative) {
    requireCounts(first);
    requireCounts(second);
    const Margins margins(first, second);
    const std::int64_t observed = first.successes;
    long double limit = 0.0L;
    margins.forEach([&](std::int64_t k, long double weight) {
        if (k == observed) {
            limit = weight * static_cast<long double>(kTieTolerance);
        }
    });
    long double all = 0.0L;
    long double asExtreme = 0.0L;
    margins.forEach([&](std::int64_t k, long double weight) {
        all += weight;
        if (counts(k, observed, weight, limit, alternative)) {
            asExtreme += weight;
        }
    });
    return static_cast<double>(std::min(1.0L, asExtreme / all));
}

double binomialExact(const Sample& sample, double assumed, Alternative alternative) {
    requirePieces(sample);
    const std::int64_t x = sample.successes;
    const std::int64_t n = sample.trials;
    if (alternative == Alternative::Less) {
        return binomialLowerTail(x, n, assumed);
    }
    if (alternative == Alternative::Greater) {
        return binomialUpperTail(x, n, assumed);
    }
    const double limit = binomialProbability(x, n, assumed) * kTieTolerance;
    const double centre = static_cast<double>(n) * assumed;
    const auto unlikely = [&](std::int64_t k) { return binomialProbability(k, n, assumed) <= limit; };
    const auto above = static_cast<std::int64_t>(centre) + 1;
    if (static_cast<double>(x) < centre) {
        const std::int64_t from = firstWhere(above, n, unlikely);
        return std::min(1.0, binomialLowerTail(x, n, assumed) + binomialUpperTail(from, n, assumed));
    }
    if (static_cast<double>(x) > centre) {
        const auto likely = [&](std::int64_t k) { return !unlikely(k); };
        const std::int64_t to = firstWhere(0, static_cast<std::int64_t>(centre), likely) - 1;
        return std::min(1.0, binomialUpperTail(x, n, assumed) + binomialLowerTail(to, n, assumed));
    }
    return 1.0;
}

} // namespace rejoinder::statistics
