#include "service.h"

#include "clearing.h"

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

std::vector<CreditCount> ResponseService::credits(Unit& unit, Id campaign) {
    auto counts = unit.all<CreditCount>("responses.own-credits-of-campaign", {{"campaignId", campaign}});
    for (auto& shared :
         unit.all<CreditCount>("responses.shared-credits-of-campaign", {{"campaignId", campaign}})) {
        const auto same = std::ranges::find_if(counts, [&](const CreditCount& c) {
            return c.cellId == shared.cellId && c.attribution == shared.attribution && c.late == shared.late;
        });
        if (same == counts.end()) {
            counts.push_back(std::move(shared));
            continue;
        }
        same->best += shared.best;
        same->multiple += shared.multiple;
        same->fractional += shared.fractional;
    }
    return counts;
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

bool CapturingService::objects(Unit& unit, std::string_view type) {
    const auto found = unit.one<ResponseType>("responses.find-type", {{"key", type}});
    return found && found->optOut;
}

Captured CapturingService::capture(Unit& unit, const NewResponse& reply) {
    return Capture(sources_, windowDays_()).store(unit, reply);
}

Captured CapturingService::setAside(Unit& unit, const NewResponse& reply, std::string_view reason) {
    return Capture(sources_, windowDays_()).setAside(unit, reply, reason);
}

void CapturingService::withdraw(Unit& unit, Channel channel, std::string_view reference) {
    const auto made = unit.one<MadeCapture>(
        "responses.capture-of-reference", {{"referenceKey", nameOf(channel) + ":" + std::string(reference)}});
    if (made && !made->withdrawn) withdrawCapture(unit, made->responseId, made->id, sources_, *objections_);
}

ReturnRow ReturnService::takeBack(Unit& unit, const ReturnedPiece& in) {
    const auto piece = sources_.pieces->find(unit, in.pieceId);
    if (!piece) throw Error::invalid("/code", "responses.unknown-code", "no piece has this code");
    if (auto before = unit.one<ReturnRow>("responses.find-return-of-piece", {{"pieceId", piece->id}}))
        return std::move(*before); // scanned twice, or told by the post after it was scanned
    const auto times = sources_.pieces->markReturned(unit, piece->id, nameOf(in.reason));
    const bool deceased = in.reason == ReturnReason::Deceased;
    const bool blocked = deceased || (!in.addressKnown && times >= untilBlocked_());
    if (blocked) sources_.directory->markUndeliverable(unit, piece->contactId, deceased, nameOf(in.reason));
    const ReturnRow row{unit.newId(), piece->id, piece->contactId, piece->campaignId,
                        in.reason,    in.remark, unit.now(),       blocked};
    unit.run("responses.insert-return", row);
    unit.audit("returns.capture", row.id, nameOf(in.reason));
    return row;
}

void ReturnService::each(Unit& unit, const std::function<void(const ReturnRow&)>& visit) {
    unit.forEach<ReturnRow>("responses.every-return", {}, visit);
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
    contacts::forContacts<contacts::HistoryEvent>(
        unit, stream == kResponses ? "responses.positive-of-some" : "responses.answers-of-some", contacts,
        visit);
}

} // namespace rejoinder::responses
