#include "routes.h"

#include <rejoinder/paging.h>

namespace rejoinder::fulfilment {

namespace {

struct OrderList {
    std::optional<OrderState> state;
    std::optional<Id> campaignId, contactId;
    std::optional<bool> newest;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("newest").says("The newest first"); }
};
REJOINDER_DESCRIBE(OrderList, state, campaignId, contactId, newest, limit, cursor)

struct LineOfOrder {
    Id id, lineId;
};
REJOINDER_DESCRIBE(LineOfOrder, id, lineId)

struct OrderBatch {
    std::vector<NewOrder> items;
    static void rules(Rules& r) { r.at("items").notEmpty().max(1000); }
};
REJOINDER_DESCRIBE(OrderBatch, items)

/// One of a batch: the order, or why it was refused.
struct OrderResult {
    std::int32_t index = 0;
    std::optional<Id> orderId;
    std::optional<OrderState> state;
    bool duplicate = false;
    std::optional<std::string> code, problem;
};
REJOINDER_DESCRIBE(OrderResult, index, orderId, state, duplicate, code, problem)

struct OrderResults {
    std::int32_t stored = 0, duplicates = 0, refused = 0;
    std::vector<OrderResult> items;
};
REJOINDER_DESCRIBE(OrderResults, stored, duplicates, refused, items)

struct ChangeOrder {
    Id id;
    std::optional<OrderState> state;
    std::vector<Id> cancelLines;
    static void rules(Rules& r) {
        r.at("state").says("reserved (releases an entered order), picked, packed or cancelled");
        r.at("cancelLines").max(200).defaulted().says("Lines of which what is still open is cancelled");
    }
};
REJOINDER_DESCRIBE(ChangeOrder, id, state, cancelLines)

struct NewShipment {
    Id id;
    std::string trackingNumber, carrier;
    static void rules(Rules& r) {
        r.at("id").says("The order");
        r.at("trackingNumber").max(100).defaulted().says("Absent: the carrier's next number, and a label");
        r.at("carrier").max(100).defaulted().says("Absent, and without a number: the usual carrier");
    }
};
REJOINDER_DESCRIBE(NewShipment, id, trackingNumber, carrier)

struct ShipmentList {
    std::optional<Id> orderId;
    std::optional<bool> newest;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("newest").says("The newest first"); }
};
REJOINDER_DESCRIBE(ShipmentList, orderId, newest, limit, cursor)

struct NewShortPick {
    Id id, lineId;
    std::int64_t quantity = 1;
    ShortReason reason = ShortReason::NotFound;
    std::string note;
    static void rules(Rules& r) {
        r.at("id").says("The order");
        r.at("quantity").range(1, 1e9).says("How many are missing");
        r.at("reason").says("notFound, damaged and wrongItem take them out of the stock; pickLater does not");
        r.at("note").max(2000).defaulted();
    }
};
REJOINDER_DESCRIBE(NewShortPick, id, lineId, quantity, reason, note)

struct ShortPickList {
    std::optional<std::string> sku;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("sku").max(64).says("Of one item"); }
};
REJOINDER_DESCRIBE(ShortPickList, sku, limit, cursor)

Page<Order> list(Unit& u, const OrderList& in) {
    const auto limit = paging::limitOf(in.limit);
    const bool newest = in.newest.value_or(false);
    const auto after = paging::cursorId(in.cursor, newest ? Id{INT64_MAX} : Id{});
    const std::string state = in.state ? nameOf(*in.state) : std::string();
    if (in.contactId)
        return paging::pageOf(
            u.all<Order>(newest ? "fulfilment.newest-orders-of-contact" : "fulfilment.list-orders-of-contact",
                         {{"contactId", *in.contactId},
                          {"campaignId", in.campaignId.value_or(Id{})},
                          {"state", state},
                          {"after", after},
                          {"limit", limit}}),
            limit);
    if (in.campaignId)
        return paging::pageOf(
            u.all<Order>(
                newest ? "fulfilment.newest-orders-of-campaign" : "fulfilment.list-orders-of-campaign",
                {{"campaignId", *in.campaignId}, {"state", state}, {"after", after}, {"limit", limit}}),
            limit);
    if (in.state)
        return paging::pageOf(
            u.all<Order>(newest ? "fulfilment.newest-orders-in-state" : "fulfilment.list-orders-in-state",
                         {{"state", state}, {"after", after}, {"limit", limit}}),
            limit);
    return paging::pageOf(u.all<Order>(newest ? "fulfilment.newest-orders" : "fulfilment.list-orders",
                                       {{"after", after}, {"limit", limit}}),
                          limit);
}

