#include "delivery.h"

#include <algorithm>

namespace rejoinder::sms {

namespace {

constexpr std::string_view kUnreadable = "(unreadable)";

struct Receipt {
    Id id, profileId;
    std::string providerName, status, reason;
    Timestamp at;
};
REJOINDER_DESCRIBE(Receipt, id, profileId, providerName, status, reason, at)

bool among(const std::vector<std::string>& words, const std::string& word) {
    return std::ranges::any_of(words, [&](const auto& w) { return lowered(w) == lowered(word); });
}

} // namespace

Message Delivery::hand(const ProviderRow& profile, Message message, const std::string& sender) const {
    const Sent sent = say(profile.profile, message, sender);
    return storage_.write(
        [&](Unit& u) {
            const auto before = u.one<Message>("channel-sms.find-message", {{"id", message.id}});
            // Held meanwhile by somebody who did not know; now it is known, if it is still this attempt.
            if (!before || before->attempts != message.attempts ||
                (before->state != MessageState::Sending && before->state != MessageState::Held))
                return before.value_or(message);
            Message now = *before;
            now.state = sent.state;
            now.note = sent.note;
            if (sent.state == MessageState::Sent) now.sentAt = u.now();
            if (!sent.providerName.empty() &&
                !u.one<Message>("channel-sms.find-message-by-name",
                                {{"profileId", profile.id}, {"providerName", sent.providerName}}))
                now.providerName = sent.providerName;
            replace(u, *before, now);
            if (now.state == MessageState::Sent) applyKept(u, profile.profile, now);
            u.audit("channel-sms.send", now.id, nameOf(now.state));
            return now;
        },
        kBySystem);
}

Message Delivery::hold(const Message& message) const {
    return storage_.write(
        [&](Unit& u) {
            auto before = u.one<Message>("channel-sms.find-message", {{"id", message.id}});
            if (!before || before->state != MessageState::Sending || before->attempts != message.attempts)
                return before.value_or(message);
            Message now = *before;
            now.state = MessageState::Held;
            now.note = "the hand-over was interrupted; it is not known whether it was sent";
            replace(u, *before, now);
            u.audit("channel-sms.hold", now.id);
            return now;
        },
        kBySystem);
}

void Delivery::receipt(Unit& unit, const ProviderRow& profile, const std::string& providerName,
                       const std::string& status, const std::string& reason) const {
    if (unit.one<Receipt>("channel-sms.find-receipt",
                          {{"profileId", profile.id}, {"providerName", providerName}, {"status", status}}))
        return;
    unit.run("channel-sms.insert-receipt",
             Receipt{unit.newId(), profile.id, providerName, status, reason, unit.now()});
    auto message = unit.one<Message>("channel-sms.find-message-by-name",
                                     {{"profileId", profile.id}, {"providerName", providerName}});
    if (message) apply(unit, profile.profile, *message, status, reason);
}

void Delivery::setAside(Unit& unit, const ProviderRow& profile, const std::string& name,
                        const std::string& fault) {
    const std::string status(kUnreadable);
    if (unit.one<Receipt>("channel-sms.find-receipt",
                          {{"profileId", profile.id}, {"providerName", name}, {"status", status}}))
        return;
    unit.run("channel-sms.insert-receipt",
             Receipt{unit.newId(), profile.id, name, status, fault, unit.now()});
    unit.audit("channel-sms.receipt-unreadable", profile.id, fault);
}

/// Receipts that were quicker than the answer to the message.
void Delivery::applyKept(Unit& unit, const Provider& profile, Message& message) const {
    if (!message.providerName) return;
    for (const auto& r :
         unit.all<Receipt>("channel-sms.receipts-of-name",
                           {{"profileId", message.profileId}, {"providerName", *message.providerName}}))
        apply(unit, profile, message, r.status, r.reason);
}

void Delivery::apply(Unit& unit, const Provider& profile, Message& message, const std::string& status,
                     const std::string& reason) const {
    // The telephone has it: no later word takes that back, and before it is sent no word counts.
    if (message.state != MessageState::Sent && message.state != MessageState::Undelivered) return;
    const bool delivered = among(profile.receipts.delivered, status);
    const bool failed = among(profile.receipts.failed, status) && message.state == MessageState::Sent;
    if (!delivered && !failed) return;
    const Message before = message;
    message.state = delivered ? MessageState::Delivered : MessageState::Undelivered;
    message.settledAt = unit.now();
    message.note = cut(status + " " + reason, 300);
    if (!replace(unit, before, message)) throw Error::conflict("channel-sms.raced", "It changed meanwhile.");
    if (!failed || !message.pieceId) return;
    const auto piece = pieces_->find(unit, *message.pieceId);
    if (piece && piece->state == dispatch::PieceState::HandedOver)
        pieces_->markReturned(unit, piece->id, "sms: " + message.note);
}

} // namespace rejoinder::sms
