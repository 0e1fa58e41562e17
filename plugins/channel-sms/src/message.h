#pragma once
#include "profile.h"

namespace rejoinder::sms {

/// Who writes what no person has asked for.
inline const WriteOptions kBySystem{Priority::Background, {"system", "channel-sms", {}, {}}};

/// Small letters of ASCII and Latin-1 ("ARRÊT" is "arrêt").
std::string lowered(std::string_view text);

/// At most so many bytes, no character torn apart.
std::string cut(std::string_view text, std::size_t most);

/// Waiting → sending → sent → delivered | undelivered; sending → failed (certainly not taken, for good) |
/// waiting (certainly not taken, again later) | held (nobody knows; a person decides).
enum class MessageState { Waiting, Sending, Sent, Delivered, Undelivered, Failed, Held };
REJOINDER_DESCRIBE_ENUM(MessageState, Waiting, Sending, Sent, Delivered, Undelivered, Failed, Held)

/// A message to one person.
struct Message {
    Id id;
    std::optional<Id> pieceId, batchId;
    Id profileId;
    std::optional<Id> contactId, campaignId;
    std::string recipient; ///< E.164
    std::string content;
    MessageState state = MessageState::Waiting;
    std::int32_t segments = 0;
    UnitCost cost; ///< of all segments, in the provider's currency
    std::int32_t attempts = 0;
    std::optional<std::string> providerName; ///< the provider's own name of it
    std::string note;
    Timestamp createdAt;
    std::optional<Timestamp> sentAt, settledAt;
};
REJOINDER_DESCRIBE(Message, id, pieceId, batchId, profileId, contactId, campaignId, recipient, content, state,
                   segments, cost, attempts, providerName, note, createdAt, sentAt, settledAt)

/// What became of one attempt.
struct Sent {
    MessageState state = MessageState::Held; ///< Sent, Failed, Waiting or Held
    std::string providerName, note;
};

/// Says the message to the provider, once. Where its secret cannot be read nothing was said: Waiting.
Sent say(const Provider& profile, const Message& message, const std::string& sender);

/// What a profile makes of a message: the body of its request. For previews and tests.
std::string bodyOf(const Provider& profile, const Message& message, const std::string& sender);

/// Puts size and cost into the message.
void measure(const Provider& profile, Message& message);

/// Stores the message over what it was; false when somebody else changed it meanwhile.
bool replace(Unit& unit, const Message& before, const Message& now);

/// The moment at which this provider may be spoken to again; takes it for the caller.
Timestamp takeSlot(Unit& unit, const ProviderRow& profile);

} // namespace rejoinder::sms
