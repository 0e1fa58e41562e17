#include <rejoinder/types.h>

#include <gtest/gtest.h>

#include <random>

using namespace rejoinder;

TEST(IdParse, TakesPositiveDecimalNumbersOnly) {
    EXPECT_EQ(Id::parse("1"), Id{1});
    EXPECT_EQ(Id::parse("9223372036854775807"), Id{INT64_MAX});
    for (const char* wrong :
         {"", "0", "01", "-1", "+1", " 1", "1 ", "1x", "9223372036854775808", "99999999999999999999"})
        EXPECT_FALSE(Id::parse(wrong)) << wrong;
}

TEST(TimestampParse, KnowsOffsetsAndFractions) {
    EXPECT_EQ(Timestamp::parse("1970-01-01T00:00:00Z"), Timestamp{0});
    EXPECT_EQ(Timestamp::parse("2026-03-01T09:00:00+01:00"), Timestamp::parse("2026-03-01T08:00:00Z"));
    EXPECT_EQ(Timestamp::parse("2026-03-01T00:30:00+01:00"), Timestamp::parse("2026-02-28T23:30:00z"));
    EXPECT_EQ(Timestamp::parse("2026-03-01t08:00:00-05:30"), Timestamp::parse("2026-03-01T13:30:00Z"));
    EXPECT_EQ(Timestamp::parse("1970-01-01T00:00:00.5Z"), Timestamp{500'000});
    EXPECT_EQ(Timestamp::parse("1970-01-01T00:00:00.123456789Z"), Timestamp{123'456});
    EXPECT_EQ(Timestamp::parse("1969-12-31T23:59:59.999999Z"), Timestamp{-1});
    EXPECT_EQ(Timestamp::parse("2024-02-29T12:00:00Z"), Timestamp{1'709'208'000'000'000});
}

TEST(TimestampParse, RefusesEverythingElse) {
    for (const char* wrong : {"",
                              "2026-03-01",
                              "2026-03-01T09:00:00",
                              "2026-03-01 09:00:00Z",
                              "2026-03-01T9:00:00Z",
                              "2026-02-29T00:00:00Z",
                              "2026-13-01T00:00:00Z",
                              "2026-00-01T00:00:00Z",
                              "2026-01-00T00:00:00Z",
                              "2026-03-01T24:00:00Z",
                              "2026-03-01T00:60:00Z",
                              "2026-03-01T00:00:60Z",
                              "2026-03-01T00:00:00.Z",
                              "2026-03-01T00:00:00+24:00",
                              "2026-03-01T00:00:00+01:60",
                              "2026-03-01T00:00:00+0100",
                              "2026-03-01T00:00:00ZZ",
                              "0000-01-01T00:00:00Z",
                              "0001-01-01T00:00:00+01:00",
                              "9999-12-31T23:59:59-01:00",
                              "-2026-03-01T00:00:00Z",
                              "2026-03-01T00:00Z"})
        EXPECT_FALSE(Timestamp::parse(wrong)) << wrong;
}

TEST(TimestampToString, IsReadBackAlways) {
    EXPECT_EQ(Timestamp{0}.toString(), "1970-01-01T00:00:00Z");
    EXPECT_EQ(Timestamp{-1}.toString(), "1969-12-31T23:59:59.999999Z");
    EXPECT_EQ(Timestamp{1'500'000}.toString(), "1970-01-01T00:00:01.500000Z");
    std::mt19937_64 random(7);
    std::uniform_int_distribution<std::int64_t> moment(-62'135'596'800'000'000, 253'402'300'799'999'999);
    for (int i = 0; i < 10'000; ++i) {
        const Timestamp t{moment(random)};
        ASSERT_EQ(Timestamp::parse(t.toString()), t) << t.toString();
    }
}

TEST(DateParse, KnowsTheCalendar) {
    EXPECT_EQ(Date::parse("1970-01-01"), Date{0});
    EXPECT_EQ(Date::parse("2000-02-29")->toString(), "2000-02-29");
    EXPECT_EQ(Date::parse("0001-01-01")->days, -719'162);
    EXPECT_EQ(Date::parse("9999-12-31")->days, 2'932'896);
    ASSERT_TRUE(Date::parse(""));
    EXPECT_FALSE(*Date::parse(""));
    EXPECT_EQ(Date{}.toString(), "");
    for (const char* wrong :
         {"1900-02-29", "2026-2-1", "2026-02-30", "2026-02-01T", "26-02-01", "2026/02/01", "0000-01-01"})
        EXPECT_FALSE(Date::parse(wrong)) << wrong;
}

TEST(DateOf, CountsDownBefore1970) {
    EXPECT_EQ(Date::of(Timestamp{-1}).toString(), "1969-12-31");
    EXPECT_EQ(Date::of(Timestamp{-86'400'000'000}).toString(), "1969-12-31");
    EXPECT_EQ(Date::of(Timestamp{-86'400'000'001}).toString(), "1969-12-30");
    EXPECT_EQ(Date::of(*Timestamp::parse("2026-03-01T00:30:00+01:00")).toString(), "2026-02-28");
}

TEST(UnitCostParse, HasAtMostSixDecimals) {
    EXPECT_EQ(UnitCost::parse("0.654"), UnitCost{654'000});
    EXPECT_EQ(UnitCost::parse("-12.000001"), UnitCost{-12'000'001});
    EXPECT_EQ(UnitCost::parse("999999999999.999999"), UnitCost{999'999'999'999'999'999});
    EXPECT_EQ(UnitCost::parse("3"), UnitCost{3'000'000});
    for (const char* wrong : {"", "-", ".5", "5.", "00.5", "0.1234567", "1e3", "1,5", "+1", " 1",
                              "1000000000000", "--1", "1.2.3"})
        EXPECT_FALSE(UnitCost::parse(wrong)) << wrong;
}

TEST(UnitCostToString, IsReadBackAlways) {
    EXPECT_EQ(UnitCost{654'000}.toString(), "0.654000");
    EXPECT_EQ(UnitCost{-1}.toString(), "-0.000001");
    EXPECT_EQ(UnitCost{INT64_MIN}.toString(), "-9223372036854.775808");
    std::mt19937_64 random(8);
    std::uniform_int_distribution<std::int64_t> amount(-999'999'999'999'999'999, 999'999'999'999'999'999);
    for (int i = 0; i < 10'000; ++i) {
        const UnitCost cost{amount(random)};
        ASSERT_EQ(UnitCost::parse(cost.toString()), cost);
    }
}
