#include "goods_returns.h"

#include "routes.h"

#include <rejoinder/contract/fulfilment/happened.h>
#include <rejoinder/paging.h>

#include <algorithm>
#include <map>

namespace rejoinder::fulfilment {

namespace {

struct ReturnLineRow {
    Id returnId, lineId;
    Disposition disposition = Disposition::Restock;
    std::int64_t quantity = 0;
};
REJOINDER_DESCRIBE(ReturnLineRow, returnId, lineId, disposition, quantity)

/// A line of which something went out.
struct Returnable {
    Id id;
    std::string sku, name;
    bool stocked = true, lots = false;
    Id itemId;
    std::int64_t shipped = 0, returned = 0;
};
REJOINDER_DESCRIBE(Returnable, id, sku, name, stocked, lots, itemId, shipped, returned)

struct ScannedReturn {
    std::string code;
    static void rules(Rules& r) {
        r.at("code").notEmpty().max(64).says("A slip's code, the number of a parcel or of a return label");
    }
};
REJOINDER_DESCRIBE(ScannedReturn, code)

/// What may come back of the order that a code leads to.
struct ReturnableOrder {
    Id id;
    std::vector<Returnable> lines;
};
REJOINDER_DESCRIBE(ReturnableOrder, id, lines)

struct GoodsReturnList {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(GoodsReturnList, limit, cursor)

/// How many of an item came back for a reason, of all that ever went out.
struct ReturnRate {
    std::string sku, name;
    GoodsReturnReason reason = GoodsReturnReason::Other;
    std::int64_t returned = 0, shipped = 0;
};
REJOINDER_DESCRIBE(ReturnRate, sku, name, reason, returned, shipped)

void moveBack(Unit& unit, const Returnable& line, const NewReturnLine& wish, const OrderBook& orders) {
    if (!line.stocked || wish.disposition == Disposition::RefundOnly) return;
    const auto go = [&](MoveReason why) {
        move(unit, {line.itemId,
                    why,
                    wish.quantity,
                    line.id,
                    {},
                    line.lots && why == MoveReason::ReturnedByCustomer,
                    {},
                    why == MoveReason::ReturnedByCustomer && isAtHouse(unit, line.itemId)});
    };
    switch (wish.disposition) {
    case Disposition::Restock:
        go(MoveReason::ReturnedByCustomer);
        changeStock(unit, {line.itemId, wish.quantity, 0, 0});
        orders.fill(unit, line.itemId);
        break;
    case Disposition::Quarantine: go(MoveReason::Quarantined); break;
    case Disposition::Scrap: go(MoveReason::ScrappedReturn); break;
    case Disposition::RefundOnly: break;
    }
}

GoodsReturnView findReturn(Unit& unit, Id id) {
    auto found = unit.one<GoodsReturn>("fulfilment.find-return", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-return", "there is no such return");
    return {id, std::move(*found), unit.all<ReturnedLine>("fulfilment.lines-of-return", {{"returnId", id}})};
}

} // namespace

GoodsReturnView takeBack(Unit& unit, const NewGoodsReturn& wish, const OrderBook& orders) {
    const auto open = OrderBook::open(unit, wish.id); // nobody else takes back meanwhile
    auto lines = unit.all<Returnable>("fulfilment.returnable-lines", {{"orderId", wish.id}});
    Faults faults;
    std::map<std::pair<Id, Disposition>, std::int64_t> rows;
    for (std::size_t i = 0; i < wish.lines.size(); ++i) {
        const auto& one = wish.lines[i];
        const auto at = "/lines/" + std::to_string(i);
        const auto line = std::ranges::find(lines, one.lineId, &Returnable::id);
        if (line == lines.end()) {
            faults.add(at + "/lineId", "fulfilment.nothing-went-out", "nothing of this line went out");
            continue;
        }
        line->returned += one.quantity;
        if (line->returned > line->shipped)
            faults.add(at + "/quantity", "fulfilment.more-than-went-out", "more comes back than went out");
        rows[{one.lineId, one.disposition}] += one.quantity;
    }
    faults.raise("fulfilment.invalid-return");
    GoodsReturn made{unit.newId(), wish.id, wish.reason, unit.now(), unit.actor().name};
    unit.run("fulfilment.insert-return", made);
    std::vector<ReturnLineRow> stored;
    for (const auto& [key, quantity] : rows) stored.push_back({made.id, key.first, key.second, quantity});
    unit.insertMany("fulfilment.insert-return-line", stored);
    for (const auto& one : wish.lines)
        moveBack(unit, *std::ranges::find(lines, one.lineId, &Returnable::id), one, orders);
    unit.audit("orders.return", wish.id, json::write(wish));
    auto view = findReturn(unit, made.id);
    GoodsCameBack event{made.id, wish.id, open.order.contactId, nameOf(made.reason), {}};
    for (const auto& line : view.lines)
        event.lines.push_back({line.sku, line.quantity, nameOf(line.disposition)});
    unit.publish(event);
    return view;
}

Id orderOfCode(Unit& unit, const std::string& code, const ParcelDesk& desk) {
    if (const auto parcel = unit.number("fulfilment.order-of-parcel", {{"number", code}}); parcel != 0)
        return Id{parcel};
    if (const auto id = Id::parse(code); id && unit.one<Order>("fulfilment.find-order", {{"id", *id}}))
        return *id;
    for (const auto& carrier : desk.carriers) {
        if (!carrier->fits(code)) continue;
        // A return label's number is the shipment's own, with a check digit behind it.
        const auto first = std::min(code.find_first_not_of('0'), code.size() - 1);
        const auto shipment = Id::parse(std::string_view(code).substr(first, code.size() - 1 - first));
        if (!shipment || carrier->numberOf(*shipment) != code) continue;
        if (const auto order = unit.number("fulfilment.order-of-shipment", {{"id", *shipment}}); order != 0)
            return Id{order};
    }
    throw Error::notFound("fulfilment.no-such-order", "this code leads to no order");
}

Parcel returnParcel(Unit& unit, Id shipment, const ParcelDesk& desk) {
    auto parcel = findParcel(unit, shipment);
    const auto* carrier = desk.find(parcel.carrier);
    if (carrier == nullptr)
        throw Error::conflict("fulfilment.no-such-carrier", "the carrier of this shipment is not installed");
    if (parcel.sender.empty())
        throw Error::conflict("fulfilment.no-address", "there is no address that the label could show");
    std::string back, from;
    for (std::size_t i = 0; i < parcel.sender.size(); ++i) {
        if (parcel.sender[i] == ',')
            back += '\n';
        else if (parcel.sender[i] != ' ' || (!back.empty() && back.back() != '\n'))
            back += parcel.sender[i];
    }
    for (const char c : parcel.address) from += c == '\n' ? std::string(", ") : std::string(1, c);
    parcel.address = std::move(back);
    parcel.sender = std::move(from);
    parcel.number = carrier->numberOf(shipment);
    return parcel;
}

void declareGoodsReturns(Declarations& d, const Desk& desk) {
    d.page("/goods-returns", "Goods that come back", "fulfilment.stock");
    d.get<ScannedReturn, ReturnableOrder>(
        "/goods-returns/expected",
        {"fulfilment.stock", "The order behind a scanned code, and what of it may come back"},
        [desk](const ScannedReturn& in, Call&, Unit& u) {
            const auto order = orderOfCode(u, in.code, desk.parcels());
            return ReturnableOrder{order,
                                   u.all<Returnable>("fulfilment.returnable-lines", {{"orderId", order}})};
        });
    d.get<None, Page<ReturnRate>>(
        "/goods-returns/rates", {"fulfilment.read", "How many of each item came back, by reason"},
        [](const None&, Call&, Unit& u) {
            return Page<ReturnRate>{u.all<ReturnRate>("fulfilment.return-rates"), {}};
        });
    d.get<GoodsReturnList, Page<GoodsReturn>>(
        "/goods-returns", {"fulfilment.read", "Goods that came back, newest first"},
        [](const GoodsReturnList& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(u.all<GoodsReturn>("fulfilment.newest-returns",
                                                     {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                                      {"limit", limit}}),
                                  limit);
        });
    d.get<ById, GoodsReturnView>("/goods-returns/{id}",
                                 {"fulfilment.read", "Goods that came back, line by line"},
                                 [](const ById& in, Call&, Unit& u) { return findReturn(u, in.id); });
    d.post<NewGoodsReturn, GoodsReturnView>(
        "/orders/{id}/goods-returns",
        {.permission = "fulfilment.stock",
         .summary = "Goods of an order came back: why, and what becomes of each piece",
         .success = 201,
         .at = "/goods-returns/{made}"},
        [desk](const NewGoodsReturn& in, Call&, Unit& u) { return takeBack(u, in, desk.orders()); });
    d.download<ById>("/shipments/{id}/return-label",
                     {"fulfilment.work", "The label with which a shipment comes back (PDF)"},
                     [desk](const ById& in, Call&, Unit& u) {
                         const auto parcels = desk.parcels();
                         const auto parcel = returnParcel(u, in.id, parcels);
                         Download out;
                         out.contentType = "application/pdf";
                         out.fileName = "return-" + parcel.number + ".pdf";
                         out.content = parcels.find(parcel.carrier)->pdf(parcel);
                         return out;
                     });
}

} // namespace rejoinder::fulfilment
