#include "order_book.h"

#include "assortment.h"
#include "counts.h"
#include "service.h"
#include "ways.h"

#include <rejoinder/contract/fulfilment/happened.h>

#include <algorithm>
#include <tuple>

namespace rejoinder::fulfilment {

namespace {

struct ShipmentLineRow {
    Id shipmentId, lineId;
    std::int64_t quantity = 0;
};
REJOINDER_DESCRIBE(ShipmentLineRow, shipmentId, lineId, quantity)

std::int64_t openOf(const Line& line) {
    return line.reserved + line.backOrdered;
}

/// Whether some of what was ordered and is sent from here is among those; enclosures are not sent alone.
bool goes(const std::vector<Line>& lines, std::int64_t Line::*those) {
    return std::ranges::any_of(lines, [&](const Line& l) {
        return l.role != LineRole::Kit && l.role != LineRole::Enclosure && !l.houseId && l.*those > 0;
    });
}

bool differs(const Line& a, const Line& b) {
    const auto figures = [](const Line& l) {
        return std::tuple(l.reserved, l.picked, l.backOrdered, l.shipped, l.cancelled);
    };
    return figures(a) != figures(b);
}

void setTotals(Order& order, const std::vector<Line>& lines) {
    order.valueMinor = 0;
    order.cost = {};
    order.purchase = false;
    for (const auto& line : lines) {
        const auto active = line.ordered - line.cancelled;
        order.valueMinor += active * line.unitPriceMinor;
        order.cost.micros += active * line.unitCost.micros;
        order.purchase = order.purchase || (active > 0 && line.purchase);
    }
}

OrderState stateOf(OrderState before, const std::vector<Line>& lines) {
    const auto any = [&](auto&& of) { return std::any_of(lines.begin(), lines.end(), of); };
    if (before == OrderState::Entered && any([](const Line& l) { return l.ordered > l.cancelled; }))
        return before;
    if (!any([](const Line& l) { return openOf(l) > 0; }))
        return any([](const Line& l) { return l.shipped > 0; }) ? OrderState::Shipped : OrderState::Cancelled;
    if (goes(lines, &Line::picked)) {
        const bool left =
            any([](const Line& l) { return l.role != LineRole::Kit && !l.houseId && l.picked < l.reserved; });
        if (before == OrderState::Packed || before == OrderState::Picked) return before;
        if (!left) return OrderState::Picked; // what waits for goods does not hold up what is there
    }
    return any([](const Line& l) { return l.backOrdered > 0; }) ? OrderState::BackOrdered
                                                                : OrderState::Reserved;
}

void publishMove(Unit& unit, const Order& order, std::string before) {
    unit.publish(OrderMoved{order.id, order.contactId, order.campaignId, order.responseId, order.reference,
                            std::move(before), nameOf(order.state), order.currency, order.valueMinor});
}

void requireFree(const Order& order) {
    if (order.held) throw Error::conflict("fulfilment.held", "the order is held; somebody must release it");
}

[[noreturn]] void refuse(const Order& order, std::string_view what) {
    throw Error::conflict("fulfilment.state",
                          "the order is " + nameOf(order.state) + "; it cannot be " + std::string(what));
}

} // namespace

Order OrderBook::create(Unit& unit, Draft draft) {
    OpenOrder open{std::move(draft.order), {}};
    auto& order = open.order;
    order.id = unit.newId();
    order.state = OrderState::Entered;
    order.updatedAt = unit.now();
    order.version = 1;
    draft.lines = withParts(unit, std::move(draft.lines));
    if (!draft.lines.empty())
        std::ranges::move(enclosuresOf(unit, order, draft.lines), std::back_inserter(draft.lines));
    open.lines = newLines(unit, order.id, draft.lines);
    setTotals(order, open.lines);
    auto holds = std::move(draft.holds);
    std::ranges::move(holds_.ofNew(unit, order, draft.lines, !draft.addresses.empty()),
                      std::back_inserter(holds));
    std::optional<ShippingCharge> charge;
    if (shipping_.day)
        charge = chargeFor(unit, order, loadOf(draft.lines), draft.shipping,
                           shipCountry(unit, order.contactId, draft.addresses, shipping_), shipping_);
    const auto total = order.valueMinor + (charge ? charge->amountMinor : 0);
    const bool checked = credit_.concerns(order, total, draft.payment.kind);
    if (checked) holds.push_back(creditHold(order, total));
    order.held = !holds.empty();
    if (!order.held) {
        order.state = OrderState::Reserved; // or back-ordered: the lines say it
        for (auto& line : open.lines) reserve(unit, order, line, line.ordered);
        for (auto& line : open.lines) {
            if (line.role != LineRole::Enclosure || line.backOrdered == 0) continue;
            changeStock(unit, {line.itemId, 0, 0, -line.backOrdered}); // the last one was just taken
            line.cancelled = std::exchange(line.backOrdered, 0);
        }
        countKits(open.lines);
        order.state = stateOf(order.state, open.lines);
    }
    unit.run("fulfilment.insert-order", order);
    unit.insertMany("fulfilment.insert-line", open.lines);
    for (auto& hold : holds) storeHold(unit, order.id, hold);
    for (const auto& address : draft.addresses) storeAddress(unit, order.id, address);
    if (charge) unit.run("fulfilment.insert-shipping-charge", *charge);
    if (draft.payment.kind != PaymentKind::Invoice) storePayment(unit, order.id, draft.payment);
    if (checked) askCredit(unit, order, {});
    promises_.give(unit, order);
    publishMove(unit, order, {});
    contacts::publishFactsChanged(unit, OrderHistory::kOrders, {&order.contactId, 1});
    unit.audit("orders.create", order.id, nameOf(order.state));
    followRoutes(unit, order, draft.responseType, promises_.rules());
    return order;
}

OrderView OrderBook::view(Unit& unit, Id id) {
    auto order = unit.one<Order>("fulfilment.find-order", {{"id", id}});
    if (!order) throw Error::notFound("fulfilment.no-such-order", "there is no such order");
    const auto version = order->version;
    std::vector<Hold> holds;
    if (order->held) holds = unit.all<Hold>("fulfilment.open-holds-of-order", {{"orderId", id}});
    return {id,
            std::move(*order),
            unit.all<Line>("fulfilment.lines-of-order", {{"orderId", id}}),
            unit.all<Shipment>("fulfilment.list-shipments-of-order",
                               {{"orderId", id}, {"after", 0}, {"limit", 1000}}),
            unit.all<ShortPick>("fulfilment.short-picks-of-order", {{"orderId", id}}),
            std::move(holds),
            version,
            shippingOf(unit, id),
            paymentOf(unit, id)};
}

OpenOrder OrderBook::open(Unit& unit, Id id) {
    // The write comes first: on databases with several writers it makes others wait before this one reads.
    if (unit.run("fulfilment.lock-order", {{"id", id}, {"updatedAt", unit.now()}}) == 0)
        throw Error::notFound("fulfilment.no-such-order", "there is no such order");
    auto order = unit.one<Order>("fulfilment.find-order", {{"id", id}});
    const auto stored = order->state;
    return {std::move(*order), unit.all<Line>("fulfilment.lines-of-order", {{"orderId", id}}), stored};
}

void OrderBook::release(Unit& unit, OpenOrder& open) {
    if (open.order.state != OrderState::Entered) refuse(open.order, "released");
    for (const auto& hold : unit.all<Hold>("fulfilment.open-holds-of-order", {{"orderId", open.order.id}}))
        release(unit, open, hold, {});
}

void OrderBook::begin(Unit& unit, OpenOrder& open) {
    if (std::ranges::all_of(open.lines,
                            [](const Line& l) { return l.role == LineRole::Enclosure || wantedOf(l) == 0; }))
        throw Error::conflict("fulfilment.no-lines", "the order has no lines; add some or cancel it");
    open.order.state = OrderState::Reserved; // or back-ordered: the lines say it
    for (auto& line : open.lines) {
        reserve(unit, open.order, line, line.ordered - line.cancelled);
        store(unit, open.order, line);
    }
    settle(unit, open);
}

void OrderBook::pick(Unit& unit, OpenOrder& open) {
    using enum OrderState;
    const auto state = open.order.state;
    if (state != Reserved && state != BackOrdered && state != Picked) refuse(open.order, "picked");
    requireFree(open.order);
    bool found = false;
    const bool some = goes(open.lines, &Line::reserved);
    for (auto& line : open.lines) {
        if (line.role == LineRole::Kit || line.houseId || line.reserved == line.picked) continue;
        if (line.role == LineRole::Enclosure && !some) continue;
        found = true;
        pickLine(unit, line);
        store(unit, open.order, line);
    }
    if (!found)
        throw Error::conflict("fulfilment.nothing-to-pick", "nothing is reserved that was not picked");
    settle(unit, open);
}

void OrderBook::pack(Unit& unit, OpenOrder& open) {
    if (open.order.state != OrderState::Picked) refuse(open.order, "packed");
    requireFree(open.order);
    open.order.state = OrderState::Packed;
    settle(unit, open);
}

ShipmentView OrderBook::ship(Unit& unit, OpenOrder& open, const std::string& carrier,
                             const std::string& trackingNumber) {
    if (open.order.state != OrderState::Entered) requireFree(open.order);
    // What came in for a parcel after it was picked is in nobody's hands yet.
    const bool inHand = open.order.state == OrderState::Picked || open.order.state == OrderState::Packed;
    ShipmentView out;
    out.id = unit.newId();
    out.shipment = {out.id,         open.order.id, open.order.contactId, carrier,
                    trackingNumber, unit.now(),    unit.actor().name};
    const auto before = open.lines;
    const bool some = goes(open.lines, inHand ? &Line::picked : &Line::reserved);
    for (auto& line : open.lines) {
        if (line.role == LineRole::Kit || line.houseId || (line.role == LineRole::Enclosure && !some))
            continue;
        const auto quantity = inHand ? line.picked : line.reserved;
        if (quantity == 0) continue;
        if (!inHand) pickLine(unit, line);
        if (line.lots) requireGoodLots(unit, line);
        if (line.stocked) {
            move(unit, {line.itemId, MoveReason::Shipped, quantity, line.id, {}, line.lots, {}});
            changeStock(unit, {line.itemId, -quantity, -quantity, 0});
        }
        line.shipped += quantity;
        line.reserved -= quantity;
        line.picked = 0;
        store(unit, open.order, line);
    }
    sendOut(unit, open, before, out);
    return out;
}

void OrderBook::sendOut(Unit& unit, OpenOrder& open, const std::vector<Line>& before, ShipmentView& out) {
    countKits(open.lines);
    std::vector<ShipmentLineRow> rows;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto& line = open.lines[i];
        const auto quantity = line.shipped - before[i].shipped;
        if (quantity == 0) continue;
        if (line.role == LineRole::Kit) store(unit, open.order, line);
        rows.push_back({out.id, line.id, quantity});
        out.lines.push_back({line.id, line.sku, quantity});
    }
    if (rows.empty())
        throw Error::conflict("fulfilment.nothing-to-ship", "nothing is reserved for this order");
    const auto& made = out.shipment;
    unit.run("fulfilment.insert-shipment", made);
    unit.insertMany("fulfilment.insert-shipment-line", rows);
    settle(unit, open);
    out.orderState = open.order.state;
    unit.publish(OrderShipped{open.order.id, out.id, open.order.contactId});
    unit.publish(ShipmentMade{out.id, open.order.id, open.order.contactId, made.carrier, made.trackingNumber,
                              nameOf(open.order.state)});
    unit.audit("orders.ship", open.order.id, "shipment " + out.id.toString());
}

