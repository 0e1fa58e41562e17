#include "order_changes.h"

#include "assortment.h"
#include "routes.h"

#include <algorithm>
#include <map>
#include <set>

namespace rejoinder::fulfilment {

namespace {

struct ChangeOrderContent {
    Id id;
    std::vector<ChangedLine> lines;
    std::vector<NewLine> addLines;
    std::vector<OrderAddress> addresses;
    std::vector<AddressKind> ownAddress;
    std::string note;
    std::optional<OrderPayment> payment;
    static void rules(Rules& r) {
        r.at("id").says("The order");
        r.at("payment").says("How it is paid from now on");
        r.at("lines").max(200).defaulted().says("New quantities; 0 cancels what is not out yet");
        r.at("addLines").max(200).defaulted();
        r.at("addresses").max(2).defaulted().says("Where goods or bill go for this order");
        r.at("ownAddress").max(2).defaulted().says("Goods or bill go where the person lives again");
        r.at("note").max(2000).defaulted().says("Why, for the order's history");
    }
};
REJOINDER_DESCRIBE(ChangeOrderContent, id, lines, addLines, addresses, ownAddress, note, payment)

/// What became of an order since it was entered, and where it goes.
struct OrderChanges {
    std::vector<OrderChange> changes;
    std::vector<OrderAddress> addresses;
};
REJOINDER_DESCRIBE(OrderChanges, changes, addresses)

struct AddressRow {
    Id orderId;
    AddressKind kind = AddressKind::Ship;
    std::string name, addressLine2, street, houseNumber, postcode, city, country;
};
REJOINDER_DESCRIBE(AddressRow, orderId, kind, name, addressLine2, street, houseNumber, postcode, city,
                   country)

/// The item that somebody chose, of which limits speak; nothing for what came along by itself.
std::optional<Id> chosenItem(const Line& line) {
    if (line.kitLineId || line.role == LineRole::Enclosure) return std::nullopt;
    return line.insteadOfId.value_or(line.itemId);
}

/// How many of each item the order would hold with these quantities.
std::map<Id, std::int64_t> chosenWith(const OpenOrder& open, const std::vector<ChangedLine>& wishes) {
    std::map<Id, std::int64_t> chosen;
    for (const auto& line : open.lines) {
        const auto wish = std::ranges::find(wishes, line.id, &ChangedLine::lineId);
        if (const auto item = chosenItem(line))
            chosen[*item] += wish == wishes.end() ? wantedOf(line) : wish->quantity;
    }
    return chosen;
}

ChangeKind changeOf(AddressKind kind) {
    return kind == AddressKind::Ship ? ChangeKind::ShipTo : ChangeKind::BillTo;
}

void checkLines(Unit& unit, const OpenOrder& open, const std::vector<ChangedLine>& wishes) {
    Faults faults;
    std::set<Id> seen;
    const auto chosen = chosenWith(open, wishes);
    const auto known = [&](Id id) { return *unit.one<Item>("fulfilment.find-item", {{"id", id}}); };
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        const auto at = "/lines/" + std::to_string(i);
        const auto line = std::ranges::find(open.lines, wishes[i].lineId, &Line::id);
        if (line == open.lines.end())
            faults.add(at + "/lineId", "fulfilment.no-such-line", "the order has no such line");
        else if (!seen.insert(line->id).second)
            faults.add(at + "/lineId", "fulfilment.line-twice", "this line is named twice");
        else if (line->kitLineId)
            faults.add(at + "/quantity", "fulfilment.part-of-kit", "this is part of a kit; change the kit");
        else if (wishes[i].quantity < line->shipped)
            faults.add(at + "/quantity", "fulfilment.less-than-shipped",
                       std::to_string(line->shipped) + " of this line went out already");
        else if (wishes[i].quantity != 0 && wishes[i].quantity != wantedOf(*line))
            if (const auto item = chosenItem(*line))
                if (const auto code = limitFault(known(*item), chosen.at(*item)); !code.empty())
                    faults.add(at + "/quantity", std::string(code), limitText(known(*item)));
    }
    faults.raise("fulfilment.invalid-change");
}

void changeAddresses(Unit& unit, Id order, const OrderWish& wish) {
    const auto write = [&](AddressKind kind, std::string after) {
        const auto before = addressOf(unit, order, kind);
        writeChange(unit, {{},
                           order,
                           changeOf(kind),
                           {},
                           {},
                           before ? textOf(*before) : std::string(),
                           std::move(after),
                           wish.note,
                           {},
                           {}});
    };
    for (const auto kind : wish.ownAddress) {
        write(kind, {});
        unit.run("fulfilment.drop-order-address", {{"orderId", order}, {"kind", kind}});
    }
    for (const auto& address : wish.addresses) {
        write(address.kind, textOf(address));
        storeAddress(unit, order, address);
    }
}

/// How it is paid from now on; who adds something to what is debited needs a mandate that still holds.
std::optional<OrderPayment> paymentFrom(Unit& u, const ChangeOrderContent& in, const Order& order,
                                        const Desk& desk, Faults& faults) {
    auto payment = in.payment.value_or(paymentOf(u, in.id));
    if (in.payment || !in.addLines.empty()) takeMandate(u, desk.sources, order, payment, faults);
    return in.payment ? std::optional(std::move(payment)) : std::nullopt;
}

void changePayment(Unit& unit, Id order, const OrderWish& wish) {
    if (!wish.payment) return;
    const auto before = paymentOf(unit, order);
    storePayment(unit, order, *wish.payment);
    if (wish.payment->kind != PaymentKind::DirectDebit) // nor is what was invoiced already
        unit.run("fulfilment.stop-debits-of-order", {{"orderId", order}});
    writeChange(unit, {{},
                       order,
                       ChangeKind::Payment,
                       {},
                       {},
                       nameOf(before.kind),
                       nameOf(wish.payment->kind),
                       wish.note,
                       {},
                       {}});
}

OrderView changeContent(Unit& u, const ChangeOrderContent& in, const Call& call, const Desk& desk) {
    auto open = OrderBook::open(u, in.id);
    call.requireMatch(open.order.version - 1);
    Faults faults;
    const auto added = Intake::lines(u, in.addLines, Intake(desk.sources).pricingOf(u, open.order, u.now()),
                                     open.order.currency, "/addLines/", faults, chosenWith(open, in.lines));
    auto payment = paymentFrom(u, in, open.order, desk, faults);
    faults.raise("fulfilment.invalid-change");
    desk.orders().change(u, open, {in.lines, in.addresses, in.ownAddress, in.note, std::move(payment)},
                         added);
    u.audit("orders.change-content", in.id,
            std::to_string(in.lines.size()) + " lines changed, " + std::to_string(added.size()) + " added, " +
                std::to_string(in.addresses.size() + in.ownAddress.size()) + " addresses");
    return OrderBook::view(u, in.id);
}

} // namespace

