#pragma once
#include "routes.h"

#include <rejoinder/contract/contacts.h>
#include <rejoinder/contract/fulfilment/entering.h>

namespace rejoinder::fulfilment {

/// The service other plugins use.
class OrderService final : public Orders {
public:
    std::vector<OrderCount> counts(Unit& unit, Id campaign) override;
};

/// Orders that others receive. The desk stays alive as long as the plugin runs.
class EnteringService final : public Entering {
public:
    explicit EnteringService(Desk desk) : desk_(std::move(desk)) {}
    OrderFacts enter(Unit& unit, const EnteredOrder& order) override;
    void cancel(Unit& unit, Id order) override;
    std::optional<OrderFacts> find(Unit& unit, Id order) override;

private:
    Desk desk_;
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
