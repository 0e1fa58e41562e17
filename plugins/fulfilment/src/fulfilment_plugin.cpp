#include "generic_carrier.h"
#include "houses.h"
#include "invoice_routes.h"
#include "person_records.h"
#include "plugin_manifest.h"
#include "routes.h"
#include "sending_service.h"
#include "service.h"
#include "subscriptions.h"
#include "ways.h"
#include "workload.h"

#include <rejoinder/contract/channel-email.h>
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
        d.permission("fulfilment.release", "Release orders that are held", {"fulfilment"});
        d.setting<std::int64_t>(
            "lines-per-step", 1000,
            "How many waiting order lines a receipt serves in its own transaction; a job serves the rest",
            [](const std::int64_t& v) { return v >= 1 && v <= 5000 ? "" : "between 1 and 5000"; });
        declarePromise(d);
        declareCosts(d);
        declareHoldRules(d);
        const Desk desk = this->desk();
        declareItems(d);
        declareAssortment(d, desk);
        declareLots(d, desk);
        declarePrices(d, desk);
        declareShippingRates(d, desk);
        declareStock(d, desk);
        declareOrders(d, desk);
        declareShipments(d, desk);
        declareShortPicks(d, desk);
        declareHolds(d, desk);
        declareCreditChecks(d, desk);
        declareSubscriptions(d, desk);
        declareOrderChanges(d, desk);
        declarePromises(d, desk);
        declarePickBatches(d);
        declareParcels(d, desk);
        declareGoodsReturns(d, desk);
        declareCounts(d, desk);
        declareWays(d, desk);
        declareMandates(d, desk);
        declareHouses(
            d,
            [this] {
                return HouseDesk{orders(), parcels(), promise()};
            },
            [this]() -> Context& { return *context_; });
        declareInvoices(d, [this] {
            return InvoiceBook(invoiceRulesOf(*context_), sources_.directory, sources_.identities);
        });
        d.on<responses::ResponseCaptured>(
            [this](const responses::ResponseCaptured& e, const Delivery&, Unit& u) {
                if (auto draft = Intake(sources_).draft(u, e)) orders().create(u, std::move(*draft));
                followReply(u, e.response, promise());
            });
        d.on<responses::ResponseWithdrawn>(
            [this, desk](const responses::ResponseWithdrawn& e, const Delivery&, Unit& u) {
                orders().withdraw(u, e.response.id);
                dropReply(u, e.response.id);
                Subscriptions(desk).withdraw(u, e.response.id);
            });
        d.announce<OrderShipped>("fulfilment.read");
        d.job<FillJob>("fill-back-orders", {},
                       [this](const FillJob& job, Attempt& attempt) { fill(job, attempt); });
        d.verify("stock ledger", checkStock);
        d.verify("orders", checkOrders);
        d.verify("holds", checkHolds);
    }

    void start(Context& context) override {
        context_ = &context;
        sources_ = {context.use<contacts::Directory>(), context.use<campaigns::Campaigns>(),
                    context.use<responses::Responses>(), context.use<contacts::Identities>(),
                    [this](Timestamp moment) {
                        const auto rules = promise();
                        return WorkingTime(rules.timeZone, rules.cutOff, rules.closedDays).day(moment);
                    }};
        context.provide<Orders>(std::make_shared<OrderService>());
        context.provide<Costs>(std::make_shared<CostService>());
        context.provide<Entering>(std::make_shared<EnteringService>(desk()));
        context.provide<Sending>(makeSendingService());
        context.provide<Carrier>(makeGenericCarrier());
        context.provide<campaigns::Workloads>(
            makeWorkload([&context] { return context.setting<std::string>("closed-days"); }));
        context.provide<Receivables>(std::make_shared<ReceivablesService>());
        context.provide<contacts::PersonRecords>(makePersonRecords(
            [this] { return context_->tryUse<email::Notices>(); }, [this] { return orders(); }));
        context.provide<contacts::History>(std::make_shared<OrderHistory>());
    }

    void stop() noexcept override { sources_ = {}; }

