#pragma once
#include "records.h"

/// The stock ledger: goods move between locations by rows that are never changed. Balances and counters of
/// the item are kept in the same unit, so that per item all balances sum to zero and available stock is never
/// negative.
namespace rejoinder::fulfilment {

/// How the counters of an item change; on hand is stock and staging.
struct StockChange {
    Id id;
    std::int64_t onHand = 0, reserved = 0, backOrdered = 0;
};
REJOINDER_DESCRIBE(StockChange, id, onHand, reserved, backOrdered)

/// Changes the counters. @throws Error Conflict `fulfilment.not-available` when less than what is reserved
/// would be left.
void changeStock(Unit& unit, const StockChange& change);

/// What is to be moved. The places follow from the reason.
struct NewMove {
    Id itemId;
    MoveReason reason = MoveReason::Received;
    std::int64_t quantity = 0;
    std::optional<Id> orderLineId;
    std::string note;
    bool lots = false;                      ///< of the item: its lots move, too
    std::optional<Id> lotId = std::nullopt; ///< none: what expires first, or what the line has
    bool atHouse = false;                   ///< it lies at an outside house instead of in the stock
};

/// Moves goods and keeps the balances; counters are the caller's.
/// @throws Error Conflict `fulfilment.not-there` when the place does not hold so many.
Move move(Unit& unit, const NewMove& wanted);

/// Whether all of the item lies at an outside house.
bool isAtHouse(Unit& unit, Id item);
/// Which lots a move is made of. @throws Error Conflict `fulfilment.lot-expired` when too few are good
void moveLots(Unit& unit, const Move& move, const std::optional<Id>& lot);
/// @throws Error Conflict `fulfilment.lot-expired` when something that is picked of the line has expired
/// since
void requireGoodLots(Unit& unit, const Line& line);

/// Keeps goods for an order that is new. Who waits already goes first.
/// @returns how many were reserved; the rest is back-ordered.
std::int64_t reserveNew(Unit& unit, Id item, std::int64_t quantity);

/// The item with its stock. @throws Error Bug when it is gone.
StockRow stockOf(Unit& unit, Id item);

/// What `rejoinder verify` finds wrong with stock and orders.
std::vector<std::string> checkStock(Unit& unit);
std::vector<std::string> checkOrders(Unit& unit);
/// The same of lots.
std::vector<std::string> checkLots(Unit& unit);

} // namespace rejoinder::fulfilment
