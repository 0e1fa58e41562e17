#include <gtest/gtest.h>
#include <statistics/forecast.h>

#include <array>
#include <cmath>
#include <iostream>
#include <random>
#include <stdexcept>
#include <vector>

namespace rejoinder::statistics {
namespace {

/// Groups whose true rates follow one Beta distribution, as campaigns of one house list do.
std::vector<Sample> drawGroups(std::mt19937_64& random, const BetaParameters& truth, std::size_t count,
                               std::int64_t pieces) {
    std::gamma_distribution<double> first(truth.alpha);
    std::gamma_distribution<double> second(truth.beta);
    std::vector<Sample> groups;
    for (std::size_t i = 0; i < count; ++i) {
        const double x = first(random);
        const double rate = x / (x + second(random));
        groups.push_back({std::binomial_distribution<std::int64_t>(pieces, rate)(random), pieces});
    }
    return groups;
}

TEST(PooledPrior, FindsTheCommonDistribution) {
    std::mt19937_64 random(7);
    const BetaParameters truth{6.0, 194.0};
    const PooledPrior prior = estimatePooledPrior(drawGroups(random, truth, 400, 3000));
    EXPECT_NEAR(prior.rate.mean(), truth.mean(), 0.002);
    EXPECT_NEAR(prior.rate.strength() / truth.strength(), 1.0, 0.2);
    EXPECT_EQ(prior.groups, 400U);
    EXPECT_EQ(prior.pieces, 1'200'000);
    EXPECT_FALSE(prior.bounded);
}

TEST(PooledPrior, FewGroupsStayModest) {
    const PooledPrior one = estimatePooledPrior(std::array{Sample{2000, 100000}});
    EXPECT_NEAR(one.rate.mean(), 0.02, 1e-12);
    // A single campaign, however large, says nothing about the spread between campaigns: that one is assumed,
    // and as much again for the mean that rests on it alone.
    const double spread = std::sqrt(one.rate.variance()) / one.rate.mean();
    EXPECT_GT(spread, 0.4);
    EXPECT_LT(spread, 0.7);
    const PooledPrior apart = estimatePooledPrior(std::array{Sample{20, 1000}, Sample{80, 1000}});
    const PooledPrior alike = estimatePooledPrior(std::array{Sample{50, 1000}, Sample{50, 1000}});
    EXPECT_LT(apart.rate.strength(), alike.rate.strength());
}

TEST(PooledPrior, NeverCountsMoreThanATypicalGroup) {
    const std::vector<Sample> same(60, Sample{20, 500});
    const PooledPrior prior = estimatePooledPrior(same);
    EXPECT_TRUE(prior.bounded);
    EXPECT_NEAR(prior.rate.strength(), 500.0, 1e-9);
    EXPECT_NEAR(prior.rate.mean(), 0.04, 1e-12);
}

TEST(PooledPrior, ExtremesStayUsable) {
    const PooledPrior silent =
        estimatePooledPrior(std::array{Sample{0, 1000}, Sample{0, 0}, Sample{0, 3000}});
    EXPECT_EQ(silent.groups, 2U);
    EXPECT_GT(silent.rate.mean(), 0.0);
    EXPECT_LT(silent.rate.mean(), 0.001);
    const RateForecast forecast = forecastRate({0, 0}, silent, 10000);
    EXPECT_EQ(forecast.fewest, 0);
    EXPECT_GT(forecast.most, 0);
    const PooledPrior all = estimatePooledPrior(std::array{Sample{10, 10}});
    EXPECT_GT(all.rate.beta, 0.0);
    EXPECT_NO_THROW((void)forecastRate({1, 1}, all, 1));
}

TEST(PooledPrior, Refusals) {
    EXPECT_THROW((void)estimatePooledPrior({}), std::domain_error);
    EXPECT_THROW((void)estimatePooledPrior(std::array{Sample{0, 0}}), std::domain_error);
    EXPECT_THROW((void)estimatePooledPrior(std::array{Sample{2, 1}}), std::invalid_argument);
    EXPECT_THROW((void)estimatePooledPrior(std::array{Sample{1, 2}}, {.assumedSpread = 0.0}),
                 std::invalid_argument);
    EXPECT_THROW((void)assumedPrior(0.0), std::domain_error);
    EXPECT_THROW((void)assumedPrior(0.02, -1.0), std::domain_error);
}

TEST(AssumedPrior, HasTheWishedMeanAndSpread) {
    const PooledPrior prior = assumedPrior(0.025, 0.4);
    EXPECT_DOUBLE_EQ(prior.rate.mean(), 0.025);
    EXPECT_NEAR(std::sqrt(prior.rate.variance()), 0.01, 1e-12);
    EXPECT_EQ(prior.groups, 0U);
}

TEST(ForecastRate, EvidenceOvertakesThePrior) {
    const PooledPrior prior = assumedPrior(0.02);
    const RateForecast thin = forecastRate({1, 10}, prior, 5000);
    const RateForecast thick = forecastRate({1000, 10000}, prior, 5000);
    EXPECT_LT(thin.mean, 0.03);
    EXPECT_NEAR(thick.mean, 0.1, 0.003);
    EXPECT_LT(thick.range.width() / thick.mean, thin.range.width() / thin.mean);
    EXPECT_TRUE(thick.range.contains(thick.mean));
    EXPECT_NEAR(thick.responders, thick.mean * 5000.0, 1e-9);
    EXPECT_EQ(thick.range.low, static_cast<double>(thick.fewest) / 5000.0);
}

TEST(ForecastRate, DiscountedEvidenceWidensTheRange) {
    const PooledPrior prior = assumedPrior(0.02);
    const RateForecast full = forecastRate({200, 10000}, prior, 10000);
    const RateForecast half = forecastRate({200, 10000}, prior, 10000, {.evidenceWeight = 0.5});
    EXPECT_GT(half.range.width(), full.range.width());
    EXPECT_NEAR(half.mean, full.mean, 1e-6);
    EXPECT_THROW((void)forecastRate({1, 2}, prior, 10, {.evidenceWeight = 0.0}), std::domain_error);
    EXPECT_THROW((void)forecastRate({1, 2}, prior, 0), std::domain_error);
    EXPECT_THROW((void)forecastRate({3, 2}, prior, 10), std::invalid_argument);
}

/// The promise of the range, on drawn campaigns whose truth is known: prior learnt from twelve groups, one
/// new group with a little evidence, its next mailing observed.
TEST(ForecastRate, RangeHoldsAsOftenAsItSays) {
    std::mt19937_64 random(20261122);
    const BetaParameters truth{8.0, 192.0};
    int inside = 0;
    constexpr int kRounds = 1000;
    for (int round = 0; round < kRounds; ++round) {
        const std::vector<Sample> earlier = drawGroups(random, truth, 12, 2500);
        std::gamma_distribution<double> first(truth.alpha);
        std::gamma_distribution<double> second(truth.beta);
        const double x = first(random);
        const double rate = x / (x + second(random));
        const Sample evidence{std::binomial_distribution<std::int64_t>(400, rate)(random), 400};
        const auto observed = std::binomial_distribution<std::int64_t>(6000, rate)(random);
        const RateForecast forecast = forecastRate(evidence, estimatePooledPrior(earlier), 6000);
        inside += forecast.fewest <= observed && observed <= forecast.most ? 1 : 0;
    }
    const double coverage = static_cast<double>(inside) / kRounds;
    std::cout << "forecast of drawn campaigns: 90 % range held " << coverage * 100.0 << " %\n";
    EXPECT_GT(coverage, 0.87);
    EXPECT_LT(coverage, 0.93);
}

} // namespace
} // namespace rejoinder::statistics
