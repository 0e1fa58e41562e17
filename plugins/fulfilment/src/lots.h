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
Lot lotOf(Unit& unit, const Item& item, const std::string& code, const std::optional<Date>& expiresOn);
/// Takes expired lots out of the stock, some at a time; promises on them become back-orders.
/// @returns how many lots
std::int64_t expireLots(Unit& unit, Date today);
/// What `rejoinder verify` finds wrong with lots.
std::vector<std::string> checkLots(Unit& unit);

} // namespace rejoinder::fulfilment
