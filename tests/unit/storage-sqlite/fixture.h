#pragma once
#include "tests/unit/storage/fixture.h"

#include <gmock/gmock.h>

#include <thread>

/// A driver's database with one small table, without the kernel above it.
namespace rejoinder::sqlite::test {

using storage::test::codeOf;
using storage::test::TempFolder;
using storage::test::textOf;

inline const driver::PreparedQuery kPut{
    "t.put", "INSERT INTO t_row (id, text) VALUES (?, ?)", {"id", "text"}, 0};
inline const driver::PreparedQuery kCount{"t.count", "SELECT count(*) FROM t_row", {}, 1};
inline const driver::PreparedQuery kHas{"t.has", "SELECT count(*) FROM t_row WHERE id = ?", {"id"}, 2};
inline const driver::PreparedQuery kAll{"t.all", "SELECT id, text FROM t_row ORDER BY id", {}, 3};
inline const driver::PreparedQuery kChild{
    "t.child", "INSERT INTO t_child (id, row_id) VALUES (?, ?)", {"id", "row"}, 4};

inline void put(driver::Connection& c, std::int64_t id, std::string_view text = "x") {
    const auto statement = c.statement(kPut);
    statement->bindInteger(0, id);
    statement->bindText(1, text);
    statement->execute();
}

inline void putChild(driver::Connection& c, std::int64_t id, std::int64_t row) {
    const auto statement = c.statement(kChild);
    statement->bindInteger(0, id);
    statement->bindInteger(1, row);
    statement->execute();
}

inline std::int64_t count(driver::Connection& c) {
    const auto statement = c.statement(kCount);
    statement->step();
    return statement->integer(0);
}

inline bool has(driver::Connection& c, std::int64_t id) {
    const auto statement = c.statement(kHas);
    statement->bindInteger(0, id);
    statement->step();
    return statement->integer(0) == 1;
}

inline std::int64_t count(Database& db) {
    std::int64_t out = 0;
    db.read([&](driver::Connection& c) { out = count(c); });
    return out;
}

inline bool has(Database& db, std::int64_t id) {
    bool out = false;
    db.read([&](driver::Connection& c) { out = has(c, id); });
    return out;
}

inline void makeSchema(Database& db) {
    db.migrate([](driver::Connection& c) {
        c.execute("CREATE TABLE t_row (id BIGINT NOT NULL, text LONGTEXT NOT NULL, PRIMARY KEY (id))");
        c.execute("CREATE TABLE t_child (id BIGINT NOT NULL, row_id BIGINT NOT NULL, PRIMARY KEY (id), "
                  "FOREIGN KEY (row_id) REFERENCES t_row (id) DEFERRABLE INITIALLY DEFERRED)");
    });
}

class DatabaseTest : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path file() const { return folder.path() / "data" / "t.db"; }
    [[nodiscard]] Options options() const {
        Options o;
        o.path = file();
        return o;
    }
    /// Opens the file and makes the schema when it is new.
    Database& open(const Options& o) {
        db = std::make_unique<Database>(o);
        if (!o.readonly && !exists()) makeSchema(*db);
        return *db;
    }
    Database& open() { return open(options()); }

    TempFolder folder;
    std::unique_ptr<Database> db;

private:
    bool exists() {
        bool out = false;
        db->read([&](driver::Connection& c) {
            out = dynamic_cast<Connection&>(c).text("SELECT count(*) FROM sqlite_master") != "0";
        });
        return out;
    }
};

/// Waits until so many units stand in the writer's queues.
inline void awaitWaiting(const Database& db, std::size_t units) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (db.counts().waiting < units) {
        ASSERT_LT(std::chrono::steady_clock::now(), limit);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

/// Holds the writer inside a unit until told to go on, so that a test can let a queue form behind it.
class Gate {
public:
    explicit Gate(Database& db)
        : thread_([this, &db] {
              db.write(
                  [this](driver::Connection&) {
                      entered_ = true;
                      entered_.notify_all();
                      open_.wait(false);
                  },
                  Priority::Interactive);
          }) {
        entered_.wait(false);
    }
    void open() {
        open_ = true;
        open_.notify_all();
    }
    ~Gate() { open(); }
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

private:
    std::atomic<bool> entered_{false}, open_{false};
    std::jthread thread_;
};

} // namespace rejoinder::sqlite::test
