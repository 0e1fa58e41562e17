#include "deliveries.h"

#include <rejoinder/notice.h>

#include <httpcall/httpcall.h>

#include <algorithm>
#include <random>

namespace rejoinder::webhooks {

namespace {

constexpr std::chrono::seconds kSilence{15}, kWhole{30};
/// After no answer at all a receiver is left alone for a moment, so that it does not hold all workers.
constexpr std::chrono::seconds kBreath{5};
constexpr std::size_t kMostAnswer = 500, kMostNote = 300;
constexpr std::size_t kMostForgotten = 500; ///< messages in one unit, about
/// A message that should have gone so long ago is queued anew: its job gave up.
constexpr std::chrono::hours kOverdue{24};

/// CloudEvents 1.0 in structured mode.
struct CloudEvent {
    std::string specversion = "1.0", id, source, type;
    std::optional<std::string> subject;
    Timestamp time;
    std::string datacontenttype = "application/json";
    JsonText data;
};
REJOINDER_DESCRIBE(CloudEvent, specversion, id, source, type, subject, time, datacontenttype, data)

struct ReplayPoint {
    Id after, last;
    std::int64_t done = 0;
};
REJOINDER_DESCRIBE(ReplayPoint, after, last, done)

struct MessageUpdate {
    Id id;
    MessageState state = MessageState::Waiting;
    std::int32_t turn = 1, tries = 0, turnBefore = 1;
    std::optional<Timestamp> begunAt, nextAt, settledAt;
};
REJOINDER_DESCRIBE(MessageUpdate, id, state, turn, tries, turnBefore, begunAt, nextAt, settledAt)

/// Printable ASCII, so that it can be shown and cut anywhere.
std::string plain(std::string_view text, std::size_t most) {
    std::string out;
    for (const char c : text.substr(0, most)) out += c >= ' ' && c <= '~' ? c : ' ';
    return out;
}

bool store(Unit& unit, const StoredMessage& m, std::int32_t turnBefore) {
    return unit.run("webhooks.update-message", MessageUpdate{m.id, m.state, m.turn, m.tries, turnBefore,
                                                             m.begunAt, m.nextAt, m.settledAt}) == 1;
}

/// Stores the message as waiting until that moment, with a job that takes it up then.
void queue(Unit& unit, StoredMessage m, Timestamp at) {
    const auto before = m.turn++;
    m.state = MessageState::Waiting;
    m.nextAt = at;
    m.settledAt.reset();
    if (!store(unit, m, before)) return; // somebody else has queued it
    unit.enqueue(kDeliverJob, DeliverJob{m.id, m.turn}, {{}, at, {}});
}

/// Whether an attempt may begin. One that begins so late that wake() may queue its message anew writes down
/// first that it does: whoever of the two comes second does nothing.
bool mayBegin(Attempt& attempt, const StoredMessage& m, Timestamp now) {
    if (!m.nextAt || now < m.nextAt->plus(kOverdue / 2)) return true;
    return attempt.write([&](Unit& u) {
        return u.run("webhooks.begin-late-attempt", {{"id", m.id}, {"turn", m.turn}, {"now", now}}) == 1;
    });
}

void settle(Unit& unit, StoredMessage m, MessageState state) {
    m.state = state;
    m.nextAt.reset();
    m.settledAt = unit.now();
    store(unit, m, m.turn);
}

StoredMessage messageFor(Unit& unit, Id subscription, Id event, bool active) {
    StoredMessage m;
    m.id = unit.newId();
    m.subscriptionId = subscription;
    m.eventId = event;
    m.state = active ? MessageState::Waiting : MessageState::Held;
    if (active) m.nextAt = unit.now();
    unit.run("webhooks.insert-message", m);
    if (active) unit.enqueue(kDeliverJob, DeliverJob{m.id, m.turn});
    return m;
}

/// Sends nothing more to a subscription, and tells those who administer webhooks.
void stop(Unit& unit, const Subscription& to, SubscriptionState why) {
    if (unit.run("webhooks.stop-subscription", {{"id", to.id}, {"state", why}, {"at", unit.now()}}) != 1)
        return;
    unit.audit("webhooks.stop", to.id, nameOf(why));
    unit.publish(
        Notice{{}, {}, "webhooks.write", "webhook-" + nameOf(why), to.name, "/webhooks/" + to.id.toString()});
}

double chance() {
    thread_local std::mt19937 engine{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(engine);
}

std::string bodyOf(const Happening& what, Id event, Timestamp at, const std::string& source) {
    CloudEvent out;
    out.id = event.toString();
    out.source = source;
    out.type = "rejoinder." + what.type;
    if (!what.subject.empty()) out.subject = what.subject;
    out.time = at;
    out.data = {what.data};
    return json::write(out);
}

} // namespace

std::string webhookIdOf(Id message) {
    return "msg_" + message.toString();
}

void Deliveries::take(Unit& unit, const Happening& what, Id event, Timestamp at) const {
    bool kept = false;
    for (const auto& s : unit.all<Subscription>("webhooks.list-subscriptions")) {
        if (std::ranges::find(s.types, what.type) == s.types.end()) continue;
        if (!kept)
            unit.run("webhooks.insert-event", StoredEvent{event, what.type, what.subject, what.contactId, at,
                                                          bodyOf(what, event, at, source_)});
        kept = true;
        messageFor(unit, s.id, event, s.state == SubscriptionState::Active);
    }
}

Id Deliveries::test(Unit& unit, Id subscription) const {
    const auto to = Subscriptions::find(unit, subscription);
    const Happening what{std::string(kTestType), {}, {}, R"({"test":true})"};
    const auto event = unit.newId();
    unit.run("webhooks.insert-event",
             StoredEvent{
                 event, what.type, what.subject, {}, unit.now(), bodyOf(what, event, unit.now(), source_)});
    unit.audit("webhooks.test", to.id, to.name);
    return messageFor(unit, subscription, event, true).id;
}

Deliveries::Said Deliveries::say(const Subscription& to, const StoredMessage& message,
                                 const StoredEvent& event, Timestamp now) const {
    // The event's own number would do for one receiver; two subscriptions of one receiver are two messages.
    const auto id = webhookIdOf(message.id);
    httpcall::Request request;
    request.url = to.url;
    request.body = event.body;
    request.headers = {{"Content-Type", "application/cloudevents+json; charset=utf-8"},
                       {"webhook-id", id},
                       {"webhook-timestamp", std::to_string(now.micros / 1'000'000)},
                       {"webhook-signature", signaturesOf(to, sealing_, id, now, event.body)}};
    request.timeout = kSilence;
    request.deadline = kWhole;
    request.publicOnly = !subscriptions_.isAllowed(to.url);
    Said said;
    const auto begin = std::chrono::steady_clock::now();
    httpcall::Outcome outcome;
    if (request.publicOnly && httpcall::placeOf(to.url).scheme != "https")
        outcome.note = "not https, and the host is not allowed any more"; // nothing was sent
    else
        outcome = httpcall::send(request);
    const auto took = std::chrono::steady_clock::now() - begin;
    said.answered = outcome.end == httpcall::End::Answered;
    said.verdict = verdictOf(said.answered ? outcome.status : 0);
    said.retryAfter = outcome.retryAfter;
    said.chance = chance();
    said.attempt.status = said.answered ? outcome.status : 0;
    said.attempt.durationMs =
        static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    said.attempt.note = plain(outcome.note, kMostNote);
    said.attempt.answer = plain(outcome.body, kMostAnswer);
    return said;
}

void Deliveries::deliver(const DeliverJob& job, Attempt& attempt, const Clock& clock) const {
    std::optional<StoredMessage> message;
    std::optional<StoredEvent> event;
    std::optional<Subscription> to;
    attempt.read([&](Unit& u) {
        message = u.one<StoredMessage>("webhooks.find-message", {{"id", job.messageId}});
        if (!message) return;
        event = u.one<StoredEvent>("webhooks.find-event", {{"id", message->eventId}});
        to = u.one<Subscription>("webhooks.find-subscription", {{"id", message->subscriptionId}});
    });
    const bool due = message && message->turn == job.turn && message->state == MessageState::Waiting;
    if (!due) return;
    if (!to || !event || event->body.empty()) {
        attempt.write([&](Unit& u) { settle(u, *message, MessageState::Dropped); });
        return;
    }
    const bool test = event->type == kTestType;
    if (!test && to->state != SubscriptionState::Active) {
        attempt.write([&](Unit& u) { settle(u, *message, MessageState::Held); });
        return;
    }
    if (!test && to->quietUntil && clock.now() < *to->quietUntil) {
        const auto spread = std::chrono::milliseconds(static_cast<int>(chance() * 2000));
        attempt.write([&](Unit& u) { queue(u, *message, to->quietUntil->plus(spread)); });
        return;
    }
    if (!mayBegin(attempt, *message, clock.now())) return;
    const Said said = say(*to, *message, *event, clock.now());
    attempt.write([&](Unit& u) { conclude(u, job, *to, said); });
}

void Deliveries::conclude(Unit& unit, const DeliverJob& job, const Subscription& to, const Said& said) {
    // The write comes first: whoever erases or replays it meanwhile waits, and what is read next is the
    // truth.
    if (unit.run("webhooks.count-attempt", {{"id", job.messageId}}) == 0) return; // it was forgotten
    auto message = *unit.one<StoredMessage>("webhooks.find-message", {{"id", job.messageId}});
    const auto event = unit.one<StoredEvent>("webhooks.find-event", {{"id", message.eventId}});
    const bool erased = !event || event->body.empty(); // meanwhile: what the receiver said of it goes, too
    const bool test = event && event->type == kTestType;
    unit.run("webhooks.insert-attempt", {{"id", unit.newId()},
                                         {"messageId", job.messageId},
                                         {"attemptedAt", unit.now()},
                                         {"status", said.attempt.status},
                                         {"durationMs", said.attempt.durationMs},
                                         {"note", erased ? std::string() : said.attempt.note},
                                         {"answer", erased ? std::string() : said.attempt.answer}});
    if (said.verdict == Verdict::Taken)
        unit.run("webhooks.works-again", {{"id", to.id}});
    else if (!test)
        remember(unit, to, said);
    if (message.turn != job.turn || message.state != MessageState::Waiting) return;
    if (!message.begunAt) message.begunAt = unit.now();
    ++message.tries;
    if (said.verdict == Verdict::Taken) return settle(unit, message, MessageState::Delivered);
    const auto wait = pauseAfter(message.tries, said.chance, said.retryAfter);
    if (test || said.verdict == Verdict::Gone)
        settle(unit, message, MessageState::Failed); // a person who tests looks at the answer and tries again
    else if (wait)
        queue(unit, message, unit.now().plus(*wait));
    else
        giveUp(unit, to, message);
}

/// Keeps that a receiver took nothing, leaves it alone for as long as it asks, and stops where it is gone.
void Deliveries::remember(Unit& unit, const Subscription& to, const Said& said) {
    unit.run("webhooks.begins-to-fail", {{"id", to.id}, {"since", unit.now()}});
    auto pause = std::min<std::chrono::seconds>(said.retryAfter.value_or(std::chrono::seconds(0)),
                                                std::chrono::hours(24));
    if (!said.answered) pause = std::max(pause, kBreath);
    if (pause.count() > 0) unit.run("webhooks.be-quiet", {{"id", to.id}, {"until", unit.now().plus(pause)}});
    if (said.verdict == Verdict::Gone) stop(unit, to, SubscriptionState::Gone);
}

/// The last try failed. Where nothing else was taken since the first of them, nobody is there.
void Deliveries::giveUp(Unit& unit, const Subscription& to, StoredMessage message) {
    const auto begun = *message.begunAt;
    settle(unit, std::move(message), MessageState::Failed);
    const auto now = unit.one<Subscription>("webhooks.find-subscription", {{"id", to.id}});
    if (!now || !now->failingSince || *now->failingSince > begun) return;
    stop(unit, to, SubscriptionState::Failing);
}

void Deliveries::replay(Unit& unit, StoredMessage message) {
    const auto event = unit.one<StoredEvent>("webhooks.find-event", {{"id", message.eventId}});
    if (!event || event->body.empty())
        throw Error::conflict("webhooks.erased", "the person it told of was erased; nothing is left of it");
    message.tries = 0;
    message.begunAt.reset();
    queue(unit, std::move(message), unit.now());
}

void Deliveries::replayAll(const ReplayJob& job, Attempt& attempt) {
    auto point = attempt.checkpoint<ReplayPoint>();
    if (!point.last)
        attempt.read([&](Unit& u) {
            point.last = Id{u.number("webhooks.last-message", {{"subscriptionId", job.subscriptionId}})};
        });
    for (bool more = true; more && !attempt.stopping();) {
        ReplayPoint next = point;
        attempt.write(
            [&](Unit& u) {
                next = point;
                const auto rows = u.all<StoredMessage>("webhooks.messages-to-replay",
                                                       {{"subscriptionId", job.subscriptionId},
                                                        {"after", point.after},
                                                        {"last", point.last},
                                                        {"since", job.since},
                                                        {"held", job.held}});
                for (const auto& m : rows) replay(u, m);
                next.done += static_cast<std::int64_t>(rows.size());
                if (!rows.empty()) next.after = rows.back().id;
                more = !rows.empty();
            },
            next);
        point = next;
        attempt.progress(point.done, 0);
    }
    attempt.result(ReplayResult{point.done});
}

bool Deliveries::wake(Unit& unit) {
    const auto now = unit.now(), overdue = now.plus(-kOverdue);
    const auto stuck = unit.all<StoredMessage>("webhooks.stuck-messages", {{"overdue", overdue}});
    for (const auto& m : stuck)
        if (unit.run("webhooks.wake-message",
                     {{"id", m.id}, {"turn", m.turn}, {"now", now}, {"overdue", overdue}}) == 1)
            unit.enqueue(kDeliverJob, DeliverJob{m.id, m.turn + 1});
    return !stuck.empty();
}

bool Deliveries::forget(Unit& unit, Timestamp before) {
    auto messages = unit.numbers("webhooks.old-messages", {{"before", before}});
    for (const auto s : unit.numbers("webhooks.removed-subscriptions")) {
        if (messages.size() >= kMostForgotten) break;
        const auto more = unit.numbers("webhooks.messages-of-removed", {{"subscriptionId", Id{s}}});
        messages.insert(messages.end(), more.begin(), more.end());
        if (more.empty()) unit.run("webhooks.delete-subscription", {{"id", Id{s}}});
    }
    for (const auto m : messages) {
        unit.run("webhooks.delete-attempts", {{"messageId", Id{m}}});
        unit.run("webhooks.delete-message", {{"id", Id{m}}});
    }
    const auto events = unit.numbers("webhooks.old-events", {{"before", before}});
    for (const auto e : events) unit.run("webhooks.delete-event", {{"id", Id{e}}});
    return !messages.empty() || !events.empty();
}

} // namespace rejoinder::webhooks
