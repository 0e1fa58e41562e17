#pragma once
#include "order_book.h"
#include "parcels.h"

/// Goods that come back: why, and what becomes of each piece.
namespace rejoinder::fulfilment {

/// Undeliverable: it never arrived; all others were sent back by who got it.
enum class GoodsReturnReason {
    ChangedMind,
    Damaged,
    WrongItem,
    NotAsDescribed,
    TooLate,
    Undeliverable,
    Other
};
REJOINDER_DESCRIBE_ENUM(GoodsReturnReason, ChangedMind, Damaged, WrongItem, NotAsDescribed, TooLate,
                        Undeliverable, Other)

/// Restock: sold again. Quarantine: somebody looks at it. RefundOnly: nothing came back.
enum class Disposition { Restock, Quarantine, Scrap, RefundOnly };
REJOINDER_DESCRIBE_ENUM(Disposition, Restock, Quarantine, Scrap, RefundOnly)

struct GoodsReturn {
    Id id, orderId;
    GoodsReturnReason reason = GoodsReturnReason::Other;
    Timestamp receivedAt;
    std::string receivedBy;
};
REJOINDER_DESCRIBE(GoodsReturn, id, orderId, reason, receivedAt, receivedBy)

struct ReturnedLine {
    Id lineId;
    std::string sku;
    std::int64_t quantity = 0;
    Disposition disposition = Disposition::Restock;
};
REJOINDER_DESCRIBE(ReturnedLine, lineId, sku, quantity, disposition)

struct GoodsReturnView {
    Id id;
    GoodsReturn goodsReturn;
    std::vector<ReturnedLine> lines;
};
REJOINDER_DESCRIBE(GoodsReturnView, id, goodsReturn, lines)

struct NewReturnLine {
    Id lineId;
    std::int64_t quantity = 1;
    Disposition disposition = Disposition::Restock;
    static void rules(Rules& r) { r.at("quantity").range(1, 1e9).defaulted(); }
};
REJOINDER_DESCRIBE(NewReturnLine, lineId, quantity, disposition)

struct NewGoodsReturn {
    Id id;
    GoodsReturnReason reason = GoodsReturnReason::Other;
    std::vector<NewReturnLine> lines;
    static void rules(Rules& r) {
        r.at("id").says("The order");
        r.at("lines").notEmpty().max(200);
    }
};
REJOINDER_DESCRIBE(NewGoodsReturn, id, reason, lines)

/// Takes goods back. @throws Error Invalid naming every line that is not of the order or of which more comes
/// back than went out
GoodsReturnView takeBack(Unit& unit, const NewGoodsReturn& wish, const OrderBook& orders);
/// The order behind what was scanned: a slip's code, a parcel's number or that of its return label.
/// @throws Error NotFound
Id orderOfCode(Unit& unit, const std::string& code, const ParcelDesk& desk);
/// The label with which a shipment comes back; its number is reckoned from the shipment. @throws Error
/// NotFound
Parcel returnParcel(Unit& unit, Id shipment, const ParcelDesk& desk);

} // namespace rejoinder::fulfilment
