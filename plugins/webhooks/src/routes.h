#pragma once
#include "deliveries.h"

namespace rejoinder::webhooks {

/// What the routes work with, asked for at each request since settings may have changed.
struct Desk {
    std::function<Subscriptions()> subscriptions;
    std::function<Deliveries()> deliveries;
};

/// Subscriptions: list, make, change, rotate, remove.
void declareSubscriptions(Declarations& d, const Desk& desk);
/// Messages: tests, lists, attempts, replays.
void declareMessages(Declarations& d, const Desk& desk);

} // namespace rejoinder::webhooks
