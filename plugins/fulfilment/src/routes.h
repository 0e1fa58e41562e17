#pragma once
#include "intake.h"

#include <functional>

/// The plugin's routes, one function per resource.
namespace rejoinder::fulfilment {

/// What handlers ask while the plugin runs.
struct Desk {
    std::function<OrderBook()> orders;
    const Sources& sources;
};

void declareItems(Declarations& d);
void declareStock(Declarations& d, const Desk& desk);
void declareOrders(Declarations& d, const Desk& desk);
void declareShipments(Declarations& d, const Desk& desk);
void declareShortPicks(Declarations& d);

} // namespace rejoinder::fulfilment
