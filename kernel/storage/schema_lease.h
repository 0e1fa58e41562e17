#pragma once
#include "kernel/storage/query_catalog.h"

#include <rejoinder/clock.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace rejoinder::storage {

/// The right to change the schema, held by one process of all that use a database. It is a row of the ledger
/// with an end that a thread puts off, so it works across the nodes of a cluster, where locks of the server
/// do not, and ends with a process that dies.
class SchemaLease {
public:
    static constexpr std::chrono::seconds kLease{30};
    static constexpr std::chrono::seconds kRenewal{5};

    /// Waits until nobody else has it. The ledger must exist; the references must outlive the lease.
    /// @throws Error Unavailable when the database does not answer.
    SchemaLease(driver::Database& database, const QueryCatalog& queries, const Clock& clock,
                std::string appVersion);
    ~SchemaLease();
    SchemaLease(const SchemaLease&) = delete;
    SchemaLease& operator=(const SchemaLease&) = delete;

    /// Asked before each statement. @throws Error Unavailable "storage.lease-lost" when it could not be
    /// renewed in time.
    void require() const;

private:
    using Time = std::chrono::steady_clock::time_point;
    [[nodiscard]] bool take();
    void renew();
    void work();

    driver::Database& database_;
    const QueryCatalog& queries_;
    const Clock& clock_;
    std::string appVersion_;
    std::string holder_;
    std::atomic<Time> until_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace rejoinder::storage
