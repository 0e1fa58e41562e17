#include "capture.h"

#include "service.h"

namespace rejoinder::responses {

namespace {

constexpr std::chrono::hours kDay{24};

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
};
REJOINDER_DESCRIBE(NewRow, id, receivedAt, channel, typeKey, reaction, attribution, contactId, campaignId,
                   cellId, waveId, pieceId, segment, followUp, captures, valueMinor, duplicateKey)

std::optional<std::string> referenceKeyOf(const NewResponse& reply) {
    if (!reply.reference || reply.reference->empty()) return std::nullopt;
    return nameOf(reply.channel) + ":" + *reply.reference;
}

} // namespace

Captured Capture::store(Unit& unit, const NewResponse& reply) {
    if (auto before = seenBefore(unit, referenceKeyOf(reply))) return *before;
    try {
        std::optional<dispatch::Piece> piece;
        if (reply.code) {
            piece = sources_.pieces->findByCode(unit, *reply.code);
            if (!piece)
                throw Error::invalid("/code", "responses.unknown-code",
                                     "no piece has this code; look at it again, or capture by contact");
        }
        auto resolved = resolve(unit, reply, piece);
        return write(unit, reply, resolved);
    } catch (const Error& e) {
        if (reply.clearing && (e.code() == "responses.unknown-code" ||
                               e.code() == "responses.unknown-contact" || e.code() == "responses.no-contact"))
            return clear(unit, reply, e.code());
        throw;
    }
}

Captured Capture::storeForPiece(Unit& unit, const NewResponse& reply, Id pieceId) {
    if (auto before = seenBefore(unit, referenceKeyOf(reply))) return *before;
    auto resolved = resolve(unit, reply, sources_.pieces->find(unit, pieceId));
    return write(unit, reply, resolved);
}

Captured Capture::setAside(Unit& unit, const NewResponse& reply, std::string_view reason) {
    if (auto before = seenBefore(unit, referenceKeyOf(reply))) return *before;
    return clear(unit, reply, reason);
}

Credit Capture::creditOf(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp at) {
    NewResponse reply;
    reply.contactId = contact;
    reply.campaignId = campaign;
    Resolved resolved;
    resolved.response.receivedAt = at;
    credit(unit, reply, {}, resolved);
    auto& r = resolved.response;
    return {r.campaignId, r.cellId, r.pieceId, std::move(r.segment), r.attribution};
}

std::optional<Captured> Capture::seenBefore(Unit& unit, const std::optional<std::string>& referenceKey) {
    if (!referenceKey) return std::nullopt;
    if (auto r =
            unit.one<Response>("responses.find-response-by-reference", {{"referenceKey", *referenceKey}})) {
        const auto id = r->id;
        return Captured{id, Outcome::Duplicate, std::move(r)};
    }
    if (const auto c = unit.one<ClearingEntry>("responses.find-clearing-by-reference",
                                               {{"referenceKey", *referenceKey}}))
        return Captured{c->id, Outcome::Clearing, {}};
    return std::nullopt;
}

Capture::Resolved Capture::resolve(Unit& unit, const NewResponse& reply,
                                   const std::optional<dispatch::Piece>& piece) {
    Resolved out;
    auto type = unit.one<ResponseType>("responses.find-type", {{"key", reply.type}});
    if (!type || !type->active)
        throw Error::invalid("/type", "responses.unknown-type",
                             "there is no active response type " + reply.type);
    out.type = std::move(*type);
    out.referenceKey = referenceKeyOf(reply);
    auto& r = out.response;
    r.receivedAt = reply.receivedAt.value_or(unit.now());
    if (r.receivedAt > unit.now().plus(kDay))
        throw Error::invalid("/receivedAt", "responses.future", "a reply is not received in the future");
    r.channel = reply.channel;
    r.type = out.type.key;
    r.reaction = out.type.reaction;
    credit(unit, reply, piece, out);
    return out;
}

void Capture::creditPiece(const dispatch::Piece& piece, Attribution attribution, Resolved& out) {
    auto& r = out.response;
    r.campaignId = piece.campaignId;
    r.cellId = piece.cellId;
    r.waveId = piece.waveId;
    r.pieceId = piece.id;
    r.segment = piece.segment;
    r.attribution = attribution;
    out.followUp = piece.followUp;
}

