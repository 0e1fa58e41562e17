#include "reach.h"
#include "services.h"
#include "store.h"
#include "text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

namespace rejoinder::contacts {

namespace {

constexpr std::string_view kAttributePrefix = "attribute.";

struct TextRow {
    Id id;
    std::string text;
};
REJOINDER_DESCRIBE(TextRow, id, text)

struct ReachRow {
    Id id;
    std::int32_t reach = 0;
};
REJOINDER_DESCRIBE(ReachRow, id, reach)

struct TextFact {
    std::string_view name, query, description;
};
constexpr std::array kTextFacts = std::to_array<TextFact>(
    {{"contact.kind", "contacts.fact-kind", "person or company"},
     {"contact.salutation", "contacts.fact-salutation", "mr, ms, mx, family or none"},
     {"contact.givenName", "contacts.fact-given-name", "given name"},
     {"contact.familyName", "contacts.fact-family-name", "family name"},
     {"contact.companyName", "contacts.fact-company-name", "name of the company"},
     {"contact.language", "contacts.fact-language", "language, ISO 639-1"},
     {"contact.postcode", "contacts.fact-postcode", "postcode"},
     {"contact.city", "contacts.fact-city", "city"},
     {"contact.region", "contacts.fact-region", "region, canton, state"},
     {"contact.country", "contacts.fact-country", "country, ISO 3166-1"},
     {"contact.source", "contacts.fact-source", "where the address comes from"},
     {"contact.externalKey", "contacts.fact-external-key", "number in the source system"}});

struct ReachFact {
    std::string_view name;
    std::int32_t bit;
    std::string_view description;
};
constexpr std::array kReachFacts = std::to_array<ReachFact>(
    {{"contact.hasPostalAddress", kReachPost, "the postal address is complete"},
     {"contact.hasEmail", kReachEmail, "an e-mail address is there"},
     {"contact.hasPhone", kReachPhone, "a telephone number is there"},
     {"contact.undeliverable", kReachUndeliverable, "post came back from the address"},
     {"contact.deceased", kReachDeceased, "the person has died"}});

constexpr std::string_view kCreatedAt = "contact.createdAt";

Error wrong(std::string pointer, std::string text) {
    return Error::invalid(std::move(pointer), "contacts.condition", std::move(text));
}

/// Number of values a comparison takes.
void checkValues(const FactCondition& c) {
    const std::size_t n = c.values.size();
    switch (c.comparison) {
    case Comparison::Exists:
        if (n != 0) throw wrong("/values", "\"exists\" takes no value.");
        return;
    case Comparison::Between:
        if (n != 2) throw wrong("/values", "\"between\" takes two values.");
        return;
    case Comparison::In:
        if (n == 0 || n > 10'000) throw wrong("/values", "\"in\" takes 1 to 10000 values.");
        return;
    default:
        if (n != 1) throw wrong("/values", "\"" + nameOf(c.comparison) + "\" takes one value.");
    }
}

void checkNarrowing(const FactCondition& c, bool days) {
    if (c.campaignId || !c.cellIds.empty())
        throw wrong("/campaignId", c.fact + " has nothing to do with campaigns.");
    if (c.withinDays && !days) throw wrong("/withinDays", c.fact + " does not happen at a time.");
    if (c.withinDays && *c.withinDays < 0) throw wrong("/withinDays", "Must not be negative.");
}

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

/// Whether a folded text meets a condition.
class TextTest {
public:
    explicit TextTest(const FactCondition& c) : comparison_(c.comparison) {
        for (const std::string& value : c.values) values_.push_back(folded(value));
        if (comparison_ == Comparison::In) std::ranges::sort(values_);
    }
    [[nodiscard]] bool holds(const std::string& text) const {
        if (text.empty()) return false; // what is not there is neither equal nor unequal
        const std::string key = folded(text);
        switch (comparison_) {
        case Comparison::Exists: return true;
        case Comparison::Is: return key == values_[0];
        case Comparison::IsNot: return key != values_[0];
        case Comparison::In: return std::ranges::binary_search(values_, key);
        case Comparison::Less: return key < values_[0];
        case Comparison::LessOrEqual: return key <= values_[0];
        case Comparison::Greater: return key > values_[0];
        case Comparison::GreaterOrEqual: return key >= values_[0];
        case Comparison::Between: return key >= values_[0] && key <= values_[1];
        }
        return false;
    }

private:
    Comparison comparison_;
    std::vector<std::string> values_;
};

std::vector<std::int64_t> selectText(Unit& unit, std::string_view query, const FactCondition& c) {
    const TextTest test(c);
    std::vector<std::int64_t> ids;
    unit.forEach<TextRow>(query, {}, [&](const TextRow& row) {
        if (test.holds(row.text)) ids.push_back(row.id.value);
    });
    return ids;
}

std::vector<std::int64_t> selectReach(Unit& unit, const ReachFact& fact, const FactCondition& c) {
    bool wanted = true;
    if (c.comparison == Comparison::Is || c.comparison == Comparison::IsNot) {
        const auto value = yesNoIn(c.values[0]);
        if (!value || c.values[0].empty()) throw wrong("/values/0", "Must be yes or no.");
        wanted = *value == (c.comparison == Comparison::Is);
    } else if (c.comparison != Comparison::Exists) {
        throw wrong("/comparison", c.fact + " is yes or no.");
    }
    std::vector<std::int64_t> ids;
    unit.forEach<ReachRow>("contacts.fact-reach", {}, [&](const ReachRow& row) {
        if (((row.reach & fact.bit) != 0) == wanted) ids.push_back(row.id.value);
    });
    return ids;
}

std::vector<std::int64_t> selectCreatedAt(Unit& unit, const FactCondition& c) {
    constexpr std::int64_t kDay = 86'400'000'000;
    constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min(),
                           kEver = std::numeric_limits<std::int64_t>::max();
    std::vector<std::int64_t> begins;
    for (std::size_t i = 0; i < c.values.size(); ++i) {
        const auto day = Date::parse(c.values[i]);
        if (!day || !*day) throw wrong("/values/" + std::to_string(i), "Must be a day as YYYY-MM-DD.");
        begins.push_back(day->begin().micros);
    }
    const std::int64_t floor = c.withinDays ? unit.now().micros - *c.withinDays * kDay : kNever;
    std::vector<std::int64_t> ids;
    const auto add = [&](std::int64_t low, std::int64_t high) {
        append(ids,
               unit.numbers("contacts.fact-created-at", {{"low", std::max(low, floor)}, {"high", high}}));
    };
    switch (c.comparison) {
    case Comparison::Exists: add(kNever, kEver); break;
    case Comparison::Is:
    case Comparison::In:
        for (const std::int64_t day : begins) add(day, day + kDay);
        break;
    case Comparison::IsNot:
        add(kNever, begins[0]);
        add(begins[0] + kDay, kEver);
        break;
    case Comparison::Less: add(kNever, begins[0]); break;
    case Comparison::LessOrEqual: add(kNever, begins[0] + kDay); break;
    case Comparison::Greater: add(begins[0] + kDay, kEver); break;
    case Comparison::GreaterOrEqual: add(begins[0], kEver); break;
    case Comparison::Between: add(begins[0], begins[1] + kDay); break;
    }
    return sortedOnce(std::move(ids));
}

/// Asks the index of attribute values for one attribute.
class AttributeQuery {
public:
    AttributeQuery(Unit& unit, std::string_view name, FactKind kind)
        : unit_(unit), name_(name), kind_(kind) {}

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
            throw wrong(pointer, std::string(name_) + " is a number, \"" + value + "\" is none.");
        if (kind_ == FactKind::Day && !isDay(value))
            throw wrong(pointer, std::string(name_) + " is a day, \"" + value + "\" is none (YYYY-MM-DD).");
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
            throw wrong("/values", "Both values must be numbers, or none.");
        if (lowNumber)
            addNumbers(*lowNumber, *highNumber);
        else
            addTexts(low, after(high));
    }

    Unit& unit_;
    std::string_view name_;
    FactKind kind_;
    std::vector<std::int64_t> ids_;
};

class FactsService final : public ContactFacts {
public:
    std::vector<FactInfo> facts(Unit& unit) override {
        std::vector<FactInfo> all;
        for (const TextFact& fact : kTextFacts)
            all.push_back({std::string(fact.name), FactKind::Text, std::string(fact.description)});
        for (const ReachFact& fact : kReachFacts)
            all.push_back({std::string(fact.name), FactKind::YesNo, std::string(fact.description)});
        all.push_back({std::string(kCreatedAt), FactKind::Day, "when the contact was first stored"});
        for (const auto& [name, kind] : attributeNames(unit))
            all.push_back({std::string(kAttributePrefix) + name, kind, "attribute of imports"});
        return all;
    }

