#pragma once
#include "order_book.h"

/// Which lots of an item are where, and until when they are good. What expires first is picked first; what
/// has expired leaves the stock.
namespace rejoinder::fulfilment {

struct Lot {
    Id id, itemId;
    std::string sku, code;
    std::optional<Date> expiresOn; ///< the last day on which it may be sent; none: it keeps
    std::int64_t inStock = 0, inStaging = 0;
    Timestamp receivedAt;
};
REJOINDER_DESCRIBE(Lot, id, itemId, sku, code, expiresOn, inStock, inStaging, receivedAt)

/// The lot of an item that comes in; made when it is new.
/// @throws Error Invalid when it has expired or was received with another day before
Lot lotOf(Unit& unit, const Item& item, const std::string& code, const std::optional<Date>& expiresOn,
          Date today);
/// Takes the lot that expired first out of the stock; promises on it become back-orders.
/// @returns how many lots: one or none
std::int64_t expireLots(Unit& unit, Date today);

} // namespace rejoinder::fulfilment
