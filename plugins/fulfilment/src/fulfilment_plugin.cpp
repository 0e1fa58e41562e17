#include "person_records.h"
#include "plugin_manifest.h"
#include "routes.h"
#include "service.h"

#include <rejoinder/contract/responses/withdrawn.h>

namespace rejoinder::fulfilment {

namespace {

class FulfilmentPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.page("/orders", "Orders", "fulfilment.read");
        d.page("/pick", "Pick and pack", "fulfilment.work");
        d.page("/shipments", "Shipments", "fulfilment.read");
        d.page("/stock", "Stock", "fulfilment.read");
        d.page("/items", "Items", "fulfilment.read");
        d.permission("fulfilment.read", "See items, stock, orders and shipments",
                     {"fulfilment", "agent", "marketer", "analyst"});
        d.permission("fulfilment.items", "Make and change items", {"fulfilment"});
        d.permission("fulfilment.stock", "Receive and correct stock", {"fulfilment"});
        d.permission("fulfilment.order", "Enter orders", {"fulfilment", "agent"});
        d.permission("fulfilment.work", "Pick, pack, ship and cancel orders", {"fulfilment"});
        d.setting<std::int64_t>(
            "lines-per-step", 1000,
            "How many waiting order lines a receipt serves in its own transaction; a job serves the rest",
            [](const std::int64_t& v) { return v >= 1 && v <= 5000 ? "" : "between 1 and 5000"; });
        const Desk desk{[this] { return orders(); }, sources_};
        declareItems(d);
        declareStock(d, desk);
        declareOrders(d, desk);
        declareShipments(d, desk);
        declareShortPicks(d);
        d.on<responses::ResponseCaptured>(
            [this](const responses::ResponseCaptured& e, const Delivery&, Unit& u) {
                if (auto draft = Intake(sources_).draft(u, e)) orders().create(u, std::move(*draft));
            });
        d.on<responses::ResponseWithdrawn>([this](const responses::ResponseWithdrawn& e, const Delivery&,
                                                  Unit& u) { orders().withdraw(u, e.response.id); });
        d.announce<OrderShipped>("fulfilment.read");
        d.job<FillJob>("fill-back-orders", {},
                       [this](const FillJob& job, Attempt& attempt) { fill(job, attempt); });
        d.verify("stock ledger", checkStock);
        d.verify("orders", checkOrders);
    }

    void start(Context& context) override {
        context_ = &context;
        sources_ = {context.use<contacts::Directory>(), context.use<campaigns::Campaigns>(),
                    context.use<responses::Responses>()};
        context.provide<Orders>(std::make_shared<OrderService>());
        context.provide<Entering>(
            std::make_shared<EnteringService>(Desk{[this] { return orders(); }, sources_}));
        context.provide<contacts::PersonRecords>(makePersonRecords());
        context.provide<contacts::History>(std::make_shared<OrderHistory>());
    }

    void stop() noexcept override { sources_ = {}; }

private:
    OrderBook orders() const { return OrderBook(context_->setting<std::int64_t>("lines-per-step")); }

    void fill(const FillJob& job, Attempt& attempt) const {
        const auto book = orders();
        std::int64_t served = 0;
        for (std::int64_t step = 1; step > 0 && !attempt.stopping(); served += step) {
            step = attempt.write([&](Unit& u) { return book.fillStep(u, job.itemId); });
            attempt.progress(served + step, 0);
        }
    }

    Context* context_ = nullptr;
    Sources sources_;
};

} // namespace

} // namespace rejoinder::fulfilment

REJOINDER_PLUGIN(rejoinder::fulfilment::FulfilmentPlugin)
