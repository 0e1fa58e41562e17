#include "bands.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace rejoinder::targetgroups {
namespace {

Band band(std::int64_t persons, std::int64_t responders) {
    Band b;
    b.persons = b.contacted = persons;
    b.responders = responders;
    return b;
}

TEST(Bands, AreOfEqualSizeAndKeepEqualValuesTogether) {
    std::vector<std::string> values;
    for (int i = 100; i > 0; --i) values.push_back(std::to_string(i));
    const auto highest = bandsOf(values, 10, Best::Highest), lowest = bandsOf(values, 10, Best::Lowest);
    EXPECT_EQ(highest.front(), 1);
    EXPECT_EQ(highest.back(), 10);
    EXPECT_EQ(lowest.front(), 10);
    for (int b = 1; b <= 10; ++b) EXPECT_EQ(std::count(highest.begin(), highest.end(), b), 10);
    EXPECT_EQ(bandsOf({"5", "5", "5", "", "1"}, 4, Best::Highest),
              (std::vector<std::int32_t>{1, 1, 1, 0, 4}));
}

TEST(Bands, OfAScoreHaveTheirEdges) {
    const std::vector<double> edges = {80, 60};
    EXPECT_EQ(bandsOf({"95", "80", "79.9", "60", "3", "", "x"}, edges, Best::Highest),
              (std::vector<std::int32_t>{1, 1, 2, 2, 3, 0, 0}));
    const std::vector<double> months = {3, 12};
    EXPECT_EQ(bandsOf({"3", "4", "12", "13"}, months, Best::Lowest), (std::vector<std::int32_t>{1, 2, 2, 3}));
}

TEST(Bands, GiveTheGainsOfTheTextbook) {
    // 100,000 names, 20,000 responders; cumulative responders per decile.
    const std::vector<std::int64_t> cumulative = {6000,  10000, 13000, 15800, 17000,
                                                  18000, 18800, 19400, 19800, 20000};
    std::vector<Band> bands;
    std::int64_t before = 0;
    for (const auto c : cumulative) {
        bands.push_back(band(10'000, c - before));
        before = c;
    }
    complete(bands, {});
    EXPECT_DOUBLE_EQ(bands[0].lift, 3.0);
    EXPECT_DOUBLE_EQ(bands[0].gains, 0.3);
    EXPECT_DOUBLE_EQ(bands[3].gains, 0.79);
    EXPECT_EQ(bands[9].cumulativeResponders, 20'000);
    EXPECT_DOUBLE_EQ(bands[9].gains, 1);
    EXPECT_FALSE(bands[0].pays) << "nobody knows what a piece costs";
}

TEST(Bands, GiveTheProfitOfTheTextbook) {
    // 600,000 names at 2.0 %, 0.50 a piece, 32.50 an order, 90,000 overhead: all of them earn nothing, the
    // best 300,000 with 9,420 orders earn 66,150; 420,000 by RFM with 10,020 orders 25,650.
    const Economy economy{0.5, 32.5, 90'000, "USD"};
    std::vector<Band> model = {band(300'000, 9'420), band(300'000, 2'580)};
    complete(model, economy);
    EXPECT_NEAR(economy.breakEvenRate(), 0.0153846, 1e-7);
    EXPECT_NEAR(model[0].cumulativeProfit, 66'150, 1e-6);
    EXPECT_NEAR(model[1].cumulativeProfit, 0, 1e-6);
    EXPECT_TRUE(model[0].pays);
    EXPECT_FALSE(model[1].pays);
    EXPECT_EQ(bestDepth(model), 1);
    std::vector<Band> rfm = {band(420'000, 10'020), band(180'000, 1'980)};
    complete(rfm, economy);
    EXPECT_NEAR(rfm[0].cumulativeProfit, 25'650, 1e-6);
}

} // namespace
} // namespace rejoinder::targetgroups
