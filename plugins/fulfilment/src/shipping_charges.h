#pragma once
#include "records.h"

#include <functional>

/// What buyers pay for having goods sent.
namespace rejoinder::fulfilment {

/// What the steps of rates are of.
enum class RateMeasure { Value, Weight };
REJOINDER_DESCRIBE_ENUM(RateMeasure, Value, Weight)

/// A row of the list of rates: one step. Only its last day ever changes.
struct ShippingRate {
    Id id;
    std::string name;                   ///< as invoices say it
    std::string way;                    ///< "express", a carrier; empty: the usual one
    std::vector<std::string> countries; ///< none: all that no other row of this way names
    std::string currency;
    RateMeasure measure = RateMeasure::Value;
    std::int64_t fromAmount = 0; ///< minor units or grams, from which on it counts
    std::int64_t priceMinor = 0;
    std::optional<std::int64_t> freeFromMinor; ///< goods for so much are sent for nothing
    std::int32_t vatBasisPoints = 0;
    std::optional<Date> fromDay, untilDay;
    Timestamp madeAt;
    std::string madeBy;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(ShippingRate, id, name, way, countries, currency, measure, fromAmount, priceMinor,
                   freeFromMinor, vatBasisPoints, fromDay, untilDay, madeAt, madeBy, version)

/// What is to be sent.
struct ShippingLoad {
    std::int64_t valueMinor = 0, grams = 0;
    std::int64_t pieces = 0; ///< that are carried
    /// Whether somebody pays for it: neither for information nor where nothing is carried.
    [[nodiscard]] bool isCharged() const { return valueMinor > 0 && pieces > 0; }
};
REJOINDER_DESCRIBE(ShippingLoad, valueMinor, grams, pieces)

/// What the buyer of an order pays for it, once, however many parcels it takes.
struct ShippingCharge {
    Id orderId;
    std::string name, way;
    std::int64_t amountMinor = 0;
    std::int64_t standardMinor = 0; ///< what the usual way would have cost, at most the amount
    std::int32_t vatBasisPoints = 0;
    bool agreed = false;   ///< somebody said the amount; it does not follow the order
    bool invoiced = false; ///< an invoice bears it; it does not change any more
};
REJOINDER_DESCRIBE(ShippingCharge, orderId, name, way, amountMinor, standardMinor, vatBasisPoints, agreed,
                   invoiced)

/// What somebody said of it when the order was entered.
struct ShippingWish {
    std::string way;
    std::optional<std::int64_t> amountMinor;
};

/// What decides a charge besides the order; where nothing is set nobody is charged.
struct ShippingRules {
    std::function<Date(Timestamp)> day;
    /// Where a contact lives.
    std::function<std::string(Unit& unit, Id contact)> country;
};

/// What these rates ask for that load: of the rows of the way that name the country, or else of those that
/// name none, the highest step that it reaches; of value and weight the dearer one.
/// @returns nothing when no row counts
std::optional<ShippingCharge> chargeBy(const std::vector<ShippingRate>& rates, const std::string& way,
                                       const std::string& country, const ShippingLoad& load);
/// Every way that these rates know for that load, the usual one first.
std::vector<ShippingCharge> waysBy(const std::vector<ShippingRate>& rates, const std::string& country,
                                   const ShippingLoad& load);
/// The rates that count on a day.
std::vector<ShippingRate> ratesOf(Unit& unit, const std::string& currency, Date day);
ShippingLoad loadOf(const std::vector<DraftLine>& lines);

/// What the buyer of an order pays, if goods are sent that are paid for; it is not stored.
std::optional<ShippingCharge> chargeFor(Unit& unit, const Order& order, const ShippingLoad& load,
                                        const ShippingWish& wish, const std::string& country,
                                        const ShippingRules& rules);
/// The order changed: so does its charge, unless it was agreed or is invoiced, and the history says it.
/// @param mayRise false where we give something up: that makes nothing dearer
void followOrder(Unit& unit, const Order& order, const std::string& country, const ShippingRules& rules,
                 const std::string& note, bool mayRise = true);
std::optional<ShippingCharge> shippingOf(Unit& unit, Id order);

} // namespace rejoinder::fulfilment
