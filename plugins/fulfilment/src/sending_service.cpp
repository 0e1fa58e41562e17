#include "sending_service.h"

#include "order_book.h"

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

/// Whether something is open and all of it is among these; kits are their parts, and enclosures only go
/// along.
bool wereAllSent(const std::vector<Line>& lines, const std::vector<std::string>& skus) {
    bool any = false;
    for (const auto& line : lines) {
        if (line.role == LineRole::Kit || line.role == LineRole::Enclosure) continue;
        if (line.reserved + line.backOrdered == 0) continue;
        if (line.houseId) return false; // that goes another way still
        any = true;
        if (line.backOrdered > 0 || std::ranges::find(skus, line.sku) == skus.end()) return false;
    }
    return any;
}

class SendingService final : public Sending {
public:
    std::optional<SendableItem> item(Unit& unit, std::string_view sku) override {
        const auto found = unit.one<Item>("fulfilment.find-item-by-sku", {{"sku", sku}});
        if (!found || !found->active) return std::nullopt;
        return SendableItem{found->sku, found->name, found->stocked};
    }

    std::vector<SendableLine> lines(Unit& unit, Id order) override {
        const auto view = OrderBook::view(unit, order);
        std::vector<SendableLine> out;
        if (view.order.held) return out;
        for (const auto& line : view.lines)
            if (line.reserved > 0 && line.role != LineRole::Kit && !line.houseId)
                out.push_back({line.sku, line.name, line.reserved});
        return out;
    }

    bool held(Unit& unit, Id order) override { return OrderBook::view(unit, order).order.held; }

    bool shipIfAll(Unit& unit, Id order, const std::vector<std::string>& skus,
                   const std::string& carrier) override {
        // Looked at first: opening an order makes its version grow, and somebody may have it on the screen.
        const auto view = OrderBook::view(unit, order);
        if (view.order.held || !wereAllSent(view.lines, skus)) return false;
        auto open = OrderBook::open(unit, order);
        if (open.order.held || !wereAllSent(open.lines, skus)) return false;
        OrderBook::dropEnclosuresBut(unit, open, skus);
        OrderBook::ship(unit, open, carrier, {});
        return true;
    }
};

} // namespace

std::shared_ptr<Sending> makeSendingService() {
    return std::make_shared<SendingService>();
}

} // namespace rejoinder::fulfilment
