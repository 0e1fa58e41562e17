#include "service.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace rejoinder::fulfilment {

namespace {

using contacts::Comparison;
using contacts::FactCondition;

constexpr std::string_view kOrdered = "orders.ordered", kAmount = "orders.amount", kCount = "orders.count";
/// A minor unit in millionths of the main unit; insight reckons with hundredths as well.
constexpr std::int64_t kMicrosPerMinor = 10'000;

struct CountRow {
    Id cellId;
    std::string segment;
    std::int64_t orders = 0, buyers = 0, revenueMinor = 0;
    double revenueMinorSquares = 0;
    std::int64_t cost = 0;
};
REJOINDER_DESCRIBE(CountRow, cellId, segment, orders, buyers, revenueMinor, revenueMinorSquares, cost)

struct FactRow {
    Id contactId;
    std::optional<Id> cellId;
    std::int64_t valueMinor = 0;
};
REJOINDER_DESCRIBE(FactRow, contactId, cellId, valueMinor)

struct Bought {
    std::int64_t orders = 0, amount = 0;
};
using Buyers = std::unordered_map<std::int64_t, Bought>;

Buyers buyersOf(Unit& unit, const FactCondition& c) {
    const Timestamp since =
        c.withinDays ? unit.now().plus(-std::chrono::hours(24) * *c.withinDays) : Timestamp{INT64_MIN};
    Buyers buyers;
    const auto take = [&](const FactRow& row) {
        if (!c.cellIds.empty() &&
            (!row.cellId || std::find(c.cellIds.begin(), c.cellIds.end(), *row.cellId) == c.cellIds.end()))
            return;
        auto& one = buyers[row.contactId.value];
        ++one.orders;
        one.amount += row.valueMinor;
    };
    if (c.campaignId)
        unit.forEach<FactRow>("fulfilment.facts-of-campaign",
                              {{"campaignId", *c.campaignId}, {"since", since}}, take);
    else
        unit.forEach<FactRow>("fulfilment.facts", {{"since", since}}, take);
    return buyers;
}

/// A comparison with numbers, read and checked.
class NumberTest {
public:
    explicit NumberTest(const FactCondition& c) : comparison_(c.comparison) {
        const std::size_t wanted = comparison_ == Comparison::Between ? 2 : 1;
        Faults faults;
        if (comparison_ == Comparison::Exists
                ? !c.values.empty()
                : (comparison_ == Comparison::In ? c.values.empty() : c.values.size() != wanted))
            faults.add("/values", "fulfilment.condition",
                       c.fact + " takes one number, two for between, any for in, none for exists");
        for (std::size_t i = 0; i < c.values.size(); ++i) {
            double number = 0;
            const auto& text = c.values[i];
            const auto end = text.data() + text.size();
            const auto [at, error] = std::from_chars(text.data(), end, number);
            if (error != std::errc{} || at != end)
                faults.add("/values/" + std::to_string(i), "fulfilment.condition", "this is no number");
            values_.push_back(number);
        }
        faults.raise();
    }
    [[nodiscard]] bool operator()(std::int64_t integer) const {
        const auto value = static_cast<double>(integer);
        switch (comparison_) {
        case Comparison::Is: return value == values_[0];
        case Comparison::IsNot: return value != values_[0];
        case Comparison::In: return std::find(values_.begin(), values_.end(), value) != values_.end();
        case Comparison::Less: return value < values_[0];
        case Comparison::LessOrEqual: return value <= values_[0];
        case Comparison::Greater: return value > values_[0];
        case Comparison::GreaterOrEqual: return value >= values_[0];
        case Comparison::Between: return value >= values_[0] && value <= values_[1];
        case Comparison::Exists: return value > 0;
        }
        return false;
    }

private:
    Comparison comparison_;
    std::vector<double> values_;
};

void checkYes(const FactCondition& c) {
    const bool yes = c.comparison == Comparison::Is && c.values.size() == 1 && c.values[0] == "true";
    if (!yes && !(c.comparison == Comparison::Exists && c.values.empty()))
        throw Error::invalid("/values", "fulfilment.condition",
                             "orders.ordered exists or is \"true\"; for the others write \"not\" around it");
}

} // namespace

std::vector<OrderCount> OrderService::counts(Unit& unit, Id campaign) {
    std::vector<OrderCount> counts;
    unit.forEach<CountRow>(
        "fulfilment.counts-of-campaign", {{"campaignId", campaign}}, [&](const CountRow& row) {
            counts.push_back({row.cellId, row.segment, row.orders, row.buyers, row.revenueMinor,
                              row.revenueMinorSquares, (row.cost + kMicrosPerMinor / 2) / kMicrosPerMinor});
        });
    return counts;
}

std::vector<contacts::FactInfo> OrderFacts::facts(Unit&) {
    return {{std::string(kOrdered), contacts::FactKind::YesNo, "Ordered something"},
            {std::string(kAmount), contacts::FactKind::Number,
             "Sum of all orders in minor units (cents, Rappen); 0 for who never ordered"},
            {std::string(kCount), contacts::FactKind::Number, "Number of orders; 0 for who never ordered"}};
}

bool OrderFacts::knows(std::string_view fact) const {
    return fact == kOrdered || fact == kAmount || fact == kCount;
}

std::vector<std::int64_t> OrderFacts::select(Unit& unit, const FactCondition& c) {
    if (!knows(c.fact)) throw Error::invalid("/fact", "fulfilment.no-fact", "there is no fact " + c.fact);
    std::vector<std::int64_t> ids;
    if (c.fact == kOrdered) {
        checkYes(c);
        for (const auto& [id, bought] : buyersOf(unit, c)) ids.push_back(id);
        std::sort(ids.begin(), ids.end());
        return ids;
    }
    const NumberTest holds(c);
    const auto buyers = buyersOf(unit, c);
    const auto figure = [&](const Bought& b) { return c.fact == kAmount ? b.amount : b.orders; };
    if (holds(0)) { // who never ordered is meant, too
        for (const auto id : universe_->all(unit)) {
            const auto found = buyers.find(id);
            if (found == buyers.end() || holds(figure(found->second))) ids.push_back(id);
        }
        return ids;
    }
    for (const auto& [id, bought] : buyers)
        if (holds(figure(bought))) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace rejoinder::fulfilment
