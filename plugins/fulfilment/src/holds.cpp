#include "holds.h"

#include "prices.h"
#include "routes.h"
#include "ways.h"

#include <rejoinder/paging.h>

#include <money/money.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

struct NewHold {
    Id id;
    std::string note;
    static void rules(Rules& r) {
        r.at("id").says("The order");
        r.at("note").notEmpty().max(2000).says("Why it must wait");
    }
};
REJOINDER_DESCRIBE(NewHold, id, note)

struct ReleaseHold {
    Id id;
    bool released = true;
    std::string note;
    static void rules(Rules& r) {
        r.at("released").says("true; what is released stays so");
        r.at("note").max(2000).defaulted();
    }
};
REJOINDER_DESCRIBE(ReleaseHold, id, released, note)

struct HoldList {
    std::optional<Id> orderId;
    std::optional<HoldReason> reason;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) {
        r.at("orderId").says("All holds of that order; else those of any order that are not released");
    }
};
REJOINDER_DESCRIBE(HoldList, orderId, reason, limit, cursor)

Hold holdFor(HoldReason reason, std::string note = {}) {
    Hold hold;
    hold.reason = reason;
    hold.note = std::move(note);
    return hold;
}

bool isAbove(const Order& order, std::int64_t valueMinor, std::int64_t mainUnits) {
    return mainUnits > 0 && valueMinor > mainUnits * money::minorPerMain(order.currency);
}

void addApproval(std::vector<Hold>& holds, const std::vector<DraftLine>& lines) {
    std::string skus;
    for (const auto& line : lines)
        if (line.item.needsApproval) skus += (skus.empty() ? "" : ", ") + line.item.sku;
    if (!skus.empty()) holds.push_back(holdFor(HoldReason::Approval, skus));
}

Hold findHold(Unit& unit, Id id) {
    auto found = unit.one<Hold>("fulfilment.find-hold", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-hold", "there is no such hold");
    return std::move(*found);
}

Page<Hold> listHolds(Unit& unit, const HoldList& in) {
    const auto limit = paging::limitOf(in.limit);
    const auto after = paging::cursorId(in.cursor);
    if (in.orderId)
        return paging::pageOf(unit.all<Hold>("fulfilment.list-holds-of-order",
                                             {{"orderId", *in.orderId}, {"after", after}, {"limit", limit}}),
                              limit);
    return paging::pageOf(
        unit.all<Hold>(
            "fulfilment.list-open-holds",
            {{"reason", in.reason ? nameOf(*in.reason) : std::string()}, {"after", after}, {"limit", limit}}),
        limit);
}

} // namespace

std::vector<Hold> HoldRules::ofNew(Unit& unit, const Order& order, const std::vector<DraftLine>& lines,
                                   bool ownAddress) const {
    std::vector<Hold> holds;
    addApproval(holds, lines);
    if (isAbove(order, order.valueMinor, above))
        holds.push_back(holdFor(HoldReason::Amount, amountText(order.valueMinor, order.currency)));
    else if (isAbove(order, order.valueMinor, firstAbove) &&
             unit.number("fulfilment.count-purchases-of-contact", {{"contactId", order.contactId}}) == 0)
        holds.push_back(holdFor(HoldReason::FirstOrder, amountText(order.valueMinor, order.currency)));
    if (missing && !ownAddress)
        if (auto what = missing(unit, order.contactId); !what.empty())
            holds.push_back(holdFor(HoldReason::Address, std::move(what)));
    return holds;
}

std::vector<Hold> HoldRules::ofChanged(std::int64_t valueBefore, const Order& order,
                                       const std::vector<DraftLine>& added) const {
    std::vector<Hold> holds;
    addApproval(holds, added);
    if (isAbove(order, order.valueMinor, above) && !isAbove(order, valueBefore, above))
        holds.push_back(holdFor(HoldReason::Amount, amountText(order.valueMinor, order.currency)));
    return holds;
}

std::optional<Hold> openHold(Unit& unit, Id order, HoldReason reason) {
    for (auto& hold : unit.all<Hold>("fulfilment.open-holds-of-order", {{"orderId", order}}))
        if (hold.reason == reason) return std::move(hold);
    return std::nullopt;
}

void storeHold(Unit& unit, Id order, Hold& hold) {
    hold.id = unit.newId();
    hold.orderId = order;
    hold.heldAt = unit.now();
    hold.heldBy = unit.actor().name;
    unit.run("fulfilment.insert-hold", hold);
}