OrderResult makeOne(Unit& u, const NewOrder& in, const Desk& desk, OrderBook& orders) {
    OrderResult one;
    if (const auto before = Intake::madeBefore(u, in)) {
        one.orderId = before->id;
        one.state = before->state;
        one.duplicate = true;
        return one;
    }
    Draft draft;
    try {
        draft = Intake(desk.sources).draft(u, in);
    } catch (const Error& e) { // nothing was written yet, so the others go on
        if (e.kind() != ErrorKind::Invalid && e.kind() != ErrorKind::Conflict) throw;
        one.code = e.faults().empty() ? e.code() : e.faults().front().code;
        one.problem = e.text();
        return one;
    }
    const auto order = orders.create(u, std::move(draft));
    one.orderId = order.id;
    one.state = order.state;
    return one;
}

OrderResults makeAll(Unit& u, const OrderBatch& in, const Desk& desk) {
    OrderResults results;
    auto orders = desk.orders();
    for (std::size_t i = 0; i < in.items.size(); ++i) {
        auto one = makeOne(u, in.items[i], desk, orders);
        one.index = static_cast<std::int32_t>(i);
        ++(one.duplicate ? results.duplicates : one.orderId ? results.stored : results.refused);
        results.items.push_back(std::move(one));
    }
    return results;
}

OrderView changeState(Unit& u, const ChangeOrder& in, const Call& call, OrderBook orders) {
    if (!in.state == in.cancelLines.empty())
        throw Error::invalid("/state", "fulfilment.one-change", "name a state or the lines to cancel");
    auto open = OrderBook::open(u, in.id);
    call.requireMatch(open.order.version - 1);
    if (!in.state) {
        orders.cancel(u, open, in.cancelLines);
    } else {
        switch (*in.state) {
        case OrderState::Reserved:
            if (!call.may("fulfilment.release"))
                throw Error(ErrorKind::Forbidden, "fulfilment.release",
                            "an order that is held is released by who may release orders");
            orders.release(u, open);
            break;
        case OrderState::Picked: OrderBook::pick(u, open); break;
        case OrderState::Packed: OrderBook::pack(u, open); break;
        case OrderState::Cancelled: orders.cancel(u, open, {}); break;
        default:
            throw Error::invalid(
                "/state", "fulfilment.no-such-step",
                "an order is set to reserved, picked, packed or cancelled; shipments ship it");
        }
    }
    u.audit("orders.change", in.id, json::write(in));
    return OrderBook::view(u, in.id);
}

Page<Shipment> listShipments(Unit& u, const ShipmentList& in) {
    const auto limit = paging::limitOf(in.limit);
    const bool newest = in.newest.value_or(false);
    const auto after = paging::cursorId(in.cursor, newest ? Id{INT64_MAX} : Id{});
    if (in.orderId)
        return paging::pageOf(u.all<Shipment>(newest ? "fulfilment.newest-shipments-of-order"
                                                     : "fulfilment.list-shipments-of-order",
                                              {{"orderId", *in.orderId}, {"after", after}, {"limit", limit}}),
                              limit);
    return paging::pageOf(
        u.all<Shipment>(newest ? "fulfilment.newest-shipments" : "fulfilment.list-shipments",
                        {{"after", after}, {"limit", limit}}),
        limit);
}

ShipmentView findShipment(Unit& u, Id id, const ParcelDesk& parcels) {
    auto shipment = u.one<Shipment>("fulfilment.find-shipment", {{"id", id}});
    if (!shipment) throw Error::notFound("fulfilment.no-such-shipment", "there is no such shipment");
    const auto state = OrderBook::view(u, shipment->orderId).order.state;
    ShipmentView view{id, std::move(*shipment),
                      u.all<ShipmentLine>("fulfilment.lines-of-shipment", {{"shipmentId", id}}), state};
    tellLabels(u, view, parcels);
    return view;
}

} // namespace

