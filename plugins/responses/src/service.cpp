#include "service.h"

#include <algorithm>

namespace rejoinder::responses {

namespace {

struct DayRow {
    Timestamp dayBegin;
    std::int64_t responses = 0;
};
REJOINDER_DESCRIBE(DayRow, dayBegin, responses)

struct FactRow {
    Id contactId;
    std::optional<Id> cellId;
    std::string type;
    Reaction reaction = Reaction::None;
};
REJOINDER_DESCRIBE(FactRow, contactId, cellId, type, reaction)

constexpr std::string_view kResponded = "responses.responded", kType = "responses.type";

bool contains(const std::vector<std::string>& list, const std::string& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// Checks comparison and values of a condition about answers. @throws Error Invalid
void check(const contacts::FactCondition& c) {
    using contacts::Comparison;
    Faults faults;
    if (c.fact == kResponded) {
        const bool yes = c.comparison == Comparison::Is && c.values.size() == 1 && c.values[0] == "true";
        if (c.comparison != Comparison::Exists && !yes)
            faults.add("/values", "responses.condition",
                       "responses.responded exists or is \"true\"; for the others write \"not\" around it");
    } else if (c.comparison != Comparison::Is && c.comparison != Comparison::In) {
        faults.add("/comparison", "responses.condition",
                   "responses.type can be compared with \"is\" and \"in\"");
    } else if (c.values.empty() || (c.comparison == Comparison::Is && c.values.size() != 1)) {
        faults.add("/values", "responses.condition", "name the response type");
    }
    faults.raise();
}

} // namespace

std::optional<Response> ResponseService::find(Unit& unit, Id response) {
    return unit.one<Response>("responses.find-response", {{"id", response}});
}

std::vector<ResponseCount> ResponseService::counts(Unit& unit, Id campaign) {
    return unit.all<ResponseCount>("responses.counts-of-campaign", {{"campaignId", campaign}});
}

std::vector<ResponderCount> ResponseService::responders(Unit& unit, Id campaign) {
    return unit.all<ResponderCount>("responses.responders-of-campaign", {{"campaignId", campaign}});
}

std::vector<DayCount> ResponseService::byDay(Unit& unit, Id campaign) {
    std::vector<DayCount> days;
    unit.forEach<DayRow>("responses.days-of-campaign", {{"campaignId", campaign}}, [&](const DayRow& row) {
        days.push_back({Date::of(row.dayBegin), row.responses});
    });
    return days;
}

Credit ResponseService::creditOf(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp at) {
    if (campaign)
        if (auto r = unit.one<Response>("responses.newest-credited-response",
                                        {{"contactId", contact}, {"campaignId", *campaign}}))
            return {r->campaignId, r->cellId, r->pieceId, std::move(r->segment), r->attribution};
    return Capture(sources_, windowDays_()).creditOf(unit, contact, campaign, at);
}

std::vector<contacts::FactInfo> ResponseFacts::facts(Unit&) {
    return {{std::string(kResponded), contacts::FactKind::YesNo, "Answered positively"},
            {std::string(kType), contacts::FactKind::Text, "Answered with a response type (its key)"}};
}

bool ResponseFacts::knows(std::string_view fact) const {
    return fact == kResponded || fact == kType;
}

std::vector<std::int64_t> ResponseFacts::select(Unit& unit, const contacts::FactCondition& c) {
    check(c);
    const Timestamp since =
        c.withinDays ? unit.now().plus(-std::chrono::hours(24) * *c.withinDays) : Timestamp{INT64_MIN};
    std::vector<std::int64_t> ids;
    const auto take = [&](const FactRow& row) {
        if (!c.cellIds.empty() &&
            (!row.cellId || std::find(c.cellIds.begin(), c.cellIds.end(), *row.cellId) == c.cellIds.end()))
            return;
        if (c.fact == kResponded ? row.reaction == Reaction::Positive : contains(c.values, row.type))
            ids.push_back(row.contactId.value);
    };
    if (c.campaignId)
        unit.forEach<FactRow>("responses.facts-of-campaign",
                              {{"campaignId", *c.campaignId}, {"since", since}}, take);
    else
        unit.forEach<FactRow>("responses.facts", {{"since", since}}, take);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

} // namespace rejoinder::responses
