#include "kernel/storage/node_lease.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <random>
#include <set>

namespace rejoinder::storage {

struct NodeRow {
    std::int32_t node = 0;
    std::string holder;
    Timestamp expiresAt;
};
REJOINDER_DESCRIBE(NodeRow, node, holder, expiresAt)

namespace {

std::string makeHolder() {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    std::random_device random;
    return fmt::format("{:.60}/{}/{:08x}{:08x}", host.data(), ::getpid(), random(), random());
}

} // namespace

NodeLease::NodeLease(StorageEngine& engine, const Clock& clock)
    : engine_(engine), clock_(clock), holder_(makeHolder()), node_(take()) {
    engine_.setNode(node_);
    thread_ = std::thread([this] { work(); });
}

NodeLease::~NodeLease() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
    try {
        // Free from the moment of the newest id on, so that a clock that goes back cannot bring the same ids
        // again.
        const Timestamp free = std::max(clock_.now(), engine_.ids().newest());
        engine_.write([&](Unit& u) {
            u.run("kernel.node-renew", {{"node", node_}, {"holder", holder_}, {"expiresAt", free}});
        });
    } catch (const std::exception&) { // Then it runs out by itself.
    }
}

int NodeLease::node() const {
    const std::lock_guard lock(mutex_);
    return node_;
}

int NodeLease::take() {
    for (int attempt = 1;; ++attempt) {
        try {
            return takeOnce();
        } catch (const Error& e) { // Another node inserted the same new number first.
            if (e.code() != "kernel.duplicate" || attempt == 20) throw;
        }
    }
}

int NodeLease::takeOnce() {
    return engine_.write([&](Unit& u) {
        std::set<std::int32_t> known;
        const Timestamp now = clock_.now(); // not the unit's: a command may run units on a clock that it sets
        const Timestamp until = now.plus(kLease);
        for (const auto& row : u.all<NodeRow>("kernel.node-list")) {
            known.insert(row.node);
            if (row.expiresAt < now &&
                u.run("kernel.node-take-over",
                      {{"node", row.node}, {"holder", holder_}, {"expiresAt", until}, {"now", now}}) == 1)
                return row.node;
        }
        for (std::int32_t node = 0; node <= IdGenerator::kMaxNode; ++node)
            if (!known.contains(node)) {
                u.run("kernel.node-take-new", {{"node", node}, {"holder", holder_}, {"expiresAt", until}});
                return node;
            }
        throw Error(ErrorKind::Unavailable, "storage.no-node-number",
                    "All node numbers are leased; wait a minute.");
    });
}

void NodeLease::renew() {
    const std::uint64_t changed = engine_.write([&](Unit& u) {
        return u.run("kernel.node-renew",
                     {{"node", node()}, {"holder", holder_}, {"expiresAt", clock_.now().plus(kLease)}});
    });
    if (changed == 1) return;
    const int fresh = take();
    engine_.setNode(fresh);
    const std::lock_guard lock(mutex_);
    node_ = fresh;
}

void NodeLease::work() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kRenewal, [this] { return stopping_; })) {
        lock.unlock();
        try {
            renew();
        } catch (const std::exception&) { // The next renewal is in time as well; a database that stays away
                                          // is told by others.
        }
        lock.lock();
    }
}

} // namespace rejoinder::storage
