#include "records.h"

#include <gtest/gtest.h>

namespace rejoinder::pretests {
namespace {

EvaluatedCell cell(const char* name, std::int64_t responders, std::int64_t pieces) {
    return {{}, name, pieces, responders, {}, {}, {}};
}

TEST(Evaluation, NamesTheWinnerOfClearFigures) {
    const auto e = evaluate({cell("Mens", 3894, 21307), cell("Womens", 3238, 21387)}, 0.05);
    EXPECT_EQ(e.verdict, "winner");
    EXPECT_EQ(e.winner, "Mens");
    ASSERT_EQ(e.pairs.size(), 1U);
    EXPECT_NEAR(e.pairs[0].difference, 0.03135646, 1e-7);
    EXPECT_LT(e.pairs[0].p, 1e-15);
    ASSERT_TRUE(e.cells[0].rate);
    EXPECT_NEAR(*e.cells[0].rate, 0.18275684, 1e-8);
}

TEST(Evaluation, HasNoWinnerOnThinEvidence) {
    for (const auto& cells :
         {std::vector{cell("A", 10, 15), cell("B", 15, 30)}, {cell("A", 3, 6), cell("B", 0, 5)}}) {
        const auto e = evaluate(cells, 0.05);
        EXPECT_NE(e.verdict, "winner");
        EXPECT_FALSE(e.winner);
        EXPECT_FALSE(e.winnerCellId);
    }
}

TEST(Evaluation, TakesCellsWithoutPieces) {
    const auto e = evaluate({cell("A", 0, 0), cell("B", 5, 100)}, 0.05);
    EXPECT_EQ(e.verdict, "too few");
    EXPECT_FALSE(e.cells[0].rate);
}

TEST(Evaluation, NamesEveryImpossibleCell) {
    try {
        evaluate({cell("A", 3, 2), cell("B", 1, 2), cell("C", 9, 8)}, 0.05);
        FAIL() << "impossible figures were taken";
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::Invalid);
        ASSERT_EQ(e.faults().size(), 2U);
        EXPECT_EQ(e.faults()[0].pointer, "/cells/0/responders");
        EXPECT_EQ(e.faults()[1].pointer, "/cells/2/responders");
    }
}

TEST(SampleSize, FollowsTheNamedFormula) {
    const auto pooled = sizeOf({0.20, 0.25, 0.05, 0.8, Formula::Pooled});
    EXPECT_EQ(pooled.perCell, 1094); // reference: 1,093.74
    EXPECT_NE(pooled.formula, sizeOf({0.20, 0.25, 0.05, 0.8, Formula::Arcsine}).formula);
}

TEST(SampleSize, RefusesRatesThatCannotBeToldApart) {
    for (const SizeWish& wish :
         {SizeWish{0.2, 0.2, 0.05, 0.8, Formula::Pooled}, SizeWish{0, 0.2, 0.05, 0.8, Formula::Pooled},
          SizeWish{0.2, 0.3, 0.05, 0.01, Formula::Pooled}})
        EXPECT_THROW(sizeOf(wish), Error);
}

} // namespace
} // namespace rejoinder::pretests