void OrderBook::cancel(Unit& unit, OpenOrder& open, const std::vector<Id>& only) {
    for (std::size_t i = 0; i < only.size(); ++i) {
        const auto line = std::ranges::find(open.lines, only[i], &Line::id);
        if (line == open.lines.end())
            throw Error::invalid("/cancelLines/" + std::to_string(i), "fulfilment.no-such-line",
                                 "the order has no such line");
        if (line->kitLineId)
            throw Error::invalid("/cancelLines/" + std::to_string(i), "fulfilment.part-of-kit",
                                 "this is part of a kit; name the kit");
    }
    const auto named = [&](const Line& line) {
        return only.empty() || std::ranges::find(only, line.kitLineId.value_or(line.id)) != only.end();
    };
    const bool entered = open.order.state == OrderState::Entered;
    bool found = entered && open.lines.empty();
    std::vector<Id> freed;
    for (auto& line : open.lines) {
        if (!named(line)) continue;
        const auto quantity = entered ? line.ordered - line.cancelled : givableOf(line);
        if (quantity == 0) continue;
        found = true;
        const auto wanted = wantedOf(line);
        if (giveUp(unit, open.order, line, quantity)) freed.push_back(line.itemId);
        if (line.role != LineRole::Part)
            writeLineChange(unit, open.order.id, ChangeKind::Cancelled, line.id, wanted, wantedOf(line), {});
    }
    if (!found) refuse(open.order, "cancelled: nothing of it is open");
    settle(unit, open);
    if (open.order.state != OrderState::Cancelled) followShipping(unit, open.order, {}, false);
    tellOpened(unit, open.order);
    for (const auto item : freed) fill(unit, item);
}

