#include "person_records.h"

#include "delays.h"
#include "ways.h"

#include <money/money.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

struct OrderRow {
    Id id;
    Timestamp orderedAt;
    std::string state, currency;
    std::int64_t valueMinor = 0;
    std::optional<Id> campaignId;
    std::string reference;
};
REJOINDER_DESCRIBE(OrderRow, id, orderedAt, state, currency, valueMinor, campaignId, reference)

struct ShipmentRow {
    Id id;
    Timestamp shippedAt;
    std::string carrier, trackingNumber;
    std::optional<Id> campaignId;
};
REJOINDER_DESCRIBE(ShipmentRow, id, shippedAt, carrier, trackingNumber, campaignId)

struct InvoiceRow {
    Id id;
    Timestamp createdAt;
    std::int64_t number = 0, totalMinor = 0;
    std::string kind, currency;
    std::optional<Id> campaignId;
};
REJOINDER_DESCRIBE(InvoiceRow, id, createdAt, number, totalMinor, kind, currency, campaignId)

struct CreditRow {
    Id id;
    Timestamp madeAt;
    std::string state, currency;
    std::int64_t amountMinor = 0;
    std::optional<Id> campaignId;
};
REJOINDER_DESCRIBE(CreditRow, id, madeAt, state, currency, amountMinor, campaignId)

struct SubscriptionRow {
    Id id;
    Timestamp madeAt;
    std::string state;
    std::optional<Id> campaignId;
};
REJOINDER_DESCRIBE(SubscriptionRow, id, madeAt, state, campaignId)

struct TraceRow {
    Id contactId;
    Timestamp orderedAt;
};
REJOINDER_DESCRIBE(TraceRow, contactId, orderedAt)

class OrderRecords final : public contacts::PersonRecords {
public:
    OrderRecords(std::function<std::shared_ptr<email::Notices>()> mails, std::function<OrderBook()> orders)
        : mails_(std::move(mails)), orders_(std::move(orders)) {}
    std::vector<contacts::TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                  std::int32_t limit) override {
        std::vector<contacts::TimelineEntry> all;
        for (const Id contact : contacts) {
            for (auto& o : unit.all<OrderRow>("fulfilment.order-timeline", {{"contactId", contact}}))
                if (o.orderedAt < before)
                    all.push_back({o.orderedAt,
                                   "fulfilment.order",
                                   o.id,
                                   o.currency + " " + money::text(o.valueMinor, o.currency),
                                   std::move(o.state),
                                   {},
                                   o.campaignId,
                                   {}});
            for (auto& s : unit.all<ShipmentRow>("fulfilment.shipment-timeline", {{"contactId", contact}}))
                if (s.shippedAt < before)
                    all.push_back({s.shippedAt,
                                   "fulfilment.shipment",
                                   s.id,
                                   std::move(s.carrier),
                                   std::move(s.trackingNumber),
                                   {},
                                   s.campaignId,
                                   {}});
            for (auto& a : unit.all<ShipmentRow>("fulfilment.appointment-timeline", {{"contactId", contact}}))
                if (a.shippedAt < before)
                    all.push_back({a.shippedAt,
                                   "fulfilment.appointment",
                                   a.id,
                                   std::move(a.carrier),
                                   std::move(a.trackingNumber),
                                   {},
                                   a.campaignId,
                                   "/appointments"});
            for (auto& a : unit.all<ShipmentRow>("fulfilment.approval-timeline", {{"contactId", contact}}))
                if (a.shippedAt < before)
                    all.push_back({a.shippedAt,
                                   "fulfilment.approval",
                                   a.id,
                                   std::move(a.carrier),
                                   std::move(a.trackingNumber),
                                   {},
                                   a.campaignId,
                                   {}});
            for (auto& h : unit.all<ShipmentRow>("fulfilment.house-timeline", {{"contactId", contact}}))
                if (h.shippedAt < before)
                    all.push_back({h.shippedAt,
                                   "fulfilment.handedToHouse",
                                   h.id,
                                   std::move(h.carrier),
                                   {},
                                   {},
                                   h.campaignId,
                                   "/orders/" + h.id.toString()});
            for (auto& v : unit.all<InvoiceRow>("fulfilment.invoice-timeline", {{"contactId", contact}}))
                if (v.createdAt < before)
                    all.push_back({v.createdAt,
                                   "fulfilment." + v.kind,
                                   v.id,
                                   v.currency + " " + money::text(v.totalMinor, v.currency),
                                   std::to_string(v.number),
                                   {},
                                   v.campaignId,
                                   "/invoices/" + v.id.toString()});
            for (auto& c : unit.all<CreditRow>("fulfilment.credit-check-timeline", {{"contactId", contact}}))
                if (c.madeAt < before)
                    all.push_back({c.madeAt,
                                   "fulfilment.creditCheck",
                                   c.id,
                                   c.currency + " " + money::text(c.amountMinor, c.currency),
                                   std::move(c.state),
                                   {},
                                   c.campaignId,
                                   {}});
            for (auto& s :
                 unit.all<SubscriptionRow>("fulfilment.subscription-timeline", {{"contactId", contact}}))
                if (s.madeAt < before)
                    all.push_back({s.madeAt,
                                   "fulfilment.subscription",
                                   s.id,
                                   {},
                                   std::move(s.state),
                                   {},
                                   s.campaignId,
                                   "/subscriptions/" + s.id.toString()});
        }
        std::ranges::sort(all, [](const auto& a, const auto& b) { return a.at > b.at; });
        if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
        return all;
    }

    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::uint64_t changed = 0;
        if (const auto mails = mails_())
            for (const Id contact : contacts) withdrawDelayMails(unit, contact, *mails);
        for (const Id contact : contacts) dropPerson(unit, contact, orders_());
        for (const Id contact : contacts)
            changed += unit.run("fulfilment.erase-order-notes", {{"contactId", contact}}) +
                       unit.run("fulfilment.erase-parcel-addresses", {{"contactId", contact}}) +
                       unit.run("fulfilment.erase-house-addresses", {{"contactId", contact}}) +
                       unit.run("fulfilment.erase-house-reasons", {{"contactId", contact}}) +
                       unit.run("fulfilment.erase-approval-reasons", {{"contactId", contact}}) +
                       unit.run("fulfilment.erase-appointment-notes", {{"contactId", contact}}) +
                       unit.run("fulfilment.erase-order-addresses", {{"contactId", contact}}) +
                       unit.run("fulfilment.erase-order-changes", {{"contactId", contact}}) +
                       unit.run("fulfilment.erase-hold-notes", {{"contactId", contact}}) +
                       unit.run("fulfilment.erase-credit-checks", {{"contactId", contact}}) +
                       unit.run("fulfilment.erase-order-payments", {{"contactId", contact}}) +
                       unit.run("fulfilment.erase-subscriptions", {{"contactId", contact}});
        return static_cast<std::int64_t>(changed);
    }

    void traces(Unit& unit, std::span<const Id> contacts, const Trace& take) override {
        contacts::forContacts<TraceRow>(unit, "fulfilment.order-traces", contacts, [&](const TraceRow& r) {
            take(r.contactId, r.orderedAt, "fulfilment.order");
        });
    }

private:
    std::function<std::shared_ptr<email::Notices>()> mails_;
    std::function<OrderBook()> orders_;
};

} // namespace

std::shared_ptr<contacts::PersonRecords> makePersonRecords(
    std::function<std::shared_ptr<email::Notices>()> mails, std::function<OrderBook()> orders) {
    return std::make_shared<OrderRecords>(std::move(mails), std::move(orders));
}

} // namespace rejoinder::fulfilment
