#pragma once
#include "database.h"
#include "kernel/storage/query_catalog.h"
#include "tests/support/mariadb.h"

#include <gmock/gmock.h>

/// A driver's database with two small tables at a private server, without the kernel above it.
namespace rejoinder::mysql::test {

inline const driver::PreparedQuery kPut{
    "t.put", "INSERT INTO t_row (id, body) VALUES (?, ?)", {"id", "body"}, 0};
inline const driver::PreparedQuery kCount{"t.count", "SELECT count(*) FROM t_row", {}, 1};
inline const driver::PreparedQuery kBody{"t.body", "SELECT body FROM t_row WHERE id = ?", {"id"}, 2};
inline const driver::PreparedQuery kAll{"t.all", "SELECT id, body FROM t_row ORDER BY id", {}, 3};
inline const driver::PreparedQuery kChild{
    "t.child", "INSERT INTO t_child (id, row_id) VALUES (?, ?)", {"id", "row"}, 4};
inline const driver::PreparedQuery kSet{"t.set", "UPDATE t_row SET body = ? WHERE id = ?", {"body", "id"}, 5};
inline const driver::PreparedQuery kStream{
    "t.stream", "SELECT /*many*/ id, body FROM t_row WHERE id >= ? ORDER BY id", {"low"}, 6};

/// The code of the Error that `work` throws, "none" when it throws none.
template <class F>
std::string codeOf(F&& work) {
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    } catch (const driver::TryAgain& e) {
        return "again " + std::to_string(e.engineCode());
    }
    return "none";
}

/// The sentence of that Error.
template <class F>
std::string sentenceOf(F&& work) {
    try {
        work();
    } catch (const Error& e) {
        return e.text();
    }
    return "none";
}

inline void put(driver::Connection& c, std::int64_t id, std::string_view body = "x") {
    const auto statement = c.statement(kPut);
    statement->bindInteger(0, id);
    statement->bindText(1, body);
    statement->execute();
}

inline std::int64_t count(driver::Connection& c) {
    const auto statement = c.statement(kCount);
    statement->step();
    return statement->integer(0);
}

inline std::string body(driver::Connection& c, std::int64_t id) {
    const auto statement = c.statement(kBody);
    statement->bindInteger(0, id);
    return statement->step() ? std::string(statement->text(0)) : std::string("none");
}

inline void set(driver::Connection& c, std::int64_t id, std::string_view text) {
    const auto statement = c.statement(kSet);
    statement->bindText(0, text);
    statement->bindInteger(1, id);
    statement->execute();
}

/// The tests' own statements and those of the plugin.
inline std::vector<driver::PreparedQuery> allQueries() {
    storage::QueryCatalog catalog;
    catalog.load("storage-mysql", rejoinder::test::sourceFolder() / "sql/storage-mysql/queries", "mysql");
    std::vector<driver::PreparedQuery> out{kPut, kCount, kBody, kAll, kChild, kSet, kStream};
    for (auto query : catalog.all()) {
        query.index = out.size();
        out.push_back(query);
    }
    return out;
}

/// Two tables, and that of the marks.
inline void makeSchemaOf(Database& db) {
    db.migrate([](driver::Connection& c) {
        c.execute("CREATE TABLE t_row (id BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id))");
        c.execute("CREATE TABLE t_child (id BIGINT NOT NULL, row_id BIGINT NOT NULL, PRIMARY KEY (id), "
                  "FOREIGN KEY (row_id) REFERENCES t_row (id))");
        c.execute("CREATE TABLE storage_mysql_mark (slot BIGINT NOT NULL PRIMARY KEY, unit BIGINT NOT NULL, "
                  "fence BIGINT NOT NULL, used_at BIGINT NOT NULL)");
    });
    db.prepare(allQueries());
}

/// One server for all tests of the process, a database for each.
class DatabaseTest : public testing::Test {
public:
    static void SetUpTestSuite() {
        if (rejoinder::test::MariaDb::available()) server_ = std::make_unique<rejoinder::test::MariaDb>();
    }
    static void TearDownTestSuite() { server_.reset(); }

protected:
    void SetUp() override {
        if (!server_) GTEST_SKIP() << "mariadb-server is not installed";
        name_ = server_->newDatabase();
    }
    static rejoinder::test::MariaDb& server() { return *server_; }
    [[nodiscard]] Options options() const {
        Options o;
        o.socket = server_->socket();
        o.user = "root";
        o.database = name_;
        o.lockTimeout = std::chrono::seconds(2);
        return o;
    }
    Database& open(const Options& o) {
        db = std::make_unique<Database>(o);
        return *db;
    }
    /// Opens it and makes the tables, and that of the marks.
    Database& open() {
        open(options());
        makeSchema();
        return *db;
    }
    void makeSchema() { makeSchemaOf(*db); }
    std::string run(const std::string& sql) const { return server_->run(sql, name_); }
    void write(const std::function<void(driver::Connection&)>& work) {
        db->write(work, Priority::Interactive);
    }
    std::int64_t rows() {
        std::int64_t out = 0;
        db->read([&](driver::Connection& c) { out = count(c); });
        return out;
    }

    std::string name_;
    std::unique_ptr<Database> db;
    static inline std::unique_ptr<rejoinder::test::MariaDb> server_;
};

} // namespace rejoinder::mysql::test
