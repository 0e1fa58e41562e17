#pragma once
#include "kernel/event/courier.h"
#include "kernel/event/feed.h"

#include <rejoinder/plugin.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace rejoinder::event {

/// Carries events from the units that publish them to the plugins that asked for them: durable, in order,
/// each exactly once as far as effects in the database go. Thread-safe. README.md tells how.
class Bus {
public:
    /// All references must outlive the bus.
    Bus(Storage& storage, observe::Metrics& metrics, Log& log, const Clock& clock, BusOptions options = {});
    ~Bus();
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;

    /// Adds the routes of given-up deliveries, their permission and the log events.
    void declare(Declarations& d);
    /// Remembers a handler. A plugin may have several for one topic; they run one after the other in one
    /// unit.
    void subscribe(std::string plugin, std::string topic, Handler handler);
    /// Stores who hears what; from now on events are kept for them. After the migrations and before plugins
    /// start. Of plugins that subscribed, topics they no longer want are forgotten with what waits for
    /// delivery.
    void open();
    /// Begins to deliver; all plugins have started. Calls open() when nobody did.
    void start();
    /// Forgets the plugin's handlers and waits for those that run; what happens meanwhile is kept for it. Not
    /// to be called by a handler.
    void removeAll(std::string_view plugin);
    /// Finishes what is being delivered and delivers nothing more; may be called twice.
    void drain();
    /// True when nothing that is due now waits or is being delivered.
    [[nodiscard]] bool idle();
    /// The first delivery that failed and has not succeeded since, as a sentence.
    [[nodiscard]] std::optional<std::string> trouble();
    /// A unit that published has committed.
    void onCommitted();

    /// Puts the event into the outbox; part of the unit.
    void publish(Unit& unit, std::string_view topic, std::string json);

    /// Hears every event once on this node, after its commit, whichever node published it. Called by one
    /// thread, in the order in which commits are seen; a listener is quick and does not add or remove
    /// listeners.
    std::uint64_t addListener(Listener listener) { return feed_.add(std::move(listener)); }
    /// When it returns, the listener is not running and will not run again.
    void removeListener(std::uint64_t id) { feed_.remove(id); }

    /// Deliveries that were given up.
    static std::vector<ParkedDelivery> parked(Unit& unit, std::int32_t most);
    /// Tries a given-up delivery again from its first attempt. @throws Error NotFound.
    void retry(Unit& unit, std::string_view subscriber, Id eventId);

    /// Names this process on the subscribers that it works for; no other process has the same.
    [[nodiscard]] std::int64_t token() const noexcept { return token_; }

private:
    struct Subscriber;
    using Clockwork = std::chrono::steady_clock;

    void work(const std::stop_token& stop);
    [[nodiscard]] std::shared_ptr<Subscriber> ready() const;
    void takeTurn(Subscriber& subscriber, std::unique_lock<std::mutex>& lock);
    Turn turnOf(Subscriber& subscriber, const Topics& topics);
    bool dueHousekeeping(std::unique_lock<std::mutex>& lock);
    void housekeep();
    [[nodiscard]] std::shared_ptr<Subscriber> find(std::string_view name) const;
    void persist(const std::string& subscriber, const std::vector<std::string>& topics, bool exactly);

    Storage& storage_;
    observe::Metrics& metrics_;
    Log& log_;
    const Clock& clock_;
    BusOptions options_;
    std::int64_t token_;
    Courier courier_;
    Feed feed_;

    mutable std::mutex mutex_;
    std::condition_variable_any wake_; ///< work for the workers
    std::condition_variable_any done_; ///< a turn ended
    std::vector<std::shared_ptr<Subscriber>> subscribers_;
    std::size_t turns_ = 0;
    std::uint64_t generation_ = 0; ///< grows with every mark, so that idle() sees what came meanwhile
    bool opened_ = false;
    Clockwork::time_point nextPoll_{}, nextHousekeeping_{};
    std::vector<std::jthread> workers_;
};

} // namespace rejoinder::event
