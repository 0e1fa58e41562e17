#include "lots.h"

#include "routes.h"

#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

/// So many of a lot.
struct LotShare {
    Id id;
    std::int64_t quantity = 0;
};
REJOINDER_DESCRIBE(LotShare, id, quantity)

struct LotMoveRow {
    Id moveId, lotId;
    std::int64_t quantity = 0;
};
REJOINDER_DESCRIBE(LotMoveRow, moveId, lotId, quantity)

struct LotList {
    std::optional<std::string> sku;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("sku").max(64).says("Of one item"); }
};
REJOINDER_DESCRIBE(LotList, sku, limit, cursor)

/// Who got goods of a lot.
struct LotReceiver {
    Id orderId, contactId, lineId;
    std::int64_t quantity = 0;
    Timestamp shippedAt;
};
REJOINDER_DESCRIBE(LotReceiver, orderId, contactId, lineId, quantity, shippedAt)

struct LotView {
    Id id;
    Lot lot;
    std::vector<LotReceiver> receivers;
};
REJOINDER_DESCRIBE(LotView, id, lot, receivers)

/// Where the goods of a move come from, in the order in which they are taken.
std::vector<LotShare> sourcesOf(Unit& unit, const Move& move) {
    if (move.reason == MoveReason::Unpicked || move.reason == MoveReason::Shipped)
        return unit.all<LotShare>("fulfilment.lots-of-line", {{"lineId", move.orderLineId}});
    if (move.from == Location::Customer && move.orderLineId)
        return unit.all<LotShare>("fulfilment.lots-shipped", {{"lineId", move.orderLineId}});
    // What is picked must be good; what is lost, scrapped or goes back may be old.
    const auto today = move.reason == MoveReason::Picked ? Date::of(unit.now()) : Date{0};
    if (move.from == Location::Stock)
        return unit.all<LotShare>("fulfilment.lots-to-take", {{"itemId", move.itemId}, {"today", today}});
    throw Error::invalid("/lot", "fulfilment.lot-needed", "of this item the lot must be said");
}

void shift(Unit& unit, const Move& move, Id lot, std::int64_t quantity) {
    const auto change = [&](Location place) {
        return (move.to == place ? quantity : 0) - (move.from == place ? quantity : 0);
    };
    if (unit.run("fulfilment.change-lot", {{"id", lot},
                                           {"inStock", change(Location::Stock)},
                                           {"inStaging", change(Location::Staging)}}) == 0)
        throw Error::conflict("fulfilment.not-there", "this lot does not hold so many");
    unit.run("fulfilment.insert-lot-move", LotMoveRow{move.id, lot, quantity});
}

Lot findLot(Unit& unit, Id id) {
    auto found = unit.one<Lot>("fulfilment.find-lot", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-lot", "there is no such lot");
    return std::move(*found);
}

} // namespace

void moveLots(Unit& unit, const Move& move, const std::optional<Id>& lot) {
    if (lot) return shift(unit, move, *lot, move.quantity);
    auto left = move.quantity;
    for (const auto& source : sourcesOf(unit, move)) {
        if (left == 0) break;
        const auto taken = std::min(left, source.quantity);
        shift(unit, move, source.id, taken);
        left -= taken;
    }
    if (left > 0)
        throw Error::conflict("fulfilment.lot-expired",
                              std::to_string(left) + " of these have expired or are of no known lot");
}

void requireGoodLots(Unit& unit, const Line& line) {
    if (unit.number("fulfilment.count-expired-of-line",
                    {{"lineId", line.id}, {"today", Date::of(unit.now())}}) != 0)
        throw Error::conflict("fulfilment.lot-expired",
                              "of item " + line.sku + " some expired after they were picked; put them back");
}

Lot lotOf(Unit& unit, const Item& item, const std::string& code, const std::optional<Date>& expiresOn,
          Date today) {
    if (code.empty())
        throw Error::invalid("/lot", "fulfilment.lot-needed", "of this item the lot must be said");
    auto lot = unit.one<Lot>("fulfilment.find-lot-by-code", {{"itemId", item.id}, {"code", code}});
    if (lot && expiresOn && lot->expiresOn != expiresOn)
        throw Error::invalid("/expiresOn", "fulfilment.lot-differs", "this lot came in with another day");
    const auto& last = lot ? lot->expiresOn : expiresOn;
    if (last && *last < today)
        throw Error::invalid(expiresOn ? "/expiresOn" : "/lot", "fulfilment.lot-expired",
                             "this lot has expired already");
    if (lot) return std::move(*lot);
    Lot made;
    made.id = unit.newId();
    made.itemId = item.id;
    made.sku = item.sku;
    made.code = code;
    made.expiresOn = expiresOn;
    made.receivedAt = unit.now();
    unit.run("fulfilment.insert-lot", made);
    return made;
}

std::int64_t expireLots(Unit& unit, Date today) {
    const auto lots = unit.all<Lot>("fulfilment.lots-expired", {{"today", today}, {"limit", 1}});
    for (const auto& lot : lots) {
        move(unit, {lot.itemId, MoveReason::Expired, lot.inStock, {}, lot.code, true, lot.id});
        const auto missing = lot.inStock - stockOf(unit, lot.itemId).available;
        if (missing > 0) OrderBook::breakPromises(unit, lot.itemId, missing);
        changeStock(unit, {lot.itemId, -lot.inStock, 0, 0});
        unit.audit("stock.expire", lot.itemId, lot.code + ": " + std::to_string(lot.inStock));
    }
    return static_cast<std::int64_t>(lots.size());
}

void declareLots(Declarations& d, const Desk& desk) {
    d.get<LotList, Page<Lot>>(
        "/lots", {"fulfilment.read", "Lots, oldest first; of one item when it is named"},
        [](const LotList& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(u.all<Lot>("fulfilment.list-lots", {{"sku", in.sku.value_or("")},
                                                                      {"after", paging::cursorId(in.cursor)},
                                                                      {"limit", limit}}),
                                  limit);
        });
    d.get<ById, LotView>("/lots/{id}", {"fulfilment.read", "A lot, and who got goods of it"},
                         [](const ById& in, Call&, Unit& u) {
                             auto lot = findLot(u, in.id);
                             return LotView{
                                 in.id, std::move(lot),
                                 u.all<LotReceiver>("fulfilment.receivers-of-lot", {{"lotId", in.id}})};
                         });
    d.job<None>("expire-lots", {}, [desk](const None&, Attempt& attempt) {
        const auto step = [&](Unit& u) { return expireLots(u, desk.sources.day(u.now())); };
        while (!attempt.stopping() && attempt.write(step) > 0) {}
    });
    d.every(std::chrono::hours(1), "fulfilment.expire-lots");
    d.verify("lots", checkLots);
}

} // namespace rejoinder::fulfilment
