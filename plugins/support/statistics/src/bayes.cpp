#include <statistics/bayes.h>
#include <statistics/distributions.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <vector>

namespace rejoinder::statistics {

namespace {

void requireShape(const BetaParameters& rate) {
    if (!(rate.alpha > 0.0 && rate.beta > 0.0 && std::isfinite(rate.strength()))) {
        throw std::domain_error("statistics: both parameters of a Beta distribution must be positive");
    }
}

// The integrals run over the log odds u = ln(x/(1 − x)): there every Beta has one smooth peak with
// exponential sides, also where its density over x has a pole. Near 1 all is asked of the mirrored Beta, so 1
// − x keeps its digits.

/// A rate at log odds u with its complement.
struct Place {
    double x;
    double y;
    explicit Place(double u) : x(1.0 / (1.0 + std::exp(-u))), y(1.0 / (1.0 + std::exp(u))) {}
};

double lowerTail(const BetaParameters& rate, const Place& at) {
    return at.x < 0.5 ? betaLowerTail(at.x, rate.alpha, rate.beta)
                      : betaUpperTail(at.y, rate.beta, rate.alpha);
}

double upperTail(const BetaParameters& rate, const Place& at) {
    return at.x < 0.5 ? betaUpperTail(at.x, rate.alpha, rate.beta)
                      : betaLowerTail(at.y, rate.beta, rate.alpha);
}

/// Density over the log odds: the density over x times dx/du = x·(1 − x).
double densityOfOdds(const BetaParameters& rate, const Place& at) {
    if (at.x <= 0.0 || at.y <= 0.0) {
        return 0.0;
    }
    const double density =
        at.x < 0.5 ? betaDensity(at.x, rate.alpha, rate.beta) : betaDensity(at.y, rate.beta, rate.alpha);
    return density * at.x * at.y;
}

/// Log odds below which `rate` lies with probability `share`, kept within what a double can express.
double oddsQuantile(const BetaParameters& rate, double share) {
    constexpr double kFarthest = 700.0;
    const double x = betaQuantile(share, rate.alpha, rate.beta);
    const double y = betaQuantileUpper(share, rate.beta, rate.alpha);
    const double u = x < 0.5 ? std::log(x) - std::log1p(-x) : std::log1p(-y) - std::log(y);
    return std::clamp(u, -kFarthest, kFarthest);
}

/// Adds the places between which the mass of `rate` lies; the integrals are cut there, so no peak is
/// overlooked.
void addLandmarks(std::vector<double>& places, const BetaParameters& rate) {
    const BetaParameters mirrored{rate.beta, rate.alpha};
    for (const double share : {1e-18, 1e-9, 1e-3, 0.5}) {
        places.push_back(oddsQuantile(rate, share));
        places.push_back(-oddsQuantile(mirrored, share));
    }
}

double integrateOver(const BetaParameters& one, const BetaParameters& other,
                     const std::function<double(const Place&)>& f) {
    std::vector<double> places;
    addLandmarks(places, one);
    addLandmarks(places, other);
    std::sort(places.begin(), places.end());
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
        if (places[i + 1] - places[i] > 1e-12 * std::abs(places[i])) {
            sum += integrate([&](double u) { return f(Place(u)); }, places[i], places[i + 1]);
        }
    }
    return sum;
}

/// The beta-binomial distribution relative to its mode, from ratios of neighbours only: no Gamma function, so
/// no digits are lost for large parameters.
class Predictive {
public:
    Predictive(const BetaParameters& rate, std::int64_t pieces)
        : alpha_(rate.alpha), beta_(rate.beta), pieces_(pieces), mode_(modeOf()), low_(mode_), high_(mode_) {
        // Both below 1: the density has a peak at either end and no tail that could be cut off.
        const bool whole = alpha_ < 1.0L && beta_ < 1.0L;
        long double weight = 1.0L;
        std::vector<long double> below;
        for (std::int64_t k = mode_; k > 0 && (whole || weight > kNegligible); --k) {
            weight /= up(k - 1);
            below.push_back(weight);
        }
        low_ = mode_ - static_cast<std::int64_t>(below.size());
        weights_.assign(below.rbegin(), below.rend());
        weights_.push_back(1.0L);
        weight = 1.0L;
        for (std::int64_t k = mode_; k < pieces_ && (whole || weight > kNegligible); ++k) {
            weight *= up(k);
            weights_.push_back(weight);
        }
        high_ = low_ + static_cast<std::int64_t>(weights_.size()) - 1;
        for (const long double each : weights_) {
            sum_ += each;
        }
    }

