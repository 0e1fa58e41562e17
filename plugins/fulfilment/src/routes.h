#pragma once
#include "credit_question.h"
#include "delays.h"
#include "intake.h"
#include "mandates.h"
#include "parcels.h"

#include <functional>

/// The plugin's routes, one function per resource.
namespace rejoinder::fulfilment {

/// What handlers ask while the plugin runs.
struct Desk {
    std::function<OrderBook()> orders;
    const Sources& sources;
    std::function<PromiseRules()> promise;
    std::function<Telling()> telling;
    std::function<ParcelDesk()> parcels;
    std::function<ShippingRules()> shipping;
    std::function<CreditProfile()> credit;
    std::function<DebitRules()> debit;
};

void declareItems(Declarations& d);
void declareStock(Declarations& d, const Desk& desk);
void declareOrders(Declarations& d, const Desk& desk);
void declareShipments(Declarations& d, const Desk& desk);
void declareShortPicks(Declarations& d, const Desk& desk);
void declareAssortment(Declarations& d, const Desk& desk);
void declarePrices(Declarations& d, const Desk& desk);
void declareCreditChecks(Declarations& d, const Desk& desk);
void declareShippingRates(Declarations& d, const Desk& desk);
void declareLots(Declarations& d, const Desk& desk);
void declareHolds(Declarations& d, const Desk& desk);
void declareSubscriptions(Declarations& d, const Desk& desk);
void declareOrderChanges(Declarations& d, const Desk& desk);
void declarePromises(Declarations& d, const Desk& desk);
void declarePickBatches(Declarations& d);
void declareParcels(Declarations& d, const Desk& desk);
void declareGoodsReturns(Declarations& d, const Desk& desk);
void declareCounts(Declarations& d, const Desk& desk);
void declareMandates(Declarations& d, const Desk& desk);
void declareWays(Declarations& d, const Desk& desk);

} // namespace rejoinder::fulfilment
