#pragma once
#include <rejoinder/plugin.h>

/// What fulfilment promises: orders and their value per campaign.
namespace rejoinder::fulfilment {

/// Orders of a campaign per cell and segment. Amounts in minor units of the campaign's currency, cancelled
/// orders left out.
struct OrderCount {
    Id cellId;
    std::string segment;
    std::int64_t orders = 0;
    std::int64_t buyers = 0; ///< distinct persons
    std::int64_t revenueMinor = 0;
    double revenueMinorSquares = 0; ///< Σ over buyers of (sum of the buyer's orders)², for variances
};
REJOINDER_DESCRIBE(OrderCount, cellId, segment, orders, buyers, revenueMinor, revenueMinorSquares)

class Orders {
public:
    static constexpr std::string_view kName = "fulfilment.orders";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Orders() = default;
    virtual std::vector<OrderCount> counts(Unit& unit, Id campaign) = 0;
};

struct OrderShipped {
    static constexpr std::string_view kTopic = "fulfilment.order-shipped";
    Id orderId, shipmentId, contactId;
};
REJOINDER_DESCRIBE(OrderShipped, orderId, shipmentId, contactId)

} // namespace rejoinder::fulfilment
