#include "tests/unit/storage-sqlite/fixture.h"

#include <barrier>

namespace rejoinder::sqlite::test {
namespace {

using testing::ElementsAre;

class GroupCommitTest : public DatabaseTest {
protected:
    GroupCommitTest() { open(); }
    void write(std::int64_t id, Priority priority = Priority::Interactive) {
        db->write([id](driver::Connection& c) { put(c, id); }, priority);
    }
    /// Waits until so many calls stand in the queue behind a gate: the time they need is short, the limit
    /// generous.
    static void settle() { std::this_thread::sleep_for(std::chrono::milliseconds(100)); }
};

TEST_F(GroupCommitTest, manyThreadsShareCommitsAndLoseNothing) {
    constexpr int kThreads = 64, kEach = 50;
    const auto before = db->counts();
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < kThreads; ++t)
            threads.emplace_back([this, t] {
                for (int i = 0; i < kEach; ++i) {
                    write(t * kEach + i + 1);
                    // The write is durable and visible as soon as it returned.
                    if (i % 10 == 0) {
                        EXPECT_TRUE(has(*db, t * kEach + i + 1));
                    }
                }
            });
    }
    const auto after = db->counts();
    EXPECT_EQ(count(*db), kThreads * kEach);
    EXPECT_EQ(after.units - before.units, static_cast<std::uint64_t>(kThreads * kEach));
    EXPECT_LT(after.commits - before.commits, static_cast<std::uint64_t>(kThreads * kEach) / 2);
    EXPECT_EQ(after.alone, 0u);
}

TEST_F(GroupCommitTest, whatWaitsGoesIntoOneCommit) {
    constexpr int kThreads = 20;
    const auto before = db->counts();
    {
        std::vector<std::jthread> threads;
        Gate gate(*db);
        for (int i = 1; i <= kThreads; ++i) threads.emplace_back([this, i] { write(i); });
        settle();
    }
    // The unit at the gate took longer than a group may, so it went alone. The others share the next commit,
    // or, where a busy machine makes the group end by its time, the next few.
    EXPECT_GE(db->counts().commits - before.commits, 2u);
    EXPECT_LE(db->counts().commits - before.commits, 6u);
    EXPECT_EQ(count(*db), kThreads);
}

TEST_F(GroupCommitTest, failingUnitsTakeBackTheirOwnRowsOnly) {
    constexpr int kThreads = 30;
    std::atomic<int> refused{0}, duplicates{0};
    const auto before = db->counts();
    {
        std::vector<std::jthread> threads;
        Gate gate(*db);
        for (int i = 1; i <= kThreads; ++i)
            threads.emplace_back([&, i] {
                try {
                    db->write(
                        [i](driver::Connection& c) {
                            put(c, i);
                            put(c, 1000 + i);
                            if (i % 3 == 0) throw std::out_of_range("mine " + std::to_string(i));
                            if (i % 3 == 1) put(c, i);
                        },
                        Priority::Interactive);
                } catch (const std::out_of_range& e) {
                    EXPECT_EQ(e.what(), "mine " + std::to_string(i));
                    ++refused;
                } catch (const driver::ConstraintViolation& e) {
                    EXPECT_EQ(e.kind(), driver::ConstraintViolation::Kind::Unique);
                    EXPECT_EQ(i % 3, 1);
                    ++duplicates;
                }
            });
        settle();
    }
    EXPECT_EQ(refused, 10);
    EXPECT_EQ(duplicates, 10);
    EXPECT_LE(db->counts().commits - before.commits,
              8u);             // failing units do not cost their neighbours a commit each
    EXPECT_EQ(count(*db), 20); // ten units with two rows each
    for (int i = 1; i <= kThreads; ++i) EXPECT_EQ(has(*db, i), i % 3 == 2) << i;
}

TEST_F(GroupCommitTest, commitThatFailsHurtsOnlyWhoCausedIt) {
    constexpr int kThreads = 12;
    std::atomic<int> violations{0};
    {
        std::vector<std::jthread> threads;
        Gate gate(*db);
        for (int i = 1; i <= kThreads; ++i)
            threads.emplace_back([&, i] {
                try {
                    db->write(
                        [i](driver::Connection& c) {
                            put(c, i);
                            if (i == 5) putChild(c, 1, 777); // a deferred foreign key: refused at the commit
                        },
                        Priority::Interactive);
                } catch (const driver::ConstraintViolation& e) {
                    EXPECT_EQ(e.kind(), driver::ConstraintViolation::Kind::ForeignKey);
                    EXPECT_EQ(i, 5);
                    ++violations;
                }
            });
        settle();
    }
    EXPECT_EQ(violations, 1);
    EXPECT_EQ(count(*db), kThreads - 1);
    EXPECT_FALSE(has(*db, 5));
    EXPECT_GE(db->counts().alone, static_cast<std::uint64_t>(kThreads));
}

