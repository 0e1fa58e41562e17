#include <gtest/gtest.h>
#include <statistics/curve.h>

#include <cmath>
#include <random>

/// Response curves and what they say of a campaign that is still running.
namespace rejoinder::statistics {
namespace {

TEST(Curve, ThePublishedSharesStandAtTheirDays) {
    const auto shape = publishedCurve();
    ASSERT_EQ(shape.share.size(), 63U);
    const std::pair<std::size_t, double> points[] = {{3, 0.10},  {5, 0.25},  {9, 0.50},
                                                     {15, 0.75}, {17, 0.80}, {25, 0.90},
                                                     {35, 0.95}, {53, 0.99}, {63, 1.0}};
    for (const auto& [day, share] : points) EXPECT_NEAR(shape.share[day - 1], share, 1e-12) << day;
}

TEST(Curve, WithHalfOfTheResponsesAtItsDoublingPointTwiceAsManyAreExpected) {
    const auto days = projectCurve(400, 9, publishedCurve());
    ASSERT_FALSE(days.empty());
    EXPECT_EQ(days.front().day, 10);
    EXPECT_EQ(days.back().day, 53);
    EXPECT_NEAR(days.back().expected, 400 / 0.5 * 0.99, 1e-9);
    EXPECT_LT(days.back().fewest, 790);
    EXPECT_GT(days.back().most, 800);
    for (std::size_t i = 1; i < days.size(); ++i) {
        EXPECT_GE(days[i].expected, days[i - 1].expected);
        EXPECT_GE(days[i].most, days[i - 1].most);
        EXPECT_GE(days[i].fewest, 400);
    }
}

TEST(Curve, EndsWithTheCurveAndRefusesTheImpossible) {
    EXPECT_TRUE(projectCurve(400, 60, publishedCurve()).empty());
    EXPECT_TRUE(projectCurve(0, 5, publishedCurve()).empty());
    EXPECT_THROW(static_cast<void>(projectCurve(-1, 5, publishedCurve())), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(projectCurve(5, 0, publishedCurve())), std::invalid_argument);
}

TEST(Curve, OwnCampaignsReplaceThePublishedCurve) {
    const std::vector<std::vector<std::int64_t>> days{{50, 30, 20}, {40, 40, 20}, {3, 2, 1}, {60, 20, 20}};
    const auto shape = pooledCurve(days);
    EXPECT_EQ(shape.campaigns, 3U) << "six responses say nothing";
    ASSERT_EQ(shape.share.size(), 3U);
    EXPECT_NEAR(shape.share[0], 0.5, 1e-12);
    EXPECT_NEAR(shape.share[1], 0.8, 1e-12);
    EXPECT_EQ(pooledCurve({}).campaigns, 0U);
    EXPECT_EQ(pooledCurve({}).share.size(), 63U);
}

/// Campaigns drawn from the model: their shares scatter as those of earlier campaigns did.
TEST(Curve, TheRangeHoldsNineOfTenCampaigns) {
    std::mt19937_64 dice(7);
    const auto base = publishedCurve().share;
    const auto drawn = [&](double total) {
        // Stretching time makes some campaigns faster and some slower.
        const double stretch = std::exp(std::normal_distribution<>(0, 0.2)(dice));
        std::vector<std::int64_t> days;
        double before = 0;
        for (int day = 1; day <= 120; ++day) {
            const auto at = static_cast<std::size_t>(std::min(62.0, std::max(0.0, day / stretch - 1)));
            const double share = std::max(before, base[at]);
            std::poisson_distribution<std::int64_t> count(std::max(1e-12, total * (share - before)));
            days.push_back(count(dice));
            before = share;
        }
        return days;
    };
    std::vector<std::vector<std::int64_t>> earlier;
    for (int i = 0; i < 12; ++i) earlier.push_back(drawn(800));
    const auto shape = pooledCurve(earlier);
    int held = 0, asked = 0;
    for (int i = 0; i < 300; ++i) {
        const auto days = drawn(600);
        std::int64_t now = 0;
        for (int day = 0; day < 10; ++day) now += days[static_cast<std::size_t>(day)];
        const auto end = projectCurve(now, 10, shape).back();
        std::int64_t then = 0;
        for (int day = 0; day < end.day; ++day) then += days[static_cast<std::size_t>(day)];
        ++asked;
        if (then >= end.fewest && then <= end.most) ++held;
    }
    RecordProperty("held", held);
    EXPECT_GE(held, asked * 80 / 100);
    EXPECT_LE(held, asked * 98 / 100);
}

} // namespace
} // namespace rejoinder::statistics
