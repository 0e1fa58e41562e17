#include "evaluate.h"

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

/// Cells by a draw, as freezing makes them.
std::vector<Placed> drawn(const Ids& ids, const Split& split, std::int64_t seed) {
    const auto sizes = shareSizes(static_cast<std::int64_t>(ids.size()), split);
    const auto wanted = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
    return placed(drawnIds(ids, seed, wanted), sizes, split);
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
    const auto placed = byValue({1, 2, 3, 4}, {"womens", "mens", "", "womens"}, split);
    ASSERT_EQ(placed.size(), 3U);
    EXPECT_EQ(placed[0].cell, Id{2});
    EXPECT_EQ(placed[1].cell, Id{1});
    EXPECT_EQ(placed[2].contact, 4);
}

/// Facts of a small world: fact "n" holds for the ids whose bit n is set in a random table.
class TableFacts final : public contacts::ContactFacts {
public:
    explicit TableFacts(std::vector<std::set<std::int64_t>> table) : table_(std::move(table)) {}
    std::vector<contacts::FactInfo> facts(Unit&) override { return {}; }
    [[nodiscard]] bool knows(std::string_view fact) const override {
        return fact.size() == 1 && static_cast<std::size_t>(fact[0] - '0') < table_.size();
    }
    std::vector<std::int64_t> select(Unit&, const contacts::FactCondition& c) override {
        const auto& set = table_[static_cast<std::size_t>(c.fact[0] - '0')];
        return {set.begin(), set.end()};
    }
    [[nodiscard]] bool holds(const std::string& fact, std::int64_t id) const {
        return table_[static_cast<std::size_t>(fact[0] - '0')].contains(id);
    }

private:
    std::vector<std::set<std::int64_t>> table_;
};

class Everybody final : public contacts::Universe {
public:
    explicit Everybody(Ids ids) : ids_(std::move(ids)) {}
    std::vector<std::int64_t> all(Unit&) override { return ids_; }

private:
    Ids ids_;
};

/// A unit that nothing is asked of here: facts and universe come from tables.
class NoUnit final : public Unit {
public:
    std::vector<std::int64_t> numbers(std::string_view, Args) override {
        throw std::logic_error("not asked");
    }
    void audit(std::string_view, Id, std::string_view) override { throw std::logic_error("not asked"); }
    Id newId() override { throw std::logic_error("not asked"); }
    [[nodiscard]] Timestamp now() const override { return {}; }
    [[nodiscard]] const Actor& actor() const override { return actor_; }

protected:
    void fetch(std::string_view, const Binding&, const RowSink&) override {
        throw std::logic_error("not asked");
    }
    std::int64_t scalar(std::string_view, const Binding&) override { throw std::logic_error("not asked"); }
    std::uint64_t execute(std::string_view, const Binding&) override { throw std::logic_error("not asked"); }
    std::uint64_t insertRows(std::string_view, const StructInfo&, const void*, std::size_t,
                             std::size_t) override {
        throw std::logic_error("not asked");
    }
    void publishEvent(std::string_view, const StructInfo&, const void*) override {
        throw std::logic_error("not asked");
    }
    Id enqueueJob(std::string_view, const StructInfo&, const void*, const JobRequest&) override {
        throw std::logic_error("not asked");
    }

private:
    Actor actor_;
};

Condition randomCondition(std::mt19937& dice, int depth) {
    Condition c;
    const auto kind = depth == 0 ? 0U : dice() % 4;
    if (kind == 0) {
        c.where.emplace();
        c.where->fact = std::string(1, static_cast<char>('0' + dice() % 5));
        return c;
    }
    auto& list = kind == 1 ? c.all : kind == 2 ? c.any : c.none;
    for (auto n = 1 + dice() % 3; n > 0; --n) list.push_back(randomCondition(dice, depth - 1));
    return c;
}

bool holds(const Condition& c, const TableFacts& facts, std::int64_t id) {
    const auto each = [&](const Condition& part) { return holds(part, facts, id); };
    if (c.where) return facts.holds(c.where->fact, id);
    if (!c.all.empty()) return std::all_of(c.all.begin(), c.all.end(), each);
    if (!c.any.empty()) return std::any_of(c.any.begin(), c.any.end(), each);
    return std::none_of(c.none.begin(), c.none.end(), each);
}

TEST(Conditions, GiveTheSameSetAsAskingEachPerson) {
    std::mt19937 dice(20261122);
    const auto ids = people(200);
    NoUnit unit;
    for (int round = 0; round < 300; ++round) {
        std::vector<std::set<std::int64_t>> table(5);
        for (auto& set : table)
            for (const auto id : ids)
                if (dice() % 3 == 0) set.insert(id);
        const auto facts = std::make_shared<TableFacts>(table);
        const Providers providers{{facts}, std::make_shared<Everybody>(ids), nullptr, nullptr};
        SqlSets sets(unit, providers);
        Evaluator evaluator(sets, providers);
        const auto condition = randomCondition(dice, 4);
        Ids expected;
        for (const auto id : ids)
            if (holds(condition, *facts, id)) expected.push_back(id);
        ASSERT_EQ(sets.ids(evaluator.evaluate(condition)), expected) << json::write(condition);
    }
}

TEST(Conditions, NameEveryFault) {
    NoUnit unit;
    const Providers providers{{std::make_shared<TableFacts>(std::vector<std::set<std::int64_t>>(1))},
                              std::make_shared<Everybody>(Ids{}),
                              nullptr,
                              nullptr};
    SqlSets sets(unit, providers);
    const Evaluator evaluator(sets, providers);
    Condition bad;
    bad.where.emplace();
    bad.where->fact = "unheard-of";
    Condition both = bad;
    both.any.push_back(bad);
    Faults faults;
    evaluator.check(both, "/condition", faults);
    ASSERT_EQ(faults.list().size(), 3U);
    EXPECT_EQ(faults.list()[0].code, "targetgroups.condition-shape");
    EXPECT_EQ(faults.list()[1].pointer, "/condition/where/fact");
    EXPECT_EQ(faults.list()[2].pointer, "/condition/any/0/where/fact");
}

} // namespace
} // namespace rejoinder::targetgroups
