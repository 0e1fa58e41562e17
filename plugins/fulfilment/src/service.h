#pragma once
#include "records.h"

#include <rejoinder/contract/contacts.h>
#include <rejoinder/contract/fulfilment.h>

namespace rejoinder::fulfilment {

/// The service other plugins use.
class OrderService final : public Orders {
public:
    std::vector<OrderCount> counts(Unit& unit, Id campaign) override;
};

/// What facts may count of the orders of a contact: `orders.…`. Requests for information material and what
/// was cancelled are no orders.
class OrderHistory final : public contacts::History {
public:
    static constexpr std::string_view kOrders = "orders";
    [[nodiscard]] std::vector<contacts::HistoryStream> streams() const override;
    void each(Unit& unit, std::string_view stream, const contacts::HistoryFilter& filter,
              const Visit& visit) override;
    void of(Unit& unit, std::string_view stream, std::span<const Id> contacts, const Visit& visit) override;
};

} // namespace rejoinder::fulfilment
