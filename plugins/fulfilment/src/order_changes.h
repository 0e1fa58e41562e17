#pragma once
#include "order_payment.h"
#include "shipping_charges.h"

#include <rejoinder/contract/contacts.h>

/// Changes of orders that are not out yet, and who made them.
namespace rejoinder::fulfilment {

enum class AddressKind { Bill, Ship };
REJOINDER_DESCRIBE_ENUM(AddressKind, Bill, Ship)

/// Where one order's goods or bill go instead of where the person lives.
struct OrderAddress {
    AddressKind kind = AddressKind::Ship;
    std::string name, addressLine2, street, houseNumber, postcode, city, country;
    static void rules(Rules& r) {
        r.at("kind").says("ship: where the goods go; bill: who is invoiced");
        r.at("name").notEmpty().max(200);
        r.at("addressLine2").max(200).defaulted();
        r.at("street").max(200).defaulted();
        r.at("houseNumber").max(40).defaulted();
        r.at("postcode").notEmpty().max(40);
        r.at("city").notEmpty().max(200);
        r.at("country").format(Format::Country);
    }
};
REJOINDER_DESCRIBE(OrderAddress, kind, name, addressLine2, street, houseNumber, postcode, city, country)

/// Shipping: what the buyer pays for it. CreditAsked: for so much; CreditAnswered: yes or no.
enum class ChangeKind {
    Quantity,
    LineAdded,
    Cancelled,
    ShipTo,
    BillTo,
    Held,
    Released,
    Shipping,
    CreditAsked,
    CreditAnswered,
    Payment
};
REJOINDER_DESCRIBE_ENUM(ChangeKind, Quantity, LineAdded, Cancelled, ShipTo, BillTo, Held, Released, Shipping,
                        CreditAsked, CreditAnswered, Payment)

/// What was changed of an order; never changed itself.
struct OrderChange {
    Id id, orderId;
    ChangeKind kind = ChangeKind::Quantity;
    std::optional<Id> lineId;
    std::string sku, before, after, note;
    Timestamp changedAt;
    std::string changedBy;
};
REJOINDER_DESCRIBE(OrderChange, id, orderId, kind, lineId, sku, before, after, note, changedAt, changedBy)

struct ChangedLine {
    Id lineId;
    std::int64_t quantity = 0;
    static void rules(Rules& r) {
        r.at("quantity").range(0, 10000).says("How many are wanted in all, those that went out among them");
    }
};
REJOINDER_DESCRIBE(ChangedLine, lineId, quantity)

/// What is to be changed, besides lines that are added.
struct OrderWish {
    std::vector<ChangedLine> lines;
    std::vector<OrderAddress> addresses;
    std::vector<AddressKind> ownAddress; ///< goes where the person lives again
    std::string note;
    std::optional<OrderPayment> payment; ///< how it is paid from now on
};

/// Writes a line of an order's history; id, time and person are filled in.
void writeChange(Unit& unit, OrderChange change);
/// The same for a line and how many of it are wanted.
void writeLineChange(Unit& unit, Id order, ChangeKind kind, Id line, std::int64_t before, std::int64_t after,
                     const std::string& note);
/// Stores where an order goes, in place of what was said before.
void storeAddress(Unit& unit, Id order, const OrderAddress& address);
/// Where that order's goods or bill go, when it is not where the person lives.
std::optional<OrderAddress> addressOf(Unit& unit, Id order, AddressKind kind);
/// The person with the address of this order.
contacts::Contact addressed(contacts::Contact person, const std::optional<OrderAddress>& address);
/// Where an order goes that has these addresses of its own.
std::string shipCountry(Unit& unit, Id contact, const std::vector<OrderAddress>& addresses,
                        const ShippingRules& rules);
/// An address in one line.
std::string textOf(const OrderAddress& address);

} // namespace rejoinder::fulfilment
