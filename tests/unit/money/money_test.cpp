#include <gtest/gtest.h>
#include <money/money.h>

namespace {

TEST(Money, MinorUnitsOfACurrency) {
    EXPECT_EQ(money::minorPerMain("EUR"), 100);
    EXPECT_EQ(money::minorPerMain("CHF"), 100);
    EXPECT_EQ(money::minorPerMain("JPY"), 1);
    EXPECT_EQ(money::minorPerMain("KWD"), 1000);
    EXPECT_EQ(money::minorPerMain(""), 100);
}

TEST(Money, MillionthsRounded) {
    EXPECT_EQ(money::minorOf(654'000, "EUR"), 65);
    EXPECT_EQ(money::minorOf(655'000, "EUR"), 66);
    EXPECT_EQ(money::minorOf(1'500'000, "JPY"), 2);
    EXPECT_EQ(money::minorOf(1'500'000, "KWD"), 1500);
}

TEST(Money, MainUnits) {
    EXPECT_DOUBLE_EQ(money::mainUnits(1250, "EUR"), 12.5);
    EXPECT_DOUBLE_EQ(money::mainUnits(1250, "JPY"), 1250);
    EXPECT_DOUBLE_EQ(money::mainUnits(-1250, "KWD"), -1.25);
}

TEST(Money, AmountsForPeople) {
    EXPECT_EQ(money::text(1250, "EUR"), "12.50");
    EXPECT_EQ(money::text(5, "CHF"), "0.05");
    EXPECT_EQ(money::text(-1205, "CHF"), "-12.05");
    EXPECT_EQ(money::text(1250, "JPY"), "1250");
    EXPECT_EQ(money::text(1250, "KWD"), "1.250");
    EXPECT_EQ(money::text(0, "EUR"), "0.00");
}

} // namespace
