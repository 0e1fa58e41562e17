#include "order_book.h"

#include <algorithm>

/// Who waits for goods, and promises that must be broken.
namespace rejoinder::fulfilment {

namespace {

struct WaitingLine {
    Id id, orderId;
};
REJOINDER_DESCRIBE(WaitingLine, id, orderId)

Line& lineOf(OpenOrder& open, Id id) {
    const auto it =
        std::find_if(open.lines.begin(), open.lines.end(), [&](const Line& l) { return l.id == id; });
    if (it == open.lines.end()) throw Error(ErrorKind::Bug, "fulfilment.line-gone", "an order line is gone");
    return *it;
}

} // namespace

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
        const auto quantity = open.order.held ? 0 : std::min(left, line.backOrdered);
        if (quantity == 0) continue; // held or served by another node since the list was read
        changeStock(unit, {item, 0, quantity, -quantity});
        line.reserved += quantity;
        line.backOrdered -= quantity;
        store(unit, open.order, line);
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
            changeStock(unit, {item, 0, -taken, open.order.held ? 0 : taken});
            line.reserved -= taken;
            line.backOrdered += taken;
            store(unit, open.order, line);
            settle(unit, open);
            unit.audit("orders.back-order", row.orderId, "stock was corrected");
            quantity -= taken;
        }
    }
}

Move OrderBook::correct(Unit& unit, const NewMove& wanted) const {
    auto row = move(unit, wanted);
    if (row.to == Location::Stock || row.to == Location::House) {
        changeStock(unit, {row.itemId, row.quantity, 0, 0});
        fill(unit, row.itemId);
        return row;
    }
    const auto missing = row.quantity - stockOf(unit, row.itemId).available;
    if (missing > 0) breakPromises(unit, row.itemId, missing);
    changeStock(unit, {row.itemId, -row.quantity, 0, 0});
    return row;
}

} // namespace rejoinder::fulfilment
