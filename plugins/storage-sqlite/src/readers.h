#pragma once
#include "connection.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace rejoinder::sqlite {

/// A bounded pool of read-only connections; each read runs on one snapshot.
class Readers {
public:
    /// A read waits so long for a connection, then it throws Error Unavailable.
    static constexpr std::chrono::seconds kWait{30};
    /// A connection that nobody needed for so long is closed, and its memory with it.
    static constexpr std::chrono::seconds kIdle{30};

    Readers(std::size_t limit, std::function<std::unique_ptr<Connection>()> open)
        : limit_(limit), open_(std::move(open)) {}
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    /// Runs `work` on a snapshot. A read inside a read of the same thread sees the same snapshot.
    void run(const std::function<void(driver::Connection&)>& work);
    /// Waits for what runs and closes all connections; later calls throw Error Unavailable.
    void stop();
    /// How many connections there are.
    [[nodiscard]] std::size_t size() const;

private:
    struct Idle {
        std::unique_ptr<Connection> connection;
        std::chrono::steady_clock::time_point since;
    };
    std::unique_ptr<Connection> take();
    void giveBack(std::unique_ptr<Connection> connection);

    const std::size_t limit_;
    const std::function<std::unique_ptr<Connection>()> open_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Idle> idle_; ///< the one used last at the end
    std::size_t count_ = 0;  ///< idle and in use
    bool stopping_ = false;
};

} // namespace rejoinder::sqlite
