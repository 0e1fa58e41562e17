#include "lots.h"
#include "routes.h"

#include <rejoinder/paging.h>

namespace rejoinder::fulfilment {

namespace {

constexpr double kLargestQuantity = 1e9;

struct StockList {
    std::optional<bool> low;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("low").says("Only items at or below their reorder level"); }
};
REJOINDER_DESCRIBE(StockList, low, limit, cursor)

struct NewReceipt {
    std::string sku;
    std::int64_t quantity = 0;
    std::string reason, lot;
    std::optional<Date> expiresOn;
    static void rules(Rules& r) {
        r.at("sku").notEmpty().max(64);
        r.at("quantity").range(1, kLargestQuantity);
        r.at("lot").max(64).defaulted().says("Needed for items whose lots are known");
        r.at("expiresOn").says("The last day on which it may be sent");
        r.at("reason").max(2000).defaulted().says("Supplier and delivery note, print run");
    }
};
REJOINDER_DESCRIBE(NewReceipt, sku, quantity, reason, lot, expiresOn)

/// What came in, and how many waiting order lines got goods of it.
struct Receipt {
    Id id; ///< of the move
    Move move;
    std::int64_t servedLines = 0;
};
REJOINDER_DESCRIBE(Receipt, id, move, servedLines)

enum class CorrectionKind { Lost, Found, Scrapped, ReturnedToSupplier, ReturnedByCustomer };
REJOINDER_DESCRIBE_ENUM(CorrectionKind, Lost, Found, Scrapped, ReturnedToSupplier, ReturnedByCustomer)

struct NewCorrection {
    std::string sku;
    CorrectionKind kind = CorrectionKind::Lost;
    std::int64_t quantity = 0;
    std::string reason, lot;
    static void rules(Rules& r) {
        r.at("sku").notEmpty().max(64);
        r.at("lot").max(64).defaulted().says("Which lot; absent: of what goes the one that expires first");
        r.at("kind").says("returnedToSupplier also counters a receipt that was wrong");
        r.at("quantity").range(1, kLargestQuantity);
        r.at("reason").notEmpty().max(2000).says("Why");
    }
};
REJOINDER_DESCRIBE(NewCorrection, sku, kind, quantity, reason, lot)

struct MoveList {
    std::optional<std::string> sku;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(MoveList, sku, limit, cursor)

Item itemOf(Unit& u, const std::string& sku) {
    auto item = u.one<Item>("fulfilment.find-item-by-sku", {{"sku", sku}});
    if (!item) throw Error::invalid("/sku", "fulfilment.unknown-item", "there is no item " + sku);
    if (!item->stocked)
        throw Error::invalid("/sku", "fulfilment.not-stocked", "item " + sku + " is not kept in stock");
    return std::move(*item);
}

Receipt receive(Unit& u, const NewReceipt& in, const Desk& desk) {
    const auto item = itemOf(u, in.sku);
    std::optional<Id> lot;
    if (item.lots) lot = lotOf(u, item, in.lot, in.expiresOn, desk.sources.day(u.now())).id;
    auto row = move(
        u,
        {item.id, MoveReason::Received, in.quantity, {}, in.reason, item.lots, lot, isAtHouse(u, item.id)});
    changeStock(u, {item.id, in.quantity, 0, 0});
    const auto served = desk.orders().fill(u, item.id);
    u.audit("stock.receive", item.id, std::to_string(in.quantity));
    const auto id = row.id;
    return {id, std::move(row), served};
}

MoveReason reasonOf(CorrectionKind kind) {
    switch (kind) {
    case CorrectionKind::Lost: return MoveReason::Lost;
    case CorrectionKind::Found: return MoveReason::Found;
    case CorrectionKind::Scrapped: return MoveReason::Scrapped;
    case CorrectionKind::ReturnedToSupplier: return MoveReason::ReturnedToSupplier;
    case CorrectionKind::ReturnedByCustomer: return MoveReason::ReturnedByCustomer;
    }
    throw Error(ErrorKind::Bug, "fulfilment.bad-reason", "a correction without a reason");
}

Move correct(Unit& u, const NewCorrection& in, const OrderBook& orders) {
    const auto item = itemOf(u, in.sku);
    std::optional<Id> lot;
    if (item.lots && !in.lot.empty()) {
        const auto known = u.one<Lot>("fulfilment.find-lot-by-code", {{"itemId", item.id}, {"code", in.lot}});
        if (!known) throw Error::invalid("/lot", "fulfilment.no-such-lot", "there is no such lot");
        lot = known->id;
    }
    auto row = orders.correct(
        u, {item.id, reasonOf(in.kind), in.quantity, {}, in.reason, item.lots, lot, isAtHouse(u, item.id)});
    u.audit("stock.correct", item.id, nameOf(in.kind) + " " + std::to_string(in.quantity));
    return row;
}

Page<Move> listMoves(Unit& u, const MoveList& in) {
    const auto limit = paging::limitOf(in.limit);
    const auto after = paging::cursorId(in.cursor);
    if (!in.sku)
        return paging::pageOf(u.all<Move>("fulfilment.list-moves", {{"after", after}, {"limit", limit}}),
                              limit);
    const auto item = itemOf(u, *in.sku);
    return paging::pageOf(u.all<Move>("fulfilment.list-moves-of-item",
                                      {{"itemId", item.id}, {"after", after}, {"limit", limit}}),
                          limit);
}

} // namespace

void declareStock(Declarations& d, const Desk& desk) {
    d.get<StockList, Page<StockRow>>(
        "/stock", {"fulfilment.read", "What is on hand, reserved and available, per item"},
        [](const StockList& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(
                u.all<StockRow>("fulfilment.list-stock", {{"low", in.low.value_or(false)},
                                                          {"after", paging::cursorId(in.cursor)},
                                                          {"limit", limit}}),
                limit);
        });
    d.post<NewReceipt, Receipt>(
        "/stock/receipts",
        {.permission = "fulfilment.stock",
         .summary = "Goods came in; who waits for them is served first",
         .success = 201,
         .at = "/stock/moves/{made}"},
        [desk](const NewReceipt& in, Call&, Unit& u) { return receive(u, in, desk); });
    d.post<NewCorrection, Move>(
        "/stock/corrections",
        {.permission = "fulfilment.stock",
         .summary = "Lost, found, scrapped or returned goods: a counter-move, the past stays as it is",
         .success = 201,
         .at = "/stock/moves/{made}"},
        [desk](const NewCorrection& in, Call&, Unit& u) { return correct(u, in, desk.orders()); });
    d.get<MoveList, Page<Move>>(
        "/stock/moves",
        {"fulfilment.read", "Every move of goods, oldest first; of one item when it is named"},
        [](const MoveList& in, Call&, Unit& u) { return listMoves(u, in); });
    d.get<ById, Move>("/stock/moves/{id}", {"fulfilment.read", "A move of goods"},
                      [](const ById& in, Call&, Unit& u) {
                          auto found = u.one<Move>("fulfilment.find-move", {{"id", in.id}});
                          if (!found)
                              throw Error::notFound("fulfilment.no-such-move", "there is no such move");
                          return std::move(*found);
                      });
}

} // namespace rejoinder::fulfilment
