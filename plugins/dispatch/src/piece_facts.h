#pragma once
#include <rejoinder/contract/contacts.h>

namespace rejoinder::dispatch {

/// What selections may ask about the pieces of a contact: `pieces.contacted` and `pieces.returned`.
class PieceFacts final : public contacts::ContactFacts {
public:
    std::vector<contacts::FactInfo> facts(Unit& unit) override;
    [[nodiscard]] bool knows(std::string_view fact) const override;
    std::vector<std::int64_t> select(Unit& unit, const contacts::FactCondition& condition) override;
};

} // namespace rejoinder::dispatch