void writeChange(Unit& unit, OrderChange change) {
    change.id = unit.newId();
    change.changedAt = unit.now();
    change.changedBy = unit.actor().name;
    unit.run("fulfilment.insert-order-change", change);
}

void writeLineChange(Unit& unit, Id order, ChangeKind kind, Id line, std::int64_t before, std::int64_t after,
                     const std::string& note) {
    writeChange(unit,
                {{}, order, kind, line, {}, std::to_string(before), std::to_string(after), note, {}, {}});
}

void storeAddress(Unit& unit, Id order, const OrderAddress& a) {
    unit.run("fulfilment.drop-order-address", {{"orderId", order}, {"kind", a.kind}});
    unit.run("fulfilment.insert-order-address", AddressRow{order, a.kind, a.name, a.addressLine2, a.street,
                                                           a.houseNumber, a.postcode, a.city, a.country});
}

std::optional<OrderAddress> addressOf(Unit& unit, Id order, AddressKind kind) {
    return unit.one<OrderAddress>("fulfilment.find-order-address", {{"orderId", order}, {"kind", kind}});
}

std::string textOf(const OrderAddress& a) {
    std::string text = a.name;
    const auto add = [&](const std::string& part) {
        if (!part.empty()) text += ", " + part;
    };
    add(a.addressLine2);
    add(a.houseNumber.empty() ? a.street : a.street + " " + a.houseNumber);
    add(a.postcode + " " + a.city);
    add(a.country);
    return text;
}

contacts::Contact addressed(contacts::Contact person, const std::optional<OrderAddress>& address) {
    if (!address) return person;
    contacts::Contact to;
    to.id = person.id;
    to.kind = contacts::ContactKind::Company; // its name is printed as it stands
    to.language = person.language;
    to.companyName = address->name;
    to.addressLine2 = address->addressLine2;
    to.street = address->street;
    to.houseNumber = address->houseNumber;
    to.postcode = address->postcode;
    to.city = address->city;
    to.country = address->country;
    return to;
}

bool OrderBook::changeBy(Unit& unit, const Order& order, Line& line, std::int64_t by) {
    if (by < 0) {
        // Of a part more may be out than of its kit.
        const auto most = line.kitLineId ? wantedOf(line) - line.shipped : -by;
        return giveUp(unit, order, line, std::min(-by, most));
    }
    line.ordered += by;
    reserve(unit, order, line, by);
    store(unit, order, line);
    return false;
}

