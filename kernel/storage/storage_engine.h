#pragma once
#include "kernel/observe/metrics.h"
#include "kernel/storage/kill_point.h"
#include "kernel/storage/unit_impl.h"

#include <chrono>
#include <memory>

namespace rejoinder::storage {

/// How often and how long a unit is run again after a deadlock or a lost connection.
struct RetryRules {
    int attempts = 10;                       ///< with the first
    std::chrono::milliseconds firstPause{5}; ///< doubles, with jitter
    std::chrono::milliseconds longestPause{1000};
};

/// The product's database: units of work over a driver. Thread-safe.
class StorageEngine final : public Storage {
public:
    /// The clock must outlive the engine.
    StorageEngine(std::unique_ptr<driver::Database> database, QueryCatalog queries, const Clock& clock,
                  RetryRules retry = {});
    ~StorageEngine() override;
    StorageEngine(const StorageEngine&) = delete;
    StorageEngine& operator=(const StorageEngine&) = delete;

    /// Events, jobs and audit trail; to be set before the first unit that uses them.
    void setHooks(UnitHooks& hooks) noexcept { services_.hooks = &hooks; }
    /// Counts units, their time from call to return, and runs again; to be set before the first unit.
    void setMetrics(observe::Metrics& metrics);
    /// The node number in ids from now on.
    void setNode(int node) { ids_.setNode(node); }
    /// Prepares all queries; the schema must be current. @throws Error Bug naming every query that fails.
    void prepareQueries();
    [[nodiscard]] driver::Database& database() noexcept { return *database_; }
    [[nodiscard]] const QueryCatalog& queries() const noexcept { return queries_; }
    [[nodiscard]] IdGenerator& ids() noexcept { return ids_; }
    /// Waits for running units, flushes and closes; no call may follow.
    void close();

protected:
    void runWrite(const std::function<void(Unit&)>& work, const WriteOptions& options) override;
    void runRead(const std::function<void(Unit&)>& work) override;

private:
    struct Attempt;
    template <class Once>
    void withRetry(observe::Histogram* seconds, Once&& once) const;

    std::unique_ptr<driver::Database> database_;
    QueryCatalog queries_;
    PlanCache plans_;
    IdGenerator ids_;
    UnitServices services_;
    RetryRules retry_;
    KillPoint kill_;
    struct {
        observe::Histogram* interactive = nullptr;
        observe::Histogram* background = nullptr;
        observe::Histogram* read = nullptr;
        observe::Counter* again = nullptr;
    } meters_;
    bool closed_ = false;
};

} // namespace rejoinder::storage
