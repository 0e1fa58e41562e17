#include "load.h"

#include <gtest/gtest.h>

#include <cmath>

/// When a queue is empty, and what a campaign makes of it; figures that can be checked by hand.
namespace rejoinder::campaigns {

namespace {

const Date kMonday{19'723 + 3 * 7}; // 2024-01-22

Capacity weekdays(std::int64_t perDay, std::vector<CapacityDay> exceptions = {}) {
    Capacity out;
    out.workplace = Workplace::Warehouse;
    out.week = {perDay, perDay, perDay, perDay, perDay, 0, 0};
    out.exceptions = std::move(exceptions);
    out.version = 1;
    return out;
}

Date plus(Date day, std::int32_t days) {
    return Date{day.days + days};
}

} // namespace

TEST(Queue, IsEmptyAfterSoManyWorkingDays) {
    ASSERT_EQ(kMonday.toString(), "2024-01-22");
    const Pace pace(weekdays(200), {});
    EXPECT_EQ(emptied(0, pace, kMonday)->workdays, 0);
    EXPECT_EQ(emptied(1, pace, kMonday)->day, kMonday);
    EXPECT_EQ(emptied(200, pace, kMonday)->workdays, 1);
    EXPECT_EQ(emptied(201, pace, kMonday)->workdays, 2);
    const auto overWeekend = *emptied(1'200, pace, kMonday); // five days, then Monday
    EXPECT_EQ(overWeekend.workdays, 6);
    EXPECT_EQ(overWeekend.day, plus(kMonday, 7));
    EXPECT_FALSE(emptied(1, Pace(weekdays(0), {}), kMonday)) << "never";
}

TEST(Queue, ExceptionsAndClosedDaysCount) {
    const Pace pace(
        weekdays(200, {{plus(kMonday, 1), 0, "stock-taking"}, {plus(kMonday, 5), 100, "overtime"}}),
        {plus(kMonday, 2), plus(kMonday, 5)});
    EXPECT_EQ(pace.on(kMonday), 200);
    EXPECT_EQ(pace.on(plus(kMonday, 1)), 0);
    EXPECT_EQ(pace.on(plus(kMonday, 2)), 0) << "closed";
    EXPECT_EQ(pace.on(plus(kMonday, 5)), 100) << "what is said of a day is stronger than that it is closed";
    EXPECT_EQ(emptied(700, pace, kMonday)->day, plus(kMonday, 5)); // 200 + 0 + 0 + 200 + 200 + 100
}

TEST(Load, AWaveOfMoreThanTheWarehouseDoes) {
    WorkplaceView now;
    now.capacity = weekdays(200);
    now.waiting = 300;
    // 3,000 responses: 20 % in the first week (Monday), half in the second, the rest in the third.
    std::vector<double> share(21, 0.2);
    for (std::size_t i = 7; i < 14; ++i) share[i] = 0.7;
    for (std::size_t i = 14; i < 21; ++i) share[i] = 1;
    const Stream own{kMonday, 3'000};
    const Pace pace(now.capacity, {});
    const auto weeks = loadWeeks(own, share, kMonday);
    ASSERT_EQ(weeks.size(), 3U);
    EXPECT_NEAR(weeks[1].responses, 1'500, 1e-6);
    const auto load = workplaceLoad(now, pace, own, {}, share, kMonday);
    EXPECT_NEAR(load.weeks[0].left, 0, 1e-6); // 300 + 600 − 1,000 < 0
    EXPECT_FALSE(load.weeks[0].tooMuch);
    EXPECT_NEAR(load.weeks[1].left, 500, 1e-6);
    EXPECT_TRUE(load.weeks[1].tooMuch);
    EXPECT_NEAR(load.weeks[2].left, 400, 1e-6); // 500 + 900 − 1,000
    EXPECT_FALSE(load.weeks[2].tooMuch) << "it gets better";
    EXPECT_NEAR(load.mostLeft, 1'300, 1e-6); // the second Monday: 1,500 − 200
    EXPECT_EQ(load.longestWait, 7);          // 1,300 at 200 a day
}

TEST(Load, OthersAndWhatAlreadyCameCount) {
    WorkplaceView now;
    now.capacity = weekdays(100);
    now.capacity.perHundred = 50;
    const std::vector<double> share{0.5, 1};
    // The campaign began yesterday: half of its answers are in.
    const Stream own{plus(kMonday, -1), 400};
    const std::vector<Stream> others{{kMonday, 200}};
    const auto load = workplaceLoad(now, Pace(now.capacity, {}), own, others, share, kMonday);
    ASSERT_EQ(load.weeks.size(), 1U);
    EXPECT_NEAR(load.weeks[0].arrives, 100, 1e-6);
    EXPECT_NEAR(load.weeks[0].others, 100, 1e-6);
    EXPECT_NEAR(load.weeks[0].canDo, 500, 1e-6);
    EXPECT_NEAR(load.weeks[0].left, 0, 1e-6);
}

TEST(Load, BeforeItBeginsTheQueueIsWorkedOff) {
    WorkplaceView now;
    now.capacity = weekdays(100);
    now.waiting = 500;
    const Stream own{plus(kMonday, 7), 100};
    const auto load = workplaceLoad(now, Pace(now.capacity, {}), own, {}, {1.0}, kMonday);
    EXPECT_NEAR(load.weeks[0].left, 0, 1e-6);
    EXPECT_NEAR(load.mostLeft, 0, 1e-6);
    EXPECT_EQ(load.longestWait, 0);
}

TEST(Load, WhereNobodySaidWhatGetsDoneNothingIsPromised) {
    WorkplaceView now;
    now.capacity = weekdays(0);
    now.capacity.version = 0;
    const auto load = workplaceLoad(now, Pace(now.capacity, {}), {kMonday, 10}, {}, {1.0}, kMonday);
    EXPECT_FALSE(load.known);
    EXPECT_FALSE(load.longestWait);
}

} // namespace rejoinder::campaigns
