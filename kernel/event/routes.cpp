#include "kernel/event/bus.h"

namespace rejoinder::event {

namespace {

constexpr std::int32_t kMostListed = 1'000;

struct ParkedList {
    std::vector<ParkedDelivery> items;
};
REJOINDER_DESCRIBE(ParkedList, items)

struct RetryDelivery {
    std::string subscriber;
    Id eventId;
    static void rules(Rules& r) {
        r.at("subscriber").notEmpty().max(64).says("The plugin that did not take it");
    }
};
REJOINDER_DESCRIBE(RetryDelivery, subscriber, eventId)

} // namespace

void Bus::declare(Declarations& d) {
    d.permission("events.repair", "See and repeat deliveries of events that were given up");
    d.get<None, ParkedList>(
        "/parked-deliveries",
        {.permission = "events.repair",
         .summary = "Deliveries of events that were given up after their last attempt"},
        [](const None&, Call&, Unit& unit) { return ParkedList{parked(unit, kMostListed)}; });
    d.post<RetryDelivery, None>(
        "/parked-deliveries/retry",
        {.permission = "events.repair", .summary = "Tries a given-up delivery again", .success = 204},
        [this](const RetryDelivery& in, Call&, Unit& unit) {
            retry(unit, in.subscriber, in.eventId);
            return None{};
        });
    d.verify("events", [](Unit& unit) {
        std::vector<std::string> problems;
        if (const auto n = unit.number("kernel.event-deliveries-without-event"))
            problems.push_back(std::to_string(n) + " deliveries name an event that does not exist");
        if (const auto n = unit.number("kernel.event-deliveries-without-subscriber"))
            problems.push_back(std::to_string(n) + " deliveries name a subscriber that does not exist");
        return problems;
    });
    d.message("EVENT-DELIVERY-FAILED",
              "{subscriber} did not take event {eventId} ({topic}), attempt {attempt}: {code}",
              "Nothing to do: it is tried again, after ever longer waits.");
    d.message("EVENT-DELIVERY-PARKED",
              "{subscriber} did not take event {eventId} ({topic}) at its last attempt: {code}",
              "See GET /api/v1/parked-deliveries for the error; mend the cause, then POST "
              "/api/v1/parked-deliveries/retry.");
    d.message("EVENT-DISPATCH-PAUSED",
              "The database did not answer while events were delivered to {subscriber}",
              "Look after the database; deliveries go on by themselves.");
    d.message("EVENT-FEED-FAILED", "The database did not answer while events were told to listeners",
              "Look after the database; listeners are told later.");
    d.message("EVENT-LISTENER-FAILED", "A listener did not take event {eventId}",
              "Clients of the event stream may "
              "have missed it; they read again what they show.");
}

} // namespace rejoinder::event