void OrderBook::withdraw(Unit& unit, Id response) {
    const auto made = unit.one<Order>("fulfilment.find-order-by-response", {{"responseId", response}});
    if (!made) return;
    auto open = OrderBook::open(unit, made->id);
    const auto any = [&](auto&& of) { return std::any_of(open.lines.begin(), open.lines.end(), of); };
    if (any([](const Line& l) { return l.shipped > 0; }))
        unit.run("fulfilment.set-problem",
                 {{"id", made->id}, {"problem", "the reply was withdrawn after goods were shipped"}});
    else if (any([](const Line& l) { return openOf(l) > givableOf(l); }))
        unit.run(
            "fulfilment.set-problem",
            {{"id", made->id}, {"problem", "the reply was withdrawn when an outside house had the order"}});
    if (open.order.state == OrderState::Entered || any([](const Line& l) { return givableOf(l) > 0; }))
        cancel(unit, open, {});
    unit.audit("orders.withdraw", made->id, "response " + response.toString());
}

ShortPick OrderBook::shortPick(Unit& unit, OpenOrder& open, ShortPick report) const {
    const auto found = std::find_if(open.lines.begin(), open.lines.end(),
                                    [&](const Line& l) { return l.id == report.lineId; });
    if (found == open.lines.end())
        throw Error::invalid("/lineId", "fulfilment.no-such-line", "the order has no such line");
    auto& line = *found; // until the order is read again
    const auto sku = line.sku, bin = line.bin;
    const auto item = line.itemId;
    const auto left = line.houseId ? 0 : line.reserved - line.picked;
    if (left == 0)
        throw Error::conflict("fulfilment.nothing-to-pick", "nothing of this line is still to be picked");
    if (report.quantity > left)
        throw Error::invalid("/quantity", "fulfilment.more-than-left",
                             "only " + std::to_string(left) + " of this line are still to be picked");
    if (report.reason != ShortReason::PickLater) {
        if (!line.stocked)
            throw Error::invalid("/reason", "fulfilment.not-stocked",
                                 "item " + line.sku + " is not kept in stock; it can be picked later");
        const bool damaged = report.reason == ShortReason::Damaged;
        move(unit, {line.itemId,
                    damaged ? MoveReason::Scrapped : MoveReason::Lost,
                    report.quantity,
                    line.id,
                    report.note,
                    line.lots,
                    {}});
        changeStock(unit,
                    {line.itemId, -report.quantity, -report.quantity, open.order.held ? 0 : report.quantity});
        line.reserved -= report.quantity;
        line.backOrdered += report.quantity;
        store(unit, open.order, line);
        const auto rest = line.reserved;
        fill(unit, line.itemId); // others may lie elsewhere
        open = OrderBook::open(unit, open.order.id);
        report.refilled = std::ranges::find(open.lines, report.lineId, &Line::id)->reserved - rest;
        if (report.refilled > 0 && open.order.state == OrderState::Picked)
            open.order.state = OrderState::Reserved; // they are still to be picked
        settle(unit, open);
    }
    report.id = unit.newId();
    report.orderId = open.order.id;
    report.sku = sku;
    report.reportedAt = unit.now();
    report.reportedBy = unit.actor().name;
    unit.run("fulfilment.insert-short-pick", report);
    if (report.reason != ShortReason::PickLater) planAfterShortPick(unit, item, sku, bin);
    unit.audit("orders.short-pick", open.order.id,
               sku + ": " + std::to_string(report.quantity) + " " + nameOf(report.reason));
    return report;
}

