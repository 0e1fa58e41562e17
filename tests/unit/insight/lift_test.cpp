#include "figures.h"

#include <gtest/gtest.h>

namespace rejoinder::insight {
namespace {

campaigns::Cell cell(std::int64_t id, const char* code, bool holdOut) {
    campaigns::Cell c;
    c.id = {id};
    c.code = code;
    c.holdOut = holdOut;
    return c;
}

Counts counts(std::int64_t pieces, std::int64_t responders, std::int64_t buyers) {
    Counts c;
    c.pieces = pieces;
    c.responders = responders;
    c.buyers = buyers;
    return c;
}

const Lift& of(const std::vector<Lift>& lifts, const char* code, Measure measure) {
    for (const auto& l : lifts)
        if (l.code == code && l.measure == measure) return l;
    throw std::runtime_error("no such lift");
}

// Figures of a published e-mail campaign with two mailings and a hold-out.
TEST(Lift, AgreesWithPublishedFigures) {
    const std::vector cells{cell(1, "M", false), cell(2, "W", false), cell(3, "N", true)};
    const auto lifts = liftsOf(cells,
                               {{Id{1}, counts(21307, 3894, 267)},
                                {Id{2}, counts(21387, 3238, 189)},
                                {Id{3}, counts(21306, 2262, 122)}},
                               100);
    const auto& visits = of(lifts, "M", Measure::ResponseRate);
    EXPECT_NEAR(visits.difference, 0.07658956, 5e-9);
    EXPECT_NEAR(visits.value, 22.486041, 5e-7);
    EXPECT_EQ(visits.variance, "pooled");
    EXPECT_NEAR(visits.p / 5.685e-112, 1, 1e-3);
    EXPECT_NEAR(visits.low, 0.0699535, 5e-8);
    EXPECT_NEAR(visits.high, 0.08322563, 5e-8);
    const auto& orders = of(lifts, "M", Measure::OrderRate);
    EXPECT_NEAR(orders.value, 7.385114, 5e-7);
    EXPECT_NEAR(orders.p / 1.5232e-13, 1, 1e-4);
    EXPECT_NEAR(orders.adjustedP / 3.0464e-13, 1, 1e-4);
    EXPECT_NEAR(of(lifts, "W", Measure::OrderRate).p / 1.571051e-4, 1, 1e-6);
}

TEST(Lift, NeedsAHoldOut) {
    EXPECT_TRUE(liftsOf({cell(1, "A", false)}, {{Id{1}, counts(100, 5, 1)}}, 100).empty());
    EXPECT_TRUE(
        liftsOf({cell(1, "A", false), cell(2, "H", true)}, {{Id{1}, counts(100, 5, 1)}}, 100).empty());
}

TEST(Lift, LeavesMoneyOutWhenNobodyBought) {
    const auto lifts = liftsOf({cell(1, "A", false), cell(2, "H", true)},
                               {{Id{1}, counts(100, 5, 0)}, {Id{2}, counts(50, 1, 0)}}, 100);
    for (const auto& l : lifts) EXPECT_NE(l.measure, Measure::RevenuePerHead);
    EXPECT_EQ(lifts.size(), 2U);
}

} // namespace
} // namespace rejoinder::insight
