#include "kernel/http/event_stream.h"

#include "kernel/http/uri.h"

#include <rejoinder/error.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>

namespace rejoinder::http {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t kReplayPage = 1'000;
/// What was replayed may come again from the listener; so many ids are enough to notice it.
constexpr std::size_t kRemembered = 20'000;

struct PastEvent {
    Id id;
    std::string topic, payload;
};
REJOINDER_DESCRIBE(PastEvent, id, topic, payload)

struct Wanted {
    std::set<std::string, std::less<>> topics;
    std::optional<Id> since;
};

/// One event as the browser's EventSource reads it. JSON has line breaks only between its tokens.
std::string textOf(std::string_view topic, std::string_view json, Id id) {
    std::string text = "id: " + id.toString() + "\nevent: ";
    text.append(topic).append("\ndata: ");
    const auto start = text.size();
    text.append(json);
    std::replace_if(
        text.begin() + static_cast<std::ptrdiff_t>(start), text.end(),
        [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text += "\n\n";
}

/// Events on their way to one client.
struct Queue {
    struct Item {
        Id id;
        std::string text;
    };
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Item> items;
    std::atomic<bool> ended{false}; ///< drained, or the client lags too far behind

    void end() {
        const std::lock_guard lock(mutex);
        ended = true;
        changed.notify_all();
    }
};

} // namespace

struct EventStreams::Impl {
    Impl(EventSource& s, Router& r, Storage& st, observe::Metrics& metrics, EventStreamOptions o)
        : source(s),
          router(r),
          storage(st),
          options(o),
          gauge(metrics.gauge("rejoinder_http_event_streams", "Open streams of server-sent events")) {}

    EventSource& source;
    Router& router;
    Storage& storage;
    const EventStreamOptions options;
    observe::Gauge& gauge;
    std::mutex mutex;
    std::condition_variable closed;
    std::set<Queue*> queues;
    int slots = 0;   ///< streams promised or running
    int running = 0; ///< streams that are being written
    bool draining = false;

    void run(Queue& queue, const Wanted& wanted, BodyStream& out);
    void write(Queue& queue, BodyStream& out, const std::set<Id>& written) const;
    bool replay(const Wanted& wanted, BodyStream& out, std::set<Id>& written) const;
};

namespace {

/// A promised place among the streams; freed when the answer is done with, written or not.
template <class Impl>
class Slot {
public:
    explicit Slot(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {
        const std::lock_guard lock(impl_->mutex);
        if (impl_->draining || impl_->slots >= impl_->options.maxStreams)
            throw Error(ErrorKind::Unavailable, "kernel.too-many-streams",
                        "all streams of events are taken, ask for the state instead and try again later");
        ++impl_->slots;
        taken_ = true;
    }
    ~Slot() {
        const std::lock_guard lock(impl_->mutex);
        impl_->slots -= taken_ ? 1 : 0;
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    Impl& impl() const { return *impl_; }

private:
    std::shared_ptr<Impl> impl_;
    bool taken_ = false;
};

void checkTopic(const AnnouncedTopic& topic, const security::Principal* who) {
    if (topic.permission == "public") return;
    if (!who)
        throw Error(ErrorKind::Unauthenticated, "kernel.not-signed-in", "sign in, or show a valid token");
    if (!who->may(topic.permission))
        throw Error(ErrorKind::Forbidden, "kernel.not-permitted",
                    "the topic " + topic.topic + " needs the permission " + topic.permission);
}

void takeTopics(std::string_view list, const Router& router, const security::Principal* who, Wanted& wanted,
                Faults& faults) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        const auto name = list.substr(0, comma);
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
        if (const auto topic = router.topic(name)) {
            checkTopic(*topic, who);
            wanted.topics.emplace(name);
        } else {
            faults.add("/topics", "kernel.no-such-topic", "nobody announces \"" + std::string(name) + '"');
        }
    }
}

Wanted wantedOf(const HttpRequest& request, const Router& router, const security::Principal* who) {
    Wanted wanted;
    Faults faults;
    std::string since;
    bool named = false;
    for (const auto& [name, value] : parseQuery(request.query)) {
        if (name == "topics") {
            named = true;
            takeTopics(value, router, who, wanted, faults);
        } else if (name == "since") {
            since = value;
        } else {
            faults.add("/" + name, "kernel.unknown-parameter", "this route has no such parameter");
        }
    }
    // A browser that comes back says where it was, which is later than where it began.
    if (const auto last = request.header("Last-Event-ID")) since = *last;
    if (!since.empty()) {
        wanted.since = Id::parse(since);
        if (!wanted.since) faults.add("/since", "kernel.bad-event-id", "not the id of an event");
    }
    faults.raise();
    if (named) return wanted;
    for (const auto& topic : router.topics()) {
        if (topic.permission == "public" || (who && who->may(topic.permission)))
            wanted.topics.insert(topic.topic);
    }
    return wanted;
}

} // namespace

/// Events since an id, as far as the outbox still has them, page by page; false when the client is gone.
bool EventStreams::Impl::replay(const Wanted& wanted, BodyStream& out, std::set<Id>& written) const {
    Id last = wanted.since.value_or(Id{});
    for (bool more = wanted.since.has_value(); more;) {
        const auto page = storage.read([&](Unit& unit) {
            return unit.all<PastEvent>("kernel.events-since", {{"since", last}, {"most", kReplayPage}});
        });
        for (const auto& event : page) {
            last = event.id;
            if (!wanted.topics.contains(event.topic)) continue;
            written.insert(event.id);
            if (!out.write(textOf(event.topic, event.payload, event.id))) return false;
        }
        while (written.size() > kRemembered) written.erase(written.begin());
        more = page.size() == kReplayPage;
    }
    return true;
}

void EventStreams::Impl::write(Queue& queue, BodyStream& out, const std::set<Id>& written) const {
    const auto until = steady_clock::now() + options.maxAge;
    std::unique_lock lock(queue.mutex);
    while (!queue.ended && steady_clock::now() < until) {
        const bool news = queue.changed.wait_for(lock, options.heartbeat,
                                                 [&] { return queue.ended || !queue.items.empty(); });
        std::deque<Queue::Item> items;
        items.swap(queue.items);
        lock.unlock();
        bool good = news || out.write(": still here\n\n");
        for (const auto& item : items)
            good = good && !queue.ended && (written.contains(item.id) || out.write(item.text));
        lock.lock();
        if (!good) return;
    }
}

void EventStreams::Impl::run(Queue& queue, const Wanted& wanted, BodyStream& out) {
    const auto listener = source.addListener([&](std::string_view topic, std::string_view json, Id id) {
        if (!wanted.topics.contains(topic)) return;
        const std::lock_guard lock(queue.mutex);
        if (queue.items.size() >= options.maxQueued)
            queue.ended = true;
        else
            queue.items.push_back({id, textOf(topic, json, id)});
        queue.changed.notify_all();
    });
    try {
        std::set<Id> written;
        if (out.write("retry: 3000\n\n") && replay(wanted, out, written)) write(queue, out, written);
    } catch (...) {
        source.removeListener(listener);
        throw;
    }
    source.removeListener(listener);
}

EventStreams::EventStreams(EventSource& source, Router& router, Storage& storage, observe::Metrics& metrics,
                           EventStreamOptions options)
    : impl_(std::make_shared<Impl>(source, router, storage, metrics, options)) {}

EventStreams::~EventStreams() {
    drain();
    std::unique_lock lock(impl_->mutex);
    impl_->closed.wait(lock, [this] { return impl_->running == 0; });
}

void EventStreams::open(const HttpRequest& request, const security::Principal* who, HttpResponse& response) {
    auto wanted = std::make_shared<const Wanted>(wantedOf(request, impl_->router, who));
    if (wanted->topics.empty() && !who)
        throw Error(ErrorKind::Unauthenticated, "kernel.not-signed-in", "sign in, or show a valid token");
    if (wanted->topics.empty())
        throw Error(ErrorKind::Forbidden, "kernel.not-permitted", "there is no topic that you may hear");
    auto slot = std::make_shared<Slot<Impl>>(impl_);
    response.status = 200;
    response.contentType = "text/event-stream";
    response.setHeader("X-Accel-Buffering", "no");
    response.stream = [slot, wanted](BodyStream& out) {
        Impl& impl = slot->impl();
        Queue queue;
        {
            const std::lock_guard lock(impl.mutex);
            if (impl.draining) return;
            impl.queues.insert(&queue);
            ++impl.running;
            impl.gauge.add(1);
        }
        const auto leave = [&] {
            const std::lock_guard lock(impl.mutex);
            impl.queues.erase(&queue);
            --impl.running;
            impl.gauge.add(-1);
            impl.closed.notify_all();
        };
        try {
            impl.run(queue, *wanted, out);
        } catch (...) {
            leave();
            throw;
        }
        leave();
    };
}

void EventStreams::drain() {
    const std::lock_guard lock(impl_->mutex);
    impl_->draining = true;
    for (Queue* queue : impl_->queues) queue->end();
}

} // namespace rejoinder::http
