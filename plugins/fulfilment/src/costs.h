#pragma once
#include "order_book.h"

#include <rejoinder/contract/fulfilment/costs.h>

#include <optional>

/// What fulfilment costs: goods and material at the cost of their day, and what it takes to get them out.
namespace rejoinder::fulfilment {

/// What a shipment of a carrier costs, packing and carriage together; "*" stands for any other.
struct ShipmentRate {
    std::string carrier;
    UnitCost cost;
};

struct DispatchRates {
    std::vector<ShipmentRate> shipments;
    UnitCost piece; ///< on top, for each piece: taking it out of its bin and packing it
};

/// "generic: 8.90, *: 1.20" as rates; nothing when it is not like that or names a carrier twice.
std::optional<std::vector<ShipmentRate>> shipmentRatesIn(std::string_view text);
void declareCosts(Declarations& d);
DispatchRates dispatchRatesOf(const Context& context);
/// Writes down what the shipment of some of an order's lines costs; what that costs later does not change it.
void charge(Unit& unit, const ShipmentView& shipment, const std::vector<Line>& lines,
            const DispatchRates& rates);

class CostService final : public Costs {
public:
    CampaignCost costs(Unit& unit, Id campaign) override;
};

} // namespace rejoinder::fulfilment
