#include "kernel/observe/clocks.h"
#include "kernel/storage/storage_engine.h"
#include "tests/unit/storage-mysql/fixture.h"

namespace rejoinder::mysql::test {

struct RowOut {
    std::int64_t id = 0;
    std::string body;
};
REJOINDER_DESCRIBE(RowOut, id, body)

namespace {

/// The kernel's units of work on this driver.
class EngineTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        open();
        db.reset();
        folder_.write("q.sql",
                      "-- name: put\nINSERT INTO t_row (id, body) VALUES (:id, :body);\n"
                      "-- name: find\nSELECT id, body FROM t_row WHERE id = :id;\n"
                      "-- name: change\nUPDATE t_row SET body = :body WHERE id = :id;\n"
                      "-- name: walk\nSELECT /*many*/ id, body FROM t_row WHERE id >= :low ORDER BY id;\n");
        storage::QueryCatalog catalog;
        catalog.load("t", folder_.path(), "mysql");
        catalog.load("storage-mysql", rejoinder::test::sourceFolder() / "sql/storage-mysql/queries", "mysql");
        engine_ = std::make_unique<storage::StorageEngine>(std::make_unique<Database>(options()),
                                                           std::move(catalog), clock_);
        engine_->prepareQueries();
    }
    rejoinder::test::TempFolder folder_;
    observe::SystemClock clock_;
    std::unique_ptr<storage::StorageEngine> engine_;
};

TEST_F(EngineTest, WhoMeetsARowThatWasMadeMeanwhileLooksOnceMore) {
    int runs = 0;
    const std::string said = engine_->write([&](Unit& unit) -> std::string {
        ++runs;
        if (const auto there = unit.one<RowOut>("t.find", {{"id", 1}})) return "there: " + there->body;
        if (runs == 1)
            std::thread([&] {
                engine_->write([](Unit& other) { other.run("t.put", {{"id", 1}, {"body", "other"}}); });
            }).join();
        unit.run("t.put", {{"id", 1}, {"body", "mine"}});
        return "made";
    });
    EXPECT_EQ(said, "there: other");
    EXPECT_EQ(runs, 2);
}

TEST_F(EngineTest, ATrueDuplicateIsAConflict) {
    engine_->write([](Unit& unit) { unit.run("t.put", {{"id", 1}, {"body", "a"}}); });
    EXPECT_EQ(codeOf([&] {
                  engine_->write([](Unit& unit) { unit.run("t.put", {{"id", 1}, {"body", "b"}}); });
              }),
              "kernel.duplicate");
}

TEST_F(EngineTest, WhatTwoUnitsAddToOneRowIsAllThere) {
    engine_->write([](Unit& unit) { unit.run("t.put", {{"id", 1}, {"body", "0"}}); });
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 25; ++i)
                    engine_->write([](Unit& unit) {
                        const auto row = unit.one<RowOut>("t.find", {{"id", 1}}).value();
                        unit.run("t.change", {{"id", 1}, {"body", std::to_string(std::stoi(row.body) + 1)}});
                    });
            });
    }
    EXPECT_EQ(run("SELECT body FROM t_row"), "100\n");
}

TEST_F(EngineTest, AWalkThroughManyRowsNeedsLittleMemory) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "a sanitizer keeps what was given back";
#endif
    const std::string text(2'000, 'm');
    for (int unit = 0; unit < 8; ++unit)
        engine_->write([&](Unit& u) {
            std::vector<RowOut> rows;
            for (int i = 0; i < 5'000; ++i) rows.push_back({unit * 5'000LL + i, text});
            u.insertMany("t.put", rows);
        });
    const auto resident = [] { // kilobytes
        const std::string status = rejoinder::test::readFile("/proc/self/status");
        return std::stol(status.substr(status.find("VmRSS:") + 6));
    };
    const long before = resident();
    long most = 0;
    std::int64_t seen = 0;
    engine_->read([&](Unit& u) {
        u.forEach<RowOut>("t.walk", {{"low", 0}}, [&](const RowOut& row) {
            EXPECT_EQ(row.id, seen++);
            if (seen % 1000 == 0) most = std::max(most, resident() - before);
        });
    });
    EXPECT_EQ(seen, 40'000);
    EXPECT_LT(most, 20'000); // of 80 MB
}

} // namespace
} // namespace rejoinder::mysql::test
