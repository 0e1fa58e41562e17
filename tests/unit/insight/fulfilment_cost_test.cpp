#include "fulfilment_cost.h"

#include <gmock/gmock.h>

namespace rejoinder::insight {
namespace {

using testing::ElementsAre;

std::vector<std::int64_t> shared(std::int64_t minor, std::vector<std::int64_t> micros,
                                 std::string_view currency = "CHF") {
    return sharedOut(minor, micros, currency);
}

TEST(FulfilmentCost, PartsAreNearAndAddUp) {
    EXPECT_THAT(shared(100, {333'333, 333'333, 333'334}), ElementsAre(33, 33, 34));
    EXPECT_THAT(shared(2, {5'000, 5'000, 5'000}), ElementsAre(1, 1, 0)) << "1.5 cents are 2";
    EXPECT_THAT(shared(7, {3'400'000, 3'600'000}, "JPY"), ElementsAre(3, 4));
    EXPECT_THAT(shared(0, {}), ElementsAre());
}

// Reckoned by hand. Three orders: two of one brochure (0.805 each), one of two mugs (4.30) and a brochure;
// the first went as a letter for 1.15, the last as a parcel for 8.90, the other still waits.
//   goods     brochures 3 × 0.805 = 2.415   mugs 2 × 4.30 = 8.60     together 11.015
//   handling  letter 1.15                    parcel 8.90             together 10.05
//   all 21.065, which is 21.07: goods 11.015 and handling 10.05 have the remainders 0.5 and 0 of a cent,
//   so 11.02 and 10.05. items     mugs 8.60, brochures 2.415, which takes the cent: 2.42 routes    waiting
//   0.805, letter 0.805, parcel 8.60 + 0.805 = 9.405, remainders of half a cent each: 11.02 − 11.00
//             leaves two cents for the first two
TEST(FulfilmentCost, AddsUpToTheCent) {
    fulfilment::CampaignCost cost;
    cost.cells = {{Id{1}, "", 2, {11'360'000}}, {Id{1}, "old", 1, {9'705'000}}};
    cost.items = {{"MUG", "Mug", 1, 2, {8'600'000}}, {"BROCHURE", "Brochure", 3, 3, {2'415'000}}};
    cost.routes = {{"", 1, 0, {805'000}, {0}},
                   {"letter", 1, 1, {805'000}, {1'150'000}},
                   {"parcel", 1, 1, {9'405'000}, {8'900'000}}};
    const auto f = fulfilmentCostOf(cost, 4, "CHF");
    EXPECT_EQ(f.costMinor, 2107);
    EXPECT_EQ(f.goodsMinor, 1102);
    EXPECT_EQ(f.handlingMinor, 1005);
    EXPECT_EQ(f.orders, 3);
    EXPECT_DOUBLE_EQ(f.perResponse.value(), 21.07 / 4);
    EXPECT_DOUBLE_EQ(f.perOrder.value(), 21.07 / 3);
    ASSERT_EQ(f.items.size(), 2U);
    EXPECT_EQ(f.items[0].costMinor, 860);
    EXPECT_EQ(f.items[1].costMinor, 242);
    EXPECT_DOUBLE_EQ(f.items[1].perOrder.value(), 2.42 / 3);
    ASSERT_EQ(f.routes.size(), 3U);
    EXPECT_EQ(f.routes[0].costMinor, 81);
    EXPECT_EQ(f.routes[1].costMinor, 81 + 115);
    EXPECT_EQ(f.routes[2].costMinor, 940 + 890);
    EXPECT_EQ(f.routes[0].costMinor + f.routes[1].costMinor + f.routes[2].costMinor, f.costMinor);
}

TEST(FulfilmentCost, OfNothingIsNothing) {
    const auto f = fulfilmentCostOf({}, 0, "CHF");
    EXPECT_EQ(f.costMinor, 0);
    EXPECT_FALSE(f.perResponse);
    EXPECT_FALSE(f.perOrder);
}

} // namespace
} // namespace rejoinder::insight
