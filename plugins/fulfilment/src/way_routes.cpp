#include "houses.h"
#include "routes.h"
#include "ways.h"

#include <rejoinder/paging.h>

namespace rejoinder::fulfilment {

namespace {

struct NewRoute {
    std::string name;
    RouteKind kind = RouteKind::Parcel;
    std::string responseType, sku;
    std::optional<Id> houseId;
    bool approval = false;
    std::vector<std::string> approvers;
    std::int32_t days = 1;
    std::string assignee;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100);
        r.at("responseType").max(64).defaulted().says("Key of a response type; empty: any");
        r.at("sku").max(64).defaulted().says("Number of an item; empty: any");
        r.at("houseId").says("Of kind house: which one");
        r.at("approval").defaulted().says("Somebody must agree first");
        r.at("approvers").max(50).defaulted().says("Names of users; none: who may approve");
        r.at("days").range(0, 365).defaulted().says("Of an appointment: working days until it");
        r.at("assignee").max(200).defaulted().says("Of an appointment: the user who calls");
    }
};
REJOINDER_DESCRIBE(NewRoute, name, kind, responseType, sku, houseId, approval, approvers, days, assignee)

/// Kind, type and item never change: what was set in motion stands on them.
struct ChangeRoute {
    Id id;
    std::optional<std::string> name, assignee;
    std::optional<bool> approval, active;
    std::optional<std::vector<std::string>> approvers;
    std::optional<std::int32_t> days;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100);
        r.at("approvers").max(50);
        r.at("days").range(0, 365);
        r.at("assignee").max(200);
    }
};
REJOINDER_DESCRIBE(ChangeRoute, id, name, approval, approvers, days, assignee, active)

struct ApprovalList {
    std::optional<bool> decided;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) {
        r.at("decided").says("What was decided, newest first; else what waits, oldest first");
    }
};
REJOINDER_DESCRIBE(ApprovalList, decided, limit, cursor)

struct DecideApproval {
    Id id;
    ApprovalState state = ApprovalState::Approved;
    std::string reason;
    static void rules(Rules& r) {
        r.at("state").says("approved or refused");
        r.at("reason").max(2000).defaulted().says("Needed to refuse");
    }
};
REJOINDER_DESCRIBE(DecideApproval, id, state, reason)

struct AppointmentList {
    std::optional<AppointmentState> state;
    std::optional<std::string> assignee;
    std::optional<std::int32_t> limit;
    static void rules(Rules& r) { r.at("state").says("Absent: open, the first to be called first"); }
};
REJOINDER_DESCRIBE(AppointmentList, state, assignee, limit)

struct ChangeAppointment {
    Id id;
    std::optional<AppointmentState> state;
    std::optional<Date> dueOn;
    std::optional<std::string> assignee, note;
    static void rules(Rules& r) {
        r.at("state").says("done or cancelled");
        r.at("dueOn").says("Another day");
        r.at("assignee").max(200);
        r.at("note").max(10000);
    }
};
REJOINDER_DESCRIBE(ChangeAppointment, id, state, dueOn, assignee, note)

FulfilmentRoute findRoute(Unit& u, Id id) {
    auto found = u.one<FulfilmentRoute>("fulfilment.find-route", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-route", "there is no such route");
    return std::move(*found);
}

FulfilmentRoute makeRoute(Unit& u, const NewRoute& in) {
    FulfilmentRoute route{u.newId(),   in.name,      in.kind, in.responseType, {},   in.sku, in.houseId,
                          in.approval, in.approvers, in.days, in.assignee,     true, 1};
    Faults faults;
    if (in.responseType.empty() && in.sku.empty())
        faults.add("/responseType", "fulfilment.route-of-nothing", "say a response type or an item");
    if (!in.sku.empty()) {
        const auto item = u.one<Item>("fulfilment.find-item-by-sku", {{"sku", in.sku}});
        if (item)
            route.itemId = item->id;
        else
            faults.add("/sku", "fulfilment.unknown-item", "there is no item " + in.sku);
    }
    const bool house = in.kind == RouteKind::House;
    if (house != in.houseId.has_value())
        faults.add("/houseId", "fulfilment.route-without-house",
                   "a house is said for the kind house, and only then");
    else if (house && !u.one<House>("fulfilment.find-house", {{"id", *in.houseId}}))
        faults.add("/houseId", "fulfilment.no-such-house", "there is no such house");
    faults.raise("fulfilment.invalid-route");
    u.run("fulfilment.insert-route", route);
    u.audit("routes.make", route.id, route.name);
    return findRoute(u, route.id);
}

FulfilmentRoute changeRoute(Unit& u, const ChangeRoute& in, const Call& call) {
    auto route = findRoute(u, in.id);
    call.requireMatch(route.version);
    route.name = in.name.value_or(route.name);
    route.approval = in.approval.value_or(route.approval);
    route.approvers = in.approvers.value_or(route.approvers);
    route.days = in.days.value_or(route.days);
    route.assignee = in.assignee.value_or(route.assignee);
    route.active = in.active.value_or(route.active);
    if (u.run("fulfilment.update-route", route) == 0)
        throw Error::conflict("fulfilment.route-changed", "somebody changed it meanwhile");
    u.audit("routes.change", in.id, json::write(in));
    return findRoute(u, in.id);
}

Appointment changeAppointment(Unit& u, const ChangeAppointment& in, const Call& call) {
    auto appointment = findAppointment(u, in.id);
    call.requireMatch(appointment.version);
    if (appointment.state != AppointmentState::Open)
        throw Error::conflict("fulfilment.appointment-changed",
                              "it is " + nameOf(appointment.state) + " and not open");
    if (in.state == AppointmentState::Waiting)
        throw Error::invalid("/state", "fulfilment.appointment-changed", "done or cancelled");
    appointment.state = in.state.value_or(appointment.state);
    appointment.dueOn = in.dueOn.value_or(appointment.dueOn);
    appointment.assignee = in.assignee.value_or(appointment.assignee);
    appointment.note = in.note.value_or(appointment.note);
    storeAppointment(u, appointment);
    u.audit("appointments.change", in.id, nameOf(appointment.state));
    return findAppointment(u, in.id);
}

Approval decideOne(Unit& u, const DecideApproval& in, const Call& call, OrderBook orders) {
    const auto approval = findApproval(u, in.id);
    call.requireMatch(approval.version);
    const bool approved = in.state == ApprovalState::Approved;
    if (!approved && in.state != ApprovalState::Refused)
        throw Error::invalid("/state", "fulfilment.no-such-answer", "approved or refused");
    if (!approved && in.reason.empty())
        throw Error::invalid("/reason", "fulfilment.no-reason", "say why it is refused");
    decide(u, approval, approved, in.reason, orders);
    return findApproval(u, in.id);
}

Page<Approval> listApprovals(Unit& u, const ApprovalList& in) {
    const auto limit = paging::limitOf(in.limit);
    if (in.decided.value_or(false))
        return paging::pageOf(
            u.all<Approval>("fulfilment.decided-approvals",
                            {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})}, {"limit", limit}}),
            limit);
    return paging::pageOf(u.all<Approval>("fulfilment.waiting-approvals",
                                          {{"after", paging::cursorId(in.cursor)}, {"limit", limit}}),
                          limit);
}

