#pragma once
#include "records.h"

namespace rejoinder::phone {

struct NewOutcome {
    std::string code, label;
    Category category = Category::Completed;
    std::string responseType;
    std::int32_t retryMinutes = 0;
    static void rules(Rules& r) {
        r.at("code").notEmpty().max(40).says("Small letters, digits and hyphens");
        r.at("label").notEmpty().max(200);
        r.at("responseType")
            .max(40)
            .defaulted()
            .says("Key of the response type it is captured as; empty = no response");
        r.at("retryMinutes").range(0, 100'000).defaulted().says("Pause before the next try; 0 = the setting");
    }
};
REJOINDER_DESCRIBE(NewOutcome, code, label, category, responseType, retryMinutes)

struct ChangeOutcome {
    Id id;
    std::optional<std::string> label;
    std::optional<Category> category;
    std::optional<std::string> responseType;
    std::optional<std::int32_t> retryMinutes;
    std::optional<bool> active;
    static void rules(Rules& r) {
        r.at("label").notEmpty().max(200);
        r.at("responseType").max(40);
        r.at("retryMinutes").range(0, 100'000);
    }
};
REJOINDER_DESCRIBE(ChangeOutcome, id, label, category, responseType, retryMinutes, active)

struct OutcomeList {
    std::vector<CallOutcome> items;
};
REJOINDER_DESCRIBE(OutcomeList, items)

/// How calls can end, as data.
class Outcomes {
public:
    /// Gives a new installation its first outcomes.
    static void ensureDefaults(Storage& storage);
    static OutcomeList list(Unit& unit);
    static CallOutcome create(Unit& unit, const NewOutcome& wish);
    /// @throws Error NotFound `channel-phone.no-outcome`.
    static CallOutcome find(Unit& unit, Id id);
    static CallOutcome change(Unit& unit, CallOutcome outcome, const ChangeOutcome& wish);
};

} // namespace rejoinder::phone
