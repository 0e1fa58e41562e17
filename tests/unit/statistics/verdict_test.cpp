#include <gtest/gtest.h>
#include <statistics/exact.h>
#include <statistics/verdict.h>

#include <array>
#include <random>
#include <stdexcept>

namespace rejoinder::statistics {
namespace {

TEST(CompareCells, ThinEvidenceHasNoWinner) {
    for (const auto& cells :
         {std::array{Sample{10, 15}, Sample{15, 30}}, std::array{Sample{3, 6}, Sample{0, 5}}}) {
        const Verdict verdict = compareCells(cells);
        EXPECT_FALSE(verdict.winner.has_value());
        EXPECT_EQ(verdict.reason, VerdictReason::TooFew);
        EXPECT_EQ(verdict.leader, 0U);
        EXPECT_EQ(verdict.undecided, std::vector<std::size_t>{1});
        // Not the minimum alone keeps them from winning: the tests do not reject either.
        EXPECT_GT(verdict.pairs.front().adjusted, 0.05);
        const Verdict withoutMinimum = compareCells(cells, {.minResponders = 0});
        EXPECT_FALSE(withoutMinimum.winner.has_value());
        EXPECT_EQ(withoutMinimum.reason, VerdictReason::NoDifference);
    }
}

TEST(CompareCells, PublishedCampaignHasOne) {
    const Verdict verdict = compareCells(std::array{Sample{3894, 21307}, Sample{3238, 21387}});
    ASSERT_TRUE(verdict.winner.has_value());
    EXPECT_EQ(*verdict.winner, 0U);
    EXPECT_EQ(verdict.reason, VerdictReason::Winner);
    EXPECT_EQ(verdict.pairs.front().test, PairTest::PooledZ);
    EXPECT_GT(verdict.pairs.front().interval.low, 0.0);
    const Verdict turned = compareCells(std::array{Sample{3238, 21387}, Sample{3894, 21307}});
    EXPECT_EQ(turned.winner, std::optional<std::size_t>(1));
}

TEST(CompareCells, ThreeCellsOfThePublishedCampaign) {
    const std::array cells{Sample{2262, 21306}, Sample{3894, 21307}, Sample{3238, 21387}};
    const Verdict verdict = compareCells(cells);
    EXPECT_EQ(verdict.winner, std::optional<std::size_t>(1));
    ASSERT_EQ(verdict.pairs.size(), 3U);
    EXPECT_EQ(verdict.pairs[2].first, 1U);
    EXPECT_EQ(verdict.pairs[2].second, 2U);
    for (const PairComparison& pair : verdict.pairs) {
        EXPECT_GE(pair.adjusted, pair.pValue);
        EXPECT_LT(pair.adjusted, 1e-15);
    }
}

TEST(CompareCells, SmallExpectedCountsUseFisher) {
    const std::array cells{Sample{38, 400}, Sample{2, 40}};
    const Verdict verdict = compareCells(cells);
    EXPECT_EQ(verdict.pairs.front().test, PairTest::FisherExact);
    EXPECT_EQ(name(verdict.pairs.front().test), "Fisher exact");
    EXPECT_EQ(verdict.pairs.front().pValue, fisherExact(cells[0], cells[1]));
}

TEST(CompareCells, SignificantButTooFew) {
    // 12 against 1 responders of 1,000: Fisher rejects, the trade would not bet a roll-out on 13 responders.
    const Verdict verdict = compareCells(std::array{Sample{12, 1000}, Sample{1, 1000}});
    EXPECT_LT(verdict.pairs.front().adjusted, 0.05);
    EXPECT_FALSE(verdict.winner.has_value());
    EXPECT_EQ(verdict.reason, VerdictReason::TooFew);
    EXPECT_TRUE(compareCells(std::array{Sample{40, 1000}, Sample{4, 1000}}).winner.has_value());
}

TEST(CompareCells, BestTwoAlike) {
    const std::array cells{Sample{50, 5000}, Sample{200, 5000}, Sample{210, 5000}};
    const Verdict verdict = compareCells(cells);
    EXPECT_FALSE(verdict.winner.has_value());
    EXPECT_EQ(verdict.reason, VerdictReason::NoDifference);
    EXPECT_EQ(verdict.leader, 2U);
    EXPECT_EQ(verdict.undecided, std::vector<std::size_t>{1});
}

TEST(CompareCells, EmptyAndEqualCells) {
    const Verdict empty = compareCells(std::array{Sample{300, 5000}, Sample{0, 0}});
    EXPECT_FALSE(empty.winner.has_value());
    EXPECT_EQ(empty.reason, VerdictReason::TooFew);
    EXPECT_EQ(compareCells(std::array{Sample{0, 0}, Sample{0, 0}}).reason, VerdictReason::TooFew);
    EXPECT_EQ(compareCells(std::array{Sample{90, 3000}, Sample{90, 3000}}).reason,
              VerdictReason::NoDifference);
}

TEST(CompareCells, HolmGuardsManyCells) {
    // Each pair alone would be significant against the leader at 5 %, but not among four cells.
    const std::array two{Sample{250, 5000}, Sample{205, 5000}};
    EXPECT_TRUE(compareCells(two).winner.has_value());
    const std::array four{Sample{250, 5000}, Sample{205, 5000}, Sample{206, 5000}, Sample{204, 5000}};
    EXPECT_FALSE(compareCells(four).winner.has_value());
}

TEST(CompareCells, SeldomNamesAWinnerAmongEqualCells) {
    std::mt19937_64 random(20261122);
    std::binomial_distribution<std::int64_t> responders(4000, 0.03);
    int wrong = 0;
    constexpr int kTests = 4000;
    for (int i = 0; i < kTests; ++i) {
        const std::array cells{Sample{responders(random), 4000}, Sample{responders(random), 4000},
                               Sample{responders(random), 4000}};
        wrong += compareCells(cells).winner ? 1 : 0;
    }
    EXPECT_LT(wrong, kTests * 5 / 100);
}

TEST(CompareCells, Refusals) {
    EXPECT_THROW((void)compareCells(std::array{Sample{1, 2}}), std::invalid_argument);
    EXPECT_THROW((void)compareCells(std::array{Sample{3, 2}, Sample{1, 2}}), std::invalid_argument);
    EXPECT_THROW((void)compareCells(std::array{Sample{1, 2}, Sample{1, 2}}, {.alpha = 0.0}),
                 std::domain_error);
}

} // namespace
} // namespace rejoinder::statistics