void Capture::credit(Unit& unit, const NewResponse& reply, const std::optional<dispatch::Piece>& byCode,
                     Resolved& out) {
    auto& r = out.response;
    if (byCode) {
        const bool named = reply.contactId || reply.externalKey;
        r.contactId = named ? contactOf(unit, reply) : byCode->contactId;
        creditPiece(*byCode, *r.contactId == byCode->contactId ? Attribution::Direct : Attribution::PassAlong,
                    out);
        if (byCode->seed) { // an answer of a planted address never counts
            r.cellId.reset();
            r.attribution = Attribution::Unattributed;
        }
    } else {
        r.contactId = contactOf(unit, reply);
        const auto newest = sources_.pieces->newestOf(unit, *r.contactId, reply.campaignId);
        const auto since = r.receivedAt.plus(-kDay * windowDays_);
        if (newest && (reply.campaignId || (newest->handedOverAt && *newest->handedOverAt >= since))) {
            creditPiece(*newest, Attribution::Inferred, out);
        } else if (reply.campaignId) {
            if (!sources_.campaigns->find(unit, *reply.campaignId))
                throw Error::invalid("/campaignId", "responses.unknown-campaign",
                                     "there is no such campaign");
            r.campaignId = reply.campaignId;
            const auto member = sources_.lists->memberOf(unit, *reply.campaignId, *r.contactId);
            if (member && member->holdOut) { // credited by behaviour: measures what comes without contact
                r.cellId = member->cellId;
                r.segment = member->segment;
                r.attribution = Attribution::HoldOut;
            }
        }
    }
    out.duplicateKey = r.campaignId ? r.campaignId->toString() + ":" + r.contactId->toString() + ":" + r.type
                                    : "-:" + r.contactId->toString() + ":" + r.type + ":" +
                                          Date::of(r.receivedAt).toString();
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
    throw Error::invalid("/code", "responses.no-contact", "a reply names a code or a contact");
}

Captured Capture::write(Unit& unit, const NewResponse& reply, Resolved& resolved) {
    auto& r = resolved.response;
    auto before = reply.again ? std::optional<Response>{}
                              : unit.one<Response>("responses.find-response-by-duplicate-key",
                                                   {{"duplicateKey", resolved.duplicateKey}});
    if (before) {
        unit.run("responses.count-capture", {{"id", before->id}});
        insertCapture(unit, reply, before->id, r.receivedAt, resolved.referenceKey);
        ++before->captures;
        unit.audit("responses.capture-again", before->id, r.type);
        const auto id = before->id;
        return {id, Outcome::Duplicate, std::move(before)};
    }
    r.id = unit.newId();
    if (reply.again) resolved.duplicateKey += ":" + r.id.toString();
    unit.run("responses.insert-response",
             NewRow{r.id, r.receivedAt, r.channel, r.type, r.reaction, r.attribution, *r.contactId,
                    r.campaignId, r.cellId, r.waveId, r.pieceId, r.segment, resolved.followUp, 1,
                    reply.valueMinor, resolved.duplicateKey});
    insertCapture(unit, reply, r.id, r.receivedAt, resolved.referenceKey);
    if (resolved.type.optOut)
        sources_.gate->object(unit, *r.contactId, resolved.type.optOutChannel, objectionSource(r.id));
    unit.publish(ResponseCaptured{r, resolved.type.fulfil, reply.items});
    for (const auto stream : {ResponseHistory::kResponses, ResponseHistory::kAnswers})
        if (stream == ResponseHistory::kAnswers || r.reaction == Reaction::Positive)
            contacts::publishFactsChanged(unit, stream, {&*r.contactId, 1});
    unit.audit("responses.capture", r.id, r.type);
    return {r.id, Outcome::Captured, r};
}

void Capture::insertCapture(Unit& unit, const NewResponse& reply, Id response, Timestamp receivedAt,
                            const std::optional<std::string>& referenceKey) {
    lastCapture_ = unit.newId();
    unit.run("responses.insert-capture",
             CaptureRow{*lastCapture_, response, unit.now(), receivedAt, reply.channel, unit.actor().name,
                        referenceKey, reply.items, reply.note, false});
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
                                           {"version", 1}});
    unit.audit("clearing.add", id, std::string(reason));
    return {id, Outcome::Clearing, {}};
}

std::string objectionSource(Id response) {
    return "response " + response.toString();
}

} // namespace rejoinder::responses
