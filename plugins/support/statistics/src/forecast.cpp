#include <statistics/distributions.h>
#include <statistics/forecast.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace rejoinder::statistics {

namespace {

/// Below this a prior is worth less than one piece, above it more than any list is long.
constexpr double kLeastStrength = 1.0;
constexpr double kMostStrength = 1e9;

double strengthOfSpread(double mean, double spread) {
    // Variance of a Beta: m(1 − m)/(s + 1), set equal to (spread·m)².
    return std::max(kLeastStrength, (1.0 - mean) / (mean * spread * spread) - 1.0);
}

/// Weighted mean of the rates for a given strength (Kleinman 1973), kept off 0 and 1.
double meanRate(std::span<const Sample> groups, double strength, double pieces) {
    double above = 0.0;
    double below = 0.0;
    for (const Sample& group : groups) {
        const double n = static_cast<double>(group.trials);
        const double weight = n / (strength + n);
        above += weight * group.rate();
        below += weight;
    }
    // No response at all is not a rate of zero: half a response among all pieces is the floor.
    const double edge = 0.5 / (pieces + 1.0);
    return std::clamp(above / below, edge, 1.0 - edge);
}

/// ln of the marginal likelihood of all groups without the binomial coefficients.
double marginalLikelihood(std::span<const Sample> groups, double mean, double strength) {
    const double alpha = mean * strength;
    const double beta = strength - alpha;
    const double perGroup = logGamma(strength) - logGamma(alpha) - logGamma(beta);
    double sum = perGroup * static_cast<double>(groups.size());
    for (const Sample& group : groups) {
        sum += logGamma(alpha + static_cast<double>(group.successes)) +
               logGamma(beta + static_cast<double>(group.failures())) -
               logGamma(strength + static_cast<double>(group.trials));
    }
    return sum;
}

/// Strength averaged over everything that the groups leave possible: the one whose variance is the mean
/// variance.
///
/// The likeliest strength alone would be too strong, because weak ones are nearly as likely and matter more.
double averageStrength(std::span<const Sample> groups, double pieces, const PoolingOptions& options) {
    constexpr int kSteps = 160;
    const double step = std::log(kMostStrength / kLeastStrength) / kSteps;
    std::vector<double> logs;
    std::vector<double> shares;
    for (int i = 0; i <= kSteps; ++i) {
        const double logStrength = std::log(kLeastStrength) + step * i;
        const double strength = std::exp(logStrength);
        const double mean = meanRate(groups, strength, pieces);
        const double surprise = (logStrength - std::log(strengthOfSpread(mean, options.assumedSpread))) /
                                options.spreadUncertainty;
        logs.push_back(marginalLikelihood(groups, mean, strength) - surprise * surprise / 2.0);
        shares.push_back(1.0 / (strength + 1.0));
    }
    const double best = *std::max_element(logs.begin(), logs.end());
    double total = 0.0;
    double share = 0.0;
    for (std::size_t i = 0; i < logs.size(); ++i) {
        const double weight = std::exp(logs[i] - best);
        total += weight;
        share += weight * shares[i];
    }
    return total / share - 1.0;
}

/// The mean is an estimate too: its own variance, 1/W of that between groups with W = sum of n/(s + n), is
/// added to the spread (Kass and Steffey 1989, first-order).
double widenedByMean(std::span<const Sample> groups, double strength) {
    double weights = 0.0;
    for (const Sample& group : groups) {
        const double n = static_cast<double>(group.trials);
        weights += n / (strength + n);
    }
    return (strength + 1.0) * weights / (weights + 1.0) - 1.0;
}

double medianPieces(const std::vector<Sample>& groups) {
    std::vector<std::int64_t> sizes;
    sizes.reserve(groups.size());
    for (const Sample& group : groups) {
        sizes.push_back(group.trials);
    }
    const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
    std::nth_element(sizes.begin(), middle, sizes.end());
    return static_cast<double>(*middle);
}

BetaParameters betaOf(double mean, double strength) {
    return {mean * strength, (1.0 - mean) * strength};
}

} // namespace

PooledPrior estimatePooledPrior(std::span<const Sample> groups, const PoolingOptions& options) {
    if (!(options.assumedSpread > 0.0 && options.spreadUncertainty > 0.0)) {
        throw std::invalid_argument("statistics: spread and its uncertainty must be positive");
    }
    PooledPrior prior;
    std::vector<Sample> used;
    for (const Sample& group : groups) {
        requireCounts(group);
        if (group.trials > 0) {
            used.push_back(group);
            prior.pieces += group.trials;
        }
    }
    if (used.empty()) {
        throw std::domain_error("statistics: no earlier campaign with pieces to learn a rate from");
    }
    prior.groups = used.size();
    const double pieces = static_cast<double>(prior.pieces);
    const double learnt = widenedByMean(used, averageStrength(used, pieces, options));
    const double bound = std::max(kLeastStrength, medianPieces(used));
    prior.bounded = learnt > bound;
    const double strength = std::clamp(learnt, kLeastStrength, bound);
    prior.rate = betaOf(meanRate(used, strength, pieces), strength);
    return prior;
}

PooledPrior assumedPrior(double rate, double spread) {
    requireFraction(rate, "an assumed rate");
    if (!(spread > 0.0)) {
        throw std::domain_error("statistics: the spread of an assumed rate must be positive");
    }
    PooledPrior prior;
    prior.rate = betaOf(rate, strengthOfSpread(rate, spread));
    return prior;
}

RateForecast forecastRate(const Sample& evidence, const PooledPrior& prior, std::int64_t pieces,
                          const ForecastOptions& options) {
    requireCounts(evidence);
    if (!(options.evidenceWeight > 0.0 && options.evidenceWeight <= 1.0)) {
        throw std::domain_error("statistics: the weight of evidence must lie above 0 and not above 1");
    }
    RateForecast forecast;
    forecast.posterior = {prior.rate.alpha + options.evidenceWeight * static_cast<double>(evidence.successes),
                          prior.rate.beta +
                              options.evidenceWeight * static_cast<double>(evidence.failures())};
    const PredictiveRange range = predictiveRange(forecast.posterior, pieces, options.level);
    forecast.mean = forecast.posterior.mean();
    forecast.range = range.rate;
    forecast.level = options.level;
    forecast.pieces = pieces;
    forecast.responders = range.mean;
    forecast.fewest = range.low;
    forecast.most = range.high;
    return forecast;
}

} // namespace rejoinder::statistics
