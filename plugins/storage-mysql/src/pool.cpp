#include "pool.h"

#include <utility>

namespace rejoinder::mysql {

Pool::Lease::Lease(Pool& pool, bool background)
    : pool_(pool), background_(background), connection_(pool.take(background)) {}

Pool::Lease::~Lease() {
    pool_.giveBack(std::move(connection_), background_);
}

/// Background work leaves a quarter of the connections to people who wait.
bool Pool::mayTake(bool background) const {
    if (inUse_ >= limit_) return false;
    const std::size_t reserved = limit_ > 1 ? std::max<std::size_t>(1, limit_ / 4) : 0;
    return !background || background_ < limit_ - reserved;
}

std::unique_ptr<Connection> Pool::takeIdle() {
    if (idle_.empty()) return nullptr;
    auto out = std::move(idle_.back().connection);
    idle_.pop_back();
    return out;
}

std::unique_ptr<Connection> Pool::take(bool background) {
    enterThread();
    std::unique_lock lock(mutex_);
    auto& turn = background ? backgroundWork_ : people_;
    const bool free = turn.wait_for(lock, kWait, [&] { return stopping_ || mayTake(background); });
    if (stopping_) throw Error(ErrorKind::Unavailable, "storage.closed", "The database is closed.");
    if (!free)
        throw Error(ErrorKind::Unavailable, "storage.busy", "All connections to the database are busy.");
    ++inUse_;
    background_ += background ? 1 : 0;
    const bool trusted = !idle_.empty() && std::chrono::steady_clock::now() - idle_.back().since < kTrusted;
    auto connection = takeIdle();
    lock.unlock();
    try {
        if (connection && (trusted || connection->answers())) return connection;
        connection.reset();
        return open_();
    } catch (...) {
        giveBack(nullptr, background);
        throw;
    }
}

void Pool::giveBack(std::unique_ptr<Connection> connection, bool background) {
    std::vector<Idle> old; // closed outside the lock
    bool ending = false;
    {
        const std::lock_guard lock(mutex_);
        const auto now = std::chrono::steady_clock::now();
        --inUse_;
        background_ -= background ? 1 : 0;
        ending = stopping_;
        if (connection && connection->isBroken()) old.swap(idle_);
        if (connection && !connection->isBroken() && !stopping_)
            idle_.push_back({std::move(connection), now});
        while (idle_.size() > 1 && now - idle_.front().since > kIdle) {
            old.push_back(std::move(idle_.front()));
            idle_.erase(idle_.begin());
        }
    }
    people_.notify_one();
    backgroundWork_.notify_one();
    if (ending) ended_.notify_all();
}

void Pool::stop() {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    people_.notify_all();
    backgroundWork_.notify_all();
    ended_.wait(lock, [this] { return inUse_ == 0; });
    idle_.clear();
}

std::size_t Pool::size() const {
    const std::lock_guard lock(mutex_);
    return inUse_ + idle_.size();
}

} // namespace rejoinder::mysql