private:
    Desk desk() {
        return {[this] { return orders(); },
                sources_,
                [this] { return promise(); },
                [this] { return telling(); },
                [this] { return parcels(); },
                [this] { return shipping(); },
                [this] { return creditProfileOf(*context_); },
                [this] { return debitRulesOf(*context_); }};
    }
    ParcelDesk parcels() const {
        const auto text = [this](const char* key) { return context_->setting<std::string>(key); };
        return {sources_.directory,     context_->useAll<Carrier>(), text("carrier"),           sender(),
                text("sender-country"), text("time-zone"),           dispatchRatesOf(*context_)};
    }
    OrderBook orders() const {
        return OrderBook(context_->setting<std::int64_t>("lines-per-step"), promise(), holdRules(),
                         shipping(), creditRules());
    }
    CreditRules creditRules() const {
        return {!context_->setting<std::string>("credit-check-url").empty(),
                context_->setting<std::int64_t>("credit-check-above")};
    }
    ShippingRules shipping() const {
        return {sources_.day, [directory = sources_.directory](Unit& u, Id id) {
                    const auto person = directory->find(u, id);
                    return person ? person->country : std::string();
                }};
    }
    HoldRules holdRules() const {
        HoldRules rules;
        rules.above = context_->setting<std::int64_t>("hold-above");
        rules.firstAbove = context_->setting<std::int64_t>("hold-first-above");
        if (context_->setting<bool>("hold-incomplete-address"))
            rules.missing = [directory = sources_.directory](Unit& u, Id id) {
                const auto person = directory->find(u, id);
                return person ? missingInAddress(*person) : std::string("the person");
            };
        return rules;
    }
    PromiseRules promise() const {
        const auto number = [this](const char* key) { return context_->setting<std::int64_t>(key); };
        return {context_->setting<std::string>("time-zone"),
                context_->setting<std::string>("cut-off"),
                context_->setting<std::string>("closed-days"),
                number("information-hours"),
                number("goods-hours"),
                number("alarm-hours"),
                number("stated-days"),
                number("notice-days")};
    }
    /// Who sends; where nothing is said, who sells.
    std::string sender() const {
        const auto text = [this](const char* key) { return context_->setting<std::string>(key); };
        auto said = text("sender");
        if (!said.empty() || text("seller-name").empty()) return said;
        return text("seller-name") + ", " + text("seller-street") + " " + text("seller-house-number") + ", " +
               text("seller-postcode") + " " + text("seller-city");
    }
    Telling telling() const { return {sources_.directory, context_->tryUse<email::Notices>(), sender()}; }

    static void declarePromise(Declarations& d) {
        const auto number = [&](std::string_view key, std::int64_t value, std::string_view says,
                                std::int64_t most) {
            d.setting<std::int64_t>(key, value, says, [most](const std::int64_t& v) {
                return v >= 1 && v <= most ? "" : "between 1 and " + std::to_string(most);
            });
        };
        d.setting<std::string>("time-zone", "Europe/Zurich",
                               "Where the warehouse's clock runs, as IANA names it",
                               [](const std::string& v) { return isTimeZone(v) ? "" : "no such time zone"; });
        d.setting<std::string>(
            "cut-off", "14:00",
            "Orders that come in by then count as of that moment, later ones as of the next "
            "working day's begin",
            [](const std::string& v) { return minutesOfDay(v) ? "" : "a time such as 14:00"; });
        d.setting<std::string>(
            "closed-days", "",
            "Days besides Saturdays and Sundays on which nobody works: 2026-12-25, 2027-01-01",
            [](const std::string& v) { return daysOf(v) ? "" : "days such as 2026-12-25"; });
        number("information-hours", 24, "Hours of working days until information material is out", 2400);
        number("goods-hours", 48, "Hours of working days until goods are out", 2400);
        number("alarm-hours", 4, "How many hours before an order is late it is told", 240);
        number("stated-days", 30,
               "Days in which buyers were told it would ship; by US law 30 if they were told nothing", 365);
        number("notice-days", 7, "How many days before that day a notice of delay is due", 60);
        d.setting<std::string>(
            "sender", "",
            "Who sends goods and writes of delays, with commas: name, street, postcode and city; "
            "empty: who sells");
        d.page("/promises", "Promises", "fulfilment.read");
    }

    static void declareHoldRules(Declarations& d) {
        const auto amount = [&](std::string_view key, std::string_view says) {
            d.setting<std::int64_t>(key, 0, says, [](const std::int64_t& v) {
                return v >= 0 && v <= 1'000'000'000 ? "" : "between 0 and 1000000000";
            });
        };
        amount(
            "hold-above",
            "Orders over this amount (main units of their currency) are held until a person releases them; "
            "0: none");
        amount("hold-first-above", "The same for the first order of a person; 0: none");
        d.setting<bool>(
            "hold-incomplete-address", false,
            "Hold orders of persons whose address lacks name, postcode, city or country, or to whom "
            "post came back");
    }

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
