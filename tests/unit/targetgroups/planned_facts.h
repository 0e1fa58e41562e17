#pragma once
#include "no_unit.h"

#include <rejoinder/contract/contacts.h>

#include <cstdlib>
#include <stdexcept>
#include <vector>

/// What an index needs to be asked without a database.
namespace rejoinder::targetgroups::test {

/// Conditions by number: the fact "7" is the seventh plan.
class PlannedFacts final : public contacts::ContactFacts {
public:
    std::vector<contacts::FactInfo> facts(Unit&) override { return {}; }
    [[nodiscard]] bool knows(std::string_view) const override { return true; }
    std::vector<std::int64_t> select(Unit&, const contacts::FactCondition&) override {
        throw std::logic_error("not asked");
    }
    std::optional<contacts::FactPlan> plan(Unit&, const contacts::FactCondition& c) override {
        return plans[static_cast<std::size_t>(std::atoll(c.fact.c_str()))];
    }
    std::vector<contacts::FactPlan> plans;
};

} // namespace rejoinder::targetgroups::test
