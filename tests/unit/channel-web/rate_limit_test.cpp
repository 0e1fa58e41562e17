#include "rate_limit.h"

#include <gtest/gtest.h>

using namespace rejoinder;
using namespace rejoinder::web;

namespace {

constexpr std::chrono::seconds kMinute{60};

TEST(WebRateLimit, EmptiesAndFillsAgain) {
    RateLimit limit;
    const Timestamp start{1'000'000'000};
    for (int i = 0; i < 6; ++i) EXPECT_TRUE(limit.take("a", 6, kMinute, start));
    EXPECT_FALSE(limit.take("a", 6, kMinute, start));
    EXPECT_TRUE(limit.take("b", 6, kMinute, start)) << "each has its own";
    EXPECT_FALSE(limit.take("a", 6, kMinute, start.plus(std::chrono::seconds(9))));
    EXPECT_TRUE(limit.take("a", 6, kMinute, start.plus(std::chrono::seconds(11))));
    EXPECT_FALSE(limit.take("a", 6, kMinute, start.plus(std::chrono::seconds(12))));
}

TEST(WebRateLimit, DoesNotGrowForEver) {
    RateLimit limit;
    for (std::size_t i = 0; i < RateLimit::kMost + 10; ++i)
        EXPECT_TRUE(
            limit.take(std::to_string(i), 2, kMinute, Timestamp{static_cast<std::int64_t>(i) * 1000}));
}

TEST(WebRateLimit, KnowsWhomAnAddressStandsFor) {
    EXPECT_EQ(senderOf("192.0.2.77"), "192.0.2.77");
    EXPECT_EQ(senderOf("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    EXPECT_EQ(shortened("192.0.2.77"), "192.0.2.0");
    EXPECT_EQ(shortened("2001:db8:1:2:3:4:5:6"), "2001:db8:1::");
    EXPECT_EQ(shortened("no address"), "");
}

} // namespace
