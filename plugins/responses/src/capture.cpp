#include "capture.h"

#include "service.h"
#include "types.h"

#include <rejoinder/notice.h>

#include <algorithm>
#include <array>

namespace rejoinder::responses {

namespace {

/// A row of responses_response.
struct NewRow {
    Id id;
    Timestamp receivedAt;
    Channel channel = Channel::Other;
    std::string typeKey;
    Reaction reaction = Reaction::Positive;
    Attribution attribution = Attribution::Unattributed;
    Id contactId;
    std::optional<Id> campaignId, cellId, waveId, pieceId;
    std::string segment;
    bool followUp = false;
    std::int32_t captures = 1;
    std::optional<std::int64_t> valueMinor;
    std::string duplicateKey;
    bool late = false;
    std::int32_t credits = 1;
    std::string creditReason;
    std::int64_t creditWindow = 0;
};
REJOINDER_DESCRIBE(NewRow, id, receivedAt, channel, typeKey, reaction, attribution, contactId, campaignId,
                   cellId, waveId, pieceId, segment, followUp, captures, valueMinor, duplicateKey, late,
                   credits, creditReason, creditWindow)

std::optional<std::string> referenceKeyOf(const NewResponse& reply) {
    if (!reply.reference || reply.reference->empty()) return std::nullopt;
    return nameOf(reply.channel) + ":" + *reply.reference;
}

/// What a person can put right, so that a reply need not be refused.
bool isForClearing(std::string_view code) {
    constexpr std::array kCodes{"responses.unknown-code", "responses.unknown-contact", "responses.no-contact",
                                "responses.unknown-type", "responses.invalid-fields",  "contacts.invalid"};
    return std::ranges::find(kCodes, code) != kCodes.end();
}

} // namespace

Captured Capture::store(Unit& unit, const NewResponse& reply) {
    if (auto before = seenBefore(unit, referenceKeyOf(reply))) return *before;
    try {
        std::optional<dispatch::Piece> piece;
        std::optional<dispatch::MediumCode> medium;
        if (reply.code) {
            piece = sources_.pieces->findByCode(unit, *reply.code);
            if (!piece) medium = sources_.pieces->findMedium(unit, *reply.code);
            if (!piece && !medium)
                throw Error::invalid("/code", "responses.unknown-code",
                                     "nothing has this code; look at it again, or capture by contact");
        }
        auto resolved = resolve(unit, reply, piece, medium);
        return finish(unit, reply, resolved);
    } catch (const Error& e) {
        if (reply.clearing && isForClearing(e.code())) return clear(unit, reply, e.code());
        throw;
    }
}

Captured Capture::storeForPiece(Unit& unit, const NewResponse& reply, Id pieceId) {
    if (auto before = seenBefore(unit, referenceKeyOf(reply))) return *before;
    const auto piece = sources_.pieces->find(unit, pieceId);
    try {
        auto resolved = resolve(unit, reply, piece, {});
        return finish(unit, reply, resolved);
    } catch (const Error& e) {
        if (!reply.clearing || !isForClearing(e.code())) throw;
        NewResponse kept = reply;
        if (piece) kept.code = piece->code;
        return clear(unit, kept, e.code());
    }
}

Captured Capture::setAside(Unit& unit, const NewResponse& reply, std::string_view reason) {
    if (auto before = seenBefore(unit, referenceKeyOf(reply))) return *before;
    return clear(unit, reply, reason);
}

Credit Capture::creditOf(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp at) {
    NewResponse asked;
    asked.contactId = contact;
    Reply reply;
    reply.contact = contactOf(unit, asked);
    reply.campaignId = campaign;
    reply.at = at;
    reply.wanted = true;
    reply.bought = true;
    auto best = crediting_.of(unit, reply).front();
    return {best.campaignId, best.cellId, best.pieceId, std::move(best.segment), best.attribution};
}

std::optional<Captured> Capture::seenBefore(Unit& unit, const std::optional<std::string>& referenceKey) {
    known_ = false;
    if (!referenceKey) return std::nullopt;
    if (auto r =
            unit.one<Response>("responses.find-response-by-reference", {{"referenceKey", *referenceKey}})) {
        const auto id = r->id;
        known_ = true;
        return Captured{id, Outcome::Duplicate, std::move(r)};
    }
    if (const auto c = unit.one<ClearingEntry>("responses.find-clearing-by-reference",
                                               {{"referenceKey", *referenceKey}})) {
        known_ = true;
        return Captured{c->id, Outcome::Clearing, {}};
    }
    return std::nullopt;
}

Capture::Resolved Capture::resolve(Unit& unit, const NewResponse& reply,
                                   const std::optional<dispatch::Piece>& piece,
                                   const std::optional<dispatch::MediumCode>& medium) {
    Resolved out;
    auto type = unit.one<ResponseType>("responses.find-type", {{"key", reply.type}});
    if (!type || !type->active)
        throw Error::invalid("/type", "responses.unknown-type",
                             "there is no active response type " + reply.type);
    out.type = std::move(*type);
    checkFields(out.type, reply.fields);
    out.referenceKey = referenceKeyOf(reply);
    auto& r = out.response;
    r.receivedAt = reply.receivedAt.value_or(unit.now());
    if (r.receivedAt > unit.now().plus(std::chrono::hours(24)))
        throw Error::invalid("/receivedAt", "responses.future", "a reply is not received in the future");
    r.channel = reply.channel;
    r.type = out.type.key;
    r.reaction = out.type.reaction;

    const bool named = reply.contactId || reply.externalKey;
    r.contactId = piece && !named ? piece->contactId : contactOf(unit, reply);
    Reply known;
    known.contact = *r.contactId;
    known.campaignId = reply.campaignId;
    known.at = r.receivedAt;
    known.wanted = r.reaction == Reaction::Positive;
    known.bought = reply.channel == Channel::Shop || reply.channel == Channel::Payment;
    known.piece = piece;
    known.medium = medium;
    out.credits = crediting_.of(unit, known);
    const auto& best = out.credits.front();
    r.campaignId = best.campaignId;
    r.cellId = best.cellId;
    r.waveId = best.waveId;
    r.pieceId = best.pieceId;
    r.segment = best.segment;
    r.attribution = best.attribution;
    r.late = best.late;
    r.reason = best.reason;
    r.credits = static_cast<std::int32_t>(out.credits.size());
    out.duplicateKey = r.campaignId ? r.campaignId->toString() + ":" + r.contactId->toString() + ":" + r.type
                                    : "-:" + r.contactId->toString() + ":" + r.type + ":" +
                                          Date::of(r.receivedAt).toString();
    return out;
}

Id Capture::contactOf(Unit& unit, const NewResponse& reply) {
    if (reply.contactId) {
        if (!sources_.directory->find(unit, *reply.contactId))
            throw Error::invalid("/contactId", "responses.unknown-contact", "there is no such contact");
        return *reply.contactId;
    }
    if (reply.externalKey) {
        const auto contact = sources_.directory->findByExternalKey(unit, *reply.externalKey);
        if (!contact)
            throw Error::invalid("/externalKey", "responses.unknown-contact", "no contact has this number");
        return contact->id;
    }
    throw Error::invalid("/code", "responses.no-contact", "a reply names a piece's code or a contact");
}

Captured Capture::finish(Unit& unit, const NewResponse& reply, Resolved& resolved) {
    correction_.reset();
    // Before anything is written: an address that cannot be is refused like an unknown code.
    if (resolved.type.correctAddress) correctAddress(unit, reply, *resolved.response.contactId);
    return write(unit, reply, resolved);
}

Captured Capture::write(Unit& unit, const NewResponse& reply, Resolved& resolved) {
    auto& r = resolved.response;
    auto before = reply.again ? std::optional<Response>{}
                              : unit.one<Response>("responses.find-response-by-duplicate-key",
                                                   {{"duplicateKey", resolved.duplicateKey}});
    if (before) {
        unit.run("responses.count-capture", {{"id", before->id}});
        insertCapture(unit, reply, resolved, before->id, Outcome::Duplicate);
        ++before->captures;
        unit.audit("responses.capture-again", before->id, r.type);
        const auto id = before->id;
        return {id, Outcome::Duplicate, std::move(before)};
    }
    r.id = unit.newId();
    if (reply.again) resolved.duplicateKey += ":" + r.id.toString();
    unit.run("responses.insert-response", NewRow{r.id,
                                                 r.receivedAt,
                                                 r.channel,
                                                 r.type,
                                                 r.reaction,
                                                 r.attribution,
                                                 *r.contactId,
                                                 r.campaignId,
                                                 r.cellId,
                                                 r.waveId,
                                                 r.pieceId,
                                                 r.segment,
                                                 resolved.credits.front().followUp,
                                                 1,
                                                 reply.valueMinor,
                                                 resolved.duplicateKey,
                                                 r.late,
                                                 r.credits,
                                                 r.reason,
                                                 crediting_.windowDays()});
    if (resolved.credits.size() > 1) {
        std::vector<CreditRow> rows;
        for (const auto& c : resolved.credits)
            rows.push_back({r.id, static_cast<std::int32_t>(rows.size()) + 1, c.campaignId, c.cellId,
                            c.waveId, c.pieceId, c.segment, c.attribution, c.reason, c.late, c.best,
                            c.share});
        unit.insertMany("responses.insert-credit", rows);
    }
    insertCapture(unit, reply, resolved, r.id, Outcome::Captured);
    if (resolved.type.optOut)
        sources_.gate->object(unit, *r.contactId, resolved.type.optOutChannel, objectionSource(r.id));
    if (resolved.type.callBack)
        unit.publish(
            Notice{{}, {}, "responses.write", "call-back-wanted", r.type, "/responses/" + r.id.toString()});
    unit.publish(ResponseCaptured{r, resolved.type.fulfil, reply.items, resolved.type.followUp});
    for (const auto stream : {ResponseHistory::kResponses, ResponseHistory::kAnswers})
        if (stream == ResponseHistory::kAnswers || r.reaction == Reaction::Positive)
            contacts::publishFactsChanged(unit, stream, {&*r.contactId, 1});
    unit.audit("responses.capture", r.id, r.type);
    return {r.id, Outcome::Captured, r};
}

void Capture::insertCapture(Unit& unit, const NewResponse& reply, const Resolved& resolved, Id response,
                            Outcome outcome) {
    lastCapture_ = unit.newId();
    unit.run("responses.insert-capture",
             CaptureRow{*lastCapture_, response, unit.now(), resolved.response.receivedAt, reply.channel,
                        unit.actor().name, resolved.referenceKey, reply.items, reply.note, false, outcome,
                        clearingId_, batchId_, reply.fields});
    if (!correction_) return;
    correction_->captureId = *lastCapture_;
    unit.run("responses.insert-correction", *correction_);
}

void Capture::correctAddress(Unit& unit, const NewResponse& reply, Id contactId) {
    const auto said = [&](const char* key) {
        const auto at = reply.fields.find(key);
        return at == reply.fields.end() ? std::string() : at->second;
    };
    if (said("street").empty() && said("postcode").empty() && said("city").empty()) return;
    const auto contact = sources_.directory->find(unit, contactId);
    if (!contact) return;
    const auto either = [&](const char* key, const std::string& before) {
        auto now = said(key);
        return now.empty() ? before : now;
    };
    const bool changed = sources_.people->correctAddress(
        unit, contactId,
        {either("street", contact->street), said("houseNumber"), said("addressLine2"),
         either("postcode", contact->postcode), either("city", contact->city), said("country")},
        "reply on " + nameOf(reply.channel));
    if (!changed) return;
    if (const auto now = sources_.directory->find(unit, contactId))
        correction_ = {{}, now->id, contacts::residenceOf(*contact), contacts::residenceOf(*now)};
}

Captured Capture::clear(Unit& unit, const NewResponse& reply, std::string_view reason) {
    const auto id = unit.newId();
    unit.run("responses.insert-clearing", {{"id", id},
                                           {"capturedAt", unit.now()},
                                           {"capturedBy", unit.actor().name},
                                           {"reason", reason},
                                           {"reply", json::write(reply)},
                                           {"referenceKey", referenceKeyOf(reply)},
                                           {"state", ClearingState::Open},
                                           {"responseId", nullptr},
                                           {"remark", ""},
                                           {"version", 1},
                                           {"channel", reply.channel},
                                           {"batchId", batchId_}});
    unit.audit("clearing.add", id, std::string(reason));
    return {id, Outcome::Clearing, {}};
}

std::string objectionSource(Id response) {
    return "response " + response.toString();
}

} // namespace rejoinder::responses
