#include "kernel/event/courier.h"

#include "kernel/event/backoff.h"

#include <optional>

namespace rejoinder::event {

namespace {

struct DueRow {
    Id eventId;
    std::int32_t attempts = 0;
    std::string topic, payload;
    Timestamp publishedAt;
};
REJOINDER_DESCRIBE(DueRow, eventId, attempts, topic, payload, publishedAt)

struct TopicRow {
    std::string topic;
};
REJOINDER_DESCRIBE(TopicRow, topic)

constexpr std::chrono::seconds kLongestBackoff{3600};
constexpr std::size_t kErrorLength = 500; // bytes; the column holds 2,000 characters

/// The database itself is the trouble, not the handler.
bool isDatabaseTrouble(const Error& e) {
    return e.kind() == ErrorKind::Unavailable && e.code().starts_with("storage.");
}

} // namespace

/// What one run of the unit did; made anew when the unit runs again.
struct Courier::Batch {
    std::string topic; ///< of all its deliveries, because the unit's actor is named after it
    int most = 1;
    bool ours = false;
    int tried = 0; ///< handlers begun
    int delivered = 0;
    std::optional<DueRow> current; ///< begun last
};

Courier::Courier(Storage& storage, observe::Metrics& metrics, Log& log, const Clock& clock,
                 const BusOptions& options, std::int64_t token)
    : storage_(storage), metrics_(metrics), log_(log), clock_(clock), options_(options), token_(token) {}

bool Courier::due(Unit& unit, const std::string& subscriber, const Topics& topics) const {
    return !nextTopic(unit, subscriber, topics).empty();
}

std::string Courier::nextTopic(Unit& unit, const std::string& subscriber, const Topics& topics) const {
    for (auto& row :
         unit.all<TopicRow>("kernel.event-due-topics",
                            {{"subscriber", subscriber}, {"now", clock_.now()}, {"most", options_.batch}}))
        if (topics.contains(row.topic)) // another version of the plugin on another node may want more topics
            return std::move(row.topic);
    return {};
}

Turn Courier::run(const std::string& subscriber, const Topics& topics, int& singles) {
    bool free = false;
    const std::string topic = storage_.read([&](Unit& unit) {
        free = unit.number("kernel.event-lease-is-ours",
                           {{"subscriber", subscriber}, {"token", token_}, {"now", clock_.now()}}) > 0;
        return free ? nextTopic(unit, subscriber, topics) : std::string();
    });
    if (topic.empty()) return free ? Turn::Idle : Turn::Held;

    Batch batch;
    std::string code, text;
    try {
        const WriteOptions options{Priority::Background, Actor{"event", topic, Id{}, {}}};
        storage_.write(
            [&](Unit& unit) {
                batch = Batch{topic, singles > 0 ? 1 : options_.batch, false, 0, 0, std::nullopt};
                deliver(unit, subscriber, topics, batch);
            },
            options);
    } catch (const Error& e) {
        if (!batch.current || isDatabaseTrouble(e)) throw;
        code = e.code();
        text = e.text();
    } catch (const std::exception& e) {
        if (!batch.current) throw;
        code = "exception";
        text = e.what();
    } catch (...) {
        code = "exception";
        text = "an exception that is no std::exception";
    }
    if (!code.empty()) {
        if (batch.most > 1 && batch.tried > 1)
            singles = batch.tried; // the whole batch was undone; now each for itself
        else
            recordFailure(subscriber, batch, code, text);
        return Turn::More;
    }
    if (!batch.ours) return Turn::Held;
    singles -= std::min(singles, batch.delivered);
    metrics_
        .counter("rejoinder_event_deliveries_total", "Deliveries of events",
                 {{"subscriber", subscriber}, {"outcome", "delivered"}})
        .add(batch.delivered);
    return Turn::More;
}

void Courier::deliver(Unit& unit, const std::string& subscriber, const Topics& topics, Batch& batch) const {
    const auto begin = std::chrono::steady_clock::now();
    const Timestamp now = clock_.now();
    batch.ours = unit.run("kernel.event-claim", {{"subscriber", subscriber},
                                                 {"token", token_},
                                                 {"now", now},
                                                 {"until", now.plus(options_.lease)}}) == 1;
    if (!batch.ours) return;
    for (auto& row : unit.all<DueRow>("kernel.event-due",
                                      {{"subscriber", subscriber}, {"now", now}, {"most", options_.batch}})) {
        const auto handlers = topics.find(row.topic);
        if (handlers == topics.end()) continue;
        if (row.topic != batch.topic) return;
        batch.current = std::move(row);
        ++batch.tried;
        const DueRow& event = *batch.current;
        for (const auto& handler : handlers->second)
            handler(event.payload, Delivery{event.eventId, event.attempts + 1, event.publishedAt}, unit);
        // The claim makes sure that nobody else has delivered it; were it not so, everything is undone.
        if (unit.run("kernel.event-delivered", {{"subscriber", subscriber}, {"eventId", event.eventId}}) != 1)
            throw Error(ErrorKind::Bug, "kernel.delivery-gone",
                        "an event was delivered by somebody else meanwhile");
        ++batch.delivered;
        if (batch.delivered >= batch.most || std::chrono::steady_clock::now() - begin >= options_.budget)
            return;
    }
}

void Courier::recordFailure(const std::string& subscriber, const Batch& batch, std::string_view code,
                            std::string_view text) {
    const DueRow& event = *batch.current;
    const std::int32_t attempts = event.attempts + 1;
    const bool parked = attempts >= options_.attempts;
    const auto wait = backoff(options_.backoff, attempts, kLongestBackoff);
    const std::string error = shortened(std::string(code) + ": " + std::string(text), kErrorLength);
    storage_.write(
        [&](Unit& unit) {
            unit.run("kernel.event-failed", {{"subscriber", subscriber},
                                             {"eventId", event.eventId},
                                             {"attempts", attempts},
                                             {"notBefore", clock_.now().plus(wait)},
                                             {"parked", parked},
                                             {"error", error}});
        },
        {Priority::Background, Actor{"event", event.topic, Id{}, {}}});
    metrics_
        .counter("rejoinder_event_deliveries_total", "Deliveries of events",
                 {{"subscriber", subscriber}, {"outcome", parked ? "parked" : "failed"}})
        .add();
    log_.write(parked ? LogLevel::Error : LogLevel::Warning,
               parked ? "EVENT-DELIVERY-PARKED" : "EVENT-DELIVERY-FAILED",
               {{"subscriber", subscriber},
                {"topic", event.topic},
                {"eventId", event.eventId.value},
                {"attempt", attempts},
                {"code", code}});
}

} // namespace rejoinder::event
