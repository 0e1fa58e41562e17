#include "houses.h"

#include <algorithm>

/// What becomes of orders that an outside house sends.
namespace rejoinder::fulfilment {

namespace {

Line& lineAtHouse(OpenOrder& open, Id id) {
    const auto found = std::ranges::find(open.lines, id, &Line::id);
    if (found == open.lines.end() || !found->houseId)
        throw Error(ErrorKind::Bug, "fulfilment.line-gone", "no such line is at a house");
    return *found;
}

} // namespace

std::vector<std::int64_t> OrderBook::handToHouse(Unit& unit, OpenOrder& open, const std::vector<Id>& lines) {
    std::vector<std::int64_t> handed;
    for (const auto id : lines) {
        auto& line = lineAtHouse(open, id);
        const auto quantity = open.order.held ? 0 : line.reserved - line.picked;
        if (quantity > 0) {
            pickLine(unit, line);
            store(unit, open.order, line);
        }
        handed.push_back(quantity);
    }
    settle(unit, open);
    return handed;
}

ShipmentView OrderBook::shipFromHouse(Unit& unit, OpenOrder& open, const std::vector<ShipmentLine>& pieces,
                                      const Shipment& told) {
    ShipmentView out;
    out.id = unit.newId();
    out.shipment = told;
    out.shipment.id = out.id;
    out.shipment.orderId = open.order.id;
    out.shipment.contactId = open.order.contactId;
    const auto before = open.lines;
    for (const auto& piece : pieces) {
        auto& line = lineAtHouse(open, piece.lineId);
        if (line.stocked) {
            move(unit, {line.itemId, MoveReason::Shipped, piece.quantity, line.id, {}, false, {}, true});
            changeStock(unit, {line.itemId, -piece.quantity, -piece.quantity, 0});
        }
        line.shipped += piece.quantity;
        line.reserved -= piece.quantity;
        line.picked -= piece.quantity;
        store(unit, open.order, line);
    }
    sendOut(unit, open, before, out);
    unit.run("fulfilment.set-shipped-at", {{"orderId", open.order.id}}); // it went out before we heard of it
    tellOpened(unit, open.order);
    return out;
}

void OrderBook::giveBackFromHouse(Unit& unit, OpenOrder& open, const ShipmentLine& piece, bool missing,
                                  const std::string& why) const {
    auto& line = lineAtHouse(open, piece.lineId);
    const auto item = line.itemId;
    const auto wanted = [&](MoveReason reason) {
        return NewMove{item, reason, piece.quantity, line.id, why, false, {}, true};
    };
    line.picked -= piece.quantity;
    if (line.stocked) move(unit, wanted(MoveReason::Unpicked));
    const bool gone = missing && line.stocked;
    if (gone) {
        move(unit, wanted(MoveReason::Lost));
        changeStock(unit, {item, -piece.quantity, -piece.quantity, open.order.held ? 0 : piece.quantity});
        line.reserved -= piece.quantity;
        line.backOrdered += piece.quantity;
    }
    store(unit, open.order, line);
    settle(unit, open);
    if (gone) {
        fill(unit, item); // the house may have others
        open = OrderBook::open(unit, open.order.id);
        return;
    }
    if (open.order.state == OrderState::Shipped || open.order.state == OrderState::Cancelled) return;
    if (!openHold(unit, open.order.id, HoldReason::Unclear)) hold(unit, open, HoldReason::Unclear, why);
}

} // namespace rejoinder::fulfilment