Hold OrderBook::hold(Unit& unit, OpenOrder& open, HoldReason reason, const std::string& note) {
    auto& order = open.order;
    if (order.state == OrderState::Shipped || order.state == OrderState::Cancelled)
        throw Error::conflict("fulfilment.state",
                              "the order is " + nameOf(order.state) + "; it cannot be held");
    if (openHold(unit, order.id, reason))
        throw Error::conflict("fulfilment.held-already", "the order is held for that reason already");
    Hold hold = holdFor(reason, note);
    storeHold(unit, order.id, hold);
    writeChange(unit, {{}, order.id, ChangeKind::Held, {}, {}, {}, nameOf(reason), note, {}, {}});
    unit.audit("orders.hold", order.id, nameOf(reason));
    if (order.held) return hold;
    for (const auto& line : open.lines)
        if (line.stocked && line.backOrdered > 0) changeStock(unit, {line.itemId, 0, 0, -line.backOrdered});
    unit.run("fulfilment.let-lines-rest", {{"orderId", order.id}});
    order.held = true;
    settle(unit, open);
    return hold;
}

void OrderBook::release(Unit& unit, OpenOrder& open, const Hold& hold, const std::string& note) {
    if (hold.reason == HoldReason::Route) requireApproved(unit, open.order.id);
    if (unit.run("fulfilment.release-hold", {{"id", hold.id},
                                             {"releasedAt", unit.now()},
                                             {"releasedBy", unit.actor().name},
                                             {"releaseNote", note}}) == 0)
        throw Error::conflict("fulfilment.released", "this hold was released already");
    writeChange(unit,
                {{}, open.order.id, ChangeKind::Released, {}, {}, nameOf(hold.reason), {}, note, {}, {}});
    unit.audit("orders.release", open.order.id, nameOf(hold.reason));
    if (unit.all<Hold>("fulfilment.open-holds-of-order", {{"orderId", open.order.id}}).empty())
        goOn(unit, open);
}

void OrderBook::goOn(Unit& unit, OpenOrder& open) {
    open.order.held = false;
    if (open.order.state == OrderState::Entered) {
        begin(unit, open);
        return;
    }
    std::vector<Id> waited;
    for (auto& line : open.lines) {
        if (line.backOrdered == 0) continue;
        if (line.role == LineRole::Kit) {
            // Its parts say what it waits for; that it waits is stored below.
        } else if (line.stocked) {
            changeStock(unit, {line.itemId, 0, 0, line.backOrdered});
            waited.push_back(line.itemId);
        } else {
            line.reserved += std::exchange(line.backOrdered, 0);
        }
        store(unit, open.order, line);
    }
    settle(unit, open);
    tellOpened(unit, open.order);
    for (const auto item : waited) fill(unit, item);
}

void declareHolds(Declarations& d, const Desk& desk) {
    d.get<HoldList, Page<Hold>>(
        "/holds", {"fulfilment.read", "What holds orders, oldest first; of one order also what held it"},
        [](const HoldList& in, Call&, Unit& u) { return listHolds(u, in); });
    d.get<ById, Hold>("/holds/{id}", {"fulfilment.read", "A hold of an order"},
                      [](const ById& in, Call&, Unit& u) { return findHold(u, in.id); });
    d.post<NewHold, Hold>("/orders/{id}/holds",
                          {.permission = "fulfilment.order",
                           .summary = "Hold an order: it takes nothing more and is not picked until released",
                           .success = 201,
                           .at = "/holds/{made}"},
                          [](const NewHold& in, Call&, Unit& u) {
                              auto open = OrderBook::open(u, in.id);
                              return OrderBook::hold(u, open, HoldReason::Person, in.note);
                          });
    d.patch<ReleaseHold, Hold>(
        "/holds/{id}",
        {"fulfilment.release", "Release a hold; with the last one the order goes on", 200, true},
        [desk](const ReleaseHold& in, Call& call, Unit& u) {
            if (!in.released)
                throw Error::invalid("/released", "fulfilment.released", "hold the order again instead");
            const auto hold = findHold(u, in.id);
            auto open = OrderBook::open(u, hold.orderId);
            call.requireMatch(findHold(u, in.id).version);
            desk.orders().release(u, open, hold, in.note);
            return findHold(u, in.id);
        });
}

std::string missingInAddress(const contacts::Contact& p) {
    std::string missing;
    const auto need = [&](bool there, std::string_view what) {
        if (!there) missing += (missing.empty() ? "" : ", ") + std::string(what);
    };
    need(!p.familyName.empty() || !p.companyName.empty(), "name");
    need(!p.street.empty() || !p.poBox.empty(), "street");
    need(!p.postcode.empty(), "postcode");
    need(!p.city.empty(), "city");
    need(!p.country.empty(), "country");
    need(!p.addressUndeliverable, "post came back");
    return missing;
}

std::vector<std::string> checkHolds(Unit& unit) {
    const auto count = unit.number("fulfilment.count-wrong-holds");
    if (count == 0) return {};
    return {"fulfilment: " + std::to_string(count) +
            " orders are held although nothing holds them, or not held"};
}

} // namespace rejoinder::fulfilment
