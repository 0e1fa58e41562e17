#include <statistics/curve.h>
#include <statistics/distributions.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace rejoinder::statistics {

namespace {

/// The Beta of a share is averaged at so many of its quantiles.
constexpr int kSlices = 25;
constexpr std::size_t kEnoughCampaigns = 3;
constexpr double kWeakest = 5, kStrongest = 2'000;

double shareAt(const std::vector<double>& share, std::int64_t day) {
    if (day < 1) return 0;
    return static_cast<std::size_t>(day) > share.size() ? 1.0 : share[static_cast<std::size_t>(day) - 1];
}

/// How strong the opinion about the share is: from the spread of the campaigns around the mean.
double strengthOf(double mean, std::int64_t now, std::int64_t then, const CurveShape& shape,
                  const ProjectionOptions& options) {
    if (shape.each.size() < kEnoughCampaigns) return options.strength;
    double squares = 0;
    for (const auto& one : shape.each) {
        const double ratio = shareAt(one, now) / std::max(shareAt(one, then), 1e-9);
        squares += (ratio - mean) * (ratio - mean);
    }
    const double variance = squares / static_cast<double>(shape.each.size() - 1);
    if (variance <= 0) return kStrongest;
    return std::clamp(mean * (1 - mean) / variance - 1, kWeakest, kStrongest);
}

/// Smallest number that is not exceeded with this probability: responses to come, given those so far and the
/// Beta of the share that they are. It is looked for from `guess` on, in growing steps.
std::int64_t quantileToCome(double p, std::int64_t responses, const std::array<double, kSlices>& shares,
                            std::int64_t guess) {
    const double r = static_cast<double>(responses) + 0.5; // Jeffreys' prior of a Poisson rate
    const auto reached = [&](std::int64_t count) {
        double sum = 0;
        for (const double share : shares) sum += betaLowerTail(share, r, static_cast<double>(count) + 1);
        return sum / kSlices >= p;
    };
    std::int64_t low = std::max<std::int64_t>(guess, 0), high = low, step = 1;
    if (reached(high)) {
        do {
            high = low;
            low = std::max<std::int64_t>(high - step, -1); // fewer than none is never enough
            step *= 2;
        } while (low >= 0 && reached(low));
    } else {
        do {
            low = high;
            high += step;
            step *= 2;
        } while (!reached(high));
    }
    while (high - low > 1) {
        const auto middle = low + (high - low) / 2;
        (reached(middle) ? high : low) = middle;
    }
    return high;
}

ProjectedDay projectedDay(std::int64_t responses, std::int64_t now, std::int64_t then,
                          const CurveShape& shape, const ProjectionOptions& options,
                          const ProjectedDay& before) {
    const double mean = std::clamp(shareAt(shape.share, now) / shareAt(shape.share, then), 1e-6, 1 - 1e-9);
    const double strength = strengthOf(mean, now, then, shape, options);
    std::array<double, kSlices> shares{};
    for (int i = 0; i < kSlices; ++i)
        shares[static_cast<std::size_t>(i)] =
            betaQuantile((i + 0.5) / kSlices, strength * mean, strength * (1 - mean));
    const double tail = (1 - options.level) / 2;
    // One day differs little from the one before.
    return {then, static_cast<double>(responses) / mean,
            responses + quantileToCome(tail, responses, shares, before.fewest - responses),
            responses + quantileToCome(1 - tail, responses, shares, before.most - responses)};
}

} // namespace

CurveShape publishedCurve() {
    constexpr std::array<std::pair<int, double>, 10> kPoints{{{0, 0.0},
                                                              {3, 0.10},
                                                              {5, 0.25},
                                                              {9, 0.50},
                                                              {15, 0.75},
                                                              {17, 0.80},
                                                              {25, 0.90},
                                                              {35, 0.95},
                                                              {53, 0.99},
                                                              {63, 1.0}}};
    CurveShape shape;
    for (std::size_t i = 1; i < kPoints.size(); ++i) {
        const auto [fromDay, from] = kPoints[i - 1];
        const auto [toDay, to] = kPoints[i];
        for (int day = fromDay + 1; day <= toDay; ++day)
            shape.share.push_back(from + (to - from) * (day - fromDay) / (toDay - fromDay));
    }
    return shape;
}

CurveShape pooledCurve(std::span<const std::vector<std::int64_t>> days, std::int64_t fewest) {
    CurveShape shape;
    std::size_t longest = 0;
    for (const auto& one : days) {
        std::int64_t total = 0;
        for (const auto count : one) total += count;
        if (total < std::max<std::int64_t>(fewest, 1)) continue;
        std::vector<double> share;
        std::int64_t sum = 0;
        for (const auto count : one)
            share.push_back(static_cast<double>(sum += count) / static_cast<double>(total));
        longest = std::max(longest, share.size());
        shape.each.push_back(std::move(share));
    }
    shape.campaigns = shape.each.size();
    if (shape.campaigns == 0) return publishedCurve();
    for (std::size_t day = 1; day <= longest; ++day) {
        double sum = 0;
        for (const auto& one : shape.each) sum += shareAt(one, static_cast<std::int64_t>(day));
        shape.share.push_back(sum / static_cast<double>(shape.campaigns));
    }
    return shape;
}

std::vector<ProjectedDay> projectCurve(std::int64_t responses, std::int64_t day, const CurveShape& shape,
                                       const ProjectionOptions& options) {
    if (responses < 0 || day < 1) throw std::invalid_argument("statistics: impossible counts of a curve");
    std::vector<ProjectedDay> out;
    if (shareAt(shape.share, day) >= options.until || responses == 0) return out;
    for (auto then = day + 1; then <= options.longest; ++then) {
        out.push_back(
            projectedDay(responses, day, then, shape, options, out.empty() ? ProjectedDay{} : out.back()));
        if (shareAt(shape.share, then) >= options.until) break;
    }
    return out;
}

} // namespace rejoinder::statistics