Line OrderBook::newLine(Id id, Id order, const DraftLine& wish) {
    const bool counts = wish.role == LineRole::Ordered || wish.role == LineRole::Kit;
    Line line;
    line.id = id;
    line.orderId = order;
    line.itemId = wish.item.id;
    line.stocked = wish.item.stocked;
    line.purchase = counts && (wish.item.kind == ItemKind::Goods || wish.unitPriceMinor > 0);
    line.unitPriceMinor = wish.unitPriceMinor;
    line.unitCost = wish.item.unitCost;
    line.ordered = wish.quantity;
    line.role = wish.role;
    line.perKit = wish.perKit;
    line.insteadOfId = wish.insteadOfId;
    line.sku = wish.item.sku;
    return line;
}

std::vector<Line> OrderBook::newLines(Unit& unit, Id order, const std::vector<DraftLine>& wishes) {
    std::vector<Line> lines;
    for (const auto& wish : wishes) {
        lines.push_back(newLine(unit.newId(), order, wish));
        if (wish.role == LineRole::Part) lines.back().kitLineId = lines[wish.kitAt].id;
    }
    return lines;
}

void OrderBook::reserve(Unit& unit, const Order& order, Line& line, std::int64_t quantity) {
    if (order.state == OrderState::Entered || quantity == 0) return;
    auto taken = quantity;
    if (order.held)
        taken = 0; // it does not wait in the item's line either
    else if (line.stocked)
        taken = reserveNew(unit, line.itemId, quantity);
    line.reserved += taken;
    line.backOrdered += quantity - taken;
}

