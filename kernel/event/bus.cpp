#include "kernel/event/bus.h"

#include <algorithm>
#include <map>
#include <random>

namespace rejoinder::event {

namespace {

struct TopicName {
    std::string topic;
};
REJOINDER_DESCRIBE(TopicName, topic)

struct SubscriberName {
    std::string subscriber;
};
REJOINDER_DESCRIBE(SubscriberName, subscriber)

struct BacklogRow {
    std::int64_t waiting = 0, parked = 0;
};
REJOINDER_DESCRIBE(BacklogRow, waiting, parked)

constexpr std::int64_t kMostCounted = 10'000; // of one subscriber: a count must not grow with the backlog

/// Ids carry milliseconds since 2024-01-01 above 22 bits.
constexpr std::int64_t kIdEpoch = 1'704'067'200'000;

Id firstIdAt(Timestamp t) {
    return Id{std::max<std::int64_t>(0, t.micros / 1'000 - kIdEpoch) << 22};
}

const WriteOptions& housekeeping() {
    static const WriteOptions options{Priority::Background, Actor{"system", "events", Id{}, {}}};
    return options;
}

/// Names this process on leases; no other node has the same.
std::int64_t randomToken() {
    std::random_device device;
    return std::uniform_int_distribution<std::int64_t>(1)(device);
}

} // namespace

/// A plugin that hears events. All but the name is guarded by the bus's mutex.
struct Bus::Subscriber {
    explicit Subscriber(std::string n) : name(std::move(n)) {}
    const std::string name;
    std::shared_ptr<const Topics> topics = std::make_shared<Topics>(); ///< replaced, never changed
    bool running = false;
    bool dirty = true; ///< something may be due
    int singles = 0;
    Clockwork::time_point pausedUntil{};
};

Bus::Bus(Storage& storage, observe::Metrics& metrics, Log& log, const Clock& clock, BusOptions options)
    : storage_(storage),
      metrics_(metrics),
      log_(log),
      clock_(clock),
      options_(options),
      token_(randomToken()),
      courier_(storage, metrics, log, clock, options_, token_),
      feed_(storage, log, options.poll) {}

Bus::~Bus() {
    drain();
}

std::shared_ptr<Bus::Subscriber> Bus::find(std::string_view name) const {
    for (const auto& s : subscribers_)
        if (s->name == name) return s;
    return nullptr;
}

void Bus::subscribe(std::string plugin, std::string topic, Handler handler) {
    bool late = false;
    {
        const std::lock_guard lock(mutex_);
        auto subscriber = find(plugin);
        if (!subscriber) subscriber = subscribers_.emplace_back(std::make_shared<Subscriber>(plugin));
        auto topics = std::make_shared<Topics>(*subscriber->topics);
        (*topics)[topic].push_back(std::move(handler));
        subscriber->topics = std::move(topics);
        subscriber->dirty = true;
        late = opened_;
    }
    if (late) persist(plugin, {topic}, false);
    wake_.notify_all();
}

void Bus::open() {
    std::vector<std::pair<std::string, std::vector<std::string>>> wanted;
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(opened_, true)) return;
        for (const auto& s : subscribers_) {
            auto& topics = wanted.emplace_back(s->name, std::vector<std::string>()).second;
            for (const auto& [topic, handlers] : *s->topics) topics.push_back(topic);
        }
    }
    for (const auto& [subscriber, topics] : wanted) persist(subscriber, topics, true);
}

/// Stores the subscriptions; with `exactly` it removes those that are not wanted.
void Bus::persist(const std::string& subscriber, const std::vector<std::string>& topics, bool exactly) {
    const auto store = [&](Unit& unit) {
        if (unit.number("kernel.event-subscriber-exists", {{"subscriber", subscriber}}) == 0)
            unit.run("kernel.event-subscriber-insert", {{"subscriber", subscriber}});
        const auto known = unit.all<TopicName>("kernel.event-topics", {{"subscriber", subscriber}});
        for (const auto& topic : topics)
            if (std::none_of(known.begin(), known.end(),
                             [&](const TopicName& k) { return k.topic == topic; }))
                unit.run("kernel.event-subscribe", {{"topic", topic}, {"subscriber", subscriber}});
        for (const auto& [topic] : known) {
            if (!exactly || std::find(topics.begin(), topics.end(), topic) != topics.end()) continue;
            unit.run("kernel.event-drop-deliveries", {{"subscriber", subscriber}, {"topic", topic}});
            unit.run("kernel.event-unsubscribe", {{"topic", topic}, {"subscriber", subscriber}});
        }
    };
    for (int attempt = 1;; ++attempt) {
        try {
            return storage_.write(store, housekeeping());
        } catch (const Error& e) {
            // Another node, starting at the same moment, was faster with a row; then it is there.
            if (e.code() != "kernel.duplicate" || attempt == 5) throw;
        }
    }
}

void Bus::start() {
    open();
    const std::lock_guard lock(mutex_);
    if (!workers_.empty()) return;
    nextPoll_ = nextHousekeeping_ = Clockwork::now();
    for (int i = 0; i < options_.workers; ++i)
        workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

void Bus::removeAll(std::string_view plugin) {
    std::unique_lock lock(mutex_);
    const auto subscriber = find(plugin);
    if (!subscriber) return;
    std::erase(subscribers_, subscriber);
    done_.wait(lock, [&] { return !subscriber->running; });
    subscriber->topics = std::make_shared<Topics>(); // the handlers' code may be unloaded now
}

void Bus::drain() {
    std::vector<std::jthread> workers;
    {
        const std::lock_guard lock(mutex_);
        workers.swap(workers_);
    }
    for (auto& worker : workers) worker.request_stop();
    const bool worked = !workers.empty();
    workers.clear(); // joins
    feed_.stop();
    if (!worked) return;
    try { // so that another node need not wait for the leases to end
        storage_.write(
            [&](Unit& unit) {
                unit.run("kernel.event-release", {{"token", token_}});
            },
            housekeeping());
    } catch (const std::exception&) {
        log_.warning("EVENT-DISPATCH-PAUSED", {{"subscriber", "all"}});
    }
}

bool Bus::idle() {
    std::vector<std::pair<std::string, std::shared_ptr<const Topics>>> subscribers;
    std::uint64_t generation = 0;
    {
        const std::lock_guard lock(mutex_);
        generation = generation_;
        for (const auto& s : subscribers_) {
            if (s->running) return false;
            subscribers.emplace_back(s->name, s->topics);
        }
    }
    const bool due = storage_.read([&](Unit& unit) {
        return std::any_of(subscribers.begin(), subscribers.end(),
                           [&](const auto& s) { return courier_.due(unit, s.first, *s.second); });
    });
    if (due) { // perhaps only since the clock was set
        onCommitted();
        return false;
    }
    const std::lock_guard lock(mutex_);
    return generation == generation_ &&
           std::none_of(subscribers_.begin(), subscribers_.end(), [](const auto& s) { return s->running; });
}

std::optional<std::string> Bus::trouble() {
    const auto row =
        storage_.read([](Unit& unit) { return unit.one<ParkedDelivery>("kernel.event-trouble"); });
    if (!row) return std::nullopt;
    return "event " + row->topic + " (" + row->eventId.toString() + ") for " + row->subscriber + ": " +
           row->error;
}

void Bus::onCommitted() {
    // Under load almost every commit finds all subscribers marked or at work; then nobody need be woken,
    // because a worker looks again after its turn.
    bool news = false;
    {
        const std::lock_guard lock(mutex_);
        ++generation_;
        for (const auto& s : subscribers_) news = (!std::exchange(s->dirty, true) && !s->running) || news;
    }
    if (news) wake_.notify_all();
    feed_.wake();
}

void Bus::publish(Unit& unit, std::string_view topic, std::string json) {
    const Id id = unit.newId();
    unit.run("kernel.event-insert",
             {{"id", id}, {"topic", topic}, {"payload", json}, {"publishedAt", unit.now()}});
    unit.run("kernel.event-address", {{"id", id}, {"topic", topic}, {"publishedAt", unit.now()}});
}

std::vector<ParkedDelivery> Bus::parked(Unit& unit, std::int32_t most) {
    return unit.all<ParkedDelivery>("kernel.event-parked", {{"most", most}});
}

void Bus::retry(Unit& unit, std::string_view subscriber, Id eventId) {
    if (unit.run("kernel.event-unpark",
                 {{"subscriber", subscriber}, {"eventId", eventId}, {"now", clock_.now()}}) == 0)
        throw Error::notFound("kernel.no-parked-delivery",
                              "this delivery is not given up, or does not exist");
    unit.audit("events.retry", eventId, subscriber);
}

std::shared_ptr<Bus::Subscriber> Bus::ready() const {
    const auto now = Clockwork::now();
    for (std::size_t i = 0; i < subscribers_.size(); ++i) {
        const auto& s = subscribers_[(turns_ + i) % subscribers_.size()];
        if (s->dirty && !s->running && s->pausedUntil <= now) return s;
    }
    return nullptr;
}

void Bus::work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        if (Clockwork::now() >= nextPoll_) {
            nextPoll_ = Clockwork::now() + options_.poll;
            for (const auto& s : subscribers_) s->dirty = true;
        }
        if (dueHousekeeping(lock)) continue;
        if (const auto subscriber = ready()) {
            takeTurn(*subscriber, lock);
        } else {
            const auto until = nextPoll_; // copied, because it is looked at without the mutex
            wake_.wait_until(lock, stop, until, [&] { return ready() != nullptr; });
        }
    }
}

