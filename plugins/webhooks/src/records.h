#pragma once
#include <rejoinder/plugin.h>

/// What the plugin stores and shows.
namespace rejoinder::webhooks {

/// Paused: by a person. Gone: the receiver said 410. Failing: it took nothing for days. Nothing is sent to
/// the last three until a person sets it active again; what happens meanwhile is held.
enum class SubscriptionState { Active, Paused, Gone, Failing, Removed };
REJOINDER_DESCRIBE_ENUM(SubscriptionState, Active, Paused, Gone, Failing, Removed)

struct Subscription {
    Id id;
    std::string name, url;
    std::vector<std::string> types;
    SubscriptionState state = SubscriptionState::Active;
    std::string secret; ///< sealed
    std::optional<std::string> oldSecret;
    std::optional<Timestamp> oldUntil;
    std::optional<Timestamp> failingSince; ///< nothing was taken since
    std::optional<Timestamp> quietUntil;   ///< the receiver asked for a pause
    std::optional<Timestamp> stoppedAt;
    std::int64_t version = 1;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(Subscription, id, name, url, types, state, secret, oldSecret, oldUntil, failingSince,
                   quietUntil, stoppedAt, version, createdAt)

struct StoredEvent {
    Id id;
    std::string type, subject;
    std::optional<Id> contactId;
    Timestamp happenedAt;
    std::string body; ///< as it is sent; empty once its person was erased
};
REJOINDER_DESCRIBE(StoredEvent, id, type, subject, contactId, happenedAt, body)

/// Held: its subscription is not active. Dropped: its person was erased, or its subscription
/// removed, before it went out.
enum class MessageState { Waiting, Delivered, Failed, Held, Dropped };
REJOINDER_DESCRIBE_ENUM(MessageState, Waiting, Delivered, Failed, Held, Dropped)

struct StoredMessage {
    Id id, subscriptionId, eventId;
    MessageState state = MessageState::Waiting;
    std::int32_t turn = 1;     ///< of the job that may send it next
    std::int32_t tries = 0;    ///< since it was queued or replayed
    std::int32_t attempts = 0; ///< in all
    std::optional<Timestamp> begunAt, nextAt, settledAt;
};
REJOINDER_DESCRIBE(StoredMessage, id, subscriptionId, eventId, state, turn, tries, attempts, begunAt, nextAt,
                   settledAt)

/// One attempt to deliver a message.
struct WebhookAttempt {
    Id id;
    Timestamp attemptedAt;
    std::int32_t status = 0;
    std::int32_t durationMs = 0;
    std::string note, answer;
    static void rules(Rules& r) {
        r.at("status").says("What the receiver answered; 0: nothing");
        r.at("answer").says("The beginning of what it answered");
    }
};
REJOINDER_DESCRIBE(WebhookAttempt, id, attemptedAt, status, durationMs, note, answer)

} // namespace rejoinder::webhooks
