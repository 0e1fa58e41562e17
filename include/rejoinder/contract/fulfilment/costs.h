#pragma once
#include <rejoinder/plugin.h>

#include <vector>

/// What fulfilment tells of its cost. All sums are exact: millionths of the main unit of the campaign's
/// currency.
namespace rejoinder::fulfilment {

/// Of a cell and segment, everything together.
struct CellCost {
    Id cellId;
    std::string segment;
    std::int64_t orders = 0; ///< that are not cancelled, requests for information too
    UnitCost cost;
};
REJOINDER_DESCRIBE(CellCost, cellId, segment, orders, cost)

/// What the pieces of one item cost that were ordered and not cancelled.
struct ItemCost {
    std::string sku, name;
    std::int64_t orders = 0, pieces = 0;
    UnitCost cost;
};
REJOINDER_DESCRIBE(ItemCost, sku, name, orders, pieces, cost)

/// What went one way: the carrier of its shipments; without a name what waits to be shipped.
struct RouteCost {
    std::string route;
    std::int64_t orders = 0, parcels = 0;
    UnitCost goods, handling; ///< handling: packing and carriage
};
REJOINDER_DESCRIBE(RouteCost, route, orders, parcels, goods, handling)

/// Σ cells = Σ items + Σ handling of the routes; Σ items = Σ goods of the routes.
struct CampaignCost {
    std::vector<CellCost> cells;
    std::vector<ItemCost> items;   ///< the dearest first
    std::vector<RouteCost> routes; ///< by name
};

class Costs {
public:
    static constexpr std::string_view kName = "fulfilment.costs";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Costs() = default;
    /// Of orders that are credited to a cell of the campaign; what was cancelled costs nothing.
    virtual CampaignCost costs(Unit& unit, Id campaign) = 0;
};

} // namespace rejoinder::fulfilment