TEST_F(GroupCommitTest, laterUnitsSeeEarlierOnesOfTheirGroup) {
    std::vector<std::int64_t> seen;
    {
        std::vector<std::jthread> threads;
        Gate gate(*db);
        for (int i = 1; i <= 5; ++i)
            threads.emplace_back([&, i] {
                db->write(
                    [&, i](driver::Connection& c) {
                        seen.push_back(count(c));
                        put(c, i);
                    },
                    Priority::Interactive);
            });
        settle();
    }
    EXPECT_THAT(seen, ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(GroupCommitTest, interactiveGoesBeforeBackground) {
    std::vector<std::string> order;
    {
        std::vector<std::jthread> threads;
        Gate gate(*db);
        for (int i = 0; i < 5; ++i)
            threads.emplace_back([&] {
                db->write([&](driver::Connection&) { order.emplace_back("background"); },
                          Priority::Background);
            });
        settle();
        for (int i = 0; i < 5; ++i)
            threads.emplace_back([&] {
                db->write([&](driver::Connection&) { order.emplace_back("interactive"); },
                          Priority::Interactive);
            });
        settle();
    }
    ASSERT_EQ(order.size(), 10u);
    // The group of the gate is full by time and takes its one background unit; then those who came last go
    // first.
    EXPECT_EQ(order[0], "background");
    EXPECT_EQ(order[1], "interactive");
    int ahead = 0; // how many background units each interactive one let go first
    for (std::size_t i = 0, background = 0; i < order.size(); ++i)
        order[i] == "background" ? static_cast<void>(++background)
                                 : static_cast<void>(ahead += static_cast<int>(background));
    EXPECT_LE(ahead, 10); // 5 at rest, 25 if it went by arrival
}

TEST_F(GroupCommitTest, backgroundIsNotStarved) {
    std::atomic<bool> stop{false};
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (std::int64_t i = 0; !stop; ++i) write(1'000'000 * (t + 1) + i);
        });
    const auto began = std::chrono::steady_clock::now();
    for (int i = 1; i <= 20; ++i) // short ones
        write(i, Priority::Background);
    for (int i = 21; i <= 30; ++i) // long ones
        db->write(
            [i](driver::Connection& c) {
                put(c, i);
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            },
            Priority::Background);
    const auto took = std::chrono::steady_clock::now() - began;
    stop = true;
    threads.clear();
    EXPECT_LT(took, std::chrono::seconds(20));
    EXPECT_EQ(db->check(), std::vector<std::string>{});
}

TEST_F(GroupCommitTest, nestedWriteIsRefusedInsteadOfWaitingForEver) {
    db->write(
        [&](driver::Connection& c) {
            EXPECT_EQ(codeOf([&] { write(1); }), "storage.nested-unit");
            EXPECT_EQ(codeOf([&] { count(*db); }), "storage.nested-unit");
            EXPECT_EQ(codeOf([&] { db->migrate([](driver::Connection&) {}); }), "storage.nested-unit");
            put(c, 2);
        },
        Priority::Interactive);
    EXPECT_EQ(count(*db), 1);
}

TEST_F(GroupCommitTest, closeFinishesWhatWaits) {
    std::vector<std::jthread> threads;
    std::atomic<int> done{0};
    {
        Gate gate(*db);
        for (int i = 1; i <= 10; ++i)
            threads.emplace_back([&, i] {
                write(i);
                ++done;
            });
        settle();
        threads.emplace_back([this] { db->close(); });
        settle();
    }
    threads.clear();
    EXPECT_EQ(done, 10);
    EXPECT_EQ(codeOf([&] { count(*db); }), "storage.closed");
    EXPECT_EQ(count(open()), 10);
}

TEST_F(GroupCommitTest, otherProcessThatHoldsTheLockLeadsToTryAgain) {
    Connection other(file(), Mode::Write);
    other.begin();
    const auto began = std::chrono::steady_clock::now();
    EXPECT_THROW(write(1), driver::TryAgain);
    EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::seconds(4));
    other.rollback();
    write(1);
    EXPECT_EQ(count(*db), 1);
}

} // namespace
} // namespace rejoinder::sqlite::test
