#include "fact_index.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <random>
#include <set>

/// The index against the plainest thing that can be said about the same data.
namespace rejoinder::targetgroups::index {
namespace {

using contacts::FactPlan;
using contacts::HistoryEvent;
using contacts::Measure;
using contacts::NumberRange;

constexpr double kMost = std::numeric_limits<double>::max();

std::int64_t between(std::mt19937_64& dice, std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(dice);
}

std::set<std::uint32_t> bitsOf(const Word* words, std::size_t block) {
    std::set<std::uint32_t> out;
    forBits(words,
            [&](std::size_t place) { out.insert(static_cast<std::uint32_t>(block * kBlockBits + place)); });
    return out;
}

Block everyone() {
    Block all;
    all.fill(~Word{0});
    return all;
}

TEST(BitSliced, ComparesLikeNumbers) {
    std::mt19937_64 dice(20261130);
    for (int round = 0; round < 60; ++round) {
        // Some rounds span few numbers, some nearly all there are.
        const auto width = between(dice, 1, 62);
        const auto high = static_cast<std::int64_t>((std::uint64_t{1} << width) - 1),
                   low = round % 2 ? -high : 0;
        std::map<std::uint32_t, std::int64_t> model;
        BitSliced sliced;
        for (int i = 0; i < 400; ++i) {
            const auto ordinal = static_cast<std::uint32_t>(between(dice, 0, 140'000));
            if (dice() % 5 == 0) {
                model.erase(ordinal);
                sliced.clear(ordinal);
            } else {
                model[ordinal] = between(dice, low, high);
                sliced.set(ordinal, model[ordinal]);
            }
        }
        for (const auto& [ordinal, value] : model) ASSERT_EQ(sliced.get(ordinal), value);
        const auto mask = everyone();
        for (int question = 0; question < 20; ++question) {
            auto first = between(dice, low, high), last = between(dice, low, high);
            if (question % 4 == 0) first = std::numeric_limits<std::int64_t>::min();
            if (question % 4 == 1) last = std::numeric_limits<std::int64_t>::max();
            if (question % 4 == 2 && !model.empty()) first = last = model.begin()->second;
            for (std::size_t block = 0; block < 3; ++block) {
                std::set<std::uint32_t> expected;
                for (const auto& [ordinal, value] : model)
                    if (blockOf(ordinal) == block && value >= first && value <= last)
                        expected.insert(ordinal);
                Block out;
                const bool any = sliced.fill(block, mask.data(), first, last, out.data());
                ASSERT_EQ(any ? bitsOf(out.data(), block) : std::set<std::uint32_t>{}, expected)
                    << first << " … " << last;
            }
        }
    }
}

TEST(Numbers, AreExactForWhateverDoublesThereAre) {
    std::mt19937_64 dice(7);
    const std::vector<double> odd{0.1,    0.2,   0.3,     -0.0,       0.0,    1e-300, 1e300, 19.99, -19.99,
                                  1.0005, 2.5e9, 9.99e14, 1e15 + 0.5, -kMost, kMost,  3,     100,   1.0 / 3};
    for (int round = 0; round < 60; ++round) {
        std::map<std::uint32_t, double> model;
        Numbers numbers;
        const int kind = round % 4;
        for (int i = 0; i < 300; ++i) {
            const auto ordinal = static_cast<std::uint32_t>(between(dice, 0, 3'000));
            const double value = kind == 0   ? static_cast<double>(between(dice, -1000, 1000))
                                 : kind == 1 ? static_cast<double>(between(dice, -100'000, 100'000)) / 100
                                 : kind == 2
                                     ? static_cast<double>(between(dice, 0, 1'000'000)) / 10'000
                                     : odd[static_cast<std::size_t>(between(dice, 0, std::ssize(odd) - 1))];
            numbers.set(ordinal, value);
            model[ordinal] = value;
        }
        for (const auto& [ordinal, value] : model) ASSERT_EQ(numbers.get(ordinal), value);
        const auto mask = everyone();
        for (int question = 0; question < 60; ++question) {
            auto low = std::next(model.begin(), between(dice, 0, std::ssize(model) - 1))->second;
            auto high = std::next(model.begin(), between(dice, 0, std::ssize(model) - 1))->second;
            // Just beside a value that is there.
            if (question % 3 == 0) low = std::nextafter(low, kMost);
            if (question % 3 == 1) high = std::nextafter(high, -kMost);
            if (question % 5 == 0) low = -kMost;
            if (question % 7 == 0) high = low;
            std::set<std::uint32_t> expected;
            for (const auto& [ordinal, value] : model)
                if (value >= low && value <= high) expected.insert(ordinal);
            Block out{};
            const std::vector<NumberRange> ranges{{low, high}};
            numbers.addTo(0, mask.data(), ranges, out.data());
            ASSERT_EQ(bitsOf(out.data(), 0), expected) << low << " … " << high;
        }
    }
}

/// A small world told to an index and remembered plainly.
class Model {
public:
    struct Person {
        bool there = true;
        std::map<std::string, std::string> texts;
        std::map<std::string, double> numbers;
        std::map<std::string, std::vector<HistoryEvent>> events;
    };

    explicit Model(std::uint64_t seed) : dice_(seed) {
        const auto people = between(dice_, 1, 400);
        for (std::int64_t i = 0; i < people; ++i) people_[1000 + 3 * i] = made(1000 + 3 * i);
        for (const auto& [id, person] : people_) tell(index_->reader(), id, person);
        for (const auto& [id, person] : people_)
            for (const auto& [stream, events] : person.events)
                for (const auto& event : events) index_->append(stream, event);
        index_->finish();
    }

    static std::vector<contacts::HistoryStream> streams() {
        contacts::HistoryStream orders, pieces;
        orders.name = "orders";
        orders.amount = "orders.amount";
        pieces.name = "pieces";
        return {orders, pieces};
    }

    /// Some get other values, some new people come (also between the old ones), some go.
    void change() {
        std::vector<Id> asked;
        Told told;
        for (auto n = between(dice_, 1, 20); n > 0; --n) {
            const auto id = between(dice_, 990, 2500);
            if (std::ranges::find(asked, Id{id}) != asked.end()) continue;
            asked.push_back({id});
            auto person = made(id);
            const auto old = people_.find(id);
            for (auto& [stream, events] : person.events)
                events = old == people_.end() ? std::vector<HistoryEvent>{} : old->second.events[stream];
            if (dice_() % 6 == 0) {
                person.there = false;
                person.texts.clear();
                person.numbers.clear();
                people_[id] = person;
                continue; // nothing is told of those who are gone
            }
            people_[id] = person;
            tell(told, id, person);
        }
        index_->replaceValues(asked, told);
        for (const auto* stream : {"orders", "pieces"}) {
            std::vector<Id> whose;
            std::vector<HistoryEvent> events;
            for (auto& [id, person] : people_) {
                if (dice_() % 10 != 0) continue;
                whose.push_back({id});
                person.events[stream] = history(id);
                events.insert(events.end(), person.events[stream].begin(), person.events[stream].end());
            }
            index_->replaceEvents(stream, whose, events);
        }
    }

    /// From here on the index is one that was read from a file.
    void saveAndLoad() {
        const auto file = std::filesystem::temp_directory_path() /
                          ("rejoinder-index-" + std::to_string(::getpid()) + ".cache");
        Writer to(file);
        index_->save(to);
        to.finish();
        Reader from(file);
        index_ = std::make_unique<FactIndex>(streams());
        index_->load(from);
        from.end();
        std::filesystem::remove(file);
    }

    FactPlan question() {
        FactPlan plan;
        plan.negated = dice_() % 4 == 0;
        if (dice_() % 2 == 0) {
            plan.column = columns()[dice_() % columns().size()];
            const auto part = dice_() % 7;
            if (dice_() % 4 != 0)
                plan.text = [part, from = dice_() % 2 == 0 ? std::string("2022-01-1")
                                                           : std::string()](std::string_view text) {
                    return from.empty() ? std::hash<std::string_view>{}(text) % 7 <= part : text >= from;
                };
            if (dice_() % 4 != 0) plan.numbers = ranges(-50, 150);
            return plan;
        }
        plan.stream = dice_() % 2 == 0 ? "orders" : "pieces";
        plan.measure = static_cast<Measure>(dice_() % 5);
        if (plan.stream == "pieces" && plan.measure == Measure::Amount) plan.measure = Measure::Count;
        const bool days = plan.measure == Measure::FirstDay || plan.measure == Measure::LastDay;
        plan.numbers =
            days ? ranges(20'000, 20'030) : ranges(-100, plan.measure == Measure::Amount ? 900 : 6);
        if (dice_() % 3 == 0) plan.campaignId = Id{between(dice_, 1, 4)};
        for (auto n = dice_() % 3; n > 0 && dice_() % 2 == 0; --n)
            plan.cellIds.push_back({between(dice_, 1, 5)});
        if (dice_() % 4 == 0) plan.channel = dice_() % 2 == 0 ? Channel::Email : Channel::Letter;
        if (dice_() % 4 == 0) plan.types = {dice_() % 2 == 0 ? "a" : "b", "never"};
        if (dice_() % 3 == 0) plan.sinceDay = static_cast<std::int32_t>(between(dice_, 20'000, 20'031));
        return plan;
    }

    std::set<std::int64_t> plainly(const FactPlan& plan) const {
        std::set<std::int64_t> out;
        for (const auto& [id, person] : people_)
            if (person.there && holds(plan, person) != plan.negated) out.insert(id);
        return out;
    }

    std::set<std::int64_t> byIndex(const FactPlan& plan) const {
        const auto leaf = index_->leaf(plan);
        EXPECT_TRUE(leaf);
        std::set<std::int64_t> out;
        for (std::size_t block = 0; leaf && block < index_->blocks(); ++block) {
            Block found;
            if (leaf->fill(block, index_->universe(block), found.data()))
                for (const auto ordinal : bitsOf(found.data(), block)) out.insert(index_->idAt(ordinal));
        }
        return out;
    }

private:
    static const std::vector<std::string>& columns() {
        static const std::vector<std::string> names{"few", "many", "amount", "mixed", "day"};
        return names;
    }

    std::vector<NumberRange> ranges(std::int64_t low, std::int64_t high) {
        std::vector<NumberRange> out;
        for (auto n = between(dice_, 1, 3); n > 0; --n) {
            double a = static_cast<double>(between(dice_, low, high)),
                   b = static_cast<double>(between(dice_, low, high));
            if (dice_() % 4 == 0) a = -kMost;
            if (dice_() % 4 == 0) b = kMost;
            if (dice_() % 5 == 0) b = a;
            out.push_back({a, b});
        }
        return out;
    }

    std::vector<HistoryEvent> history(std::int64_t id) {
        std::vector<HistoryEvent> events;
        for (auto n = dice_() % 5; n > 0; --n) {
            HistoryEvent e;
            e.contactId = {id};
            e.at = Date{static_cast<std::int32_t>(between(dice_, 20'000, 20'030))}.begin().plus(
                std::chrono::seconds(between(dice_, 0, 86'399)));
            if (dice_() % 5 != 0) e.campaignId = Id{between(dice_, 1, 4)};
            if (dice_() % 5 != 0) e.cellId = Id{between(dice_, 1, 5)};
            if (dice_() % 3 != 0) e.channel = dice_() % 2 == 0 ? Channel::Email : Channel::Letter;
            e.type = dice_() % 3 == 0 ? "a" : dice_() % 2 == 0 ? "b" : "";
            e.amount = between(dice_, -100, 500);
            events.push_back(e);
            if (dice_() % 4 == 0) events.push_back(e); // twice the same
        }
        return events;
    }

    Person made(std::int64_t id) {
        Person p;
        p.there = true;
        const auto day = Date{static_cast<std::int32_t>(between(dice_, 19'000, 19'020))}.toString();
        if (dice_() % 8 != 0) p.texts["day"] = day;
        if (dice_() % 8 != 0) p.texts["few"] = std::string(1, static_cast<char>('a' + dice_() % 5));
        if (dice_() % 8 != 0) p.texts["many"] = "text" + std::to_string(dice_() % 600);
        if (dice_() % 8 != 0) p.numbers["amount"] = static_cast<double>(between(dice_, -5000, 15'000)) / 100;
        if (dice_() % 2 == 0)
            p.numbers["mixed"] = static_cast<double>(between(dice_, -50, 150));
        else if (dice_() % 2 == 0)
            p.texts["mixed"] = "t" + std::to_string(dice_() % 9);
        else
            p.texts["mixed"] = dice_() % 9 == 0
                                   ? "2026-02-30"
                                   : Date{static_cast<std::int32_t>(between(dice_, -200, 30'000))}.toString();
        for (const auto* stream : {"orders", "pieces"}) p.events[stream] = history(id);
        return p;
    }

    void tell(contacts::FactSink& sink, std::int64_t id, const Person& person) {
        sink.contact({id});
        if (person.there) sink.inUniverse();
        for (const auto& name : columns()) sink.column(name);
        for (const auto& [name, text] : person.texts) sink.text(sink.column(name), text);
        for (const auto& [name, number] : person.numbers) sink.number(sink.column(name), number);
    }

    static bool in(const std::vector<NumberRange>& ranges, double value) {
        return std::ranges::any_of(ranges, [value](const auto& r) { return r.holds(value); });
    }

    static bool holds(const FactPlan& plan, const Person& person) {
        if (!plan.column.empty()) {
            const auto text = person.texts.find(plan.column);
            if (text != person.texts.end()) return plan.text && plan.text(text->second);
            const auto number = person.numbers.find(plan.column);
            return number != person.numbers.end() && in(plan.numbers, number->second);
        }
        std::int64_t count = 0, amount = 0;
        std::int32_t first = INT32_MAX, last = INT32_MIN;
        for (const auto& e : person.events.at(plan.stream)) {
            const auto day = Date::of(e.at).days;
            if ((plan.campaignId && e.campaignId != plan.campaignId) || day < plan.sinceDay ||
                (plan.channel && e.channel != plan.channel) ||
                (!plan.cellIds.empty() &&
                 (!e.cellId || std::ranges::find(plan.cellIds, *e.cellId) == plan.cellIds.end())) ||
                (!plan.types.empty() && std::ranges::find(plan.types, e.type) == plan.types.end()))
                continue;
            ++count;
            amount += e.amount;
            first = std::min(first, day);
            last = std::max(last, day);
        }
        if (count == 0) return false;
        switch (plan.measure) {
        case Measure::Exists: return true;
        case Measure::Count: return in(plan.numbers, static_cast<double>(count));
        case Measure::Amount: return in(plan.numbers, static_cast<double>(amount));
        case Measure::FirstDay: return in(plan.numbers, first);
        case Measure::LastDay: return in(plan.numbers, last);
        }
        return false;
    }

    std::mt19937_64 dice_;
    std::unique_ptr<FactIndex> index_ = std::make_unique<FactIndex>(streams());
    std::map<std::int64_t, Person> people_;
};

TEST(FactIndex, AnswersLikeAPlainScanWhateverChanges) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Model model(seed);
        for (int step = 0; step < 8; ++step) {
            for (int i = 0; i < 40; ++i) {
                const auto plan = model.question();
                ASSERT_EQ(model.byIndex(plan), model.plainly(plan))
                    << "seed " << seed << " step " << step << " column " << plan.column << " stream "
                    << plan.stream << " measure " << static_cast<int>(plan.measure) << " negated "
                    << plan.negated << " since " << plan.sinceDay;
            }
            model.change();
            if (step % 3 == 1) model.saveAndLoad();
        }
    }
}

TEST(FactIndex, WhatHappenedToMergedIdsCountsForWhoStandsForThem) {
    FactIndex index(Model::streams());
    for (const std::int64_t id : {1, 2, 3}) {
        index.reader().contact({id});
        if (id != 2) index.reader().inUniverse();
    }
    index.setRoot({2}, {3});
    HistoryEvent e;
    e.contactId = {2};
    index.append("orders", e);
    index.finish();
    FactPlan plan;
    plan.stream = "orders";
    const auto who = [&] {
        Block out{};
        return index.leaf(plan)->fill(0, index.universe(0), out.data()) ? bitsOf(out.data(), 0)
                                                                        : std::set<std::uint32_t>{};
    };
    EXPECT_EQ(who(), (std::set<std::uint32_t>{2}));
    const std::vector<Id> two{{2}};
    EXPECT_EQ(index.familiesOf(two), (std::vector<Id>{{2}, {3}}));
    // Come apart: both are told anew.
    const std::vector<Id> both{{2}, {3}};
    index.setRoot({2}, {2});
    Told told;
    for (const auto id : both) {
        told.contact(id);
        told.inUniverse();
    }
    index.replaceValues(both, told);
    index.replaceEvents("orders", both, {&e, 1});
    EXPECT_EQ(who(), (std::set<std::uint32_t>{1}));
}

} // namespace
} // namespace rejoinder::targetgroups::index
