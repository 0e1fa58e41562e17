#pragma once
#include "order_book.h"
#include "prices.h"

#include <rejoinder/contract/campaigns.h>
#include <rejoinder/contract/contacts.h>
#include <rejoinder/contract/responses.h>

#include <functional>
#include <map>

/// How a wish becomes an order: items, person, price and credit are found and checked before anything is
/// written.
namespace rejoinder::fulfilment {

/// Services the intake asks.
struct Sources {
    std::shared_ptr<contacts::Directory> directory;
    std::shared_ptr<campaigns::Campaigns> campaigns;
    std::shared_ptr<responses::Responses> responses;
    std::shared_ptr<contacts::Identities> identities;
    /// The day of the house's calendar that a moment falls in.
    std::function<Date(Timestamp)> day;
};

struct NewLine {
    std::string sku;
    std::int32_t quantity = 1;
    std::optional<std::int64_t> unitPriceMinor;
    static void rules(Rules& r) {
        r.at("sku").notEmpty().max(64);
        r.at("quantity").range(1, 10000).defaulted();
        r.at("unitPriceMinor")
            .range(0, 1e9)
            .says("Absent: the item's price. Minor units of the order's currency");
    }
};
REJOINDER_DESCRIBE(NewLine, sku, quantity, unitPriceMinor)

struct NewOrder {
    std::optional<Id> responseId, contactId;
    std::optional<std::string> externalKey;
    std::optional<Id> campaignId;
    std::optional<std::string> reference;
    std::optional<Timestamp> orderedAt;
    std::vector<NewLine> lines;
    std::vector<OrderAddress> addresses;
    std::string note, shipping;
    std::optional<std::int64_t> shippingMinor;
    OrderPayment payment;
    static void rules(Rules& r) {
        r.at("responseId")
            .says("The response that is the order; it gives person, campaign, cell and segment");
        r.at("contactId").says("Without a response: who orders");
        r.at("externalKey").max(100).says("The contact's number in the source system, instead of contactId");
        r.at("campaignId").says("Without a response: the campaign it is credited to");
        r.at("reference")
            .notEmpty()
            .max(200)
            .says("The source's own number; the same number twice is one order");
        r.at("orderedAt").says("Absent: when the response was received, or now");
        r.at("lines").notEmpty().max(200);
        r.at("addresses").max(2).defaulted().says("Where goods or bill go when that is not the person's");
        r.at("note").max(10000).defaulted();
        r.at("shipping").max(100).defaulted().says("The way it is sent, as the shipping rates name it");
        r.at("shippingMinor").range(0, 1e9).says("What the buyer pays for it; absent: by the rates");
        r.at("payment").defaulted().says("Absent: by invoice");
    }
};
REJOINDER_DESCRIBE(NewOrder, responseId, contactId, externalKey, campaignId, reference, orderedAt, lines,
                   addresses, note, shipping, shippingMinor, payment)

class Intake {
public:
    explicit Intake(const Sources& sources) : sources_(sources) {}
    /// The order that this wish made before, found by its reference.
    static std::optional<Order> madeBefore(Unit& unit, const NewOrder& in);
    /// Everything about an order that is entered. @throws Error Invalid naming every fault, Conflict when the
    /// response has an order already; nothing is written then.
    Draft draft(Unit& unit, const NewOrder& in) const;
    /// An order for the items that a captured response asks for; held when a person must look at it. Nothing
    /// when there is nothing to send or the response has its order already.
    std::optional<Draft> draft(Unit& unit, const responses::ResponseCaptured& event) const;

    /// The items of lines at their prices of that day; the first gives the currency where none is set.
    /// `already`: how many of an item the order holds, for its limits.
    static std::vector<DraftLine> lines(Unit& unit, const std::vector<NewLine>& wishes,
                                        const Pricing& pricing, std::string& currency, const std::string& at,
                                        Faults& faults, const std::map<Id, std::int64_t>& already = {});
    /// Who orders and to what it is credited: of a response, else of a contact.
    void takePerson(Unit& unit, const NewOrder& in, Order& order, Faults& faults) const;
    /// The currency of its campaign; "" without one.
    std::string currencyOf(Unit& unit, const Order& order) const;
    /// What decides the prices of an order: the day, and the offer of the cell it is credited to.
    [[nodiscard]] Pricing pricingOf(Unit& unit, const Order& order, Timestamp at) const;

private:
    void takeResponse(Unit& unit, const NewOrder& in, Order& order, Faults& faults) const;
    void takeContact(Unit& unit, const NewOrder& in, Order& order, Faults& faults) const;

    const Sources& sources_;
};

} // namespace rejoinder::fulfilment
