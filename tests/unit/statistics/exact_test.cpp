#include <gtest/gtest.h>
#include <statistics/exact.h>
#include <statistics/proportions.h>

#include <array>
#include <cmath>
#include <stdexcept>

namespace rejoinder::statistics {
namespace {

TEST(FisherExact, KnownTables) {
    // Fisher's tea tasting: 17/70 one-sided, 34/70 two-sided.
    EXPECT_NEAR(fisherExact({3, 4}, {1, 4}, Alternative::Greater), 17.0 / 70.0, 1e-15);
    EXPECT_NEAR(fisherExact({3, 4}, {1, 4}), 34.0 / 70.0, 1e-15);
    EXPECT_NEAR(fisherExact({2, 17}, {10, 13}), 0.0005367241191434358, 1e-15);
    EXPECT_NEAR(fisherExact({2, 17}, {10, 13}, Alternative::Less), 0.00046518094336290503, 1e-15);
}

TEST(FisherExact, ThinPreTests) {
    EXPECT_NEAR(fisherExact({10, 15}, {15, 30}), 0.35, 5e-3);
    EXPECT_NEAR(fisherExact({3, 6}, {0, 5}), 0.18, 5e-3);
}

TEST(FisherExact, SymmetricInCellsAndOutcomes) {
    const double p = fisherExact({4, 60}, {15, 80});
    EXPECT_NEAR(fisherExact({15, 80}, {4, 60}), p, 1e-15);
    EXPECT_NEAR(fisherExact({56, 60}, {65, 80}), p, 1e-15);
    const double less = fisherExact({4, 60}, {15, 80}, Alternative::Less);
    EXPECT_NEAR(fisherExact({15, 80}, {4, 60}, Alternative::Greater), less, 1e-15);
}

TEST(FisherExact, LargeCellsApproachTheZTest) {
    const Sample a{12500, 500000};
    const Sample b{12900, 500000};
    EXPECT_NEAR(fisherExact(a, b), equalProportions(std::array{a, b}, Continuity::Yates).pValue, 1e-5);
    // Far beyond what factorials in doubles could hold.
    const double tiny = fisherExact({3894, 21307}, {2262, 21306});
    EXPECT_GT(tiny, 1e-115);
    EXPECT_LT(tiny, 1e-108);
}

TEST(FisherExact, Borders) {
    EXPECT_EQ(fisherExact({0, 10}, {0, 10}), 1.0);
    EXPECT_EQ(fisherExact({0, 0}, {3, 10}), 1.0);
    EXPECT_EQ(fisherExact({10, 10}, {5, 5}), 1.0);
    EXPECT_THROW((void)fisherExact({3, 2}, {0, 5}), std::invalid_argument);
}

TEST(FreemanHalton, TwoByTwoIsFisher) {
    EXPECT_NEAR(fisherExactTable({{2, 15}, {10, 3}}), 0.0005367241191434358, 1e-14);
    EXPECT_NEAR(fisherExactTable({{3, 1}, {1, 3}}), 34.0 / 70.0, 1e-13);
}

TEST(FreemanHalton, ThreeCells) {
    // 3 × 2 by complete enumeration here: rows of 5, responders 4 in all; P(x) by the multivariate
    // hypergeometric.
    const auto choose = [](int n, int k) {
        double value = 1.0;
        for (int i = 0; i < k; ++i) {
            value *= static_cast<double>(n - i) / static_cast<double>(i + 1);
        }
        return value;
    };
    const double observed = choose(5, 4) * choose(5, 0) * choose(5, 0);
    double sum = 0.0;
    for (int x = 0; x <= 4; ++x) {
        for (int y = 0; x + y <= 4; ++y) {
            const double weight = choose(5, x) * choose(5, y) * choose(5, 4 - x - y);
            sum += weight <= observed * 1.0000001 ? weight : 0.0;
        }
    }
    EXPECT_NEAR(fisherExactTable({{4, 1}, {0, 5}, {0, 5}}), sum / choose(15, 4), 1e-13);
}

TEST(FreemanHalton, JobSatisfaction) {
    EXPECT_NEAR(fisherExactTable({{1, 3, 10, 6}, {2, 3, 10, 7}, {1, 6, 14, 12}, {0, 1, 9, 11}}), 0.7827,
                5e-5);
}

TEST(FreemanHalton, Refusals) {
    EXPECT_THROW((void)fisherExactTable({{1, 2}}), std::invalid_argument);
    EXPECT_THROW((void)fisherExactTable({{1, 2}, {3}}), std::invalid_argument);
    EXPECT_THROW((void)fisherExactTable({{1, -2}, {3, 1}}), std::invalid_argument);
    EXPECT_THROW((void)fisherExactTable({{900, 800, 700}, {600, 900, 800}, {500, 700, 900}, {800, 800, 800}}),
                 std::domain_error);
}

TEST(BinomialExact, KnownValues) {
    EXPECT_NEAR(binomialExact({51, 235}, 1.0 / 6.0), 0.0437479701823997, 1e-13);
    EXPECT_NEAR(binomialExact({51, 235}, 1.0 / 6.0, Alternative::Less), 0.982022657605858, 1e-12);
    EXPECT_NEAR(binomialExact({51, 235}, 1.0 / 6.0, Alternative::Greater), 0.02654424571169085, 1e-13);
}

TEST(BinomialExact, TwoSidedIsTheSumOfAllUnlikelyOutcomes) {
    for (const double rate : {0.02, 0.3, 0.5, 0.87}) {
        for (std::int64_t x = 0; x <= 25; ++x) {
            double sum = 0.0;
            const auto mass = [&](std::int64_t k) {
                return std::exp(std::lgamma(26.0) - std::lgamma(static_cast<double>(k) + 1.0) -
                                std::lgamma(26.0 - static_cast<double>(k)) +
                                static_cast<double>(k) * std::log(rate) +
                                static_cast<double>(25 - k) * std::log1p(-rate));
            };
            for (std::int64_t k = 0; k <= 25; ++k) {
                sum += mass(k) <= mass(x) * (1.0 + 1e-7) ? mass(k) : 0.0;
            }
            EXPECT_NEAR(binomialExact({x, 25}, rate), sum, 1e-11) << x << " at " << rate;
        }
    }
}

TEST(BinomialExact, Borders) {
    EXPECT_EQ(binomialExact({0, 10}, 0.0), 1.0);
    EXPECT_EQ(binomialExact({1, 10}, 0.0), 0.0);
    EXPECT_EQ(binomialExact({10, 10}, 1.0), 1.0);
    EXPECT_THROW((void)binomialExact({1, 10}, 1.2), std::domain_error);
    EXPECT_THROW((void)binomialExact({0, 0}, 0.5), std::domain_error);
}

} // namespace
} // namespace rejoinder::statistics
