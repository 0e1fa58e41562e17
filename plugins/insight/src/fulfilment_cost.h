#pragma once
#include <rejoinder/contract/fulfilment/costs.h>

#include <optional>
#include <span>

/// What fulfilment of a campaign cost, by item and by route. Sums are in minor units and add up to the cent;
/// per order and per response in main units.
namespace rejoinder::insight {

/// What the goods or the material of one item cost.
struct ItemCostFigures {
    std::string sku, name;
    std::int64_t orders = 0, pieces = 0, costMinor = 0;
    std::optional<double> perOrder; ///< of the orders that have it
};
REJOINDER_DESCRIBE(ItemCostFigures, sku, name, orders, pieces, costMinor, perOrder)

/// What went one way; without a name what waits to be shipped.
struct RouteCostFigures {
    std::string route;
    std::int64_t orders = 0, parcels = 0;
    std::int64_t goodsMinor = 0, handlingMinor = 0, costMinor = 0;
    std::optional<double> perOrder; ///< of the orders that went this way
};
REJOINDER_DESCRIBE(RouteCostFigures, route, orders, parcels, goodsMinor, handlingMinor, costMinor, perOrder)

/// Hold-outs included. costMinor = goodsMinor + handlingMinor = Σ routes; goodsMinor = Σ items.
struct FulfilmentCost {
    std::int64_t costMinor = 0, goodsMinor = 0;
    std::int64_t handlingMinor = 0; ///< packing and carriage
    std::int64_t orders = 0;        ///< all that were not cancelled, requests for information too
    std::optional<double> perResponse, perOrder; ///< per responder, and per order
    std::vector<ItemCostFigures> items;          ///< the dearest first
    std::vector<RouteCostFigures> routes;
};
REJOINDER_DESCRIBE(FulfilmentCost, costMinor, goodsMinor, handlingMinor, orders, perResponse, perOrder, items,
                   routes)

/// So many minor units in parts as near to `micros` as whole units can be (largest remainder).
std::vector<std::int64_t> sharedOut(std::int64_t minor, std::span<const std::int64_t> micros,
                                    std::string_view currency);
/// The figures of a campaign's cost; `responders` of all its cells.
FulfilmentCost fulfilmentCostOf(const fulfilment::CampaignCost& cost, std::int64_t responders,
                                std::string_view currency);

} // namespace rejoinder::insight
