#include "sending_service.h"

#include "order_book.h"

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

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
            if (line.reserved > 0) out.push_back({line.sku, line.name, line.reserved});
        return out;
    }

    bool shipIfAll(Unit& unit, Id order, const std::vector<std::string>& skus,
                   const std::string& carrier) override {
        auto open = OrderBook::open(unit, order);
        if (open.order.held) return false;
        bool any = false;
        for (const auto& line : open.lines) {
            if (line.reserved + line.backOrdered == 0) continue;
            any = true;
            if (line.backOrdered > 0 || std::ranges::find(skus, line.sku) == skus.end()) return false;
        }
        if (any) OrderBook::ship(unit, open, carrier, {});
        return any;
    }
};

} // namespace

std::shared_ptr<Sending> makeSendingService() {
    return std::make_shared<SendingService>();
}

} // namespace rejoinder::fulfilment
