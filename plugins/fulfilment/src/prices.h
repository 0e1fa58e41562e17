#pragma once
#include "records.h"

/// The price list: prices between two days, for everybody or for who answers an offer.
namespace rejoinder::fulfilment {

/// A row of the price list; only its last day ever changes.
struct Price {
    Id id;
    std::optional<Id> itemId; ///< none: a discount of an offer on all items
    std::string sku, name, currency;
    std::optional<Id> offerId; ///< none: for everybody
    std::optional<std::int64_t> priceMinor;
    std::int32_t discountBasisPoints = 0; ///< hundredths of a percent off, where no price is said
    std::optional<Date> fromDay, untilDay;
    Timestamp madeAt;
    std::string madeBy;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Price, id, itemId, sku, name, currency, offerId, priceMinor, discountBasisPoints, fromDay,
                   untilDay, madeAt, madeBy, version)

/// What decides a price besides the item.
struct Pricing {
    Date day;
    std::optional<Id> offerId;
};

/// The price of an item, minor units: what the list says for everybody on that day (else the item's own),
/// and of that what the offer leaves. The row of the item itself counts before that of its base and one for
/// all; of several the newest.
std::int64_t priceOf(Unit& unit, const Item& item, const Pricing& pricing);
/// "CHF 12.50".
std::string amountText(std::int64_t minor, const std::string& currency);
/// The item that takes its place on that day; itself when none does.
Item inForce(Unit& unit, Item item, Date day);

} // namespace rejoinder::fulfilment
