#include "order_book.h"

#include "service.h"

#include <rejoinder/contract/fulfilment.h>

#include <algorithm>
#include <tuple>

namespace rejoinder::fulfilment {

namespace {

struct WaitingLine {
    Id id, orderId;
};
REJOINDER_DESCRIBE(WaitingLine, id, orderId)

struct ShipmentLineRow {
    Id shipmentId, lineId;
    std::int64_t quantity = 0;
};
REJOINDER_DESCRIBE(ShipmentLineRow, shipmentId, lineId, quantity)

std::int64_t openOf(const Line& line) {
    return line.reserved + line.backOrdered;
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
    if (!any([](const Line& l) { return openOf(l) > 0; }))
        return any([](const Line& l) { return l.shipped > 0; }) ? OrderState::Shipped : OrderState::Cancelled;
    const bool atHand = before == OrderState::Picked || before == OrderState::Packed;
    if (atHand && any([](const Line& l) { return l.picked > 0; })) return before;
    return any([](const Line& l) { return l.backOrdered > 0; }) ? OrderState::BackOrdered
                                                                : OrderState::Reserved;
}

[[noreturn]] void refuse(const Order& order, std::string_view what) {
    throw Error::conflict("fulfilment.state",
                          "the order is " + nameOf(order.state) + "; it cannot be " + std::string(what));
}

Line& lineOf(OpenOrder& open, Id id) {
    const auto it =
        std::find_if(open.lines.begin(), open.lines.end(), [&](const Line& l) { return l.id == id; });
    if (it == open.lines.end()) throw Error(ErrorKind::Bug, "fulfilment.line-gone", "an order line is gone");
    return *it;
}

} // namespace

Order OrderBook::create(Unit& unit, Draft draft) {
    OpenOrder open{std::move(draft.order), {}};
    auto& order = open.order;
    order.id = unit.newId();
    order.state = OrderState::Entered;
    order.updatedAt = unit.now();
    order.version = 1;
    for (const auto& wish : draft.lines) {
        Line line;
        line.id = unit.newId();
        line.orderId = order.id;
        line.itemId = wish.item.id;
        line.stocked = wish.item.stocked;
        line.purchase = wish.item.kind == ItemKind::Goods || wish.unitPriceMinor > 0;
        line.unitPriceMinor = wish.unitPriceMinor;
        line.unitCost = wish.item.unitCost;
        line.ordered = wish.quantity;
        open.lines.push_back(std::move(line));
    }
    if (!draft.hold)
        for (auto& line : open.lines) reserveLine(unit, line);
    setTotals(order, open.lines);
    if (!draft.hold) order.state = stateOf(order.state, open.lines);
    unit.run("fulfilment.insert-order", order);
    unit.insertMany("fulfilment.insert-line", open.lines);
    promises_.give(unit, order);
    contacts::publishFactsChanged(unit, OrderHistory::kOrders, {&order.contactId, 1});
    unit.audit("orders.create", order.id, nameOf(order.state));
    return order;
}

OrderView OrderBook::view(Unit& unit, Id id) {
    auto order = unit.one<Order>("fulfilment.find-order", {{"id", id}});
    if (!order) throw Error::notFound("fulfilment.no-such-order", "there is no such order");
    const auto version = order->version;
    return {id,
            std::move(*order),
            unit.all<Line>("fulfilment.lines-of-order", {{"orderId", id}}),
            unit.all<Shipment>("fulfilment.list-shipments-of-order",
                               {{"orderId", id}, {"after", 0}, {"limit", 1000}}),
            unit.all<ShortPick>("fulfilment.short-picks-of-order", {{"orderId", id}}),
            version};
}

OpenOrder OrderBook::open(Unit& unit, Id id) {
    // The write comes first: on databases with several writers it makes others wait before this one reads.
    if (unit.run("fulfilment.lock-order", {{"id", id}, {"updatedAt", unit.now()}}) == 0)
        throw Error::notFound("fulfilment.no-such-order", "there is no such order");
    auto order = unit.one<Order>("fulfilment.find-order", {{"id", id}});
    return {std::move(*order), unit.all<Line>("fulfilment.lines-of-order", {{"orderId", id}})};
}

void OrderBook::release(Unit& unit, OpenOrder& open) {
    if (open.order.state != OrderState::Entered) refuse(open.order, "released");
    if (open.lines.empty())
        throw Error::conflict("fulfilment.no-lines", "the order has no lines; cancel it and enter another");
    for (auto& line : open.lines) {
        reserveLine(unit, line);
        unit.run("fulfilment.update-line", line);
    }
    settle(unit, open);
}

void OrderBook::pick(Unit& unit, OpenOrder& open) {
    using enum OrderState;
    const auto state = open.order.state;
    if (state != Reserved && state != BackOrdered && state != Picked) refuse(open.order, "picked");
    bool found = false;
    for (auto& line : open.lines) {
        if (line.reserved == line.picked) continue;
        found = true;
        pickLine(unit, line);
        unit.run("fulfilment.update-line", line);
    }
    if (!found)
        throw Error::conflict("fulfilment.nothing-to-pick", "nothing is reserved that was not picked");
    open.order.state = Picked;
    settle(unit, open);
}

void OrderBook::pack(Unit& unit, OpenOrder& open) {
    if (open.order.state != OrderState::Picked) refuse(open.order, "packed");
    open.order.state = OrderState::Packed;
    settle(unit, open);
}

ShipmentView OrderBook::ship(Unit& unit, OpenOrder& open, const std::string& carrier,
                             const std::string& trackingNumber) {
    ShipmentView out;
    out.id = unit.newId();
    out.shipment = {out.id,         open.order.id, open.order.contactId, carrier,
                    trackingNumber, unit.now(),    unit.actor().name};
    std::vector<ShipmentLineRow> rows;
    for (auto& line : open.lines) {
        const auto quantity = line.reserved;
        if (quantity == 0) continue;
        pickLine(unit, line);
        if (line.stocked) {
            move(unit, {line.itemId, MoveReason::Shipped, quantity, line.id, {}});
            changeStock(unit, {line.itemId, -quantity, -quantity, 0});
        }
        line.shipped += quantity;
        line.reserved = line.picked = 0;
        unit.run("fulfilment.update-line", line);
        rows.push_back({out.id, line.id, quantity});
        out.lines.push_back({line.id, line.sku, quantity});
    }
    if (rows.empty())
        throw Error::conflict("fulfilment.nothing-to-ship", "nothing is reserved for this order");
    unit.run("fulfilment.insert-shipment", out.shipment);
    unit.insertMany("fulfilment.insert-shipment-line", rows);
    settle(unit, open);
    out.orderState = open.order.state;
    unit.publish(OrderShipped{open.order.id, out.id, open.order.contactId});
    unit.audit("orders.ship", open.order.id, "shipment " + out.id.toString());
    return out;
}

void OrderBook::cancel(Unit& unit, OpenOrder& open, const std::vector<Id>& only) {
    for (std::size_t i = 0; i < only.size(); ++i)
        if (std::none_of(open.lines.begin(), open.lines.end(),
                         [&](const Line& l) { return l.id == only[i]; }))
            throw Error::invalid("/cancelLines/" + std::to_string(i), "fulfilment.no-such-line",
                                 "the order has no such line");
    const bool entered = open.order.state == OrderState::Entered;
    if (entered && !only.empty()) refuse(open.order, "cancelled in part; release it first");
    bool found = entered && open.lines.empty();
    std::vector<Id> freed;
    for (auto& line : open.lines) {
        if (!only.empty() && std::find(only.begin(), only.end(), line.id) == only.end()) continue;
        const auto quantity = entered ? line.ordered - line.cancelled : openOf(line);
        if (quantity == 0) continue;
        found = true;
        if (line.stocked && !entered) {
            if (line.picked > 0) move(unit, {line.itemId, MoveReason::Unpicked, line.picked, line.id, {}});
            changeStock(unit, {line.itemId, 0, -line.reserved, -line.backOrdered});
            if (line.reserved > 0) freed.push_back(line.itemId);
        }
        line.cancelled += quantity;
        line.reserved = line.picked = line.backOrdered = 0;
        unit.run("fulfilment.update-line", line);
    }
    if (!found) refuse(open.order, "cancelled: nothing of it is open");
    settle(unit, open);
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
    if (open.order.state == OrderState::Entered || any([](const Line& l) { return openOf(l) > 0; }))
        cancel(unit, open, {});
    unit.audit("orders.withdraw", made->id, "response " + response.toString());
}

ShortPick OrderBook::shortPick(Unit& unit, OpenOrder& open, ShortPick report) {
    const auto found = std::find_if(open.lines.begin(), open.lines.end(),
                                    [&](const Line& l) { return l.id == report.lineId; });
    if (found == open.lines.end())
        throw Error::invalid("/lineId", "fulfilment.no-such-line", "the order has no such line");
    auto& line = *found;
    const auto left = line.reserved - line.picked;
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
        move(unit, {line.itemId, damaged ? MoveReason::Scrapped : MoveReason::Lost, report.quantity, line.id,
                    report.note});
        changeStock(unit, {line.itemId, -report.quantity, -report.quantity, report.quantity});
        line.reserved -= report.quantity;
        line.backOrdered += report.quantity;
        unit.run("fulfilment.update-line", line);
        settle(unit, open);
    }
    report.id = unit.newId();
    report.orderId = open.order.id;
    report.sku = line.sku;
    report.reportedAt = unit.now();
    report.reportedBy = unit.actor().name;
    unit.run("fulfilment.insert-short-pick", report);
    unit.audit("orders.short-pick", open.order.id,
               line.sku + ": " + std::to_string(report.quantity) + " " + nameOf(report.reason));
    return report;
}

