#include "fact_plan.h"

#include "reach.h"
#include "text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rejoinder::contacts {

namespace {

constexpr double kMost = std::numeric_limits<double>::max();
constexpr std::int64_t kDay = 86'400'000'000;

constexpr std::array kTextFacts = std::to_array<TextFact>(
    {{"contact.kind", "contacts.fact-kind", "person or company"},
     {"contact.salutation", "contacts.fact-salutation", "mr, ms, mx, family or none"},
     {"contact.givenName", "contacts.fact-given-name", "given name"},
     {"contact.familyName", "contacts.fact-family-name", "family name"},
     {"contact.companyName", "contacts.fact-company-name", "name of the company"},
     {"contact.language", "contacts.fact-language", "language, ISO 639-1"},
     {"contact.postcode", "contacts.fact-postcode", "postcode"},
     {"contact.postcodeArea", "contacts.fact-postcode-area", "first two characters of the postcode"},
     {"contact.city", "contacts.fact-city", "city"},
     {"contact.region", "contacts.fact-region", "region, canton, state"},
     {"contact.country", "contacts.fact-country", "country, ISO 3166-1"},
     {"contact.source", "contacts.fact-source", "where the address comes from"},
     {"contact.import", "contacts.fact-import", "number of the import that made the contact"},
     {"contact.externalKey", "contacts.fact-external-key", "number in the source system"},
     {"consent.email", "contacts.fact-consent-email", "consent to advertising by e-mail: given, withdrawn"},
     {"consent.phone", "contacts.fact-consent-phone", "consent to advertising calls: given, withdrawn"},
     {"consent.sms", "contacts.fact-consent-sms", "consent to advertising by SMS: given, withdrawn"},
     {"consent.letter", "contacts.fact-consent-letter", "consent to advertising letters: given, withdrawn"}});

constexpr std::array kReachFacts = std::to_array<ReachFact>(
    {{"contact.hasPostalAddress", kReachPost, "the postal address is complete"},
     {"contact.hasEmail", kReachEmail, "an e-mail address is there"},
     {"contact.hasPhone", kReachPhone, "a telephone number is there"},
     {"contact.undeliverable", kReachUndeliverable, "post came back from the address"},
     {"contact.deceased", kReachDeceased, "the person has died"}});

double before(double value) {
    return std::nextafter(value, -kMost);
}
double after(double value) {
    return std::nextafter(value, kMost);
}

/// The numbers that stand in an order to the values.
std::vector<NumberRange> rangesOf(Comparison comparison, const std::vector<double>& v) {
    switch (comparison) {
    case Comparison::Exists: return {{-kMost, kMost}};
    case Comparison::Is: return {{v[0], v[0]}};
    case Comparison::In: {
        std::vector<NumberRange> out;
        for (const double value : v) out.push_back({value, value});
        return out;
    }
    case Comparison::IsNot: return {{-kMost, before(v[0])}, {after(v[0]), kMost}};
    case Comparison::Less: return {{-kMost, before(v[0])}};
    case Comparison::LessOrEqual: return {{-kMost, v[0]}};
    case Comparison::Greater: return {{after(v[0]), kMost}};
    case Comparison::GreaterOrEqual: return {{v[0], kMost}};
    case Comparison::Between: return {{v[0], v[1]}};
    case Comparison::Begins:
    case Comparison::Within: break; // of texts and places
    }
    return {};
}

/// All numbers that lie in none of them.
std::vector<NumberRange> othersThan(std::vector<NumberRange> ranges) {
    std::ranges::sort(ranges, {}, &NumberRange::low);
    std::vector<NumberRange> out;
    double next = -kMost;
    for (const auto& range : ranges) {
        if (range.high < range.low) continue;
        if (range.low > next) out.push_back({next, before(range.low)});
        if (range.high >= kMost) return out;
        next = std::max(next, after(range.high));
    }
    out.push_back({next, kMost});
    return out;
}

bool contains(const std::vector<NumberRange>& ranges, double value) {
    return std::ranges::any_of(ranges, [value](const NumberRange& r) { return r.holds(value); });
}

double numberAt(const FactCondition& c, std::size_t i) {
    const auto number = numberIn(c.values[i]);
    if (!number) throw wrongCondition("/values/" + std::to_string(i), "This is no number.");
    return *number;
}

void refuse(const FactCondition& c, const HistoryStream& stream, Narrowing by, bool given,
            const char* pointer) {
    if (given && std::ranges::find(stream.narrowedBy, by) == stream.narrowedBy.end())
        throw wrongCondition(pointer, c.fact + " cannot be narrowed by this.");
}

} // namespace

