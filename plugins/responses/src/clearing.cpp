#include "clearing.h"

#include "service.h"

#include <rejoinder/contract/responses/withdrawn.h>

namespace rejoinder::responses {

namespace {

/// A row that an entry has become.
struct Made {
    std::optional<Id> responseId, captureId;
};
REJOINDER_DESCRIBE(Made, responseId, captureId)

Made assign(Unit& unit, const DecideClearing& in, const ClearingEntry& entry, Capture& capture) {
    auto reply = entry.reply;
    if (in.type) reply.type = *in.type;
    reply.code = in.code;
    reply.contactId = in.contactId;
    reply.externalKey.reset();
    if (in.campaignId) reply.campaignId = in.campaignId;
    reply.reference.reset(); // the entry itself keeps it
    reply.clearing = false;
    if (!in.items.empty()) reply.items = in.items;
    for (const auto& [key, value] : in.fields) reply.fields[key] = value;
    if (!reply.receivedAt) reply.receivedAt = entry.capturedAt;
    const auto captured = capture.from(entry.batchId, entry.id).store(unit, reply);
    return {captured.id, capture.lastCapture()};
}

void withdraw(Unit& unit, Id entry, const Sources& sources, contacts::Objections& objections) {
    const auto made = unit.one<Made>("responses.made-of-clearing", {{"id", entry}});
    if (!made || !made->responseId || !made->captureId)
        throw Error::conflict("responses.assigned-before",
                              "it was assigned before assignments could be taken back");
    withdrawCapture(unit, *made->responseId, *made->captureId, sources, objections);
}

/// The person lives where it lived before this capture said otherwise.
void putAddressBack(Unit& unit, Id capture, const Sources& sources) {
    const auto made = unit.one<Correction>("responses.correction-of-capture", {{"captureId", capture}});
    if (!made) return;
    unit.run("responses.delete-correction", {{"captureId", capture}});
    sources.people->takeCorrectionBack(unit, made->contactId, made->residenceBefore, made->residenceAfter,
                                       "a reply that was taken back");
}

} // namespace

void withdrawCapture(Unit& unit, Id responseId, Id capture, const Sources& sources,
                     contacts::Objections& objections) {
    if (unit.run("responses.withdraw-capture", {{"id", capture}}) == 0)
        throw Error(ErrorKind::Bug, "responses.capture-gone", "a capture is gone");
    putAddressBack(unit, capture, sources);
    unit.run("responses.discount-capture", {{"id", responseId}});
    auto response = unit.one<Response>("responses.find-response", {{"id", responseId}});
    if (!response) return;
    if (response->captures > 0) { // others captured it, too; the oldest of them stands for it now
        if (unit.number("responses.captures-that-made-it", {{"responseId", responseId}}) == 0)
            unit.run("responses.capture-made-it", {{"id", unit.number("responses.oldest-capture-that-stands",
                                                                      {{"responseId", responseId}})}});
        return;
    }
    unit.run("responses.free-duplicate-key",
             {{"id", response->id}, {"duplicateKey", "withdrawn:" + response->id.toString()}});
    if (response->contactId) objections.withdraw(unit, *response->contactId, objectionSource(response->id));
    unit.publish(ResponseWithdrawn{*response});
    for (const auto stream : {ResponseHistory::kResponses, ResponseHistory::kAnswers})
        if (response->contactId) contacts::publishFactsChanged(unit, stream, {&*response->contactId, 1});
    unit.audit("responses.withdraw", response->id, response->type);
}

ClearingEntry findEntry(Unit& unit, Id id) {
    auto entry = unit.one<ClearingEntry>("responses.find-clearing", {{"id", id}});
    if (!entry) throw Error::notFound("responses.no-such-entry", "there is no such clearing entry");
    return std::move(*entry);
}

ClearingEntry decide(Unit& unit, const DecideClearing& in, Capture capture,
                     contacts::Objections& objections) {
    const auto entry = findEntry(unit, in.id);
    const bool isOpen = entry.state == ClearingState::Open;
    if (isOpen == (in.state == ClearingState::Open)) {
        if (isOpen) throw Error::invalid("/state", "responses.decision", "decide for assigned or rejected");
        throw Error::conflict("responses.decided",
                              "this entry is " + nameOf(entry.state) + " already; take that back first");
    }
    Made made;
    if (in.state == ClearingState::Assigned) made = assign(unit, in, entry, capture);
    if (entry.state == ClearingState::Assigned) withdraw(unit, in.id, capture.sources(), objections);
    unit.run("responses.decide-clearing", {{"state", in.state},
                                           {"responseId", made.responseId},
                                           {"captureId", made.captureId},
                                           {"remark", in.remark},
                                           {"id", in.id}});
    unit.audit("clearing.decide", in.id, nameOf(in.state));
    auto decided = findEntry(unit, in.id);
    ClearingDecided event{in.id, decided.version, in.state, {}};
    if (made.responseId)
        event.response = unit.one<Response>("responses.find-response", {{"id", *made.responseId}});
    unit.publish(event);
    return decided;
}

} // namespace rejoinder::responses
