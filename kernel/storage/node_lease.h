#pragma once
#include "kernel/storage/storage_engine.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace rejoinder::storage {

/// Holds one node number for this process while it lives, so that the ids of several nodes differ. A lease
/// lasts 60 s and is renewed every 20 s; after a pause so long that another node took the number, a new one
/// is taken.
class NodeLease {
public:
    static constexpr std::chrono::seconds kLease{60};
    static constexpr std::chrono::seconds kRenewal{20};

    /// Takes the smallest free number and sets it in the engine. @throws Error Unavailable when none is free.
    NodeLease(StorageEngine& engine, const Clock& clock);
    /// Gives the number back.
    ~NodeLease();
    NodeLease(const NodeLease&) = delete;
    NodeLease& operator=(const NodeLease&) = delete;

    [[nodiscard]] int node() const;
    /// Renews now; what the thread inside does every kRenewal.
    void renew();

private:
    int take();
    int takeOnce();
    void work();

    StorageEngine& engine_;
    const Clock& clock_;
    const std::string holder_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    int node_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace rejoinder::storage
