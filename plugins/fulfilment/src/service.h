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

/// What selections may ask about orders. Requests for information material are no orders.
class OrderFacts final : public contacts::ContactFacts {
public:
    explicit OrderFacts(std::shared_ptr<contacts::Universe> universe) : universe_(std::move(universe)) {}
    std::vector<contacts::FactInfo> facts(Unit& unit) override;
    [[nodiscard]] bool knows(std::string_view fact) const override;
    std::vector<std::int64_t> select(Unit& unit, const contacts::FactCondition& condition) override;

private:
    std::shared_ptr<contacts::Universe> universe_;
};

} // namespace rejoinder::fulfilment
