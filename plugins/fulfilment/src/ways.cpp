#include "ways.h"

#include <rejoinder/notice.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

struct NewApproval {
    Id id, routeId, contactId;
    std::optional<Id> orderId, appointmentId;
    std::vector<std::string> approvers;
    Timestamp askedAt;
};
REJOINDER_DESCRIBE(NewApproval, id, routeId, contactId, orderId, appointmentId, approvers, askedAt)

struct NewAppointment {
    Id id;
    std::string source;
    Id routeId, contactId;
    std::optional<Id> responseId, orderId;
    AppointmentState state = AppointmentState::Open;
    Date dueOn;
    std::string assignee;
    Timestamp madeAt;
};
REJOINDER_DESCRIBE(NewAppointment, id, source, routeId, contactId, responseId, orderId, state, dueOn,
                   assignee, madeAt)

struct OrderWay {
    RouteKind kind = RouteKind::Parcel;
};
REJOINDER_DESCRIBE(OrderWay, kind)

/// The user behind a request; a token is named after its user: "berta/scanner".
std::string userOf(const Actor& actor) {
    return actor.kind == "token" ? actor.name.substr(0, actor.name.find('/')) : actor.name;
}

void tell(Unit& unit, const std::vector<std::string>& users, const char* permission, const char* kind,
          const std::string& subject, const char* page) {
    if (users.empty()) unit.publish(Notice{{}, {}, permission, kind, subject, page});
    for (const auto& user : users) unit.publish(Notice{{}, user, permission, kind, subject, page});
}

void ask(Unit& unit, const FulfilmentRoute& route, Id contact, const std::optional<Id>& order,
         const std::optional<Id>& appointment) {
    unit.run("fulfilment.insert-approval",
             NewApproval{unit.newId(), route.id, contact, order, appointment, route.approvers, unit.now()});
    tell(unit, route.approvers, "fulfilment.approve", "approval-asked", route.name, "/approvals");
}

void tellCaller(Unit& unit, const std::string& assignee, const std::string& route) {
    tell(unit, assignee.empty() ? std::vector<std::string>() : std::vector{assignee}, "fulfilment.order",
         "appointment-made", route, "/appointments");
}

void makeAppointment(Unit& unit, const FulfilmentRoute& route, Id contact, const std::optional<Id>& response,
                     const std::optional<Id>& order, Timestamp from, const PromiseRules& clock) {
    const WorkingTime time(clock.timeZone, clock.cutOff, clock.closedDays);
    NewAppointment made;
    made.id = unit.newId();
    made.source = (order ? "o" + order->toString() : "r" + response->toString()) + "-" + route.id.toString();
    made.routeId = route.id;
    made.contactId = contact;
    made.responseId = response;
    made.orderId = order;
    made.state = route.approval ? AppointmentState::Waiting : AppointmentState::Open;
    // What came in long ago is not due before today.
    made.dueOn = std::max(time.day(time.due(from, 24LL * route.days)), time.day(unit.now()));
    made.assignee = route.assignee;
    made.madeAt = unit.now();
    unit.run("fulfilment.insert-appointment", made);
    unit.audit("appointments.make", made.id, route.name);
    if (route.approval)
        ask(unit, route, contact, {}, made.id);
    else
        tellCaller(unit, route.assignee, route.name);
}

/// Nobody is called any more, and nobody asked for it.
void dropAppointment(Unit& unit, Id id) {
    auto appointment = findAppointment(unit, id);
    appointment.state = AppointmentState::Cancelled;
    storeAppointment(unit, std::move(appointment));
    unit.run("fulfilment.drop-approvals-of-appointment",
             {{"appointmentId", id}, {"decidedAt", unit.now()}, {"decidedBy", unit.actor().name}});
}

/// Routes that want an order to go another way than in a parcel.
struct Ways {
    std::vector<FulfilmentRoute> letters, digital;
};

/// A letter is what is one as a whole; of what goes as a download the goods beside it are picked all the
/// same.
void storeWay(Unit& unit, Id order, const Ways& ways) {
    const auto write = [&](const FulfilmentRoute& route) {
        unit.run("fulfilment.insert-order-route",
                 {{"orderId", order}, {"kind", route.kind}, {"routeId", route.id}});
    };
    if (!ways.digital.empty()) return write(ways.digital.front());
    if (ways.letters.empty()) return;
    const auto isLetter = [&](const Line& line) {
        return line.role == LineRole::Enclosure || line.role == LineRole::Part ||
               std::ranges::any_of(ways.letters, [&](const FulfilmentRoute& route) {
                   return !route.itemId || *route.itemId == line.itemId;
               });
    };
    if (std::ranges::all_of(unit.all<Line>("fulfilment.lines-of-order", {{"orderId", order}}), isLetter))
        write(ways.letters.front());
}

void goOnWithOrder(Unit& unit, OpenOrder& open, OrderBook& orders) {
    if (unit.number("fulfilment.count-waiting-approvals", {{"orderId", open.order.id}}) != 0) return;
    if (const auto hold = openHold(unit, open.order.id, HoldReason::Route))
        orders.release(unit, open, *hold, {});
}

} // namespace