void Bus::takeTurn(Subscriber& subscriber, std::unique_lock<std::mutex>& lock) {
    ++turns_; // so that the next look begins with another one
    subscriber.running = true;
    subscriber.dirty = false;
    const auto topics = subscriber.topics;
    lock.unlock();
    const Turn turn = turnOf(subscriber, *topics);
    lock.lock();
    subscriber.running = false;
    if (turn == Turn::More) {
        subscriber.dirty = true;
        ++generation_;
    }
    done_.notify_all();
}

Turn Bus::turnOf(Subscriber& subscriber, const Topics& topics) {
    int singles = subscriber.singles; // only this thread has the subscriber now
    try {
        const Turn turn = courier_.run(subscriber.name, topics, singles);
        subscriber.singles = singles;
        return turn;
    } catch (const std::exception&) {
        log_.warning("EVENT-DISPATCH-PAUSED", {{"subscriber", subscriber.name}});
        const std::lock_guard lock(mutex_);
        subscriber.pausedUntil = Clockwork::now() + options_.pause;
        return Turn::More;
    }
}

bool Bus::dueHousekeeping(std::unique_lock<std::mutex>& lock) {
    if (Clockwork::now() < nextHousekeeping_) return false;
    nextHousekeeping_ = Clockwork::now() + options_.housekeeping;
    lock.unlock();
    try {
        housekeep();
    } catch (const std::exception&) {
        log_.warning("EVENT-DISPATCH-PAUSED", {{"subscriber", "housekeeping"}});
    }
    lock.lock();
    return true;
}