void declareAppointments(Declarations& d) {
    d.page("/appointments", "Appointments", "fulfilment.order");
    d.get<AppointmentList, Page<Appointment>>(
        "/appointments", {"fulfilment.order", "Who is to be called, the first day first"},
        [](const AppointmentList& in, Call&, Unit& u) {
            return Page<Appointment>{
                u.all<Appointment>("fulfilment.list-appointments",
                                   {{"state", nameOf(in.state.value_or(AppointmentState::Open))},
                                    {"assignee", in.assignee.value_or("")},
                                    {"limit", paging::limitOf(in.limit)}}),
                {}};
        });
    d.get<ById, Appointment>("/appointments/{id}", {"fulfilment.order", "An appointment"},
                             [](const ById& in, Call&, Unit& u) { return findAppointment(u, in.id); });
    d.patch<ChangeAppointment, Appointment>(
        "/appointments/{id}", {"fulfilment.order", "Done, cancelled, or on another day", 200, true},
        [](const ChangeAppointment& in, Call& call, Unit& u) { return changeAppointment(u, in, call); });
}

} // namespace

void declareWays(Declarations& d, const Desk& desk) {
    d.permission("fulfilment.approve", "Approve or refuse what routes ask approval for",
                 {"fulfilment", "marketer"});
    d.page("/fulfilment-routes", "Routes", "fulfilment.read");
    d.page("/approvals", "Approvals", "fulfilment.approve");
    d.get<None, Page<FulfilmentRoute>>(
        "/fulfilment-routes", {"fulfilment.read", "What response types and items set in motion"},
        [](const None&, Call&, Unit& u) {
            return Page<FulfilmentRoute>{u.all<FulfilmentRoute>("fulfilment.list-routes"), {}};
        });
    d.get<ById, FulfilmentRoute>("/fulfilment-routes/{id}", {"fulfilment.read", "A route"},
                                 [](const ById& in, Call&, Unit& u) { return findRoute(u, in.id); });
    d.post<NewRoute, FulfilmentRoute>(
        "/fulfilment-routes",
        {.permission = "fulfilment.items",
         .summary = "Say what a response type or an item sets in motion from now on",
         .success = 201,
         .at = "/fulfilment-routes/{made}"},
        [](const NewRoute& in, Call&, Unit& u) { return makeRoute(u, in); });
    d.patch<ChangeRoute, FulfilmentRoute>(
        "/fulfilment-routes/{id}", {"fulfilment.items", "Change a route, or end it", 200, true},
        [](const ChangeRoute& in, Call& call, Unit& u) { return changeRoute(u, in, call); });
    d.get<ApprovalList, Page<Approval>>(
        "/approvals", {"fulfilment.approve", "What waits for somebody's word, and what was decided"},
        [](const ApprovalList& in, Call&, Unit& u) { return listApprovals(u, in); });
    d.get<ById, Approval>("/approvals/{id}", {"fulfilment.approve", "An approval"},
                          [](const ById& in, Call&, Unit& u) { return findApproval(u, in.id); });
    d.patch<DecideApproval, Approval>(
        "/approvals/{id}",
        {"fulfilment.approve", "Approve, or refuse with a reason: it is cancelled", 200, true},
        [desk](const DecideApproval& in, Call& call, Unit& u) {
            return decideOne(u, in, call, desk.orders());
        });
    declareAppointments(d);
    d.verify("approvals", checkApprovals);
}

} // namespace rejoinder::fulfilment