void followRoutes(Unit& unit, const Order& order, const std::string& responseType,
                  const PromiseRules& clock) {
    Ways ways;
    std::string asked;
    for (const auto& route : unit.all<FulfilmentRoute>(
             "fulfilment.routes-of-order", {{"orderId", order.id}, {"responseType", responseType}})) {
        if (route.kind == RouteKind::Appointment) {
            if (route.itemId)
                makeAppointment(unit, route, order.contactId, order.responseId, order.id, order.orderedAt,
                                clock);
            continue;
        }
        if (route.kind == RouteKind::House)
            unit.run(
                "fulfilment.send-lines-from-house",
                {{"houseId", route.houseId}, {"orderId", order.id}, {"itemId", route.itemId.value_or(Id{})}});
        if (route.kind == RouteKind::Letter) ways.letters.push_back(route);
        if (route.kind == RouteKind::Digital) ways.digital.push_back(route);
        if (!route.approval) continue;
        ask(unit, route, order.contactId, order.id, {});
        asked += (asked.empty() ? "" : ", ") + route.name;
    }
    storeWay(unit, order.id, ways);
    if (!asked.empty()) {
        auto open = OrderBook::open(unit, order.id);
        OrderBook::hold(unit, open, HoldReason::Route, asked);
    }
}

void followReply(Unit& unit, const responses::Response& response, const PromiseRules& clock) {
    if (!response.contactId) return;
    for (const auto& route :
         unit.all<FulfilmentRoute>("fulfilment.appointments-of-type", {{"responseType", response.type}}))
        makeAppointment(unit, route, *response.contactId, response.id, {}, response.receivedAt, clock);
}

void dropReply(Unit& unit, Id response) {
    for (const auto id : unit.numbers("fulfilment.appointments-of-response", {{"responseId", response}}))
        dropAppointment(unit, Id{id});
}

void dropPerson(Unit& unit, Id contact, OrderBook orders) {
    for (const auto id : unit.numbers("fulfilment.orders-to-approve-of-contact", {{"contactId", contact}})) {
        auto open = OrderBook::open(unit, Id{id});
        orders.cancel(unit, open, {});
    }
    for (const auto id : unit.numbers("fulfilment.open-appointments-of-contact", {{"contactId", contact}}))
        dropAppointment(unit, Id{id});
}

void requireApproved(Unit& unit, Id order) {
    if (unit.number("fulfilment.count-waiting-approvals", {{"orderId", order}}) != 0)
        throw Error::conflict("fulfilment.needs-approval", "somebody must agree to this order first");
}

void endRoutes(Unit& unit, const Order& order) {
    if (order.held)
        unit.run("fulfilment.drop-approvals",
                 {{"orderId", order.id}, {"decidedAt", unit.now()}, {"decidedBy", unit.actor().name}});
    if (order.state != OrderState::Cancelled) return;
    for (const auto id : unit.numbers("fulfilment.appointments-of-order", {{"orderId", order.id}}))
        dropAppointment(unit, Id{id});
}

RouteKind wayOf(Unit& unit, Id order) {
    return unit.one<OrderWay>("fulfilment.find-order-route", {{"orderId", order}}).value_or(OrderWay{}).kind;
}

Appointment findAppointment(Unit& unit, Id id) {
    auto found = unit.one<Appointment>("fulfilment.find-appointment", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-appointment", "there is no such appointment");
    return std::move(*found);
}

void storeAppointment(Unit& unit, Appointment appointment) {
    if (appointment.state == AppointmentState::Done || appointment.state == AppointmentState::Cancelled) {
        appointment.doneAt = unit.now();
        appointment.doneBy = unit.actor().name;
    }
    if (unit.run("fulfilment.set-appointment", appointment) == 0)
        throw Error::conflict("fulfilment.appointment-changed", "somebody changed it meanwhile");
}

Approval findApproval(Unit& unit, Id id) {
    auto found = unit.one<Approval>("fulfilment.find-approval", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-approval", "there is no such approval");
    return std::move(*found);
}

void decide(Unit& unit, const Approval& approval, bool approved, const std::string& reason,
            OrderBook& orders) {
    const auto& who = approval.approvers;
    if (!who.empty() && std::ranges::find(who, userOf(unit.actor())) == who.end())
        throw Error(ErrorKind::Forbidden, "fulfilment.not-approver", "somebody else is asked for this");
    // Two who decide at once wait for each other here, or each would still see the other's as waiting.
    std::optional<OpenOrder> open;
    if (approval.orderId) open = OrderBook::open(unit, *approval.orderId);
    if (unit.run("fulfilment.decide-approval",
                 {{"id", approval.id},
                  {"version", approval.version},
                  {"state", approved ? ApprovalState::Approved : ApprovalState::Refused},
                  {"decidedAt", unit.now()},
                  {"decidedBy", unit.actor().name},
                  {"reason", reason}}) == 0)
        throw Error::conflict("fulfilment.decided", "this was decided already");
    unit.audit("approvals.decide", approval.id, approved ? "approved" : "refused");
    if (approval.appointmentId) {
        auto appointment = findAppointment(unit, *approval.appointmentId);
        appointment.state = approved ? AppointmentState::Open : AppointmentState::Cancelled;
        storeAppointment(unit, appointment);
        if (approved) tellCaller(unit, appointment.assignee, appointment.route);
        return;
    }
    if (approved) return goOnWithOrder(unit, *open, orders);
    orders.cancel(unit, *open, {});
}

std::vector<std::string> checkApprovals(Unit& unit) {
    const auto wrong = unit.number("fulfilment.count-wrong-approvals");
    if (wrong == 0) return {};
    return {"fulfilment: " + std::to_string(wrong) + " approvals wait for what goes on already"};
}

} // namespace rejoinder::fulfilment
