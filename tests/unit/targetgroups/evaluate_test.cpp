#include "evaluate.h"
#include "small_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

namespace rejoinder::targetgroups {
namespace {

using targetgroups::test::Everybody;
using targetgroups::test::NoUnit;

Ids people(std::int64_t count) {
    Ids ids(static_cast<std::size_t>(count));
    std::iota(ids.begin(), ids.end(), 1000);
    return ids;
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
        Evaluator evaluator(sets);
        const auto condition = randomCondition(dice, 4);
        Ids expected;
        for (const auto id : ids)
            if (holds(condition, *facts, id)) expected.push_back(id);
        ASSERT_EQ(sets.ids(evaluator.evaluate(condition)), expected) << json::write(condition);
    }
}

TEST(Conditions, NameEveryFault) {
    const Providers providers{{std::make_shared<TableFacts>(std::vector<std::set<std::int64_t>>(1))},
                              std::make_shared<Everybody>(Ids{}),
                              nullptr,
                              nullptr};
    Condition bad;
    bad.where.emplace();
    bad.where->fact = "unheard-of";
    Condition both = bad;
    both.any.push_back(bad);
    Faults faults;
    check(providers, both, "/condition", faults);
    ASSERT_EQ(faults.list().size(), 3U);
    EXPECT_EQ(faults.list()[0].code, "targetgroups.condition-shape");
    EXPECT_EQ(faults.list()[1].pointer, "/condition/where/fact");
    EXPECT_EQ(faults.list()[2].pointer, "/condition/any/0/where/fact");
}

} // namespace
} // namespace rejoinder::targetgroups