void OrderBook::followShipping(Unit& unit, const Order& order, const std::string& note, bool mayRise) const {
    if (!shipping_.day) return;
    const auto to = addressOf(unit, order.id, AddressKind::Ship);
    followOrder(unit, order, to ? to->country : shipCountry(unit, order.contactId, {}, shipping_), shipping_,
                note, mayRise);
}

void OrderBook::change(Unit& unit, OpenOrder& open, const OrderWish& wish,
                       const std::vector<DraftLine>& added) {
    auto& order = open.order;
    const bool content = !wish.lines.empty() || !added.empty();
    if (!content && wish.addresses.empty() && wish.ownAddress.empty() && !wish.payment)
        throw Error::invalid("/lines", "fulfilment.no-change", "say what is to be changed");
    if (order.state == OrderState::Shipped || order.state == OrderState::Cancelled ||
        (content && order.state == OrderState::Packed))
        throw Error::conflict("fulfilment.state",
                              "the order is " + nameOf(order.state) + "; it cannot be changed");
    changeAddresses(unit, order.id, wish);
    changePayment(unit, order.id, wish);
    if (!content) {
        followShipping(unit, order, wish.note);
        if (credit_.asks) recheckCredit(unit, open);
        return;
    }
    checkLines(unit, open, wish.lines);
    const auto valueBefore = order.valueMinor;
    std::vector<Id> freed;
    for (const auto& one : wish.lines) {
        auto& line = *std::ranges::find(open.lines, one.lineId, &Line::id);
        const auto before = wantedOf(line);
        if (one.quantity == before) continue;
        for (auto& part : open.lines) { // what a kit is made of, too
            if (part.id != line.id && part.kitLineId != line.id) continue;
            const auto by = (one.quantity - before) * (part.kitLineId ? part.perKit : 1);
            if (changeBy(unit, order, part, by)) freed.push_back(part.itemId);
        }
        writeLineChange(unit, order.id, ChangeKind::Quantity, line.id, before, one.quantity, wish.note);
    }
    const auto complete = withParts(unit, added);
    for (auto& line : newLines(unit, order.id, complete)) {
        reserve(unit, order, line, line.ordered);
        unit.insertMany("fulfilment.insert-line", std::vector{line});
        if (order.held) unit.run("fulfilment.let-line-rest", {{"id", line.id}});
        if (const auto house = unit.number("fulfilment.house-of-item", {{"id", line.itemId}}); house != 0)
            line.houseId = Id{house};
        if (line.role != LineRole::Part)
            writeLineChange(unit, order.id, ChangeKind::LineAdded, line.id, 0, line.ordered, wish.note);
        open.lines.push_back(std::move(line));
    }
    if (std::ranges::all_of(open.lines,
                            [](const Line& l) { return l.role == LineRole::Enclosure || wantedOf(l) == 0; }))
        throw Error::conflict("fulfilment.nothing-left", "nothing would be left; cancel the order instead");
    // What was added to an order that was picked is to be picked, too.
    if (order.state == OrderState::Picked &&
        std::ranges::any_of(open.lines, [](const Line& l) { return l.reserved > l.picked; }))
        order.state = OrderState::Reserved;
    settle(unit, open);
    followShipping(unit, order, wish.note);
    for (const auto& why : holds_.ofChanged(valueBefore, order, complete))
        if (!openHold(unit, order.id, why.reason)) hold(unit, open, why.reason, why.note);
    if (credit_.asks) recheckCredit(unit, open);
    tellOpened(unit, order);
    for (const auto item : freed) fill(unit, item);
}

void declareOrderChanges(Declarations& d, const Desk& desk) {
    d.get<ById, OrderChanges>(
        "/orders/{id}/changes",
        {"fulfilment.read", "What was changed of an order and by whom, and where it goes"},
        [](const ById& in, Call&, Unit& u) {
            if (!u.one<Order>("fulfilment.find-order", {{"id", in.id}}))
                throw Error::notFound("fulfilment.no-such-order", "there is no such order");
            return OrderChanges{u.all<OrderChange>("fulfilment.changes-of-order", {{"orderId", in.id}}),
                                u.all<OrderAddress>("fulfilment.addresses-of-order", {{"orderId", in.id}})};
        });
    d.post<ChangeOrderContent, OrderView>(
        "/orders/{id}/changes",
        {"fulfilment.order", "Change quantities, lines and addresses of what is not out yet", 200, true},
        [desk](const ChangeOrderContent& in, Call& call, Unit& u) {
            return changeContent(u, in, call, desk);
        });
}

} // namespace rejoinder::fulfilment
