#include "service.h"

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

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

std::vector<contacts::HistoryStream> OrderHistory::streams() const {
    using contacts::Narrowing;
    contacts::HistoryStream orders;
    orders.name = kOrders;
    orders.exists = "orders.ordered";
    orders.count = "orders.count";
    orders.amount = "orders.amount";
    orders.firstDay = "orders.firstOn";
    orders.lastDay = "orders.lastOn";
    orders.happened = "ordered something";
    orders.narrowedBy = {Narrowing::Campaign, Narrowing::Cell, Narrowing::Days};
    return {std::move(orders)};
}

void OrderHistory::each(Unit& unit, std::string_view, const contacts::HistoryFilter& filter,
                        const Visit& visit) {
    if (filter.campaignId)
        unit.forEach<contacts::HistoryEvent>("fulfilment.history-of-campaign",
                                             {{"campaignId", filter.campaignId}, {"since", filter.since}},
                                             visit);
    else
        unit.forEach<contacts::HistoryEvent>("fulfilment.history", {{"since", filter.since}}, visit);
}

void OrderHistory::of(Unit& unit, std::string_view, std::span<const Id> contacts, const Visit& visit) {
    using contacts::SomeContacts;
    for (std::size_t begin = 0; begin < contacts.size(); begin += SomeContacts::kMost) {
        const auto some = contacts.subspan(begin, std::min(SomeContacts::kMost, contacts.size() - begin));
        for (const auto& event :
             unit.all<contacts::HistoryEvent>("fulfilment.history-of-some", SomeContacts::of(some)))
            visit(event);
    }
}

} // namespace rejoinder::fulfilment
