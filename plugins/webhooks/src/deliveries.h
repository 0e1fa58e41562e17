#pragma once
#include "schedule.h"
#include "subscriptions.h"

/// Messages on their way: made of what happens, sent by jobs, tried again, played again.
namespace rejoinder::webhooks {

inline constexpr std::string_view kDeliverJob = "webhooks.deliver";
inline constexpr std::string_view kReplayJob = "webhooks.replay";

/// One attempt; worth nothing once the message is at another turn.
struct DeliverJob {
    Id messageId;
    std::int32_t turn = 1;
};
REJOINDER_DESCRIBE(DeliverJob, messageId, turn)

/// Sends again what a subscription was sent since a moment, or only what was held.
struct ReplayJob {
    Id subscriptionId;
    Timestamp since;
    bool held = false;
};
REJOINDER_DESCRIBE(ReplayJob, subscriptionId, since, held)

struct ReplayResult {
    std::int64_t messages = 0;
};
REJOINDER_DESCRIBE(ReplayResult, messages)

/// What `webhook-id` says of a message, at every attempt.
std::string webhookIdOf(Id message);

class Deliveries {
public:
    /// `source`: who we are, as CloudEvents' `source`.
    Deliveries(Subscriptions subscriptions, Sealing& sealing, std::string source)
        : subscriptions_(std::move(subscriptions)), sealing_(sealing), source_(std::move(source)) {}

    /// Keeps a happening for everybody who wants to hear of it; the same event again changes nothing.
    void take(Unit& unit, const Happening& what, Id event, Timestamp at) const;
    /// A message that only says that it is a test, to one subscription, whatever its state.
    [[nodiscard]] Id test(Unit& unit, Id subscription) const;
    /// Sends a message and stores what came of it.
    void deliver(const DeliverJob& job, Attempt& attempt, const Clock& clock) const;
    /// Queues a message anew, with its old id. @throws Error Conflict where nothing is left of it
    static void replay(Unit& unit, StoredMessage message);
    static void replayAll(const ReplayJob& job, Attempt& attempt);
    /// Queues what nobody will take up by itself: held although its webhook is active (it was read while
    /// somebody resumed it), or waiting for a day longer than it should, because its job gave up. An attempt
    /// that is under way is left alone. @returns whether there may be more
    static bool wake(Unit& unit);
    /// Takes away what happened before a moment, and what belongs to removed subscriptions.
    /// @returns whether there may be more
    static bool forget(Unit& unit, Timestamp before);

private:
    /// What an attempt found.
    struct Said {
        Verdict verdict = Verdict::Again;
        bool answered = false;
        WebhookAttempt attempt;
        std::optional<std::chrono::seconds> retryAfter;
        double chance = 0.5;
    };
    [[nodiscard]] Said say(const Subscription& to, const StoredMessage& message, const StoredEvent& event,
                           Timestamp now) const;
    static void conclude(Unit& unit, const DeliverJob& job, const Subscription& to, const Said& said);
    static void remember(Unit& unit, const Subscription& to, const Said& said);
    static void giveUp(Unit& unit, const Subscription& to, StoredMessage message);

    Subscriptions subscriptions_;
    Sealing& sealing_;
    std::string source_;
};

} // namespace rejoinder::webhooks
