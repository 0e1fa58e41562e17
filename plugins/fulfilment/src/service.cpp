#include "service.h"

#include <algorithm>

namespace rejoinder::fulfilment {

std::vector<OrderCount> OrderService::counts(Unit& unit, Id campaign) {
    std::vector<OrderCount> counts;
    unit.forEach<OrderCount>("fulfilment.counts-of-campaign", {{"campaignId", campaign}},
                             [&](const OrderCount& row) { counts.push_back(row); });
    return counts;
}

OrderFacts EnteringService::enter(Unit& unit, const EnteredOrder& order) {
    NewOrder wish;
    wish.responseId = order.responseId;
    wish.contactId = order.contactId;
    wish.campaignId = order.campaignId;
    wish.reference = order.reference;
    wish.orderedAt = order.orderedAt;
    wish.note = order.note;
    // Whoever took the order has told the buyer what it comes to, and sees to it that it is paid.
    wish.shippingMinor = 0;
    wish.payment.kind = PaymentKind::Elsewhere;
    for (const auto& line : order.lines) wish.lines.push_back({line.sku, line.quantity, line.unitPriceMinor});
    auto made = Intake::madeBefore(unit, wish);
    if (!made) made = desk_.orders().create(unit, Intake(desk_.sources).draft(unit, wish));
    return *find(unit, made->id);
}

void EnteringService::cancel(Unit& unit, Id order) {
    auto open = OrderBook::open(unit, order);
    const bool left = open.order.state == OrderState::Entered ||
                      std::ranges::any_of(open.lines, [](const Line& l) { return givableOf(l) > 0; });
    if (!left) return;
    desk_.orders().cancel(unit, open, {});
    unit.audit("orders.cancel", order);
}

std::optional<OrderFacts> EnteringService::find(Unit& unit, Id order) {
    const auto found = unit.one<Order>("fulfilment.find-order", {{"id", order}});
    if (!found) return std::nullopt;
    OrderFacts facts{found->id,
                     found->contactId,
                     found->campaignId,
                     found->currency,
                     found->valueMinor,
                     found->state == OrderState::Cancelled,
                     false};
    for (const auto& line : unit.all<Line>("fulfilment.lines-of-order", {{"orderId", order}}))
        facts.begun = facts.begun || line.picked > 0 || line.shipped > 0;
    return facts;
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
    contacts::forContacts<contacts::HistoryEvent>(unit, "fulfilment.history-of-some", contacts, visit);
}

} // namespace rejoinder::fulfilment
