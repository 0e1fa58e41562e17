#pragma once
#include "kernel/event/bus.h"
#include "kernel/job/runner.h"
#include "tests/unit/storage/fixture.h"

#include <thread>

/// A real database with the kernel's whole schema and a table in which handlers and jobs leave traces.
namespace rejoinder::test {

using storage::test::kStart;
using storage::test::SetClock;
using storage::test::TempFolder;

struct Trace {
    Id id;
    std::string who;
    std::int64_t number = 0;
};
REJOINDER_DESCRIBE(Trace, id, who, number)

struct Happened {
    static constexpr std::string_view kTopic = "sample.happened";
    std::int64_t number = 0;
};
REJOINDER_DESCRIBE(Happened, number)

struct Other {
    static constexpr std::string_view kTopic = "sample.other";
    std::int64_t number = 0;
};
REJOINDER_DESCRIBE(Other, number)

inline constexpr const char* kSchema =
    "CREATE TABLE t_trace (id BIGINT NOT NULL PRIMARY KEY, who VARCHAR(40) NOT NULL, "
    "number BIGINT NOT NULL);";
inline constexpr const char* kQueries = R"(-- name: add
INSERT INTO t_trace (id, who, number) VALUES (:id, :who, :number);
-- name: traces
SELECT id, who, number FROM t_trace ORDER BY id;
-- name: count
SELECT count(*) FROM t_trace WHERE who = :who;
-- name: deliveries
SELECT count(*) FROM kernel_delivery WHERE subscriber = :who;
-- name: events
SELECT count(*) FROM kernel_event;
-- name: jobs
SELECT count(*) FROM kernel_job WHERE name = :name;
-- name: break-lease
UPDATE kernel_subscriber SET lease_token = 7, lease_until = :until;
-- name: late-event
INSERT INTO kernel_event (id, topic, payload, published_at) VALUES (:id, :topic, :payload, 0);
-- name: late-delivery
INSERT INTO kernel_delivery (subscriber, event_id, attempts, not_before, parked, error)
VALUES (:who, :id, 0, 0, 0, '');
-- name: job-id
SELECT max(id) FROM kernel_job WHERE name = :name;
)";

/// Keeps the ids of log events.
class TestLog final : public Log {
public:
    void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override {
        const std::lock_guard lock(mutex_);
        events_.emplace_back(event);
    }
    [[nodiscard]] int count(std::string_view event) const {
        const std::lock_guard lock(mutex_);
        return static_cast<int>(std::count(events_.begin(), events_.end(), event));
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> events_;
};

/// Database, clock and hooks. Bus and runner are made by the tests, so that they can die and come again.
class World final : public storage::UnitHooks {
public:
    World() { open(); }

    /// Closes the database as a stopping server does, and opens it again.
    void reopen() {
        engine.reset();
        clock.advance(std::chrono::seconds(1)); // ids made by another process must be later
        open();
    }
    void publish(Unit& unit, std::string_view topic, std::string json) override {
        event::Bus* bus = currentBus;
        if (bus) bus->publish(unit, topic, std::move(json));
    }
    Id enqueue(Unit& unit, std::string_view job, std::string json, const JobRequest& request) override {
        return job::Queue(clock).enqueue(unit, job, json, request);
    }
    void audit(Unit& unit, std::string_view action, Id, std::string_view) override {
        const std::lock_guard lock(mutex);
        audited.push_back(std::string(action) + " by " + unit.actor().kind + " " + unit.actor().name + " " +
                          unit.actor().userId.toString());
    }
    void committed(bool published, bool enqueued) override {
        if (event::Bus* bus = currentBus; bus && published) bus->onCommitted();
        if (job::Runner* runner = currentRunner; runner && enqueued) runner->onCommitted();
    }

    void happen(std::int64_t number) {
        engine->write([&](Unit& unit) { unit.publish(Happened{number}); });
    }
    void trace(Unit& unit, std::string who, std::int64_t number) const {
        unit.run("t.add", Trace{unit.newId(), std::move(who), number});
    }
    /// The numbers that `who` left, in order.
    std::vector<std::int64_t> numbers(const std::string& who) {
        std::vector<std::int64_t> list;
        for (const auto& t : engine->read([](Unit& unit) { return unit.all<Trace>("t.traces"); }))
            if (t.who == who) list.push_back(t.number);
        return list;
    }
    std::int64_t count(std::string_view query, Args args = {}) {
        return engine->read([&](Unit& unit) { return unit.number(query, args); });
    }

    TempFolder folder;
    SetClock clock{kStart};
    observe::Metrics metrics;
    TestLog log;
    std::unique_ptr<storage::StorageEngine> engine;
    std::atomic<event::Bus*> currentBus = nullptr;
    std::atomic<job::Runner*> currentRunner = nullptr;
    std::mutex mutex;
    std::vector<std::string> audited;

private:
    void open() {
        const std::filesystem::path kernel = std::filesystem::path(REJOINDER_SOURCE_DIR) / "sql/kernel";
        folder.write("t/migrations/0001_trace.sql", kSchema);
        folder.write("t/queries/all.sql", kQueries);
        auto database = std::make_unique<sqlite::Database>(
            sqlite::readOptions({{"path", (folder.path() / "data/test.db").string()}}));
        storage::QueryCatalog catalog;
        catalog.load("kernel", kernel / "queries", "sqlite");
        catalog.load("t", folder.path() / "t/queries", "sqlite");
        storage::Migrator(*database, catalog, clock,
                          {{"kernel", kernel / "migrations"}, {"t", folder.path() / "t/migrations"}}, "1.0.0")
            .apply();
        engine = std::make_unique<storage::StorageEngine>(std::move(database), std::move(catalog), clock);
        engine->prepareQueries();
        engine->setHooks(*this);
    }
};

/// Waits up to a minute.
template <class F>
bool eventually(F&& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

} // namespace rejoinder::test