/// Purges what everybody has, in small units that let others in between, and measures the backlog.
void Bus::housekeep() {
    const Id below = firstIdAt(clock_.now().plus(-options_.retention));
    const auto purge = [&](Unit& unit) { return unit.run("kernel.event-purge", {{"below", below}}); };
    if (storage_.read([&](Unit& unit) {
            return unit.number("kernel.event-count-below", {{"below", below}});
        }) > 0)
        while (storage_.write(purge, housekeeping()) >= 1'000) {}
    std::map<std::string, BacklogRow> backlog;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& s : subscribers_) backlog[s->name];
    }
    storage_.read([&](Unit& unit) {
        for (const auto& s : unit.all<SubscriberName>("kernel.event-subscribers")) backlog[s.subscriber];
        for (auto& [name, row] : backlog)
            row =
                *unit.one<BacklogRow>("kernel.event-backlog", {{"subscriber", name}, {"most", kMostCounted}});
    });
    for (const auto& [name, row] : backlog) {
        const observe::Labels labels{{"subscriber", name}};
        metrics_
            .gauge("rejoinder_event_backlog",
                   "Deliveries that wait, with those given up; counted up to 10,000", labels)
            .set(static_cast<double>(row.waiting));
        metrics_
            .gauge("rejoinder_event_parked", "Deliveries that were given up, of the 10,000 oldest", labels)
            .set(static_cast<double>(row.parked));
    }
}

} // namespace rejoinder::event