    /// Largest k with P(X < k) <= tail.
    [[nodiscard]] std::int64_t lower(double tail) const {
        long double sum = 0.0L;
        std::int64_t k = low_;
        for (; k < high_; ++k) {
            sum += weights_[static_cast<std::size_t>(k - low_)];
            if (sum > tail * sum_) {
                break;
            }
        }
        return k;
    }

    /// Smallest k with P(X > k) <= tail.
    [[nodiscard]] std::int64_t upper(double tail) const {
        long double sum = 0.0L;
        std::int64_t k = high_;
        for (; k > low_; --k) {
            sum += weights_[static_cast<std::size_t>(k - low_)];
            if (sum > tail * sum_) {
                break;
            }
        }
        return k;
    }

private:
    static constexpr long double kNegligible = 1e-24L;

    /// P(k + 1) / P(k).
    [[nodiscard]] long double up(std::int64_t k) const {
        const auto real = static_cast<long double>(k);
        const auto m = static_cast<long double>(pieces_);
        return (m - real) * (real + alpha_) / ((real + 1.0L) * (m - real - 1.0L + beta_));
    }

    [[nodiscard]] std::int64_t modeOf() const {
        if (alpha_ < 1.0L) {
            return 0;
        }
        if (beta_ < 1.0L) {
            return pieces_;
        }
        if (alpha_ + beta_ <= 2.0L) {
            return pieces_ / 2; // Beta(1, 1): all counts alike
        }
        const auto m = static_cast<long double>(pieces_);
        const long double last = (m * (alpha_ - 1.0L) + 1.0L - beta_) / (alpha_ + beta_ - 2.0L);
        return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(last)) + 1, 0, pieces_);
    }

    long double alpha_;
    long double beta_;
    std::int64_t pieces_;
    std::int64_t mode_;
    std::int64_t low_;
    std::int64_t high_;
    std::vector<long double> weights_;
    long double sum_{0.0L};
};

} // namespace

BetaParameters posterior(const BetaParameters& prior, const Sample& sample) {
    requireShape(prior);
    requireCounts(sample);
    return {prior.alpha + static_cast<double>(sample.successes),
            prior.beta + static_cast<double>(sample.failures())};
}

Interval credibleInterval(const BetaParameters& rate, double level) {
    requireShape(rate);
    requireFraction(level, "the level");
    const double tail = (1.0 - level) / 2.0;
    return {betaQuantile(tail, rate.alpha, rate.beta), betaQuantileUpper(tail, rate.alpha, rate.beta)};
}

double probabilityGreater(const BetaParameters& b, const BetaParameters& a) {
    requireShape(a);
    requireShape(b);
    const double value =
        integrateOver(a, b, [&](const Place& at) { return densityOfOdds(b, at) * lowerTail(a, at); });
    return std::clamp(value, 0.0, 1.0);
}

double expectedLoss(const BetaParameters& chosen, const BetaParameters& other) {
    requireShape(chosen);
    requireShape(other);
    // E[max(other − chosen, 0)] = integral of P(chosen < x)·P(other > x) dx: a sum without cancellation.
    return integrateOver(chosen, other, [&](const Place& at) {
        return lowerTail(chosen, at) * upperTail(other, at) * at.x * at.y;
    });
}

PredictiveRange predictiveRange(const BetaParameters& rate, std::int64_t pieces, double level) {
    requireShape(rate);
    requireFraction(level, "the level");
    if (pieces < 1) {
        throw std::domain_error("statistics: a forecast needs at least one future piece");
    }
    const Predictive predictive(rate, pieces);
    const double tail = (1.0 - level) / 2.0;
    PredictiveRange range;
    range.pieces = pieces;
    range.level = level;
    range.mean = rate.mean() * static_cast<double>(pieces);
    range.low = predictive.lower(tail);
    range.high = predictive.upper(tail);
    range.rate = {static_cast<double>(range.low) / static_cast<double>(pieces),
                  static_cast<double>(range.high) / static_cast<double>(pieces)};
    return range;
}

} // namespace rejoinder::statistics
