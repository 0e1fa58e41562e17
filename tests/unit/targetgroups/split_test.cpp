#include "sets.h"
#include "split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

namespace rejoinder::targetgroups {
namespace {

Ids people(std::int64_t count) {
    Ids ids(static_cast<std::size_t>(count));
    std::iota(ids.begin(), ids.end(), 1000);
    return ids;
}

Split percents(std::initializer_list<double> shares) {
    Split split;
    std::int64_t cell = 1;
    for (const double percent : shares) split.shares.push_back({Id{cell++}, percent, {}, {}});
    return split;
}

std::vector<Placed> drawn(const Ids& ids, const Split& split, std::int64_t seed) {
    return placed(ids, {}, split, seed);
}

std::map<Id, std::int64_t> sizes(const std::vector<Placed>& placed) {
    std::map<Id, std::int64_t> out;
    for (const auto& p : placed) ++out[p.cell];
    return out;
}

TEST(Draw, GivesEachCellItsShareToOnePerson) {
    for (const std::int64_t count : {0, 1, 2, 3, 7, 99, 100, 1001, 12345}) {
        const auto cells = sizes(drawn(people(count), percents({40, 40, 20}), 7));
        std::int64_t total = 0;
        for (const auto& [cell, size] : cells) {
            total += size;
            const double wished = static_cast<double>(count) * (cell == Id{3} ? 0.2 : 0.4);
            EXPECT_NEAR(static_cast<double>(size), wished, 1.0) << count;
        }
        EXPECT_EQ(total, count) << "100 per cent leave nobody out";
    }
}

TEST(Draw, IsTheSameForTheSameSeedWhateverElseIsThere) {
    const auto ids = people(5000);
    const auto split = percents({30, 70});
    const auto a = drawn(ids, split, 1), b = drawn(ids, split, 1), c = drawn(ids, split, 2);
    const auto cellsOf = [](const std::vector<Placed>& placed) {
        std::vector<Id> cells;
        for (const auto& p : placed) cells.push_back(p.cell);
        return cells;
    };
    EXPECT_EQ(cellsOf(a), cellsOf(b));
    EXPECT_NE(cellsOf(a), cellsOf(c));
    EXPECT_TRUE(std::is_sorted(a.begin(), a.end(), [](auto& x, auto& y) { return x.contact < y.contact; }));
}

TEST(Draw, IsNotDrawnByTheOrderOfIds) {
    const auto placed = drawn(people(10000), percents({50, 50}), 3);
    std::int64_t early = 0;
    for (std::size_t i = 0; i < 5000; ++i) early += placed[i].cell == Id{1};
    EXPECT_NEAR(static_cast<double>(early), 2500,
                150); // three standard deviations of the hypergeometric draw: 75
}

TEST(Draw, TakesCountsAndLeavesTheRestOut) {
    Split split;
    split.shares = {{Id{1}, {}, 10, {}}, {Id{2}, {}, 5, {}}};
    const auto placed = drawn(people(100), split, 1);
    EXPECT_EQ(placed.size(), 15U);
    EXPECT_EQ(sizes(placed).at(Id{2}), 5);
    EXPECT_EQ(drawn(people(12), split, 1).size(), 12U) << "a group smaller than its counts is used up";
}

TEST(SplitByValue, PutsEachValueIntoItsCell) {
    Split split;
    split.mode = SplitMode::Attribute;
    split.shares = {{Id{1}, {}, {}, "mens"}, {Id{2}, {}, {}, "womens"}};
    const auto people_ = placed(Ids{1, 2, 3, 4}, {{"womens", "mens", "", "womens"}, {}}, split, 1);
    ASSERT_EQ(people_.size(), 3U);
    EXPECT_EQ(people_[0].cell, Id{2});
    EXPECT_EQ(people_[1].cell, Id{1});
    EXPECT_EQ(people_[2].contact, 4);
}

TEST(SplitByValue, GivesTheRestToTheCellThatWantsIt) {
    Split split;
    split.mode = SplitMode::Attribute;
    split.shares = {{Id{1}, {}, {}, "mens"}, {Id{9}, {}, {}, {}, {}, true}};
    const auto placed_ = placed(Ids{1, 2, 3}, {{"", "mens", "x"}, {}}, split, 1);
    ASSERT_EQ(placed_.size(), 3U);
    EXPECT_EQ(placed_[0].cell, Id{9});
    EXPECT_EQ(placed_[1].cell, Id{1});
}

TEST(Shares, SayWhatTheyWantedWhereTheGroupIsTooSmall) {
    Split split;
    split.shares = {{Id{1}, {}, 80, {}}, {Id{2}, 50.0, {}, {}}, {Id{3}, {}, {}, {}, {}, true}};
    const auto sizes = shareSizes(100, split);
    EXPECT_EQ(std::pair(sizes[0].wanted, sizes[0].gets), (std::pair<std::int64_t, std::int64_t>(80, 80)));
    EXPECT_EQ(std::pair(sizes[1].wanted, sizes[1].gets), (std::pair<std::int64_t, std::int64_t>(50, 20)));
    EXPECT_EQ(sizes[2].gets, 0);
}

TEST(Shares, TheRestIsWhatTheOthersLeave) {
    Split split;
    split.shares = {{Id{3}, {}, {}, {}, {}, true}, {Id{1}, 10.0, {}, {}}, {Id{2}, {}, 7, {}}};
    const auto cells = sizes(drawn(people(100), split, 5));
    EXPECT_EQ(cells.at(Id{3}), 83);
    EXPECT_EQ(cells.at(Id{1}), 10);
    EXPECT_EQ(cells.at(Id{2}), 7);
}

TEST(Nth, TakesEveryTenthOfTheOrderAndTheNextOfWhoIsLeft) {
    Split split;
    split.mode = SplitMode::Nth;
    split.shares = {{Id{1}, {}, {}, {}, 10}, {Id{2}, {}, {}, {}, 3}, {Id{3}, {}, {}, {}, {}, true}};
    Known known; // the reverse of the ids, as numbers: 1000 comes last
    for (int i = 0; i < 1000; ++i) known.values.push_back(std::to_string(1000 - i));
    const auto people_ = placed(people(1000), known, split, 4);
    const auto cells = sizes(people_);
    EXPECT_EQ(cells.at(Id{1}), 100);
    EXPECT_EQ(cells.at(Id{2}), 300);
    EXPECT_EQ(cells.at(Id{3}), 600);
    std::vector<std::int64_t> first;
    for (const auto& p : people_)
        if (p.cell == Id{1}) first.push_back(p.contact);
    for (std::size_t i = 1; i < first.size(); ++i) EXPECT_EQ(first[i] - first[i - 1], 10);
}

TEST(Strata, KeepTheSharesWithinEachValueAndOverAll) {
    std::mt19937 dice(3);
    Known known;
    std::map<std::string, std::map<Id, double>> found;
    std::map<std::string, double> all;
    for (int i = 0; i < 9000; ++i) {
        known.strata.push_back(std::string(1, static_cast<char>('a' + (dice() % 10 < 7 ? 0 : dice() % 3))));
        ++all[known.strata.back()];
    }
    Split split = percents({40, 40, 20});
    split.stratifyBy = "attribute.x";
    const auto ids = people(9000);
    const auto people_ = placed(ids, known, split, 11);
    ASSERT_EQ(people_.size(), 9000U);
    for (const auto& p : people_) ++found[known.strata[static_cast<std::size_t>(p.contact - 1000)]][p.cell];
    for (auto& [stratum, cells] : found) {
        EXPECT_NEAR(cells[Id{1}], 0.4 * all[stratum], 1.5);
        EXPECT_NEAR(cells[Id{3}], 0.2 * all[stratum], 1.5);
    }
    EXPECT_EQ(sizes(people_).at(Id{1}), 3600);
    EXPECT_EQ(sizes(people_).at(Id{3}), 1800);
    EXPECT_EQ(people_, placed(ids, known, split, 11)) << "the same seed, the same cells";
    EXPECT_NE(people_, placed(ids, known, split, 12));
}

TEST(HoldOuts, AreTakenFromEachCellAlikeAndNotFromThoseThatAreOutAnyway) {
    auto people_ = drawn(people(1000), percents({60, 30, 10}), 1);
    const std::vector<Id> out = {Id{3}, Id{9}};
    holdOut(people_, {Id{9}, 10}, out, 7);
    const auto cells = sizes(people_);
    EXPECT_EQ(cells.at(Id{1}), 540);
    EXPECT_EQ(cells.at(Id{2}), 270);
    EXPECT_EQ(cells.at(Id{3}), 100);
    EXPECT_EQ(cells.at(Id{9}), 90);
}

TEST(Limits, KeepTheBestOfEachKeyAndEverybodyWithoutOne) {
    const Ids ids = {1, 2, 3, 4, 5, 6, 7};
    const std::vector<std::string> keys = {"a", "b", "a", "", "a", "b", ""};
    const std::vector<std::string> ranks = {"9", "", "10", "", "2", "-1", ""};
    PerLimit limit{"household", 1, "attribute.value", Best::Highest};
    EXPECT_EQ(limited(ids, keys, ranks, limit, 1), (Ids{3, 4, 6, 7}))
        << "10 is more than 9, anything than nothing";
    limit.best = Best::Lowest;
    EXPECT_EQ(limited(ids, keys, ranks, limit, 1), (Ids{4, 5, 6, 7}));
    limit.most = 2;
    EXPECT_EQ(limited(ids, keys, ranks, limit, 1), (Ids{1, 2, 4, 5, 6, 7}));
}

TEST(Limits, DrawWithoutAnOrderAndEvenly) {
    std::vector<std::string> keys;
    for (int i = 0; i < 4000; ++i) keys.push_back(std::to_string(i / 4));
    const auto kept = limited(people(4000), keys, {}, {"household", 1, "", Best::Highest}, 5);
    ASSERT_EQ(kept.size(), 1000U);
    std::array<int, 4> places{};
    for (const auto id : kept) ++places[static_cast<std::size_t>((id - 1000) % 4)];
    for (const auto n : places) EXPECT_NEAR(n, 250, 60);
    EXPECT_EQ(kept, limited(people(4000), keys, {}, {"household", 1, "", Best::Highest}, 5));
}

} // namespace
} // namespace rejoinder::targetgroups
