#include "routes.h"

#include <rejoinder/paging.h>

#include <limits>

namespace rejoinder::webhooks {

namespace {

struct RotateSecret {
    Id id;
    std::int32_t overlapHours = 24;
    static void rules(Rules& r) {
        r.at("overlapHours").range(0, 720).defaulted().says("How long the old secret signs along");
    }
};
REJOINDER_DESCRIBE(RotateSecret, id, overlapHours)

struct WebhookTypes {
    std::vector<WebhookEventType> items;
};
REJOINDER_DESCRIBE(WebhookTypes, items)

struct WebhookMessageQuery {
    Id webhookId;
    std::optional<MessageState> state;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(WebhookMessageQuery, webhookId, state, limit, cursor)

/// A message with its last attempt.
struct WebhookMessage {
    Id id, subscriptionId, eventId;
    std::string type, subject;
    Timestamp happenedAt;
    MessageState state = MessageState::Waiting;
    std::int32_t attempts = 0;
    std::optional<Timestamp> nextAt, settledAt;
    std::optional<std::int32_t> status, durationMs;
    std::optional<std::string> note;
};
REJOINDER_DESCRIBE(WebhookMessage, id, subscriptionId, eventId, type, subject, happenedAt, state, attempts,
                   nextAt, settledAt, status, durationMs, note)

struct WebhookMessageView {
    Id id, subscriptionId;
    std::string type;
    MessageState state = MessageState::Waiting;
    std::optional<Timestamp> nextAt;
    std::string webhookId, body;
    std::vector<WebhookAttempt> attempts;
    static void rules(Rules& r) { r.at("body").says("As it is sent; empty once its person was erased"); }
};
REJOINDER_DESCRIBE(WebhookMessageView, id, subscriptionId, type, state, nextAt, webhookId, body, attempts)

struct QueuedMessage {
    Id id;
};
REJOINDER_DESCRIBE(QueuedMessage, id)

struct ReplaySince {
    Id id;
    Timestamp since;
    static void rules(Rules& r) { r.at("since").says("Everything that happened since then is sent again"); }
};
REJOINDER_DESCRIBE(ReplaySince, id, since)

StoredMessage findMessage(Unit& unit, Id id) {
    auto message = unit.one<StoredMessage>("webhooks.find-message", {{"id", id}});
    if (!message) throw Error::notFound("webhooks.no-such-message", "there is no such message");
    return std::move(*message);
}

WebhookMessageView viewOf(Unit& unit, Id id) {
    const auto m = findMessage(unit, id);
    const auto event = unit.one<StoredEvent>("webhooks.find-event", {{"id", m.eventId}});
    return {m.id,
            m.subscriptionId,
            event ? event->type : std::string(),
            m.state,
            m.nextAt,
            webhookIdOf(m.id),
            event ? event->body : std::string(),
            unit.all<WebhookAttempt>("webhooks.attempts-of-message", {{"messageId", m.id}})};
}

Page<WebhookMessage> listMessages(const WebhookMessageQuery& in, Call&, Unit& unit) {
    Subscriptions::find(unit, in.webhookId);
    const auto limit = paging::limitOf(in.limit);
    return paging::pageOf(
        unit.all<WebhookMessage>(
            "webhooks.list-messages",
            {{"subscriptionId", in.webhookId},
             {"before", paging::cursorId(in.cursor, Id{std::numeric_limits<std::int64_t>::max()})},
             {"state", in.state ? nameOf(*in.state) : std::string()},
             {"limit", limit}}),
        limit);
}

void resume(Unit& unit, const Subscription& subscription) {
    unit.enqueue(kReplayJob, ReplayJob{subscription.id, Timestamp{}, true});
}

} // namespace

void declareSubscriptions(Declarations& d, const Desk& desk) {
    d.get<None, WebhookTypes>("/webhook-types",
                              {"webhooks.read", "What a webhook can tell of, and what its data holds"},
                              [](const None&, Call&, Unit&) { return WebhookTypes{eventTypes()}; });
    d.get<None, WebhookList>("/webhooks", {"webhooks.read", "Webhooks, with how their messages stand"},
                             [desk](const None&, Call&, Unit& u) { return desk.subscriptions().list(u); });
    d.get<ById, Webhook>(
        "/webhooks/{id}", {"webhooks.read", "One webhook"},
        [desk](const ById& in, Call&, Unit& u) { return desk.subscriptions().show(u, in.id); });
    d.post<NewWebhook, MadeWebhook>(
        "/webhooks",
        {.permission = "webhooks.write",
         .summary = "Add a webhook; its secret is told once",
         .success = 201,
         .kept = Kept::Key},
        [desk](const NewWebhook& in, Call&, Unit& u) { return desk.subscriptions().create(u, in); });
    d.put<ChangeWebhook, Webhook>(
        "/webhooks/{id}",
        {"webhooks.write", "Change, pause or restart a webhook; what was held is sent", 200, true},
        [desk](const ChangeWebhook& in, Call& call, Unit& u) {
            const auto subscriptions = desk.subscriptions();
            const auto before = Subscriptions::open(u, in.id);
            call.requireMatch(before.version - 1);
            if (subscriptions.change(u, before, in)) resume(u, before);
            return subscriptions.show(u, in.id);
        });
    d.post<RotateSecret, MadeWebhook>(
        "/webhooks/{id}/secret",
        {.permission = "webhooks.write",
         .summary = "A new secret, told once; the old one signs along for the hours of overlap",
         .kept = Kept::Key},
        [desk](const RotateSecret& in, Call&, Unit& u) {
            return desk.subscriptions().rotate(u, in.id, std::chrono::hours(in.overlapHours));
        });
    d.remove<ById>("/webhooks/{id}", {"webhooks.write", "Remove a webhook and its messages"},
                   [](const ById& in, Call&, Unit& u) { Subscriptions::remove(u, in.id); });
}

void declareMessages(Declarations& d, const Desk& desk) {
    d.post<ById, QueuedMessage>(
        "/webhooks/{id}/tests",
        {.permission = "webhooks.write",
         .summary = "Send a test event, whatever the webhook's state",
         .success = 201,
         .at = "/webhook-messages/{made}"},
        [desk](const ById& in, Call&, Unit& u) { return QueuedMessage{desk.deliveries().test(u, in.id)}; });
    d.get<WebhookMessageQuery, Page<WebhookMessage>>(
        "/webhook-messages", {"webhooks.read", "Messages of a webhook, newest first"}, &listMessages);
    d.get<ById, WebhookMessageView>("/webhook-messages/{id}",
                                    {"webhooks.read", "A message with its body and every attempt"},
                                    [](const ById& in, Call&, Unit& u) { return viewOf(u, in.id); });
    d.post<ById, WebhookMessageView>(
        "/webhook-messages/{id}/replays",
        {.permission = "webhooks.write", .summary = "Send a message again now, under its old id"},
        [](const ById& in, Call&, Unit& u) {
            Deliveries::replay(u, findMessage(u, in.id));
            u.audit("webhooks.replay", in.id);
            return viewOf(u, in.id);
        });
    d.post<ReplaySince, Operation>("/webhooks/{id}/replays",
                                   {.permission = "webhooks.write",
                                    .summary = "Send again everything since a moment, under the old ids",
                                    .success = 202},
                                   [](const ReplaySince& in, Call&, Unit& u) {
                                       const auto to = Subscriptions::find(u, in.id);
                                       u.audit("webhooks.replay-all", in.id, in.since.toString());
                                       Operation operation;
                                       operation.title = "Send again to " + to.name;
                                       operation.name = kReplayJob;
                                       operation.createdAt = u.now();
                                       operation.id = u.enqueue(kReplayJob, ReplayJob{in.id, in.since, false},
                                                                {{}, {}, operation.title});
                                       return operation;
                                   });
}

} // namespace rejoinder::webhooks
