#include "sms_gateway.h"

#include "merge/template.h"

#include <algorithm>
#include <thread>

namespace rejoinder::sms {

namespace {

using dispatch::Handed;
using dispatch::PieceState;

constexpr std::int64_t kUndelivered = 2; ///< so many in a row, and a number is not written to for a while
constexpr int kDays = 30;

PieceState stateOf(MessageState state) {
    switch (state) {
    case MessageState::Sent:
    case MessageState::Delivered:
    case MessageState::Undelivered: return PieceState::HandedOver;
    case MessageState::Failed: return PieceState::Failed;
    case MessageState::Waiting: return PieceState::Created;
    case MessageState::Sending:
    case MessageState::Held: break;
    }
    return PieceState::Held;
}

Handed handedOf(Id piece, const Message& message) {
    const bool plain = stateOf(message.state) == PieceState::HandedOver;
    return {piece, stateOf(message.state), plain ? "" : message.note};
}

} // namespace

/// What the claiming unit decided: a message that is this batch's to send, or an answer at once.
struct SmsGateway::Claim {
    std::optional<Message> send, interrupted;
    Handed handed;
    Timestamp slot;
};

std::optional<ProviderRow> SmsGateway::provider() {
    auto row = storage_.read([](Unit& u) { return Providers::outgoing(u); });
    if (row) batchSize_ = std::clamp(row->profile.perMinute / 6, 1, 200);
    return row;
}

SmsGateway::Claim SmsGateway::claim(Unit& unit, const ProviderRow& profile, const dispatch::Batch& batch,
                                    std::size_t i, const std::string& text) const {
    const auto& piece = batch.pieces[i];
    const auto known = unit.one<Message>("channel-sms.find-message-of-piece", {{"pieceId", piece.id}});
    const auto answer = [&](PieceState state, std::string note) {
        return Claim{{}, {}, Handed{piece.id, state, std::move(note)}, {}};
    };
    if (known && known->state == MessageState::Sending) return Claim{{}, *known, {}, {}};
    // In the same batch it is an echo of what was done; in another, a person asked for it anew.
    const bool echo = known && known->batchId == batch.id && known->state != MessageState::Waiting;
    if (echo || (known && stateOf(known->state) == PieceState::HandedOver))
        return Claim{{}, {}, handedOf(piece.id, *known), {}};
    const auto number =
        neighbours_.numbers->read(batch.recipients[i].contact.phone, batch.recipients[i].contact.country);
    if (!number) return answer(PieceState::Failed, "the contact has no telephone number");
    if (text.empty()) return answer(PieceState::Failed, "the text is empty");
    const auto since = unit.now().plus(-std::chrono::hours(24 * kDays));
    if (unit.number("channel-sms.undelivered-to", {{"recipient", *number}, {"since", since}}) >= kUndelivered)
        return answer(PieceState::Failed, "messages to this number did not arrive");
    // The gate once more, at the door: who said no since the batch was cut goes back, and is withheld there.
    if (!piece.seed) {
        const auto decision =
            neighbours_.gate->decide(unit, Channel::Sms, contacts::kAdvertising, {&piece.contactId, 1}).at(0);
        if (decision.refusal != contacts::Refusal::None && decision.reason != "contacts.rented-list-used")
            return answer(PieceState::Created, nameOf(decision.refusal));
    }
    Message message = known.value_or(Message{});
    if (!known) {
        message.id = unit.newId();
        message.pieceId = piece.id;
        message.createdAt = unit.now();
    }
    message.batchId = batch.id;
    message.profileId = profile.id;
    message.contactId = piece.contactId;
    message.campaignId = piece.campaignId;
    message.recipient = *number;
    message.content = text;
    message.state = MessageState::Sending;
    message.note.clear();
    ++message.attempts;
    measure(profile.profile, message);
    if (!known)
        unit.run("channel-sms.insert-message", message);
    else if (!replace(unit, *known, message))
        throw Error::conflict("channel-sms.raced", "Somebody else sends this message.");
    return Claim{message, {}, {}, takeSlot(unit, profile)};
}

Handed SmsGateway::give(const ProviderRow& profile, const dispatch::Batch& batch, std::size_t i,
                        const std::string& text) const {
    const Id piece = batch.pieces[i].id;
    const Claim claimed =
        storage_.write([&](Unit& u) { return claim(u, profile, batch, i, text); }, kBySystem);
    if (claimed.interrupted) return handedOf(piece, delivery_.hold(*claimed.interrupted));
    if (!claimed.send) return claimed.handed;
    const auto wait = std::chrono::microseconds(claimed.slot.micros - clock_.now().micros);
    std::this_thread::sleep_for(
        std::clamp<std::chrono::microseconds>(wait, std::chrono::microseconds(0), std::chrono::seconds(60)));
    return handedOf(piece, delivery_.hand(profile, *claimed.send, batch.content.senderName));
}

std::vector<Handed> SmsGateway::handOver(const dispatch::Batch& batch) {
    const auto profile = provider();
    if (!profile)
        throw Error(ErrorKind::Unavailable, "channel-sms.no-provider", "No provider of SMS is set up.");
    secretOf(profile->profile.secretFile); // before anything is stored as being sent
    const merge::Template text(batch.content.text);
    std::vector<Handed> handed;
    bool open = true;
    for (std::size_t i = 0; i < batch.pieces.size(); ++i) {
        if (!open) {
            handed.push_back({batch.pieces[i].id, PieceState::Created, "the provider takes no more now"});
            continue;
        }
        try {
            handed.push_back(give(*profile, batch, i, text.fill(batch.recipients[i].fields)));
        } catch (const Error& e) {
            // Not thrown on: dispatch would take it for "nothing was handed over". A message whose claim was
            // stored is found by the next batch, as one of which nobody knows.
            if (e.kind() != ErrorKind::Unavailable || handed.empty()) throw;
            handed.push_back({batch.pieces[i].id, PieceState::Created, e.text()});
            open = false;
            continue;
        }
        // What was not taken now is a matter of the provider; who must not be written to, one of the person.
        if (handed.back().state == PieceState::Created) {
            const auto message = storage_.read([&](Unit& u) {
                return u.one<Message>("channel-sms.find-message-of-piece", {{"pieceId", batch.pieces[i].id}});
            });
            open = !message || message->batchId != batch.id;
        }
    }
    return handed;
}

} // namespace rejoinder::sms
