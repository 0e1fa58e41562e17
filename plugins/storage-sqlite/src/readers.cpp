#include "readers.h"

#include <utility>

namespace rejoinder::sqlite {

namespace {

/// The snapshot that this thread is reading.
struct Current {
    const Readers* pool = nullptr;
    Connection* connection = nullptr;
};
thread_local Current current;

class Snapshot {
public:
    Snapshot(const Readers* pool, Connection& connection)
        : before_(std::exchange(current, {pool, &connection})) {
        connection.begin();
    }
    ~Snapshot() {
        current.connection->rollback();
        current = before_;
    }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    Current before_;
};

} // namespace

void Readers::run(const std::function<void(driver::Connection&)>& work) {
    if (current.pool == this) {
        work(*current.connection);
        return;
    }
    struct Lease {
        Readers& pool;
        std::unique_ptr<Connection> connection;
        ~Lease() { pool.giveBack(std::move(connection)); }
    } lease{*this, take()};
    const Snapshot snapshot(this, *lease.connection);
    work(*lease.connection);
}

std::unique_ptr<Connection> Readers::take() {
    std::unique_lock lock(mutex_);
    const bool free =
        changed_.wait_for(lock, kWait, [this] { return stopping_ || !idle_.empty() || count_ < limit_; });
    if (stopping_) throw Error(ErrorKind::Unavailable, "storage.closed", "The database is closed.");
    if (!free)
        throw Error(ErrorKind::Unavailable, "storage.busy", "All connections to the database are busy.");
    if (!idle_.empty()) {
        auto connection = std::move(idle_.back().connection);
        idle_.pop_back();
        return connection;
    }
    ++count_;
    lock.unlock();
    try {
        return open_();
    } catch (...) {
        giveBack(nullptr);
        throw;
    }
}

void Readers::giveBack(std::unique_ptr<Connection> connection) {
    std::unique_ptr<Connection> old; // closed outside the lock
    {
        const std::lock_guard lock(mutex_);
        const auto now = std::chrono::steady_clock::now();
        if (!connection || connection->inTransaction() || stopping_) {
            old = std::move(connection);
            --count_;
        } else {
            idle_.push_back({std::move(connection), now});
            if (idle_.size() > 1 && now - idle_.front().since > kIdle) {
                old = std::move(idle_.front().connection);
                idle_.erase(idle_.begin());
                --count_;
            }
        }
    }
    changed_.notify_one();
}

void Readers::stop() {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    count_ -= idle_.size();
    idle_.clear();
    changed_.wait(lock, [this] { return count_ == 0; });
}

std::size_t Readers::size() const {
    const std::lock_guard lock(mutex_);
    return count_;
}

} // namespace rejoinder::sqlite
