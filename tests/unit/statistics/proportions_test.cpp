#include <gtest/gtest.h>
#include <statistics/distributions.h>
#include <statistics/proportions.h>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace rejoinder::statistics {
namespace {

// An e-mail campaign with two mailings and a hold-out (MineThatData 2008): visits of 64,000 customers.
constexpr Sample kMensVisits{3894, 21307};
constexpr Sample kWomensVisits{3238, 21387};
constexpr Sample kControlVisits{2262, 21306};

TEST(TwoProportionZ, PublishedCampaign) {
    const ZTest mens = twoProportionZ(kMensVisits, kControlVisits);
    EXPECT_NEAR(mens.z, 22.486041, 5e-7);
    EXPECT_NEAR(mens.pValue / 5.685165482802319e-112, 1.0, 1e-9);
    EXPECT_NEAR(mens.difference, 0.07658956, 5e-9);
    EXPECT_EQ(mens.variance, Variance::Pooled);
    EXPECT_EQ(name(mens.variance), "pooled");
    const ZTest womens = twoProportionZ(kWomensVisits, kControlVisits);
    EXPECT_NEAR(womens.z, 13.949181, 5e-7);
    EXPECT_NEAR(womens.pValue / 3.1824031593349214e-44, 1.0, 1e-9);
}

TEST(TwoProportionZ, VarianceIsNamedAndDiffers) {
    const ZTest unpooled = twoProportionZ(kMensVisits, kControlVisits, Variance::Unpooled);
    EXPECT_NEAR(unpooled.z, 22.621, 5e-4);
    EXPECT_EQ(name(unpooled.variance), "unpooled");
}

TEST(TwoProportionZ, DirectionsAddUp) {
    const Sample a{5, 83};
    const Sample b{12, 99};
    const double less = twoProportionZ(a, b, Variance::Pooled, Alternative::Less).pValue;
    const double greater = twoProportionZ(a, b, Variance::Pooled, Alternative::Greater).pValue;
    EXPECT_NEAR(less + greater, 1.0, 1e-15);
    EXPECT_NEAR(2.0 * less, 0.15918129181156992, 1e-14);
    EXPECT_NEAR(twoProportionZ(a, b).z, -twoProportionZ(b, a).z, 1e-15);
}

TEST(TwoProportionZ, WithoutVariance) {
    EXPECT_EQ(twoProportionZ({0, 10}, {0, 20}).pValue, 1.0);
    EXPECT_EQ(twoProportionZ({10, 10}, {20, 20}).z, 0.0);
    EXPECT_THROW((void)twoProportionZ({0, 10}, {10, 10}, Variance::Unpooled), std::domain_error);
    EXPECT_LT(twoProportionZ({0, 10}, {10, 10}).pValue, 1e-4);
}

TEST(TwoProportionZ, RefusesImpossibleCounts) {
    EXPECT_THROW((void)twoProportionZ({11, 10}, {1, 10}), std::invalid_argument);
    EXPECT_THROW((void)twoProportionZ({-1, 10}, {1, 10}), std::invalid_argument);
    EXPECT_THROW((void)twoProportionZ({0, 0}, {1, 10}), std::domain_error);
}

TEST(OneProportionZ, BothVariances) {
    const OneSampleZTest wald = oneProportionZ({5, 83}, 0.05);
    EXPECT_NEAR(wald.z, 0.392126026314, 1e-12);
    EXPECT_NEAR(wald.pValue, 0.694965098115, 1e-12);
    const OneSampleZTest score = oneProportionZ({73, 86}, 0.9, OneSampleVariance::Hypothesis);
    EXPECT_NEAR(score.z * score.z, givenProportion(std::array{Sample{73, 86}}, 0.9).statistic, 1e-12);
    EXPECT_THROW((void)oneProportionZ({5, 83}, 1.5), std::domain_error);
    EXPECT_THROW((void)oneProportionZ({0, 83}, 0.05), std::domain_error);
}

TEST(EqualProportions, TwoCellsAreTheSquareOfPooledZ) {
    const std::array cells{Sample{5, 83}, Sample{12, 99}};
    const ChiSquareTest test = equalProportions(cells);
    const ZTest z = twoProportionZ(cells[0], cells[1]);
    EXPECT_NEAR(test.statistic, z.z * z.z, 1e-12);
    EXPECT_NEAR(test.pValue, z.pValue, 1e-13);
    EXPECT_EQ(test.degrees, 1.0);
}

TEST(EqualProportions, FourCells) {
    const std::array cells{Sample{73, 86}, Sample{90, 93}, Sample{114, 136}, Sample{75, 82}};
    const ChiSquareTest test = equalProportions(cells);
    EXPECT_NEAR(test.statistic, 11.11938768628861, 1e-12);
    EXPECT_NEAR(test.pValue, 0.011097511366581344, 1e-14);
    EXPECT_EQ(test.degrees, 3.0);
}

TEST(EqualProportions, YatesNeverOvershoots) {
    // 2 × 2 table 15/35 and 25/40: X² = n(|ad − bc| − n/2)² / product of the margins, worked by hand.
    const std::array cells{Sample{15, 35}, Sample{25, 40}};
    const double by_hand =
        75.0 * std::pow(std::abs(15.0 * 15.0 - 20.0 * 25.0) - 37.5, 2) / (35.0 * 40.0 * 40.0 * 35.0);
    EXPECT_NEAR(equalProportions(cells, Continuity::Yates).statistic, by_hand, 1e-12);
    // Nearly equal rates: the correction is capped, X² becomes 0 instead of growing again.
    const std::array alike{Sample{10, 100}, Sample{10, 101}};
    EXPECT_NEAR(equalProportions(alike, Continuity::Yates).statistic, 0.0, 1e-12);
    const std::array three{Sample{1, 10}, Sample{2, 10}, Sample{3, 10}};
    EXPECT_THROW((void)equalProportions(three, Continuity::Yates), std::invalid_argument);
}

TEST(EqualProportions, Borders) {
    const std::array silent{Sample{0, 10}, Sample{0, 30}};
    EXPECT_EQ(equalProportions(silent).pValue, 1.0);
    const std::array one{Sample{1, 10}};
    EXPECT_THROW((void)equalProportions(one), std::invalid_argument);
    const std::array empty{Sample{1, 10}, Sample{0, 0}};
    EXPECT_THROW((void)equalProportions(empty), std::domain_error);
    EXPECT_THROW((void)givenProportion(one, 0.0), std::domain_error);
}

TEST(Trend, PublishedSmokers) {
    const std::array cells{Sample{83, 86}, Sample{90, 93}, Sample{129, 136}, Sample{70, 82}};
    EXPECT_NEAR(trendOfProportions(cells, std::array{1.0, 2.0, 3.0, 4.0}).statistic, 8.224922285197744,
                1e-10);
    // Only differences of the scores count.
    EXPECT_NEAR(trendOfProportions(cells, std::array{10.0, 30.0, 50.0, 70.0}).pValue, 0.004131897477641419,
                1e-12);
    EXPECT_THROW((void)trendOfProportions(cells, std::array{1.0, 1.0, 1.0, 1.0}), std::invalid_argument);
    EXPECT_THROW((void)trendOfProportions(cells, std::array{1.0, 2.0}), std::invalid_argument);
}

TEST(Holm, StepsDownAndKeepsOrder) {
    // .04 × 1, .01 × 3, .03 × 2; a later step is never below an earlier one.
    const std::vector<double> adjusted = holmAdjusted(std::array{0.04, 0.01, 0.03});
    EXPECT_NEAR(adjusted[0], 0.06, 1e-15);
    EXPECT_NEAR(adjusted[1], 0.03, 1e-15);
    EXPECT_NEAR(adjusted[2], 0.06, 1e-15);
    EXPECT_EQ(holmAdjusted(std::array{0.9, 0.8})[0], 1.0);
    EXPECT_TRUE(holmAdjusted({}).empty());
    EXPECT_THROW((void)holmAdjusted(std::array{1.5}), std::invalid_argument);
    EXPECT_THROW((void)holmAdjusted(std::array{std::numeric_limits<double>::quiet_NaN()}),
                 std::invalid_argument);
}

TEST(Normal, TailsKeepTheirDigits) {
    EXPECT_NEAR(normalTwoSided(22.486041), 5.685e-112, 5e-115);
    EXPECT_NEAR(normalUpperTail(37.0) / 5.725571222524e-300, 1.0, 1e-9);
    EXPECT_NEAR(criticalZ(0.95), 1.959963984540054, 1e-15);
    EXPECT_NEAR(normalQuantile(normalLowerTail(-3.3)), -3.3, 1e-14);
    EXPECT_THROW((void)normalQuantile(0.0), std::domain_error);
    EXPECT_THROW((void)criticalZ(1.0), std::domain_error);
}

TEST(ChiSquare, QuantileInvertsTail) {
    EXPECT_NEAR(chiSquareQuantile(0.95, 1.0), 3.841458820694124, 1e-12);
    EXPECT_NEAR(chiSquareUpperTail(chiSquareQuantile(0.99, 7.0), 7.0), 0.01, 1e-14);
}

} // namespace
} // namespace rejoinder::statistics
