#include <gtest/gtest.h>
#include <statistics/distributions.h>
#include <statistics/means.h>

#include <array>
#include <cmath>
#include <stdexcept>

namespace rejoinder::statistics {
namespace {

Moments momentsOf(std::initializer_list<double> values) {
    Moments moments;
    for (const double value : values) {
        moments.add(value);
    }
    return moments;
}

TEST(Moments, AllWaysAgree) {
    const Moments added = momentsOf({2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0});
    const Moments summed = Moments::fromSums(8, 40.0L, 232.0L);
    EXPECT_DOUBLE_EQ(added.mean(), 5.0);
    EXPECT_DOUBLE_EQ(added.variance(), 32.0 / 7.0);
    EXPECT_DOUBLE_EQ(summed.mean(), 5.0);
    EXPECT_DOUBLE_EQ(summed.variance(), 32.0 / 7.0);
    EXPECT_NEAR(Moments::fromMeanAndDeviation(8, 5.0, std::sqrt(32.0 / 7.0)).variance(), 32.0 / 7.0, 1e-14);
    Moments merged = momentsOf({2.0, 4.0, 4.0});
    merged.merge(momentsOf({4.0, 5.0, 5.0, 7.0, 9.0}));
    merged.merge(Moments{});
    EXPECT_EQ(merged.count(), 8);
    EXPECT_DOUBLE_EQ(merged.variance(), 32.0 / 7.0);
}

TEST(Moments, LargeMeansKeepTheirVariance) {
    // Cents around ten million with a variance of 1: Σx² − (Σx)²/n in doubles would lose every digit.
    std::int64_t sum = 0;
    std::int64_t squares = 0;
    for (int i = 0; i < 1000; ++i) {
        const std::int64_t value = 10'000'000 + (i % 2 == 0 ? 1 : -1);
        sum += value;
        squares += value * value;
    }
    const Moments moments =
        Moments::fromSums(1000, static_cast<long double>(sum), static_cast<long double>(squares));
    EXPECT_NEAR(moments.variance(), 1000.0 / 999.0, 1e-9);
}

TEST(Moments, Refusals) {
    EXPECT_THROW((void)Moments::fromSums(-1, 0.0L, 0.0L), std::invalid_argument);
    EXPECT_THROW((void)Moments::fromSums(10, 100.0L, 900.0L), std::invalid_argument);
    EXPECT_THROW((void)Moments::fromSums(0, 1.0L, 1.0L), std::invalid_argument);
    EXPECT_THROW((void)Moments{}.mean(), std::domain_error);
    EXPECT_THROW((void)momentsOf({1.0}).variance(), std::domain_error);
    EXPECT_EQ(Moments::fromSums(3, 0.3L, 0.03L).variance(), 0.0);
}

TEST(Welch, WorkedByHand) {
    // n 5, mean 20, s² 10 against n 4, mean 26, s² 24: se² = 2 + 6, t = −6/√8, df = 64/(4/4 + 36/3).
    const WelchTest test = welch(Moments::fromMeanAndDeviation(5, 20.0, std::sqrt(10.0)),
                                 Moments::fromMeanAndDeviation(4, 26.0, std::sqrt(24.0)));
    EXPECT_NEAR(test.t, -6.0 / std::sqrt(8.0), 1e-14);
    EXPECT_NEAR(test.degrees, 64.0 / 13.0, 1e-13);
    EXPECT_NEAR(test.interval.low + test.interval.high, -12.0, 1e-12);
    // The interval ends where the p-value is exactly 1 − level.
    EXPECT_NEAR(studentTwoSided(test.interval.width() / 2.0 / test.standardError, test.degrees), 0.05, 1e-12);
}

TEST(Welch, PublishedSpendPerHead) {
    // MineThatData 2008, spend in dollars: n, mean and deviation as published (deviations to six figures).
    const Moments mens = Moments::fromMeanAndDeviation(21307, 1.42261651, 17.754205);
    const Moments control = Moments::fromMeanAndDeviation(21306, 0.65278936, 11.5882);
    const WelchTest test = welch(mens, control);
    EXPECT_NEAR(test.difference, 0.76982716, 2e-8);
    EXPECT_NEAR(test.t, 5.30014, 2e-5);
    EXPECT_NEAR(test.degrees, 36671.16, 0.2);
    EXPECT_NEAR(test.pValue, 1.16381e-7, 2e-11);
}

TEST(Welch, DirectionsAddUp) {
    const Moments a = momentsOf({1.0, 2.0, 3.5, 4.0});
    const Moments b = momentsOf({2.0, 2.5, 5.0, 6.0, 7.0});
    const double less = welch(a, b, 0.95, Alternative::Less).pValue;
    EXPECT_NEAR(less + welch(a, b, 0.95, Alternative::Greater).pValue, 1.0, 1e-14);
    EXPECT_NEAR(2.0 * less, welch(a, b).pValue, 1e-14);
    EXPECT_NEAR(welch(b, a, 0.95, Alternative::Greater).pValue, less, 1e-14);
}

TEST(Welch, ConstantGroups) {
    const Moments zero = momentsOf({0.0, 0.0, 0.0});
    EXPECT_EQ(welch(zero, zero).pValue, 1.0);
    EXPECT_THROW((void)welch(zero, momentsOf({1.0, 1.0})), std::domain_error);
    EXPECT_THROW((void)welch(zero, momentsOf({1.0})), std::domain_error);
    const WelchTest oneSpends = welch(momentsOf({0.0, 0.0, 30.0}), zero);
    EXPECT_NEAR(oneSpends.degrees, 2.0, 1e-12);
}

TEST(Student, TailAndQuantile) {
    EXPECT_NEAR(studentTwoSided(2.0, 1.0), 1.0 - 2.0 / std::acos(-1.0) * std::atan(2.0), 1e-15); // Cauchy
    EXPECT_NEAR(studentTwoSided(0.001, 2.0), 1.0 - 0.001 / std::sqrt(2.000001), 1e-15);
    EXPECT_NEAR(studentQuantile(0.975, 2.0), 0.95 / std::sqrt(2.0 * 0.975 * 0.025), 1e-12);
    EXPECT_NEAR(studentQuantile(0.025, 2.0), -0.95 / std::sqrt(2.0 * 0.975 * 0.025), 1e-12);
    EXPECT_NEAR(studentTwoSided(studentQuantile(0.975, 10.0), 10.0), 0.05, 1e-14);
    EXPECT_NEAR(studentQuantile(0.5, 3.0), 0.0, 1e-12);
    EXPECT_NEAR(studentTwoSided(1.96, 1e9), normalTwoSided(1.96), 1e-8);
    EXPECT_THROW((void)studentTwoSided(1.0, 0.0), std::domain_error);
}

} // namespace
} // namespace rejoinder::statistics