void declareOrders(Declarations& d, const Desk& desk) {
    d.get<OrderList, Page<Order>>(
        "/orders", {"fulfilment.read", "Orders, oldest or newest first; by state, campaign and contact"},
        [](const OrderList& in, Call&, Unit& u) { return list(u, in); });
    d.get<ById, OrderView>("/orders/{id}", {"fulfilment.read", "An order with its lines and shipments"},
                           [](const ById& in, Call&, Unit& u) { return OrderBook::view(u, in.id); });
    d.post<NewOrder, OrderView>(
        "/orders",
        {"fulfilment.order", "Enter an order of a response or a contact; reserves what is there", 201},
        [desk](const NewOrder& in, Call&, Unit& u) {
            if (const auto before = Intake::madeBefore(u, in)) return OrderBook::view(u, before->id);
            auto draft = Intake(desk.sources).draft(u, in);
            return OrderBook::view(u, desk.orders().create(u, std::move(draft)).id);
        });
    d.post<OrderBatch, OrderResults>(
        "/orders/batches",
        {"fulfilment.order", "Enter up to 1000 orders in one unit; each is answered by itself"},
        [desk](const OrderBatch& in, Call&, Unit& u) { return makeAll(u, in, desk); });
    d.patch<ChangeOrder, OrderView>(
        "/orders/{id}",
        {"fulfilment.work", "Release, pick, pack or cancel an order, or cancel lines of it", 200, true},
        [desk](const ChangeOrder& in, Call& call, Unit& u) {
            return changeState(u, in, call, desk.orders());
        });
    d.remove<LineOfOrder>("/orders/{id}/picks/{lineId}",
                          {"fulfilment.work", "Put back what was picked of a line, out of its parcel too"},
                          [](const LineOfOrder& in, Call&, Unit& u) {
                              auto open = OrderBook::open(u, in.id);
                              OrderBook::putBack(u, open, in.lineId);
                          });
}

void declareShipments(Declarations& d, const Desk& desk) {
    d.post<NewShipment, ShipmentView>("/orders/{id}/shipments",
                                      {.permission = "fulfilment.work",
                                       .summary = "Ship what is reserved; the rest stays back-ordered",
                                       .success = 201,
                                       .at = "/shipments/{made}"},
                                      [desk](const NewShipment& in, Call&, Unit& u) {
                                          auto open = OrderBook::open(u, in.id);
                                          return shipOrder(u, open, in.carrier, in.trackingNumber,
                                                           desk.parcels());
                                      });
    d.get<ShipmentList, Page<Shipment>>(
        "/shipments", {"fulfilment.read", "Shipments, oldest or newest first; of one order when it is named"},
        [](const ShipmentList& in, Call&, Unit& u) { return listShipments(u, in); });
    d.get<ById, ShipmentView>(
        "/shipments/{id}", {"fulfilment.read", "A shipment with its lines"},
        [desk](const ById& in, Call&, Unit& u) { return findShipment(u, in.id, desk.parcels()); });
}

void declareShortPicks(Declarations& d, const Desk& desk) {
    d.post<NewShortPick, ShortPick>(
        "/orders/{id}/short-picks",
        {.permission = "fulfilment.work",
         .summary = "Fewer lie in the bin than were promised: how many are missing, and why",
         .success = 201,
         .at = "/short-picks/{made}"},
        [desk](const NewShortPick& in, Call&, Unit& u) {
            auto open = OrderBook::open(u, in.id);
            ShortPick report;
            report.lineId = in.lineId;
            report.quantity = in.quantity;
            report.reason = in.reason;
            report.note = in.note;
            return desk.orders().shortPick(u, open, std::move(report));
        });
    d.get<ShortPickList, Page<ShortPick>>(
        "/short-picks", {"fulfilment.read", "Picks that came out short, newest first; of an item"},
        [](const ShortPickList& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(u.all<ShortPick>("fulfilment.newest-short-picks",
                                                   {{"sku", in.sku.value_or("")},
                                                    {"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                                    {"limit", limit}}),
                                  limit);
        });
    d.get<ById, ShortPick>("/short-picks/{id}", {"fulfilment.read", "A pick that came out short"},
                           [](const ById& in, Call&, Unit& u) {
                               auto found = u.one<ShortPick>("fulfilment.find-short-pick", {{"id", in.id}});
                               if (!found)
                                   throw Error::notFound("fulfilment.no-such-short-pick",
                                                         "there is no such short pick");
                               return std::move(*found);
                           });
}

} // namespace rejoinder::fulfilment
