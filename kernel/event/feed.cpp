#include "kernel/event/feed.h"

#include <rejoinder/json.h>

#include <optional>

namespace rejoinder::event {

namespace {

struct EventRow {
    Id id;
    std::string topic, payload;
};
REJOINDER_DESCRIBE(EventRow, id, topic, payload)

/// Ids carry their milliseconds above 22 bits of node and sequence. A unit that commits later than this after
/// its event was published is not heard by listeners.
constexpr std::int64_t kLateness = std::int64_t{30'000} << 22;
constexpr std::chrono::seconds kLateLook{2};
constexpr int kMost = 1'000;

} // namespace

Feed::Feed(Storage& storage, Log& log, std::chrono::milliseconds poll)
    : storage_(storage), log_(log), poll_(poll) {}

Feed::~Feed() {
    stop();
}

std::uint64_t Feed::add(Listener listener) {
    const std::lock_guard lock(mutex_);
    if (stopped_) return 0;
    if (!worker_.joinable()) {
        begin();
        worker_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
    }
    const std::lock_guard telling(telling_);
    listeners_.emplace(++lastListener_, std::move(listener));
    return lastListener_;
}

void Feed::remove(std::uint64_t id) {
    const std::lock_guard telling(telling_);
    listeners_.erase(id);
}

void Feed::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    wake_.notify_one();
}

void Feed::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    if (worker_.joinable()) {
        worker_.request_stop();
        worker_.join();
    }
}

/// What is there already is not told.
void Feed::begin() {
    storage_.read([&](Unit& unit) {
        newest_ = unit.number("kernel.event-newest");
        for (const auto id :
             unit.numbers("kernel.event-ids-above", {{"id", newest_ - kLateness}, {"most", 1'000'000}}))
            seen_.insert(id);
    });
}

void Feed::work(const std::stop_token& stop) {
    auto lateLook = std::chrono::steady_clock::now() + kLateLook;
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, stop, poll_, [&] { return woken_; });
            woken_ = false;
        }
        try {
            look(Id{newest_});
            if (std::chrono::steady_clock::now() >= lateLook) {
                lateLook = std::chrono::steady_clock::now() + kLateLook;
                look(Id{newest_ - kLateness});
                seen_.erase(seen_.begin(), seen_.lower_bound(newest_ - 2 * kLateness));
            }
        } catch (const std::exception&) {
            log_.warning("EVENT-FEED-FAILED"); // the next round tries again
        }
    }
}

void Feed::look(Id above) {
    while (true) {
        const auto ids = storage_.read([&](Unit& unit) {
            return unit.numbers("kernel.event-ids-above", {{"id", above}, {"most", kMost}});
        });
        for (const auto id : ids) {
            above = Id{id};
            if (!seen_.contains(id)) tell(id);
        }
        if (ids.size() < kMost) return;
    }
}

void Feed::tell(std::int64_t id) {
    {
        const std::lock_guard telling(telling_);
        if (!listeners_.empty()) {
            const auto event = storage_.read([&](Unit& unit) {
                return unit.one<EventRow>("kernel.event-find", {{"id", Id{id}}});
            });
            for (const auto& [number, listener] : listeners_) {
                try {
                    if (event) listener(event->topic, event->payload, event->id);
                } catch (const std::exception&) {
                    log_.warning("EVENT-LISTENER-FAILED", {{"eventId", id}});
                }
            }
        }
    }
    seen_.insert(id);
    newest_ = std::max(newest_, id);
}

} // namespace rejoinder::event
