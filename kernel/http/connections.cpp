#include "kernel/http/connections.h"

#include "kernel/http/signals.h"

#include <sys/socket.h>

namespace rejoinder::http {

using std::chrono::milliseconds;

namespace {

std::int64_t nowNanos() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

constexpr std::int64_t kMilli = 1'000'000;
/// A connection between two requests of a busy client is not idle yet.
constexpr std::int64_t kIdleAfter = 50 * kMilli;
/// An honest head is here in a moment; one that takes longer may have to leave when threads are short.
constexpr std::int64_t kSlowHead = 250 * kMilli;
/// The connection itself ends politely at its deadline; the watchdog follows when it could not.
constexpr std::int64_t kWatchdogSlack = 1'000 * kMilli;

} // namespace

Connections::Connections(const Limits& limits, observe::Gauge& gauge)
    : limits_(limits), gauge_(gauge), watchdog_([this](const std::stop_token& stop) { watch(stop); }) {}

Connections::~Connections() {
    watchdog_.request_stop();
    changed_.notify_all();
}

Connections::Admission Connections::admit(int handle, std::string peer) {
    const std::lock_guard lock(mutex_);
    const bool counted = !peer.empty();
    if (counted) {
        const auto found = peers_.find(peer);
        if (found != peers_.end() && found->second >= limits_.perPeer) return Admission::PeerFull;
    }
    if (open_ - leaving_ >= limits_.threads && !evictOne() &&
        open_ - leaving_ >= limits_.threads + limits_.waiting)
        return Admission::Full;
    if (counted) ++peers_[peer];
    admitted_[handle] = std::move(peer);
    ++open_;
    gauge_.add(1);
    return Admission::Admitted;
}

void Connections::release(int handle) {
    const std::lock_guard lock(mutex_);
    const auto admitted = admitted_.find(handle);
    if (admitted == admitted_.end()) return;
    const auto peer = peers_.find(admitted->second);
    if (peer != peers_.end() && --peer->second == 0) peers_.erase(peer);
    admitted_.erase(admitted);
    --open_;
    gauge_.add(-1);
}

/// Needs the lock. The one idle for longest; without any, the one whose head drips in for longest.
bool Connections::evictOne() {
    const auto now = nowNanos();
    for (const auto& [phase, age] : {std::pair{Phase::Idle, kIdleAfter}, std::pair{Phase::Head, kSlowHead}}) {
        ConnectionEntry* oldest = nullptr;
        for (auto& entry : entries_) {
            if (entry.phase.load() == phase && now - entry.since.load() >= age &&
                (!oldest || entry.since.load() < oldest->since.load()))
                oldest = &entry;
        }
        Phase expected = phase;
        if (oldest && oldest->phase.compare_exchange_strong(expected, Phase::Evicted)) {
            ++leaving_;
            ::shutdown(oldest->handle, SHUT_RD);
            return true;
        }
    }
    return false;
}

/// Needs the lock. For those that wait for a thread, idle ones leave as soon as there are any.
void Connections::makeRoom() {
    for (int missing = open_ - leaving_ - limits_.threads; missing > 0 && evictOne();) --missing;
}

Connections::Handle Connections::enter(int handle) {
    const std::lock_guard lock(mutex_);
    const auto entry = entries_.emplace(entries_.end());
    entry->handle = handle;
    entry->since = nowNanos();
    if (stopping_) entry->phase = Phase::Evicted, ++leaving_;
    return entry;
}

void Connections::leave(Handle entry) {
    const std::lock_guard lock(mutex_);
    if (entry->phase.load() == Phase::Evicted) --leaving_;
    entries_.erase(entry);
    changed_.notify_all();
}

bool Connections::change(ConnectionEntry& entry, Phase next, milliseconds limit) {
    const auto now = nowNanos();
    entry.deadline.store(limit.count() > 0 ? now + limit.count() * kMilli + kWatchdogSlack : 0,
                         std::memory_order_relaxed);
    entry.since.store(now, std::memory_order_relaxed);
    auto current = entry.phase.load();
    while (current != Phase::Evicted) {
        if (entry.phase.compare_exchange_weak(current, next)) return true;
    }
    return false;
}

void Connections::stopIdle() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& entry : entries_) {
        Phase expected = Phase::Idle;
        if (entry.phase.compare_exchange_strong(expected, Phase::Evicted)) {
            ++leaving_;
            ::shutdown(entry.handle, SHUT_RD);
        } else if (expected == Phase::Streaming) {
            ::shutdown(entry.handle, SHUT_RDWR);
        }
    }
}

void Connections::cutAll() {
    const std::lock_guard lock(mutex_);
    for (auto& entry : entries_) ::shutdown(entry.handle, SHUT_RDWR);
}

bool Connections::waitEmpty(milliseconds limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [this] { return entries_.empty(); });
}

void Connections::watch(const std::stop_token& stop) {
    blockSignals();
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        changed_.wait_for(lock, stop, milliseconds(100), [] { return false; });
        makeRoom();
        const auto now = nowNanos();
        for (auto& entry : entries_) {
            const auto deadline = entry.deadline.load(std::memory_order_relaxed);
            if (deadline != 0 && now > deadline) ::shutdown(entry.handle, SHUT_RDWR);
        }
    }
}

} // namespace rejoinder::http