std::span<const TextFact> textFacts() {
    return kTextFacts;
}

std::span<const ReachFact> reachFacts() {
    return kReachFacts;
}

Error wrongCondition(std::string pointer, std::string text) {
    return Error::invalid(std::move(pointer), "contacts.condition", std::move(text));
}

void checkValues(const FactCondition& c, bool texts) {
    const std::size_t n = c.values.size();
    if (!texts && (c.comparison == Comparison::Begins || c.comparison == Comparison::Within))
        throw wrongCondition("/comparison",
                             c.fact + " cannot be compared with \"" + nameOf(c.comparison) + "\".");
    switch (c.comparison) {
    case Comparison::Exists:
        if (n != 0) throw wrongCondition("/values", "\"exists\" takes no value.");
        return;
    case Comparison::Between:
        if (n != 2) throw wrongCondition("/values", "\"between\" takes two values.");
        return;
    case Comparison::Within:
        if (n != 2) throw wrongCondition("/values", "\"within\" takes a number of kilometres and a place.");
        return;
    case Comparison::Begins:
        for (std::size_t i = 0; i < n; ++i)
            if (trimmed(c.values[i]).empty())
                throw wrongCondition("/values/" + std::to_string(i), "Everything begins with nothing.");
        [[fallthrough]];
    case Comparison::In:
        if (n == 0 || n > 10'000)
            throw wrongCondition("/values", "\"" + nameOf(c.comparison) + "\" takes 1 to 10000 values.");
        return;
    default:
        if (n != 1) throw wrongCondition("/values", "\"" + nameOf(c.comparison) + "\" takes one value.");
    }
}

void checkNarrowing(const FactCondition& c, bool days) {
    if (c.campaignId || !c.cellIds.empty())
        throw wrongCondition("/campaignId", c.fact + " has nothing to do with campaigns.");
    if (c.channel) throw wrongCondition("/channel", c.fact + " has nothing to do with channels.");
    if (!c.types.empty()) throw wrongCondition("/types", c.fact + " has nothing to do with responses.");
    if (c.withinDays && !days) throw wrongCondition("/withinDays", c.fact + " does not happen at a time.");
    if (c.since && !days) throw wrongCondition("/since", c.fact + " does not happen at a time.");
    if (c.withinDays && *c.withinDays < 0) throw wrongCondition("/withinDays", "Must not be negative.");
}

TextTest::TextTest(const FactCondition& c) : comparison_(c.comparison) {
    for (const std::string& value : c.values) values_.push_back(folded(value));
    if (comparison_ == Comparison::In) std::ranges::sort(values_);
}

bool TextTest::holds(std::string_view text) const {
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
    case Comparison::Begins:
        return std::ranges::any_of(values_, [&](const std::string& value) { return key.starts_with(value); });
    case Comparison::Within: break;
    }
    return false;
}

bool wantedOf(const FactCondition& c) {
    if (c.comparison == Comparison::Exists) return true;
    if (c.comparison != Comparison::Is && c.comparison != Comparison::IsNot)
        throw wrongCondition("/comparison", c.fact + " is yes or no.");
    const auto value = yesNoIn(c.values[0]);
    if (!value || c.values[0].empty()) throw wrongCondition("/values/0", "Must be yes or no.");
    return *value == (c.comparison == Comparison::Is);
}

