#include "piece_facts.h"

#include <algorithm>
#include <limits>

namespace rejoinder::dispatch {

namespace {

constexpr std::string_view kContacted = "pieces.contacted";
constexpr std::string_view kReturned = "pieces.returned";

/// A fact that is there or not: it exists, or is yes. Who was not contacted is asked with "none of", which
/// costs nothing.
void checkComparison(const contacts::FactCondition& condition) {
    const bool yes =
        condition.values.size() == 1 && (condition.values[0] == "true" || condition.values[0] == "yes");
    const bool exists = condition.comparison == contacts::Comparison::Exists && condition.values.empty();
    if (!exists && !(condition.comparison == contacts::Comparison::Is && yes)) {
        throw Error::invalid("/comparison", "dispatch.fact-comparison",
                             condition.fact +
                                 " is asked with exists, or with is and the value true; for the others "
                                 "put the condition under none.");
    }
}

} // namespace

std::vector<contacts::FactInfo> PieceFacts::facts(Unit&) {
    return {{std::string(kContacted), contacts::FactKind::YesNo,
             "A piece was handed over to this contact (of this campaign, these cells, in these days)"},
            {std::string(kReturned), contacts::FactKind::YesNo, "A piece to this contact came back"}};
}

bool PieceFacts::knows(std::string_view fact) const {
    return fact == kContacted || fact == kReturned;
}

std::vector<std::int64_t> PieceFacts::select(Unit& unit, const contacts::FactCondition& condition) {
    if (!knows(condition.fact)) {
        throw Error::invalid("/fact", "dispatch.no-fact", "There is no fact " + condition.fact + ".");
    }
    checkComparison(condition);
    std::int64_t since = std::numeric_limits<std::int64_t>::min();
    if (condition.withinDays) {
        since = unit.now().micros - std::int64_t{*condition.withinDays} * 86'400'000'000;
    }
    const auto ask = [&](Id cell) {
        return unit.numbers(
            condition.fact == kContacted ? "dispatch.contacted" : "dispatch.returned",
            {{"campaignId", condition.campaignId.value_or(Id{})}, {"cellId", cell}, {"since", since}});
    };
    if (condition.cellIds.empty()) {
        return ask(Id{});
    }
    std::vector<std::int64_t> found;
    for (const Id cell : condition.cellIds) {
        const auto more = ask(cell);
        found.insert(found.end(), more.begin(), more.end());
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

} // namespace rejoinder::dispatch
