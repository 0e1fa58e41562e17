#include "piece_records.h"
#include "pressure.h"
#include "world.h"

#include <gtest/gtest.h>

namespace rejoinder::dispatch::test {
namespace {

/// Two and two live together: 1000 and 1001, 1002 and 1003 …
class Couples final : public contacts::Households {
public:
    explicit Couples(Company& company) : company_(company) {}
    std::vector<std::int64_t> of(Unit&, std::span<const Id> contacts) override {
        std::vector<std::int64_t> out;
        for (const Id id : contacts) out.push_back(id.value / 2);
        return out;
    }
    void forEach(Unit&, const std::function<void(std::int64_t, std::int64_t)>& take) override {
        for (auto id = Company::kFirst; id < Company::kFirst + company_.members; ++id) take(id, id / 2);
    }
    std::vector<Id> members(Unit&, std::span<const Id> contacts) override {
        std::set<Id> all;
        for (const Id id : contacts) all.insert({Id{id.value / 2 * 2}, Id{id.value / 2 * 2 + 1}});
        return {all.begin(), all.end()};
    }

private:
    Company& company_;
};

/// The second of each two was merged into the first.
class Pairs final : public contacts::Identities {
public:
    explicit Pairs(Company& company) : company_(company) {}
    std::vector<Id> current(Unit&, std::span<const Id> contacts) override {
        std::vector<Id> out;
        for (const Id id : contacts) out.push_back(Id{id.value / 2 * 2});
        return out;
    }
    std::vector<Id> allOf(Unit&, Id contact) override {
        return {Id{contact.value / 2 * 2}, Id{contact.value / 2 * 2 + 1}};
    }
    std::vector<std::int64_t> mergedAway(Unit&) override {
        std::vector<std::int64_t> out;
        for (auto id = Company::kFirst + 1; id < Company::kFirst + company_.members; id += 2)
            out.push_back(id);
        return out;
    }

private:
    Company& company_;
};

PressureRule rule(World& w, std::int32_t most, PressureLevel level = PressureLevel::Person,
                  std::vector<PressureWeight> weights = {}) {
    PressureRule rule;
    rule.name = "rule";
    rule.most = most;
    rule.level = level;
    rule.weights = std::move(weights);
    w.write([&](Unit& u) {
        rule.id = u.newId();
        rule.createdAt = u.now();
        u.run("dispatch.insert-pressure-rule", rule);
    });
    return rule;
}

std::vector<targetgroups::OverPressed> over(World& w, Id own = {}) {
    return w.read([&](Unit& u) { return Pressure(w.neighbours).over(u, Id{1}, Channel::Letter, own); });
}

Id sent(World& w) {
    const Id wave = w.builtWave();
    w.start(wave);
    w.give(wave);
    return wave;
}

TEST(Pressure, StopsAtTheDoorWhoHasHadEnough) {
    World w;
    const Id first = sent(w);
    EXPECT_EQ(w.states(first)[PieceState::HandedOver], 100);
    const auto one = rule(w, 1);
    const Id second = sent(w);
    EXPECT_EQ(w.states(second)[PieceState::Withheld], 100);
    const auto pieces = w.piecesOf(second, PieceState::Withheld);
    ASSERT_EQ(pieces.size(), 100U);
    EXPECT_EQ(pieces[0].refusal, Withholding::Pressure);
    const auto decisions = w.read([&](Unit& u) {
        return u.all<DecisionRow>("dispatch.decisions-of-piece", {{"pieceId", pieces[0].id}});
    });
    ASSERT_EQ(decisions.size(), 1U);
    EXPECT_EQ(decisions[0].reliesOn, one.id);
    EXPECT_TRUE(w.problems().empty());
}

TEST(Pressure, OfHouseholdsLetsTheFirstPiecesPass) {
    World w;
    w.neighbours.households = std::make_shared<Couples>(w.company);
    rule(w, 1, PressureLevel::Household);
    const Id wave = sent(w);
    auto states = w.states(wave);
    EXPECT_EQ(states[PieceState::HandedOver], 50) << "one of each couple";
    EXPECT_EQ(states[PieceState::Withheld], 50);
    EXPECT_EQ(over(w).size(), 100U) << "nobody of a household that got one gets another";
    EXPECT_TRUE(w.problems().empty());
}

TEST(Pressure, CountsWhatWaitsWherePeopleAreChosenAndForgetsWhatIsOld) {
    World w;
    w.builtWave();
    EXPECT_TRUE(over(w).empty()) << "there is no rule";
    const auto one = rule(w, 1);
    const auto all = over(w);
    ASSERT_EQ(all.size(), 100U);
    EXPECT_EQ(all[0].rule, one.id);
    World other;
    sent(other);
    rule(other, 1);
    EXPECT_EQ(over(other).size(), 100U);
    other.clock.advance(std::chrono::hours(24 * 31));
    EXPECT_TRUE(over(other).empty());
}

TEST(Pressure, OfAPersonCountsWhatAllItsIdsGot) {
    World w;
    sent(w); // 1000 and 1001 got one each, and turn out to be one
    w.neighbours.identities = std::make_shared<Pairs>(w.company);
    rule(w, 2);
    const auto all = over(w);
    ASSERT_EQ(all.size(), 50U) << "each two that became one had two";
    EXPECT_EQ(all.front().contact, Company::kFirst);
    const Id wave = sent(w);
    for (const auto& piece : w.piecesOf(wave, PieceState::Withheld))
        EXPECT_EQ(piece.refusal,
                  piece.contactId.value % 2 == 0 ? Withholding::Pressure : Withholding::Merged);
    EXPECT_EQ(w.states(wave)[PieceState::Withheld], 100);
    EXPECT_TRUE(w.problems().empty());
}

TEST(Pressure, WhatTheListItselfWasSentIsNoReasonToLeaveIt) {
    World w;
    sent(w);
    rule(w, 1);
    EXPECT_EQ(over(w).size(), 100U);
    EXPECT_TRUE(over(w, Id{5}).empty()) << "all came from target group 5";
}

TEST(Pressure, IsAskedAnewWhenSomethingMoved) {
    World w;
    const auto one = rule(w, 1);
    Pressure pressure(w.neighbours);
    const auto ask = [&] {
        return w.read([&](Unit& u) { return pressure.over(u, Id{1}, Channel::Letter, {}).size(); });
    };
    EXPECT_EQ(ask(), 0U);
    const Id wave = w.builtWave();
    EXPECT_EQ(ask(), 100U) << "they wait";
    w.start(wave);
    w.give(wave);
    EXPECT_EQ(ask(), 100U);
    w.write([&](Unit& u) {
        auto wider = one;
        wider.most = 2;
        u.run("dispatch.update-pressure-rule", wider);
    });
    EXPECT_EQ(ask(), 0U);
    rule(w, 1);
    EXPECT_EQ(ask(), 100U);
    w.clock.advance(std::chrono::hours(24 * 31));
    EXPECT_EQ(ask(), 0U);
}

TEST(Pressure, WeighsCampaignsAndChannels) {
    World w;
    sent(w);
    rule(w, 4, PressureLevel::Person, {{Id{1}, {}, 2}});
    EXPECT_TRUE(over(w).empty()) << "2 and 2 are 4";
    rule(w, 3, PressureLevel::Person, {{{}, Channel::Letter, 2}});
    EXPECT_EQ(over(w).size(), 100U);
    World light;
    sent(light);
    rule(light, 0, PressureLevel::Person, {{Id{1}, {}, 0}});
    EXPECT_TRUE(over(light).empty()) << "what weighs nothing always passes";
}

} // namespace
} // namespace rejoinder::dispatch::test
