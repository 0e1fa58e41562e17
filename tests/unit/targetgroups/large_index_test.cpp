#include "evaluate.h"
#include "index_sets.h"
#include "tests/unit/targetgroups/planned_facts.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

/// An index of so many blocks that conditions are tried before they are put in order and several threads
/// share the work: random conditions against a plain look at every person.
namespace rejoinder::targetgroups::index {
namespace {

using contacts::FactPlan;

constexpr std::size_t kPeople = 40 * kBlockBits - 777;
constexpr double kFar = 1e300;

/// The values of a person: three texts of few, some and many kinds, a number and a day.
struct Person {
    std::uint32_t few, some, many, number, day;
};
Person personOf(std::size_t i) {
    std::uint64_t z = i * 0x9e3779b97f4a7c15ULL + 7;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z ^= z >> 27;
    // People who came at the same time are alike: what holds in one block is rare in another.
    const auto late = static_cast<std::uint32_t>(i * 6 / kPeople);
    return {static_cast<std::uint32_t>(z % 5), static_cast<std::uint32_t>(z / 8 % 40) + late * 20,
            static_cast<std::uint32_t>(z >> 20U) % 3000,
            static_cast<std::uint32_t>(z >> 34U) % 100'000 + late * 5'000,
            static_cast<std::uint32_t>(z >> 50U) % 5'000};
}
std::string textOf(std::uint32_t kind) {
    return "t" + std::to_string(kind);
}

class LargeIndex : public testing::Test {
protected:
    using Holds = std::function<bool(const Person&)>;

    LargeIndex() {
        auto& reader = index_.reader();
        const std::array columns{reader.column("few"), reader.column("some"), reader.column("many"),
                                 reader.column("number"), reader.column("day")};
        people_.reserve(kPeople);
        for (std::size_t i = 0; i < kPeople; ++i) {
            const auto& p = people_.emplace_back(personOf(i));
            reader.contact({static_cast<std::int64_t>(1000 + i * 3)});
            reader.inUniverse();
            reader.text(columns[0], textOf(p.few));
            if (p.some % 7 != 0) reader.text(columns[1], textOf(p.some));
            reader.text(columns[2], textOf(p.many));
            reader.number(columns[3], p.number);
            reader.text(columns[4], Date{static_cast<std::int32_t>(15'000 + p.day)}.toString());
        }
        index_.finish();
    }

    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(dice_() % limit); }

    std::pair<FactPlan, Holds> plan() {
        FactPlan p;
        switch (below(5)) {
        case 0: {
            const auto kind = below(5);
            p.column = "few";
            p.text = [text = textOf(kind)](std::string_view t) { return t == text; };
            return {p, [kind](const Person& q) { return q.few == kind; }};
        }
        case 1: {
            const auto rest = below(11);
            p.column = "some";
            p.text = [rest](std::string_view t) { return std::stoul(std::string(t.substr(1))) % 11 != rest; };
            return {p, [rest](const Person& q) { return q.some % 7 != 0 && q.some % 11 != rest; }};
        }
        case 2: { // a range of texts, or many single ones
            const auto low = textOf(below(3000)), high = textOf(below(3000));
            const bool range = below(2) == 0;
            p.column = "many";
            const auto test = [low, high, range](std::string_view t) {
                return range ? t >= low && t < high : t.back() == low.back();
            };
            p.text = test;
            return {p, [test](const Person& q) { return test(textOf(q.many)); }};
        }
        case 3: {
            const double low = below(60'000), high = low + below(60'000);
            const auto kind = below(3);
            p.column = "number";
            p.numbers = {{kind == 0 ? -kFar : low, kind == 1 ? kFar : high}};
            return {p, [range = p.numbers[0]](const Person& q) { return range.holds(q.number); }};
        }
        default: {
            const auto cut = below(5'000);
            p.column = "day";
            p.text = [day = Date{static_cast<std::int32_t>(15'000 + cut)}.toString()](std::string_view t) {
                return t >= day;
            };
            return {p, [cut](const Person& q) { return q.day >= cut; }};
        }
        }
    }

    std::pair<Condition, Holds> tree(int depth) {
        Condition c;
        const auto kind = depth == 0 ? 0 : below(4);
        if (kind == 0) {
            auto [p, holds] = plan();
            c.where.emplace();
            c.where->fact = std::to_string(facts_->plans.size());
            facts_->plans.push_back(std::move(p));
            return {c, holds};
        }
        auto& list = kind == 1 ? c.all : kind == 2 ? c.any : c.none;
        std::vector<Holds> parts;
        for (auto n = 2 + below(4); n > 0; --n) {
            auto [part, holds] = tree(depth - 1);
            list.push_back(std::move(part));
            parts.push_back(std::move(holds));
        }
        return {c, [kind, parts](const Person& p) {
                    const auto some = [&](const Holds& h) { return h(p); };
                    return kind == 1   ? std::all_of(parts.begin(), parts.end(), some)
                           : kind == 2 ? std::any_of(parts.begin(), parts.end(), some)
                                       : std::none_of(parts.begin(), parts.end(), some);
                }};
    }

    FactIndex index_{{}};
    std::vector<Person> people_;
    targetgroups::test::NoUnit unit_;
    std::shared_ptr<targetgroups::test::PlannedFacts> facts_ =
        std::make_shared<targetgroups::test::PlannedFacts>();
    std::mt19937_64 dice_{20261201};
};

TEST_F(LargeIndex, CountsWhatAPlainLookAtEverybodyCounts) {
    const Providers providers{{facts_}, nullptr, nullptr, nullptr};
    for (int round = 0; round < 40; ++round) {
        const auto [condition, holds] = tree(round % 4);
        IndexSets sets(index_, unit_, providers);
        Evaluator evaluator(sets);
        const Set set = evaluator.evaluate(condition);
        const Set others = sets.without(sets.everybody(), set); // before anything was worked out
        const auto count = std::count_if(people_.begin(), people_.end(), holds);
        ASSERT_EQ(sets.size(others), static_cast<std::int64_t>(kPeople) - count) << round;
        ASSERT_EQ(sets.size(set), count) << round;
        ASSERT_EQ(sets.size(sets.intersected(set, others)), 0) << round;
        const auto ids = sets.ids(set);
        ASSERT_TRUE(std::ranges::all_of(
            ids, [&](std::int64_t id) { return holds(people_[static_cast<std::size_t>(id - 1000) / 3]); }));
    }
}

/// Where texts are more than a byte, or two, can number.
TEST(Texts, AreFoundHoweverManyKindsThereAre) {
    std::mt19937_64 dice(20261202);
    for (const std::uint32_t kinds : {5U, 9U, 200U, 254U, 255U, 256U, 300U, 65'534U, 65'600U}) {
        Texts texts;
        std::vector<std::string> model(2 * kBlockBits - 100);
        for (std::uint32_t i = 0; i < model.size(); ++i) {
            if (i >= kinds && dice() % 8 == 0) continue;
            model[i] = textOf(static_cast<std::uint32_t>(i < kinds ? i : dice() % kinds));
            texts.set(i, model[i]);
        }
        texts.pack();
        for (int n = 0; n < 200; ++n) { // what comes later does not stand in order
            const auto i = static_cast<std::uint32_t>(dice() % model.size());
            texts.clear(Bitmap(std::vector{i}), std::vector{i});
            model[i] = "later " + std::to_string(n % (kinds % 2 == 0 ? 3 : 50));
            texts.set(i, model[i]);
            if (n % 60 == 0) texts.settle();
        }
        for (int question = 0; question < 12; ++question) {
            const auto low = textOf(static_cast<std::uint32_t>(dice() % kinds)),
                       high = textOf(static_cast<std::uint32_t>(dice() % kinds));
            const auto test = [&](std::string_view t) {
                return question % 3 == 0   ? t >= low && t <= high
                       : question % 3 == 1 ? t.back() == low.back()
                                           : t == low || t.starts_with("later");
            };
            const auto matching = texts.matching(test);
            Block mask{};
            for (std::size_t p = 0; p < kBlockBits; ++p)
                if (question % 2 == 0 || dice() % 40 == 0) setBit(mask.data(), p);
            for (std::size_t block = 0; block < 2; ++block) {
                Block out{};
                const bool any = !matching.empty() && texts.addTo(block, mask.data(), matching, out.data());
                bool expected = false;
                for (std::size_t p = 0; p < kBlockBits; ++p) {
                    const auto i = block * kBlockBits + p;
                    const bool holds =
                        i < model.size() && !model[i].empty() && hasBit(mask.data(), p) && test(model[i]);
                    expected = expected || holds;
                    ASSERT_EQ(hasBit(out.data(), p), holds)
                        << kinds << " kinds, person " << i << ", " << model[i];
                }
                ASSERT_EQ(any, expected);
            }
        }
        for (std::uint32_t i = 0; i < 500; ++i) ASSERT_EQ(texts.get(i), model[i]);
    }
}

} // namespace
} // namespace rejoinder::targetgroups::index
