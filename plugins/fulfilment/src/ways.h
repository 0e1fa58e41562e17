#pragma once
#include "order_book.h"
#include "working_time.h"

#include <rejoinder/contract/responses.h>

/// What a response type or an item sets in motion, and who must agree to it first: the routes of the API,
/// here "ways" because `*_routes` are those of HTTP.
namespace rejoinder::fulfilment {

/// Parcel: from here, as without a route. Digital: only what goes as a download; nothing of it is picked.
/// Letter: shipped without a parcel's label. House: what is not kept in stock is sent by an outside house.
/// Appointment: somebody is called.
enum class RouteKind { Parcel, Digital, Letter, House, Appointment };
REJOINDER_DESCRIBE_ENUM(RouteKind, Parcel, Digital, Letter, House, Appointment)

struct FulfilmentRoute {
    Id id;
    std::string name;
    RouteKind kind = RouteKind::Parcel;
    std::string responseType; ///< its key; empty: any, or none
    std::optional<Id> itemId; ///< none: any
    std::string sku;
    std::optional<Id> houseId;
    bool approval = false;
    std::vector<std::string> approvers; ///< names of users; none: who has `fulfilment.approve`
    std::int32_t days = 1;              ///< of an appointment: working days until it
    std::string assignee;               ///< of an appointment: the user who calls
    bool active = true;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(FulfilmentRoute, id, name, kind, responseType, itemId, sku, houseId, approval, approvers,
                   days, assignee, active, version)

enum class AppointmentState { Waiting, Open, Done, Cancelled };
REJOINDER_DESCRIBE_ENUM(AppointmentState, Waiting, Open, Done, Cancelled)

struct Appointment {
    Id id, routeId;
    std::string route;
    Id contactId;
    std::optional<Id> responseId, orderId;
    AppointmentState state = AppointmentState::Open;
    Date dueOn;
    std::string assignee, note;
    Timestamp madeAt;
    std::optional<Timestamp> doneAt;
    std::string doneBy;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Appointment, id, routeId, route, contactId, responseId, orderId, state, dueOn, assignee,
                   note, madeAt, doneAt, doneBy, version)

/// Dropped: the order was cancelled or the reply withdrawn before anybody decided.
enum class ApprovalState { Waiting, Approved, Refused, Dropped };
REJOINDER_DESCRIBE_ENUM(ApprovalState, Waiting, Approved, Refused, Dropped)

struct Approval {
    Id id, routeId;
    std::string route;
    RouteKind kind = RouteKind::Parcel;
    Id contactId;
    std::optional<Id> orderId, appointmentId;
    ApprovalState state = ApprovalState::Waiting;
    std::vector<std::string> approvers;
    Timestamp askedAt;
    std::optional<Timestamp> decidedAt;
    std::string decidedBy, reason;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Approval, id, routeId, route, kind, contactId, orderId, appointmentId, state, approvers,
                   askedAt, decidedAt, decidedBy, reason, version)

/// What a new order sets in motion: its way, appointments for its items, and who must agree.
void followRoutes(Unit& unit, const Order& order, const std::string& responseType, const PromiseRules& clock);
/// What a reply sets in motion beside its order: appointments.
void followReply(Unit& unit, const responses::Response& response, const PromiseRules& clock);
/// The reply was a mistake: nobody is called for it.
void dropReply(Unit& unit, Id response);
/// @throws Error Conflict `fulfilment.needs-approval` when somebody must agree to the order
void requireApproved(Unit& unit, Id order);
/// The order is over: nobody is asked any more, and nobody called for what was cancelled.
void endRoutes(Unit& unit, const Order& order);
/// Somebody is erased: nobody calls them, and orders that somebody was to agree to are cancelled.
void dropPerson(Unit& unit, Id contact, OrderBook orders);
/// The way of an order; parcel where no route says otherwise.
RouteKind wayOf(Unit& unit, Id order);

Appointment findAppointment(Unit& unit, Id appointment);
/// Stores it as it is now; over, with who ended it and when.
/// @throws Error Conflict when somebody changed it meanwhile
void storeAppointment(Unit& unit, Appointment appointment);

Approval findApproval(Unit& unit, Id approval);
/// Approved, what waits goes on once nobody else is to be asked; refused, it is cancelled.
/// @throws Error Forbidden for who may not, Conflict when it was decided before
void decide(Unit& unit, const Approval& approval, bool approved, const std::string& reason,
            OrderBook& orders);
/// What `rejoinder verify` finds wrong with approvals.
std::vector<std::string> checkApprovals(Unit& unit);

} // namespace rejoinder::fulfilment