    [[nodiscard]] bool knows(std::string_view fact) const override {
        return fact == kCreatedAt || fact.starts_with(kAttributePrefix) ||
               std::ranges::find(kTextFacts, fact, &TextFact::name) != kTextFacts.end() ||
               std::ranges::find(kReachFacts, fact, &ReachFact::name) != kReachFacts.end();
    }

    std::vector<std::int64_t> select(Unit& unit, const FactCondition& c) override {
        checkValues(c);
        checkNarrowing(c, c.fact == kCreatedAt);
        if (c.fact == kCreatedAt) return selectCreatedAt(unit, c);
        if (c.fact.starts_with(kAttributePrefix)) {
            const std::string name = c.fact.substr(kAttributePrefix.size());
            const auto names = attributeNames(unit);
            const auto known = names.find(name);
            // A misspelt name must not quietly select nobody, or with "none" everybody.
            if (known == names.end()) throw wrong("/fact", "Nobody has an attribute \"" + name + "\".");
            return AttributeQuery(unit, name, known->second).select(c);
        }
        if (const auto text = std::ranges::find(kTextFacts, c.fact, &TextFact::name);
            text != kTextFacts.end())
            return selectText(unit, text->query, c);
        if (const auto reach = std::ranges::find(kReachFacts, c.fact, &ReachFact::name);
            reach != kReachFacts.end())
            return selectReach(unit, *reach, c);
        throw wrong("/fact", "There is no fact \"" + c.fact + "\".");
    }
};

} // namespace

std::shared_ptr<ContactFacts> makeFacts() {
    return std::make_shared<FactsService>();
}

} // namespace rejoinder::contacts