bool OrderBook::giveUp(Unit& unit, const Order& order, Line& line, std::int64_t quantity) {
    if (order.state != OrderState::Entered && quantity > givableOf(line))
        throw Error::conflict("fulfilment.at-house", "an outside house is sending this already");
    const auto waited = std::min(quantity, line.backOrdered);
    const auto taken = std::min(quantity - waited, line.reserved);
    const auto back = std::max<std::int64_t>(0, taken - (line.reserved - line.picked));
    line.backOrdered -= waited;
    line.reserved -= taken;
    line.picked -= back;
    line.cancelled += quantity;
    if (line.stocked && back > 0)
        move(unit, {line.itemId, MoveReason::Unpicked, back, line.id, {}, line.lots, {}});
    if (line.stocked && waited + taken > 0)
        changeStock(unit, {line.itemId, 0, -taken, order.held ? 0 : -waited});
    store(unit, order, line);
    return line.stocked && taken > 0;
}

void OrderBook::store(Unit& unit, const Order& order, const Line& line) {
    unit.run("fulfilment.update-line", line);
    if (order.held && line.backOrdered > 0) unit.run("fulfilment.let-line-rest", {{"id", line.id}});
}

void OrderBook::pickLine(Unit& unit, Line& line) {
    const auto quantity = line.reserved - line.picked;
    if (quantity > 0 && line.stocked)
        move(unit, {line.itemId,
                    MoveReason::Picked,
                    quantity,
                    line.id,
                    {},
                    line.lots,
                    {},
                    line.houseId.has_value()});
    line.picked = line.reserved;
}

void OrderBook::dropEnclosures(Unit& unit, OpenOrder& open) {
    const bool alone = std::ranges::all_of(
        open.lines, [](const Line& l) { return l.role == LineRole::Enclosure || openOf(l) == 0; });
    dropEnclosures(unit, open, [&](const Line& l) { return alone ? givableOf(l) : l.backOrdered; });
}

void OrderBook::dropEnclosures(Unit& unit, OpenOrder& open,
                               const std::function<std::int64_t(const Line&)>& howMany) {
    for (auto& line : open.lines) {
        if (line.role != LineRole::Enclosure) continue;
        const auto quantity = howMany(line);
        if (quantity == 0 || !giveUp(unit, open.order, line, quantity)) continue;
        unit.enqueue(kFillJob, FillJob{line.itemId},
                     {{}, {}, "Serve back-orders of item " + line.itemId.toString()});
    }
}

void OrderBook::dropEnclosuresBut(Unit& unit, OpenOrder& open, const std::vector<std::string>& skus) {
    dropEnclosures(unit, open, [&](const Line& l) {
        return std::ranges::find(skus, l.sku) == skus.end() ? givableOf(l) : 0;
    });
}

void OrderBook::tellOpened(Unit& unit, const Order& order) {
    const bool over = order.state == OrderState::Shipped || order.state == OrderState::Cancelled;
    if (!over && !order.held) unit.publish(OrderOpened{order.id, order.contactId});
}

void OrderBook::settle(Unit& unit, OpenOrder& open) {
    const auto figures = [&] {
        return std::tuple(open.order.purchase, open.order.valueMinor,
                          open.order.state == OrderState::Cancelled);
    };
    const auto before = figures();
    if (open.order.state != OrderState::Entered) {
        dropEnclosures(unit, open);
        const auto counted = open.lines;
        countKits(open.lines);
        for (std::size_t i = 0; i < counted.size(); ++i)
            if (differs(open.lines[i], counted[i])) store(unit, open.order, open.lines[i]);
    }
    setTotals(open.order, open.lines);
    open.order.state = stateOf(open.order.state, open.lines);
    const bool over = open.order.state == OrderState::Shipped || open.order.state == OrderState::Cancelled;
    if (over) endRoutes(unit, open.order);
    if (over && open.order.held) {
        unit.run("fulfilment.end-holds",
                 {{"orderId", open.order.id}, {"releasedAt", unit.now()}, {"releasedBy", unit.actor().name}});
        open.order.held = false;
    }
    unit.run("fulfilment.update-order", open.order);
    if (open.stored != open.order.state) publishMove(unit, open.order, nameOf(open.stored));
    open.stored = open.order.state;
    if (over) Promises::end(unit, open.order);
    if (figures() != before)
        contacts::publishFactsChanged(unit, OrderHistory::kOrders, {&open.order.contactId, 1});
}

} // namespace rejoinder::fulfilment
