#pragma once
#include "kernel/http/transport.h"
#include "kernel/observe/metrics.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

namespace rejoinder::http {

/// What a connection is doing; the registry may take it away only while it is Idle or Head.
enum class Phase : int { Idle, Head, Busy, Streaming, Evicted };

/// A running connection as the registry sees it.
struct ConnectionEntry {
    int handle = -1;
    std::atomic<Phase> phase{Phase::Idle};
    std::atomic<std::int64_t> since{0};    ///< steady nanoseconds of the last change of phase
    std::atomic<std::int64_t> deadline{0}; ///< steady nanoseconds after which the watchdog cuts it; 0: none
};

/// All connections: caps in total and per peer, eviction of the idle ones, a watchdog behind all deadlines.
class Connections {
public:
    struct Limits {
        int threads = 256, waiting = 32, perPeer = 128;
    };
    enum class Admission { Admitted, Full, PeerFull };

    Connections(const Limits& limits, observe::Gauge& gauge);
    ~Connections();
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;

    /// Counts a connection that was accepted. When threads are short, an idle one is told to leave. `peer` is
    /// empty for one that the cap per peer does not hold.
    Admission admit(int handle, std::string peer);
    /// Undoes admit.
    void release(int handle);

    using Handle = std::list<ConnectionEntry>::iterator;
    Handle enter(int handle);
    void leave(Handle entry);
    /// Changes the phase; false when the connection was evicted meanwhile and must end.
    static bool change(ConnectionEntry& entry, Phase next, std::chrono::milliseconds limit);

    /// Idle connections leave, and every other one after its answer.
    void stopIdle();
    /// Cuts every connection off.
    void cutAll();
    [[nodiscard]] bool stopping() const noexcept { return stopping_.load(); }
    /// Waits until no connection is being served.
    bool waitEmpty(std::chrono::milliseconds limit);
    [[nodiscard]] int open() const noexcept { return open_.load(); }

private:
    bool evictOne();
    void makeRoom();
    void watch(const std::stop_token& stop);

    const Limits limits_;
    observe::Gauge& gauge_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::list<ConnectionEntry> entries_;
    std::unordered_map<std::string, int> peers_;
    std::unordered_map<int, std::string> admitted_; ///< handle → peer
    std::atomic<int> open_{0};
    int leaving_ = 0; ///< evicted ones that have not left yet
    std::atomic<bool> stopping_{false};
    std::jthread watchdog_;
};

} // namespace rejoinder::http