std::vector<NumberRange> dayRanges(const FactCondition& c) {
    std::vector<double> days;
    for (std::size_t i = 0; i < c.values.size(); ++i) {
        const auto day = Date::parse(c.values[i]);
        if (!day || !*day)
            throw wrongCondition("/values/" + std::to_string(i), "Must be a day as YYYY-MM-DD.");
        days.push_back(day->days);
    }
    return rangesOf(c.comparison, days);
}

Timestamp sinceOf(const FactCondition& c, Timestamp now) {
    Timestamp since{INT64_MIN};
    if (c.withinDays) since = Date{Date::of(now).days - *c.withinDays}.begin();
    return c.since ? std::max(since, *c.since) : since;
}

std::vector<NumberRange> createdRanges(const FactCondition& c, Timestamp now) {
    constexpr double kDays = 1e8; // moments of these days are exact as a double
    const auto since = sinceOf(c, now);
    const double floor = since.micros == INT64_MIN ? -kMost : static_cast<double>(since.micros);
    std::vector<NumberRange> out;
    for (const auto& days : dayRanges(c)) {
        const double low = days.low < -kDays ? -kMost : std::ceil(days.low) * kDay,
                     high = days.high > kDays ? kMost : (std::floor(days.high) + 1) * kDay - 1;
        if (high >= floor) out.push_back({std::max(low, floor), high});
    }
    return out;
}

void checkBeginnings(const FactCondition& c, FactKind kind) {
    if (kind != FactKind::Text)
        throw wrongCondition("/comparison", c.fact + " is no text, which could begin with something.");
}

namespace {

/// Reads what a condition says about an attribute.
class AttributeReader {
public:
    AttributeReader(const FactCondition& c, FactKind kind) : c_(c), kind_(kind) {}

    FactPlan plan() {
        plan_.column = c_.fact;
        switch (c_.comparison) {
        case Comparison::Exists:
            plan_.numbers = {{-kMost, kMost}};
            plan_.text = [](std::string_view) { return true; };
            break;
        case Comparison::Is:
        case Comparison::In: equal(); break;
        case Comparison::IsNot: unequal(); break;
        case Comparison::Between: between(); break;
        case Comparison::Begins: begins(); break;
        default: inOrder();
        }
        return std::move(plan_);
    }

private:
    /// The number of a value that is to be compared by order; nothing when it is a text.
    std::optional<double> ordered(const std::string& value, std::size_t index) const {
        const auto number = numberIn(value);
        const std::string pointer = "/values/" + std::to_string(index);
        const std::string name = c_.fact.substr(kAttributePrefix.size());
        if (kind_ == FactKind::Number && !number)
            throw wrongCondition(pointer, name + " is a number, \"" + value + "\" is none.");
        if (kind_ == FactKind::Day && !isDay(value))
            throw wrongCondition(pointer, name + " is a day, \"" + value + "\" is none (YYYY-MM-DD).");
        return number;
    }

    void equal() {
        std::vector<std::string> texts;
        for (const auto& value : c_.values) {
            auto text = cleaned(value);
            if (const auto number = numberIn(text))
                plan_.numbers.push_back({*number, *number});
            else
                texts.push_back(std::move(text));
        }
        std::ranges::sort(texts);
        if (!texts.empty())
            plan_.text = [texts = std::move(texts)](std::string_view t) {
                return std::ranges::binary_search(texts, t, std::less<>{});
            };
    }

    void unequal() {
        const auto text = cleaned(c_.values[0]);
        if (const auto number = numberIn(text)) {
            plan_.numbers = rangesOf(Comparison::IsNot, {*number});
            plan_.text = [](std::string_view) { return true; };
        } else {
            plan_.numbers = {{-kMost, kMost}};
            plan_.text = [text](std::string_view t) { return t != text; };
        }
    }

    void begins() {
        checkBeginnings(c_, kind_);
        std::vector<std::string> beginnings;
        for (const auto& value : c_.values) beginnings.push_back(cleaned(value));
        plan_.text = [beginnings = std::move(beginnings)](std::string_view t) {
            return std::ranges::any_of(beginnings, [t](const std::string& b) { return t.starts_with(b); });
        };
    }

