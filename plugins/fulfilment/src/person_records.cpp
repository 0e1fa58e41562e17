#include "person_records.h"

#include "delays.h"
#include "mandates.h"
#include "prices.h"
#include "ways.h"

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

/// Something that happened, as a query tells it.
struct HappenedRow {
    Id id;
    Timestamp at;
    std::string title, detail;
    std::optional<Id> campaignId;
};
REJOINDER_DESCRIBE(HappenedRow, id, at, title, detail, campaignId)

/// The same with an amount for its title.
struct AmountRow {
    Id id;
    Timestamp at;
    std::string kind, currency, state;
    std::int64_t amountMinor = 0, number = 0;
    std::optional<Id> campaignId;
};
REJOINDER_DESCRIBE(AmountRow, id, at, kind, currency, state, amountMinor, number, campaignId)

struct TraceRow {
    Id contactId;
    Timestamp orderedAt;
};
REJOINDER_DESCRIBE(TraceRow, contactId, orderedAt)

/// A page of the console; one that ends with a stroke is that of the record.
std::string linkTo(std::string_view page, Id id) {
    return std::string(page) + (page.ends_with('/') ? id.toString() : std::string());
}

/// What happened to a contact before a moment.
class Timeline {
public:
    Timeline(Unit& unit, Timestamp before) : unit_(unit), before_(before) {}

    void happened(Id contact, std::string_view query, std::string_view kind, std::string_view page = {}) {
        for (auto& row : unit_.all<HappenedRow>(query, {{"contactId", contact}}))
            if (row.at < before_)
                entries.push_back({row.at,
                                   std::string(kind),
                                   row.id,
                                   std::move(row.title),
                                   std::move(row.detail),
                                   {},
                                   row.campaignId,
                                   linkTo(page, row.id)});
    }
    /// The detail is the state, or the number of what has none.
    void amounts(Id contact, std::string_view query, std::string_view page = {}) {
        for (auto& row : unit_.all<AmountRow>(query, {{"contactId", contact}}))
            if (row.at < before_)
                entries.push_back({row.at,
                                   "fulfilment." + row.kind,
                                   row.id,
                                   amountText(row.amountMinor, row.currency),
                                   row.state.empty() ? std::to_string(row.number) : std::move(row.state),
                                   {},
                                   row.campaignId,
                                   linkTo(page, row.id)});
    }
    std::vector<contacts::TimelineEntry> entries;

private:
    Unit& unit_;
    Timestamp before_;
};

class OrderRecords final : public contacts::PersonRecords {
public:
    OrderRecords(std::function<std::shared_ptr<email::Notices>()> mails, std::function<OrderBook()> orders)
        : mails_(std::move(mails)), orders_(std::move(orders)) {}
    std::vector<contacts::TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                  std::int32_t limit) override {
        Timeline told(unit, before);
        for (const Id contact : contacts) {
            told.amounts(contact, "fulfilment.order-timeline");
            told.happened(contact, "fulfilment.shipment-timeline", "fulfilment.shipment");
            told.happened(contact, "fulfilment.appointment-timeline", "fulfilment.appointment",
                          "/appointments");
            told.happened(contact, "fulfilment.approval-timeline", "fulfilment.approval");
            told.happened(contact, "fulfilment.house-timeline", "fulfilment.handedToHouse", "/orders/");
            told.amounts(contact, "fulfilment.invoice-timeline", "/invoices/");
            told.amounts(contact, "fulfilment.credit-check-timeline");
            told.happened(contact, "fulfilment.mandate-timeline", "fulfilment.mandate");
            told.happened(contact, "fulfilment.subscription-timeline", "fulfilment.subscription",
                          "/subscriptions/");
        }
        auto& all = told.entries;
        std::ranges::sort(all, [](const auto& a, const auto& b) { return a.at > b.at; });
        if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
        return std::move(all);
    }

    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::uint64_t changed = 0;
        if (const auto mails = mails_())
            for (const Id contact : contacts) withdrawDelayMails(unit, contact, *mails);
        for (const Id contact : contacts) dropPerson(unit, contact, orders_());
        for (const Id contact : contacts)
            changed += eraseMandates(unit, contact) +
                       unit.run("fulfilment.erase-order-notes", {{"contactId", contact}}) +
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
