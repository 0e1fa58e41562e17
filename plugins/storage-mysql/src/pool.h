#pragma once
#include "connection.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace rejoinder::mysql {

/// A bounded set of connections of one purpose, opened on demand. A lost one is thrown away, and with it all
/// idle ones of the same age: they sat on the same server.
class Pool {
public:
    /// A unit waits so long for a connection, then it is answered that the database is busy.
    static constexpr std::chrono::seconds kWait{30};
    /// One that nobody needed for so long is closed.
    static constexpr std::chrono::seconds kIdle{120};
    /// One that lay so long is asked whether it still answers before it is used.
    static constexpr std::chrono::seconds kTrusted{5};

    Pool(std::size_t limit, std::function<std::unique_ptr<Connection>()> open)
        : limit_(limit), open_(std::move(open)) {}
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// A connection in use; it goes back when this dies.
    class Lease {
    public:
        Lease(Pool& pool, bool background);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Connection* operator->() const noexcept { return connection_.get(); }
        Connection& operator*() const noexcept { return *connection_; }

    private:
        Pool& pool_;
        bool background_;
        std::unique_ptr<Connection> connection_;
    };

    /// Waits for what runs and closes all connections; later leases throw Error Unavailable.
    void stop();
    /// How many connections there are.
    [[nodiscard]] std::size_t size() const;

private:
    struct Idle {
        std::unique_ptr<Connection> connection;
        std::chrono::steady_clock::time_point since;
    };
    std::unique_ptr<Connection> take(bool background);
    std::unique_ptr<Connection> takeIdle();
    void giveBack(std::unique_ptr<Connection> connection, bool background);
    [[nodiscard]] bool mayTake(bool background) const;

    const std::size_t limit_;
    const std::function<std::unique_ptr<Connection>()> open_;
    mutable std::mutex mutex_;
    std::condition_variable people_, backgroundWork_, ended_; ///< who waits, each woken alone
    std::vector<Idle> idle_;                                  ///< the one used last at the end
    std::size_t inUse_ = 0, background_ = 0;
    bool stopping_ = false;
};

} // namespace rejoinder::mysql