void OrderBook::reserveLine(Unit& unit, Line& line) {
    line.reserved = line.stocked ? reserveNew(unit, line.itemId, line.ordered) : line.ordered;
    line.backOrdered = line.ordered - line.reserved;
}

void OrderBook::pickLine(Unit& unit, Line& line) {
    const auto quantity = line.reserved - line.picked;
    if (quantity > 0 && line.stocked) move(unit, {line.itemId, MoveReason::Picked, quantity, line.id, {}});
    line.picked = line.reserved;
}

void OrderBook::settle(Unit& unit, OpenOrder& open) {
    const auto figures = [&] {
        return std::tuple(open.order.purchase, open.order.valueMinor,
                          open.order.state == OrderState::Cancelled);
    };
    const auto before = figures();
    setTotals(open.order, open.lines);
    open.order.state = stateOf(open.order.state, open.lines);
    unit.run("fulfilment.update-order", open.order);
    if (open.order.state == OrderState::Shipped || open.order.state == OrderState::Cancelled)
        Promises::end(unit, open.order);
    if (figures() != before)
        contacts::publishFactsChanged(unit, OrderHistory::kOrders, {&open.order.contactId, 1});
}

std::int64_t OrderBook::fillStep(Unit& unit, Id item) const {
    const auto stock = stockOf(unit, item);
    auto left = stock.available;
    if (left <= 0 || stock.backOrdered == 0) return 0;
    std::int64_t served = 0;
    for (const auto& next :
         unit.all<WaitingLine>("fulfilment.waiting-lines", {{"itemId", item}, {"limit", linesPerStep_}})) {
        if (left == 0) break;
        auto open = OrderBook::open(unit, next.orderId);
        auto& line = lineOf(open, next.id);
        const auto quantity = std::min(left, line.backOrdered);
        if (quantity == 0) continue; // served by another node since the list was read
        changeStock(unit, {item, 0, quantity, -quantity});
        line.reserved += quantity;
        line.backOrdered -= quantity;
        unit.run("fulfilment.update-line", line);
        settle(unit, open);
        left -= quantity;
        ++served;
    }
    return served;
}

std::int64_t OrderBook::fill(Unit& unit, Id item) const {
    const auto served = fillStep(unit, item);
    if (served == linesPerStep_)
        unit.enqueue(kFillJob, FillJob{item}, {{}, {}, "Serve back-orders of item " + item.toString()});
    return served;
}

void OrderBook::breakPromises(Unit& unit, Id item, std::int64_t quantity) {
    while (quantity > 0) {
        const auto rows =
            unit.all<WaitingLine>("fulfilment.newest-reserved-lines", {{"itemId", item}, {"limit", 100}});
        if (rows.empty())
            throw Error::conflict("fulfilment.not-there", "the rest of this item is packed for orders");
        for (const auto& row : rows) {
            if (quantity == 0) break;
            auto open = OrderBook::open(unit, row.orderId);
            auto& line = lineOf(open, row.id);
            const auto taken = std::min(quantity, line.reserved - line.picked);
            changeStock(unit, {item, 0, -taken, taken});
            line.reserved -= taken;
            line.backOrdered += taken;
            unit.run("fulfilment.update-line", line);
            settle(unit, open);
            unit.audit("orders.back-order", row.orderId, "stock was corrected");
            quantity -= taken;
        }
    }
}

} // namespace rejoinder::fulfilment
