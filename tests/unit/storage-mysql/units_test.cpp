#include "tests/unit/storage-mysql/fixture.h"

#include <stdexcept>
#include <thread>

namespace rejoinder::mysql::test {
namespace {

class UnitsTest : public DatabaseTest {
protected:
    /// Inserts ids 1 to `count` in bulk.
    void fill(std::int64_t count, std::size_t length = 20) {
        const std::string text(length, 'b');
        std::uint64_t changed = 0;
        write([&](driver::Connection& c) {
            changed = c.insertMany(kPut, static_cast<std::size_t>(count),
                                   [&](std::size_t row, driver::Statement& s) {
                                       s.bindInteger(0, static_cast<std::int64_t>(row) + 1);
                                       s.bindText(1, text);
                                   });
        });
        EXPECT_EQ(changed, static_cast<std::uint64_t>(count));
    }
};

TEST_F(UnitsTest, WhatThrowsLeavesNothing) {
    open();
    EXPECT_THROW(write([](driver::Connection& c) {
                     put(c, 1);
                     throw std::runtime_error("no");
                 }),
                 std::runtime_error);
    EXPECT_EQ(rows(), 0);
    write([](driver::Connection& c) { put(c, 1); });
    EXPECT_EQ(rows(), 1);
}

TEST_F(UnitsTest, WritingInAReadIsRefused) {
    open();
    EXPECT_EQ(codeOf([&] { db->read([](driver::Connection& c) { put(c, 1); }); }), "storage.write-in-read");
    EXPECT_EQ(rows(), 0);
}

TEST_F(UnitsTest, AReadIsOneSnapshot) {
    open();
    fill(10);
    db->read([&](driver::Connection& c) {
        write([](driver::Connection& w) { put(w, 100); });
        EXPECT_EQ(count(c), 10);
        db->read([&](driver::Connection& inner) { EXPECT_EQ(count(inner), 10); }); // the same snapshot
    });
    EXPECT_EQ(rows(), 11);
}

TEST_F(UnitsTest, AChangeOfAnotherIsNotOverwrittenUnseen) {
    open();
    write([](driver::Connection& c) { put(c, 1, "a"); });
    EXPECT_EQ(
        codeOf([&] {
            write([&](driver::Connection& c) {
                EXPECT_EQ(body(c, 1), "a");
                std::jthread([&] { write([](driver::Connection& other) { set(other, 1, "b"); }); }).join();
                EXPECT_EQ(body(c, 1), "a"); // its snapshot
                set(c, 1, "c");
            });
        }),
        "again 1020");
    EXPECT_EQ(run("SELECT body FROM t_row"), "b\n");
}

TEST_F(UnitsTest, WhoChangesARowFirstSeesTheNewestState) {
    open();
    write([](driver::Connection& c) { put(c, 1, "a"); });
    std::jthread other;
    std::atomic<bool> held{false};
    other = std::jthread([&] {
        write([&](driver::Connection& c) {
            set(c, 1, "b");
            held = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        });
    });
    EXPECT_TRUE(rejoinder::test::eventually([&] { return held.load(); }));
    const driver::PreparedQuery append{
        "t.append", "UPDATE t_row SET body = body || 'c' WHERE id = ?", {"id"}, 30};
    write([&](driver::Connection& c) {
        const auto s = c.statement(append);
        s->bindInteger(0, 1);
        s->execute(); // waits
        EXPECT_EQ(body(c, 1), "bc");
    });
}

TEST_F(UnitsTest, TwoStatementsOfOneQueryAreOpenAtOnce) {
    open();
    fill(3);
    db->read([](driver::Connection& c) {
        const auto outer = c.statement(kAll);
        int pairs = 0;
        while (outer->step()) {
            const auto inner = c.statement(kAll);
            while (inner->step()) pairs += outer->integer(0) <= inner->integer(0) ? 1 : 0;
        }
        EXPECT_EQ(pairs, 6);
    });
}

TEST_F(UnitsTest, BulkInsertsOfEverySize) {
    open();
    for (const std::size_t size : {1U, 7U, 63U, 511U, 512U, 1500U}) {
        run("DELETE FROM t_row");
        fill(static_cast<std::int64_t>(size));
        EXPECT_EQ(rows(), static_cast<std::int64_t>(size));
    }
    run("DELETE FROM t_row");
    fill(200, 100'000); // 20 MB: more than one packet may hold
    EXPECT_EQ(run("SELECT count(*), SUM(LENGTH(body)) FROM t_row"), "200\t20000000\n");
}

TEST_F(UnitsTest, BulkInsertsWithMoreParametersThanAStatementTakes) {
    open();
    std::string columns = "id", marks = "?";
    driver::PreparedQuery wide{"wide.put", {}, {"id"}, 20};
    std::string table = "CREATE TABLE wide (id BIGINT NOT NULL PRIMARY KEY";
    for (int i = 1; i < 200; ++i) {
        const std::string name = "c" + std::to_string(i);
        columns += ", " + name;
        marks += ", ?";
        table += ", " + name + " BIGINT NOT NULL";
        wide.parameters.push_back(name);
    }
    wide.sql = "INSERT INTO wide (" + columns + ") VALUES (" + marks + ")";
    db->migrate([&](driver::Connection& c) { c.execute(table + ")"); });
    write([&](driver::Connection& c) {
        c.insertMany(wide, 1000, [](std::size_t row, driver::Statement& s) {
            for (int i = 0; i < 200; ++i) s.bindInteger(i, static_cast<std::int64_t>(row) * 1000 + i);
        });
    });
    EXPECT_EQ(run("SELECT count(*), SUM(c199) FROM wide"), "1000\t499699000\n");
}

/// Statements of many rows are sent beside the filling of the next one: whatever fails, all of it is undone
/// and the connection goes on.
TEST_F(UnitsTest, ManyRowsOfWhichOneFailsLeaveNothing) {
    open();
    fill(4'000);
    for (const std::int64_t taken :
         {4'001, 5'500, 9'000, 13'999}) { // in the first, a middle, the last statement
        SCOPED_TRACE(taken);
        const auto many = [&](bool throws) {
            write([&](driver::Connection& c) {
                put(c, taken);
                c.insertMany(kPut, 10'000, [&](std::size_t row, driver::Statement& s) {
                    const auto id = static_cast<std::int64_t>(row) + 4'001;
                    if (throws && id == taken) throw std::runtime_error("no such row");
                    s.bindInteger(0, id);
                    s.bindText(1, "x");
                });
            });
        };
        EXPECT_THROW(many(false), driver::ConstraintViolation);
        EXPECT_EQ(rows(), 4'000);
        EXPECT_THROW(many(true), std::runtime_error);
        EXPECT_EQ(rows(), 4'000);
    }
    write([](driver::Connection& c) { put(c, 4'001); });
    EXPECT_EQ(rows(), 4'001);
}

TEST_F(UnitsTest, AStreamGivesEveryRowOnce) {
    open();
    fill(30'000, 200);
    db->read([](driver::Connection& c) {
        const auto s = c.statement(kStream);
        s->bindInteger(0, 101);
        std::int64_t expected = 101;
        while (s->step()) {
            ASSERT_EQ(s->integer(0), expected++);
            ASSERT_EQ(s->text(1).size(), 200U);
        }
        EXPECT_EQ(expected, 30'001);
        EXPECT_EQ(s->columnName(0), "id");
    });
}

TEST_F(UnitsTest, OtherStatementsMayRunWhileAStreamIsOpen) {
    open();
    fill(5'000);
    db->read([](driver::Connection& c) {
        const auto s = c.statement(kStream);
        s->bindInteger(0, 1);
        std::int64_t seen = 0;
        while (s->step()) {
            ASSERT_EQ(s->integer(0), ++seen);
            if (seen % 1000 == 0) {
                EXPECT_EQ(count(c), 5'000);
            }
        }
        EXPECT_EQ(seen, 5'000);
    });
}

TEST_F(UnitsTest, AStreamMayBeLeftEarly) {
    open();
    fill(20'000);
    db->read([](driver::Connection& c) {
        {
            const auto s = c.statement(kStream);
            s->bindInteger(0, 1);
            ASSERT_TRUE(s->step());
        }
        EXPECT_EQ(count(c), 20'000);
    });
    EXPECT_EQ(rows(), 20'000);
}

TEST_F(UnitsTest, AStreamThatBreaksOffIsNoEnd) {
    open();
    fill(100'000, 200);
    // The server ends the statement after a while; the connector only says that there are no more rows.
    const driver::PreparedQuery slow{
        "t.slow", "SELECT /*many*/ id, body, SLEEP(0.0005) AS pause FROM t_row", {}, 21};
    const auto readAll = [&] {
        std::int64_t seen = 0;
        db->read([&](driver::Connection& c) {
            c.execute("SET SESSION max_statement_time = 0.3");
            const auto s = c.statement(slow);
            while (s->step()) ++seen;
        });
        return seen;
    };
    EXPECT_THROW(readAll(), driver::TryAgain);
}

TEST_F(UnitsTest, MoreQueriesThanAConnectionKeeps) {
    open();
    fill(1);
    std::vector<driver::PreparedQuery> many;
    for (std::size_t i = 0; i < Connection::kMostPrepared + 50; ++i)
        many.push_back({"many", "SELECT " + std::to_string(i) + " + id FROM t_row", {}, 100 + i});
    for (int round = 0; round < 2; ++round)
        db->read([&](driver::Connection& c) {
            for (std::size_t i = 0; i < many.size(); ++i) {
                const auto s = c.statement(many[i]);
                ASSERT_TRUE(s->step());
                EXPECT_EQ(s->integer(0), static_cast<std::int64_t>(i) + 1);
            }
        });
    EXPECT_LE(std::stoi(run("SELECT variable_value FROM information_schema.global_status "
                            "WHERE variable_name = 'prepared_stmt_count'")),
              static_cast<int>(Connection::kMostPrepared) + 20);
}

TEST_F(UnitsTest, BackgroundWorkLeavesConnectionsToPeople) {
    Options o = options();
    o.writers = 4;
    open(o);
    makeSchema();
    std::atomic<int> inside{0};
    std::atomic<bool> go{false};
    std::vector<std::jthread> background;
    for (int i = 0; i < 6; ++i)
        background.emplace_back([&] {
            db->write(
                [&](driver::Connection&) {
                    ++inside;
                    go.wait(false);
                },
                Priority::Background);
        });
    EXPECT_TRUE(rejoinder::test::eventually([&] { return inside == 3; }));
    write([](driver::Connection& c) { put(c, 1); }); // while all that background work may take is taken
    EXPECT_EQ(inside, 3);
    go = true;
    go.notify_all();
    background.clear();
    EXPECT_EQ(inside, 6);
}

TEST_F(UnitsTest, WrongQueriesAreAllNamed) {
    open();
    const auto sentence = sentenceOf([&] {
        db->prepare({{"a.one", "SELECT nonsense FROM t_row", {}, 0},
                     {"a.two", "SELECT id FROM t_row WHERE id = ?", {}, 1},
                     {"a.three", "SELECT id FROM nowhere", {}, 2}});
    });
    EXPECT_THAT(sentence, testing::AllOf(testing::HasSubstr("a.one"), testing::HasSubstr("a.two"),
                                         testing::HasSubstr("a.three")));
}

TEST_F(UnitsTest, CheckFindsNothingInGoodTables) {
    open();
    fill(100);
    EXPECT_THAT(db->check(), testing::IsEmpty());
}

} // namespace
} // namespace rejoinder::mysql::test
