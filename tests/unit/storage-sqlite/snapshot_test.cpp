#include "tests/unit/storage-sqlite/fixture.h"

#include <latch>

namespace rejoinder::sqlite::test {
namespace {

class SnapshotTest : public DatabaseTest {
protected:
    SnapshotTest() { open(); }
    void write(std::int64_t id) {
        db->write([id](driver::Connection& c) { put(c, id); }, Priority::Interactive);
    }
};

TEST_F(SnapshotTest, readerSeesOneStateOfTheDatabase) {
    write(1);
    db->read([&](driver::Connection& c) {
        EXPECT_EQ(count(c), 1);
        write(2);
        EXPECT_EQ(count(c), 1);
        EXPECT_FALSE(has(c, 2));
    });
    EXPECT_EQ(count(*db), 2);
}

TEST_F(SnapshotTest, readerNeverSeesHalfAUnit) {
    std::atomic<bool> stop{false};
    std::jthread writer([&] {
        for (std::int64_t i = 0; i < 300; ++i)
            db->write(
                [i](driver::Connection& c) {
                    put(c, 2 * i + 1);
                    put(c, 2 * i + 2);
                },
                Priority::Interactive);
        stop = true;
    });
    while (!stop)
        db->read([](driver::Connection& c) {
            const auto first = count(c);
            EXPECT_EQ(first % 2, 0);
            EXPECT_EQ(count(c), first);
        });
}

TEST_F(SnapshotTest, streamGoesOnWhileOthersWrite) {
    for (int i = 1; i <= 100; ++i) write(i);
    int rows = 0;
    db->read([&](driver::Connection& c) {
        const auto all = c.statement(kAll);
        while (all->step()) {
            ++rows;
            if (rows <= 5) write(1000 + rows);
        }
    });
    EXPECT_EQ(rows, 100);
    EXPECT_EQ(count(*db), 105);
}

TEST_F(SnapshotTest, readInsideAReadSharesItsSnapshot) {
    db->read([&](driver::Connection& outer) {
        EXPECT_EQ(count(outer), 0);
        write(1);
        db->read([&](driver::Connection& inner) {
            EXPECT_EQ(&inner, &outer);
            EXPECT_EQ(count(inner), 0);
        });
        EXPECT_EQ(count(outer), 0);
    });
}

TEST_F(SnapshotTest, readersCannotWrite) {
    db->read([&](driver::Connection& c) { EXPECT_EQ(codeOf([&] { put(c, 1); }), "storage.write-in-read"); });
    EXPECT_EQ(count(*db), 0);
}

TEST_F(SnapshotTest, connectionsAreBoundedAndWaitedFor) {
    db.reset();
    Options o = options();
    o.readers = 3;
    open(o);
    write(1);
    std::latch inside(3), leave(1);
    std::atomic<int> done{0};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([&] {
            db->read([&](driver::Connection& c) {
                EXPECT_EQ(count(c), 1);
                inside.count_down();
                leave.wait();
            });
            ++done;
        });
    inside.wait();
    for (int i = 0; i < 20; ++i)
        threads.emplace_back([&] {
            EXPECT_EQ(count(*db), 1);
            ++done;
        });
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_EQ(done, 0);
    EXPECT_EQ(db->openReaders(), 3u);
    leave.count_down();
    threads.clear();
    EXPECT_EQ(done, 23);
    EXPECT_LE(db->openReaders(), 3u);
}

TEST_F(SnapshotTest, exceptionGivesTheConnectionBack) {
    for (int i = 0; i < 50; ++i)
        EXPECT_THROW(db->read([](driver::Connection&) { throw std::out_of_range("x"); }), std::out_of_range);
    EXPECT_EQ(db->openReaders(), 1u);
    EXPECT_EQ(count(*db), 0);
}

TEST_F(SnapshotTest, statementsOfOneQueryMayBeOpenAtOnce) {
    write(1);
    write(2);
    db->read([](driver::Connection& c) {
        const auto outer = c.statement(kAll);
        int pairs = 0;
        while (outer->step()) {
            const auto inner = c.statement(kAll);
            while (inner->step()) ++pairs;
            EXPECT_EQ(outer->text(1), "x");
        }
        EXPECT_EQ(pairs, 4);
    });
}

} // namespace
} // namespace rejoinder::sqlite::test
