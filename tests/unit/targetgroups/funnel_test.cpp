#include "funnel.h"
#include "random_definition.h"
#include "small_world.h"

#include <gtest/gtest.h>

#include <random>

namespace rejoinder::targetgroups {
namespace {

using namespace test;

/// Twelve people: recency 1 to 12 by id, odd ones buy tea, three and four live together as do nine, ten and
/// eleven.
People twelve() {
    People people;
    for (std::int64_t id = 1; id <= 12; ++id) {
        people[id] = {{"recency", std::to_string(id)}, {"value", std::to_string(100 - id)}};
        if (id % 2 == 1) people[id]["tea"] = "yes";
    }
    people[3]["home"] = people[4]["home"] = "100";
    people[9]["home"] = people[10]["home"] = people[11]["home"] = "101";
    return people;
}

Condition where(std::string fact, contacts::Comparison comparison, std::string value) {
    Condition c;
    c.where.emplace();
    c.where->fact = std::move(fact);
    c.where->comparison = comparison;
    c.where->values = {std::move(value)};
    return c;
}
Condition recencyUpTo(int n) {
    return where("attribute.recency", contacts::Comparison::LessOrEqual, std::to_string(n));
}
Condition tea() {
    return where("attribute.tea", contacts::Comparison::Is, "yes");
}

class World {
public:
    explicit World(People all = twelve(), std::vector<OverPressed> over = {}) : people(std::move(all)) {
        Ids ids;
        for (const auto& [id, values] : people) ids.push_back(id);
        providers = {{std::make_shared<AttributeFacts>(people)},
                     std::make_shared<Everybody>(ids),
                     std::make_shared<ListGate>(std::vector<std::int64_t>{1, 12}),
                     std::make_shared<AttributeDirectory>(people)};
        around.unit = &unit;
        around.campaign = Id{1};
        around.households = std::make_shared<AttributeHouseholds>(people);
        around.pressure = std::make_shared<ListPressure>(std::move(over));
        for (std::int64_t i = 0; i < 3; ++i) {
            auto& cell = around.cells.emplace_back();
            cell.id = Id{10 + i};
            cell.holdOut = i == 2;
        }
    }
    Waterfall count(const Definition& d) {
        SqlSets sets(unit, providers);
        Evaluator evaluator(sets);
        return Funnel(evaluator, d, around).count();
    }
    std::vector<Placed> place(const Definition& d, Waterfall* figures = nullptr) {
        SqlSets sets(unit, providers);
        Evaluator evaluator(sets);
        Funnel funnel(evaluator, d, around);
        auto people_ = funnel.place();
        if (figures) *figures = funnel.figures();
        return people_;
    }
    std::vector<std::string> faults(const Definition& d) {
        Faults faults;
        check(providers, d, around, faults);
        std::vector<std::string> out;
        for (const auto& f : faults.list()) out.push_back(f.pointer + " " + f.code);
        return out;
    }
    People people;
    NoUnit unit;
    Providers providers;
    Surroundings around;
};

std::vector<std::string> told(const Waterfall& w) {
    std::vector<std::string> out;
    for (const auto& s : w.steps)
        out.push_back(nameOf(s.kind) + (s.name.empty() ? "" : " " + s.name) + " -" +
                      std::to_string(s.removed) + " " + std::to_string(s.left));
    return out;
}

Definition everyStep() {
    Definition d;
    d.condition = recencyUpTo(11);
    d.exclusions.push_back({"new", recencyUpTo(1), {}});
    d.exclusions.push_back({"no letters", {}, Channel::Letter});
    d.segments = {{"tea", tea()}, {"fresh", recencyUpTo(6)}};
    d.others = Others::Remove;
    d.limits = {{"household", 1, "attribute.value", Best::Highest}};
    d.split.shares = {{Id{10}, 50.0, {}, {}}, {Id{11}, {}, 2, {}}};
    d.holdOut = HoldOut{Id{12}, 34};
    return d;
}

TEST(Funnel, TakesItsStepsInTheirOrder) {
    World world(twelve(), {{5, Id{77}}, {6, Id{78}}, {12, Id{77}}});
    Waterfall w;
    const auto people = world.place(everyStep(), &w);
    // 2…11 after the first exclusion; 12 and 1 object but are gone already. 5 and 6 had enough. Tea: 3 7 9
    // 11; fresh: 2 4; 8 and 10 fit nothing. Households: 3 before 4, 9 before 11. Left: 2 3 7 9.
    EXPECT_EQ(told(w), (std::vector<std::string>{"universe -0 12", "condition -1 11", "exclusion new -1 10",
                                                 "exclusion no letters -0 10", "pressure rule 77 -1 9",
                                                 "pressure rule 78 -1 8", "segments -2 6",
                                                 "limit household -2 4", "holdOut -2 2", "contacted -0 2"}));
    EXPECT_EQ(w.net, 4);
    EXPECT_EQ(w.segments.at(0).persons, 4);
    EXPECT_EQ(w.segments.at(1).persons, 2);
    EXPECT_EQ(w.inNoSegment, 2);
    EXPECT_EQ(w.heldOut, 2) << "34 per cent of two is one, of each cell";
    ASSERT_EQ(people.size(), 4U);
    Ids ids;
    for (const auto& p : people) {
        ids.push_back(p.contact);
        EXPECT_EQ(p.segment, p.contact == 2 ? 1 : 0);
    }
    EXPECT_EQ(ids, (Ids{2, 3, 7, 9}));
}

TEST(Funnel, CountsWhatItWouldPlace) {
    RandomDefinition random(20261130);
    std::mt19937 dice(5);
    World world;
    for (int round = 0; round < 2000; ++round) {
        Definition d;
        d.condition = recencyUpTo(static_cast<int>(dice() % 13));
        if (dice() % 2) d.exclusions.push_back({"x", dice() % 2 ? tea() : recencyUpTo(2), {}});
        if (dice() % 2) d.segments = {{"a", recencyUpTo(5)}, {"b", tea()}};
        if (dice() % 3 == 0 && !d.segments.empty()) d.others = Others::Remove;
        if (dice() % 3 == 0) d.limits.push_back({"household", 1, "", Best::Highest});
        d.split = random.next().split;
        if (d.split.mode == SplitMode::Attribute) d.split.attribute = "tea";
        d.split.stratifyBy = dice() % 2 || d.split.mode != SplitMode::Random ? "" : "attribute.tea";
        d.split.orderBy.clear();
        if (dice() % 3 == 0) d.holdOut = HoldOut{Id{12}, static_cast<double>(dice() % 101)};
        d.seed = static_cast<std::int64_t>(dice());
        Waterfall placed;
        const auto people = world.place(d, &placed);
        ASSERT_EQ(json::write(world.count(d)), json::write(placed)) << json::write(d);
        ASSERT_EQ(placed.contacted + placed.heldOut, static_cast<std::int64_t>(people.size()));
        ASSERT_EQ(placed.net, static_cast<std::int64_t>(people.size()) + placed.withoutCell);
        ASSERT_EQ(people, world.place(d)) << "the same seed, the same people";
        std::int64_t left = placed.universe;
        for (const auto& step : placed.steps) ASSERT_EQ(left -= step.removed, step.left);
    }
}

TEST(Funnel, NamesTheRestAndKeepsIt) {
    World world;
    Definition d;
    d.segments = {{"tea", tea()}};
    d.otherSegment = "rest";
    const auto w = world.count(d);
    ASSERT_EQ(w.segments.size(), 2U);
    EXPECT_EQ(w.segments[1].name, "rest");
    EXPECT_EQ(w.segments[1].persons, 6);
    EXPECT_EQ(w.net, 12);
}

TEST(Funnel, SaysThatACellGetsLessThanItsShareAsksFor) {
    World world;
    Definition d;
    d.split.shares = {{Id{10}, {}, 10, {}}, {Id{11}, {}, 5, {}}};
    const auto w = world.count(d);
    ASSERT_EQ(w.notices.size(), 1U);
    EXPECT_EQ(w.notices[0].pointer, "/definition/split/shares/1");
    EXPECT_EQ(w.notices[0].code, "targetgroups.short-cell");
    EXPECT_EQ(w.cells[1].wanted, 5);
    EXPECT_EQ(w.cells[1].members, 2);
}

TEST(Funnel, AsksForPressureOnlyOnChannelsThatAreUsed) {
    World world(twelve(), {{5, Id{77}}});
    Definition d;
    d.split.shares = {{Id{11}, 100.0, {}, {}}};
    EXPECT_EQ(world.count(d).net, 11);
    world.around.cells[1].channel = Channel::Email;
    EXPECT_EQ(world.count(d).net, 12) << "the letter's cell is not in the split";
    world.around.campaign = {};
    EXPECT_EQ(world.count(Definition{}).net, 12);
}

TEST(Check, NamesEverythingThatIsWrong) {
    Definition d;
    d.exclusions.push_back({"none", {}, {}});
    d.others = Others::Remove;
    d.otherSegment = "rest";
    d.limits = {{"orders.amount", 1, "responses.responded", Best::Highest}};
    d.split.shares = {{Id{10}, 60.0, 5, {}}, {Id{99}, 60.0, {}, {}}};
    d.split.stratifyBy = "segment";
    d.split.orderBy = "attribute.recency";
    d.holdOut = HoldOut{Id{10}, 10};
    EXPECT_EQ(World().faults(d),
              (std::vector<std::string>{"/definition/exclusions/0 targetgroups.exclusion",
                                        "/definition/others targetgroups.no-segments",
                                        "/definition/otherSegment targetgroups.others-are-out",
                                        "/definition/limits/0/per targetgroups.no-values",
                                        "/definition/limits/0/by targetgroups.no-values",
                                        "/definition/split/shares/0 targetgroups.share",
                                        "/definition/split/shares targetgroups.over-100",
                                        "/definition/split/stratifyBy targetgroups.no-segments",
                                        "/definition/split/orderBy targetgroups.not-for-this-split",
                                        "/definition/split/shares/1/cellId targetgroups.no-such-cell",
                                        "/definition/holdOut/cellId targetgroups.not-a-hold-out"}));
    EXPECT_TRUE(World().faults(everyStep()).empty());
}

} // namespace
} // namespace rejoinder::targetgroups
