#include "curve.h"

#include <gtest/gtest.h>

namespace rejoinder::insight {
namespace {

using Days = std::vector<responses::DayCount>;
constexpr Date kFirst{20'000};

Date day(int n) {
    return Date{kFirst.days + n - 1};
}

TEST(ResponseCurve, HasEveryDayAndItsDoublingPoint) {
    const Days days{{day(1), 10}, {day(2), 30}, {day(5), 20}};
    const auto curve = curveOf(days, day(6), true, {});
    ASSERT_EQ(curve.points.size(), 5U) << "a finished campaign ends with its last answer";
    EXPECT_EQ(curve.points[3].responses, 0);
    EXPECT_EQ(curve.points[4].total, 60);
    EXPECT_EQ(curve.halfReachedOn, day(2));
    EXPECT_EQ(curve.projectionState, ProjectionState::Complete);
    EXPECT_TRUE(curveOf({}, day(6), false, {}).points.empty());
}

TEST(ResponseCurve, ARunningCampaignIsProjectedFromThePublishedCurve) {
    Days days;
    for (int n = 1; n <= 9; ++n) days.push_back({day(n), 20});
    const auto curve = curveOf(days, day(9), false, {});
    EXPECT_EQ(curve.projectionState, ProjectionState::Projected);
    EXPECT_EQ(curve.learntFrom, 0);
    ASSERT_TRUE(curve.shareToday);
    EXPECT_NEAR(*curve.shareToday, 0.5, 1e-9);
    EXPECT_EQ(curve.projection.front().day, day(10));
    EXPECT_EQ(curve.projection.back().day, day(53));
    EXPECT_NEAR(curve.projection.back().expected, 180 * 0.99 / 0.5, 1e-9);
    EXPECT_LT(curve.projection.back().fewest, curve.projection.back().expected);
    EXPECT_GT(curve.projection.back().most, curve.projection.back().expected);
}

TEST(ResponseCurve, QuietDaysUntilTodayCount) {
    const Days days{{day(1), 40}, {day(2), 40}};
    const auto early = curveOf(days, day(2), false, {}), late = curveOf(days, day(30), false, {});
    EXPECT_EQ(late.points.size(), 30U);
    EXPECT_GT(early.projection.back().expected, 5 * late.projection.back().expected);
    EXPECT_EQ(curveOf(days, day(70), false, {}).projectionState, ProjectionState::Complete);
}

TEST(ResponseCurve, EarlierCampaignsTeachAndFewAnswersSayNothing) {
    const std::vector<Days> earlier{{{day(-100), 60}, {day(-99), 40}}, {{day(-200), 40}, {day(-198), 60}}};
    const Days days{{day(1), 25}};
    const auto curve = curveOf(days, day(1), false, earlier);
    EXPECT_EQ(curve.learntFrom, 2);
    EXPECT_EQ(curve.projection.back().day, day(3));
    EXPECT_NEAR(curve.projection.back().expected, 50, 1e-9);
    const Days few{{day(1), 9}};
    EXPECT_EQ(curveOf(few, day(1), false, earlier).projectionState, ProjectionState::TooFew);
}

} // namespace
} // namespace rejoinder::insight
