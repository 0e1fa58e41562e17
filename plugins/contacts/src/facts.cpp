#include "history_facts.h"
#include "places.h"
#include "services.h"
#include "store.h"
#include "text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rejoinder::contacts {

namespace {

struct TextRow {
    Id id;
    std::string text;
};
REJOINDER_DESCRIBE(TextRow, id, text)

struct PostcodeRow {
    Id id;
    std::string country, postcode;
};
REJOINDER_DESCRIBE(PostcodeRow, id, country, postcode)

std::vector<std::int64_t> sortedOnce(std::vector<std::int64_t> ids) {
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

void append(std::vector<std::int64_t>& to, std::vector<std::int64_t>&& more) {
    if (to.empty())
        to = std::move(more);
    else
        to.insert(to.end(), more.begin(), more.end());
}

std::vector<std::int64_t> selectText(Unit& unit, std::string_view query, const FactCondition& c) {
    const TextTest test(c);
    std::vector<std::int64_t> ids;
    unit.forEach<TextRow>(query, {}, [&](const TextRow& row) {
        if (test.holds(row.text)) ids.push_back(row.id.value);
    });
    return ids;
}

std::vector<std::int64_t> selectPlace(Unit& unit, const PlaceTest& test) {
    std::vector<std::int64_t> ids;
    unit.forEach<PostcodeRow>("contacts.fact-place", {}, [&](const PostcodeRow& row) {
        if (test.holds(placeKey(row.country, row.postcode))) ids.push_back(row.id.value);
    });
    return ids;
}

std::vector<std::int64_t> selectReach(Unit& unit, const ReachFact& fact, const FactCondition& c) {
    const bool wanted = wantedOf(c);
    std::vector<std::int64_t> ids;
    unit.forEach<ReachRow>("contacts.fact-reach", {}, [&](const ReachRow& row) {
        if (((row.reach & fact.bit) != 0) == wanted) ids.push_back(row.id.value);
    });
    return ids;
}

std::vector<std::int64_t> selectCreatedAt(Unit& unit, const FactCondition& c) {
    constexpr double kLimit = 9e15; // beyond all moments, and whole as a double
    std::vector<std::int64_t> ids;
    for (const auto& range : createdRanges(c, unit.now()))
        append(ids, unit.numbers("contacts.fact-created-at",
                                 {{"low", static_cast<std::int64_t>(std::max(range.low, -kLimit))},
                                  {"high", static_cast<std::int64_t>(std::min(range.high, kLimit))}}));
    return sortedOnce(std::move(ids));
}

/// Asks the index of attribute values for one attribute.
class AttributeQuery {
public:
    AttributeQuery(Unit& unit, std::string name, FactKind kind)
        : unit_(unit), name_(std::move(name)), kind_(kind) {}

    std::vector<std::int64_t> select(const FactCondition& c) {
        switch (c.comparison) {
        case Comparison::Exists: return sortedOnce(everybody());
        case Comparison::Is:
        case Comparison::In:
            for (std::size_t i = 0; i < c.values.size(); ++i) addEqual(c.values[i]);
            break;
        case Comparison::IsNot: {
            addEqual(c.values[0]);
            const std::vector<std::int64_t> all = sortedOnce(everybody()), same = sortedOnce(std::move(ids_));
            std::vector<std::int64_t> others;
            std::ranges::set_difference(all, same, std::back_inserter(others));
            return others;
        }
        case Comparison::Between: addBetween(c.values[0], c.values[1]); break;
        case Comparison::Begins:
            checkBeginnings(c, kind_);
            for (const auto& value : c.values)
                addTexts(cleaned(value), cleaned(value) + std::string(kAfterAll));
            break;
        default: addOrdered(c.comparison, c.values[0]);
        }
        return sortedOnce(std::move(ids_));
    }

private:
    static constexpr double kMost = std::numeric_limits<double>::max();

    std::vector<std::int64_t> everybody() {
        return unit_.numbers("contacts.attribute-exists", {{"name", name_}});
    }

    void addNumbers(double low, double high) {
        append(ids_, unit_.numbers("contacts.attribute-number-range",
                                   {{"name", name_}, {"low", low}, {"high", high}}));
    }
    /// Texts from `low` on and before `high`.
    void addTexts(const std::string& low, const std::string& high) {
        append(ids_, unit_.numbers("contacts.attribute-text-range",
                                   {{"name", name_}, {"low", low}, {"high", high}}));
    }
    /// The least text above a text: control characters never get into a value, so nothing lies between.
    static std::string after(const std::string& text) { return text + '\x01'; }

    /// The number of a value that is to be compared by order; nothing when it is a text.
    std::optional<double> ordered(const std::string& value, std::size_t index) const {
        const auto number = numberIn(value);
        const std::string pointer = "/values/" + std::to_string(index);
        if (kind_ == FactKind::Number && !number)
            throw wrongCondition(pointer, name_ + " is a number, \"" + value + "\" is none.");
        if (kind_ == FactKind::Day && !isDay(value))
            throw wrongCondition(pointer, name_ + " is a day, \"" + value + "\" is none (YYYY-MM-DD).");
        return number;
    }

    void addEqual(const std::string& value) {
        const std::string text = cleaned(value);
        if (const auto number = numberIn(text))
            addNumbers(*number, *number);
        else
            addTexts(text, after(text));
    }

    void addOrdered(Comparison comparison, const std::string& value) {
        const std::string text = cleaned(value);
        const auto number = ordered(text, 0);
        const bool less = comparison == Comparison::Less || comparison == Comparison::LessOrEqual;
        const bool equal = comparison == Comparison::LessOrEqual || comparison == Comparison::GreaterOrEqual;
        if (number && less)
            addNumbers(-kMost, equal ? *number : std::nextafter(*number, -kMost));
        else if (number)
            addNumbers(equal ? *number : std::nextafter(*number, kMost), kMost);
        else if (less)
            addTexts("", equal ? after(text) : text);
        else
            addTexts(equal ? text : after(text), std::string(kAfterAll));
    }

    void addBetween(const std::string& first, const std::string& last) {
        const std::string low = cleaned(first), high = cleaned(last);
        const auto lowNumber = ordered(low, 0), highNumber = ordered(high, 1);
        if (lowNumber.has_value() != highNumber.has_value())
            throw wrongCondition("/values", "Both values must be numbers, or none.");
        if (lowNumber)
            addNumbers(*lowNumber, *highNumber);
        else
            addTexts(low, after(high));
    }

    Unit& unit_;
    std::string name_;
    FactKind kind_;
    std::vector<std::int64_t> ids_;
};

class FactsService final : public ContactFacts {
public:
    explicit FactsService(Histories histories) : histories_(std::move(histories)) {}

    std::vector<FactInfo> facts(Unit& unit) override {
        std::vector<FactInfo> all;
        for (const TextFact& fact : textFacts())
            all.push_back({std::string(fact.name), FactKind::Text, std::string(fact.description), {}});
        for (const ReachFact& fact : reachFacts())
            all.push_back({std::string(fact.name), FactKind::YesNo, std::string(fact.description), {}});
        all.push_back({std::string(kPlace),
                       FactKind::Text,
                       "where the postcode lies, as far as tables of places are loaded",
                       {}});
        all.push_back(
            {std::string(kCreatedAt), FactKind::Day, "when the contact was first stored", {Narrowing::Days}});
        for (const auto& [name, kind] : attributeNames(unit))
            all.push_back({std::string(kAttributePrefix) + name, kind, "attribute of imports", {}});
        if (histories_)
            for (const auto& history : histories_())
                for (const auto& stream : history->streams())
                    for (auto& fact : factsOf(stream)) all.push_back(std::move(fact));
        return all;
    }

    [[nodiscard]] bool knows(std::string_view fact) const override {
        return fact == kCreatedAt || fact == kPlace || fact.starts_with(kAttributePrefix) ||
               std::ranges::find(textFacts(), fact, &TextFact::name) != textFacts().end() ||
               std::ranges::find(reachFacts(), fact, &ReachFact::name) != reachFacts().end() ||
               streamOf(histories_, fact);
    }

    std::vector<std::int64_t> select(Unit& unit, const FactCondition& c) override {
        if (const auto stream = streamOf(histories_, c.fact)) return selectHistory(unit, *stream, c);
        check(c);
        if (c.fact == kCreatedAt) return selectCreatedAt(unit, c);
        if (c.fact == kPlace) return selectPlace(unit, PlaceTest(places_.map(unit), c));
        if (c.fact.starts_with(kAttributePrefix))
            return AttributeQuery(unit, c.fact.substr(kAttributePrefix.size()), kindOfAttribute(unit, c))
                .select(c);
        if (const auto text = std::ranges::find(textFacts(), c.fact, &TextFact::name);
            text != textFacts().end())
            return selectText(unit, text->query, c);
        const auto reach = std::ranges::find(reachFacts(), c.fact, &ReachFact::name);
        if (reach != reachFacts().end()) return selectReach(unit, *reach, c);
        throw wrongCondition("/fact", "There is no fact \"" + c.fact + "\".");
    }

    std::optional<FactPlan> plan(Unit& unit, const FactCondition& c) override {
        if (const auto stream = streamOf(histories_, c.fact)) {
            auto plan = historyPlan(stream->stream, c, unit.now());
            if (c.since) return std::nullopt; // an index knows days
            return plan;
        }
        check(c);
        FactPlan plan;
        plan.column = c.fact;
        if (c.fact == kCreatedAt) {
            plan.numbers = createdRanges(c, unit.now());
            return plan;
        }
        if (c.fact.starts_with(kAttributePrefix)) return attributePlan(c, kindOfAttribute(unit, c));
        if (std::ranges::find(reachFacts(), c.fact, &ReachFact::name) != reachFacts().end()) {
            plan.negated = !wantedOf(c);
            plan.text = [](std::string_view) { return true; };
            return plan;
        }
        if (c.fact == kPlace) {
            const auto test = std::make_shared<const PlaceTest>(places_.map(unit), c);
            plan.text = [test](std::string_view key) { return test->holds(key); };
            return plan;
        }
        if (c.fact == kExternalKey) return std::nullopt; // everybody's is another one
        plan.text = [test = TextTest(c)](std::string_view text) { return test.holds(text); };
        return plan;
    }

private:
    static constexpr std::string_view kExternalKey = "contact.externalKey";

    static void check(const FactCondition& c) {
        const bool text = std::ranges::find(textFacts(), c.fact, &TextFact::name) != textFacts().end();
        checkValues(c, text || c.fact == kPlace || c.fact.starts_with(kAttributePrefix));
        if (c.comparison == Comparison::Within && c.fact != kPlace)
            throw wrongCondition("/comparison", c.fact + " is no place.");
        checkNarrowing(c, c.fact == kCreatedAt);
    }

    /// A misspelt name must not quietly select nobody, or with "none" everybody.
    static FactKind kindOfAttribute(Unit& unit, const FactCondition& c) {
        const std::string name = c.fact.substr(kAttributePrefix.size());
        const auto names = attributeNames(unit);
        const auto known = names.find(name);
        if (known == names.end()) throw wrongCondition("/fact", "Nobody has an attribute \"" + name + "\".");
        return known->second;
    }

    Histories histories_;
    Places places_;
};

} // namespace

std::shared_ptr<ContactFacts> makeFacts(Histories histories) {
    return std::make_shared<FactsService>(std::move(histories));
}

} // namespace rejoinder::contacts
