#include "service.h"

#include <algorithm>

namespace rejoinder::responses {

namespace {

struct DayRow {
    Timestamp dayBegin;
    std::int64_t responses = 0;
};
REJOINDER_DESCRIBE(DayRow, dayBegin, responses)

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

bool CapturingService::takes(Unit& unit, std::string_view type) {
    const auto found = unit.one<ResponseType>("responses.find-type", {{"key", type}});
    return found && found->active;
}

Captured CapturingService::capture(Unit& unit, const NewResponse& reply) {
    return Capture(sources_, windowDays_()).store(unit, reply);
}

Captured CapturingService::setAside(Unit& unit, const NewResponse& reply, std::string_view reason) {
    return Capture(sources_, windowDays_()).setAside(unit, reply, reason);
}

std::vector<contacts::HistoryStream> ResponseHistory::streams() const {
    using contacts::Narrowing;
    const std::vector<Narrowing> narrowedBy{Narrowing::Campaign, Narrowing::Cell, Narrowing::Channel,
                                            Narrowing::Type, Narrowing::Days};
    contacts::HistoryStream responses, answers;
    responses.name = kResponses;
    responses.exists = "responses.responded";
    responses.count = "responses.count";
    responses.amount = "responses.value";
    responses.firstDay = "responses.firstOn";
    responses.lastDay = "responses.lastOn";
    responses.happened = "answered positively";
    responses.narrowedBy = narrowedBy;
    answers.name = kAnswers;
    answers.exists = "responses.answered";
    answers.type = "responses.type";
    answers.happened = "answered, positively or not";
    answers.narrowedBy = narrowedBy;
    return {std::move(responses), std::move(answers)};
}

void ResponseHistory::each(Unit& unit, std::string_view stream, const contacts::HistoryFilter& filter,
                           const Visit& visit) {
    const std::int64_t positive = stream == kResponses ? 1 : 0;
    if (filter.campaignId)
        unit.forEach<contacts::HistoryEvent>(
            "responses.history-of-campaign",
            {{"campaignId", filter.campaignId}, {"since", filter.since}, {"positive", positive}}, visit);
    else
        unit.forEach<contacts::HistoryEvent>("responses.history",
                                             {{"since", filter.since}, {"positive", positive}}, visit);
}

void ResponseHistory::of(Unit& unit, std::string_view stream, std::span<const Id> contacts,
                         const Visit& visit) {
    using contacts::SomeContacts;
    for (std::size_t begin = 0; begin < contacts.size(); begin += SomeContacts::kMost) {
        const auto some = contacts.subspan(begin, std::min(SomeContacts::kMost, contacts.size() - begin));
        for (const auto& event : unit.all<contacts::HistoryEvent>(
                 stream == kResponses ? "responses.positive-of-some" : "responses.answers-of-some",
                 SomeContacts::of(some)))
            visit(event);
    }
}

} // namespace rejoinder::responses