    void inOrder() {
        const auto text = cleaned(c_.values[0]);
        if (const auto number = ordered(text, 0)) {
            plan_.numbers = rangesOf(c_.comparison, {*number});
            return;
        }
        plan_.text = [text, comparison = c_.comparison](std::string_view t) {
            switch (comparison) {
            case Comparison::Less: return t < text;
            case Comparison::LessOrEqual: return t <= text;
            case Comparison::Greater: return t > text;
            default: return t >= text;
            }
        };
    }

    void between() {
        const auto low = cleaned(c_.values[0]), high = cleaned(c_.values[1]);
        const auto lowNumber = ordered(low, 0), highNumber = ordered(high, 1);
        if (lowNumber.has_value() != highNumber.has_value())
            throw wrongCondition("/values", "Both values must be numbers, or none.");
        if (lowNumber)
            plan_.numbers = {{*lowNumber, *highNumber}};
        else
            plan_.text = [low, high](std::string_view t) { return t >= low && t <= high; };
    }

    const FactCondition& c_;
    FactKind kind_;
    FactPlan plan_;
};

} // namespace

FactPlan attributePlan(const FactCondition& c, FactKind kind) {
    return AttributeReader(c, kind).plan();
}

std::optional<Measure> measureOf(const HistoryStream& stream, std::string_view fact) {
    if (fact.empty()) return std::nullopt;
    if (fact == stream.exists || fact == stream.type) return Measure::Exists;
    if (fact == stream.count) return Measure::Count;
    if (fact == stream.amount) return Measure::Amount;
    if (fact == stream.firstDay) return Measure::FirstDay;
    if (fact == stream.lastDay) return Measure::LastDay;
    return std::nullopt;
}

FactPlan historyPlan(const HistoryStream& stream, const FactCondition& c, Timestamp now) {
    checkValues(c);
    refuse(c, stream, Narrowing::Campaign, c.campaignId.has_value(), "/campaignId");
    refuse(c, stream, Narrowing::Cell, !c.cellIds.empty(), "/cellIds");
    refuse(c, stream, Narrowing::Channel, c.channel.has_value(), "/channel");
    refuse(c, stream, Narrowing::Type, !c.types.empty(), "/types");
    if (c.withinDays && *c.withinDays < 0) throw wrongCondition("/withinDays", "Must not be negative.");
    FactPlan plan;
    plan.stream = stream.name;
    plan.measure = measureOf(stream, c.fact).value_or(Measure::Exists);
    plan.campaignId = c.campaignId.value_or(Id{});
    plan.cellIds = c.cellIds;
    plan.channel = c.channel;
    plan.types = c.types;
    if (c.withinDays) plan.sinceDay = Date::of(now).days - *c.withinDays;
    if (c.fact == stream.type && c.fact != stream.exists) {
        if (!c.types.empty()) throw wrongCondition("/types", "The values say which types are meant.");
        if (c.comparison != Comparison::Is && c.comparison != Comparison::In &&
            c.comparison != Comparison::Exists)
            throw wrongCondition("/comparison", c.fact + " can be compared with \"is\" and \"in\".");
        plan.types = c.values;
        return plan;
    }
    if (plan.measure == Measure::Exists) {
        plan.negated = !wantedOf(c);
        return plan;
    }
    if (plan.measure == Measure::FirstDay || plan.measure == Measure::LastDay) {
        plan.numbers = dayRanges(c);
        return plan;
    }
    std::vector<double> values;
    for (std::size_t i = 0; i < c.values.size(); ++i) values.push_back(numberAt(c, i));
    plan.numbers = c.comparison == Comparison::Exists ? rangesOf(Comparison::Greater, {0})
                                                      : rangesOf(c.comparison, values);
    if (!contains(plan.numbers, 0)) return plan;
    plan.negated = true; // who has no event is meant, too
    plan.numbers = othersThan(std::move(plan.numbers));
    return plan;
}

} // namespace rejoinder::contacts
