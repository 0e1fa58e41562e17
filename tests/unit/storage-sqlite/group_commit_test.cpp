#include "tests/unit/storage-sqlite/fixture.h"

namespace rejoinder::sqlite::test {
namespace {

using testing::ElementsAre;

class GroupCommitTest : public DatabaseTest {
protected:
    GroupCommitTest() { open(); }
    void write(std::int64_t id, Priority priority = Priority::Interactive) {
        db->write([id](driver::Connection& c) { put(c, id); }, priority);
    }
    /// How long groups may take: for ever, so that all who wait share one, or no time at all.
    void reopen(std::chrono::microseconds groupTime) {
        db.reset();
        Options o = options();
        o.groupTime = groupTime;
        open(o);
        before = db->counts();
    }
    [[nodiscard]] std::uint64_t commits() const { return db->counts().commits - before.commits; }

    static constexpr std::chrono::hours kForEver{1};
    WriterCounts before;
};

TEST_F(GroupCommitTest, manyThreadsShareCommitsAndLoseNothing) {
    constexpr int kThreads = 64, kEach = 50;
    before = db->counts();
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
    reopen(kForEver);
    {
        std::vector<std::jthread> threads;
        Gate gate(*db);
        for (int i = 1; i <= kThreads; ++i) threads.emplace_back([this, i] { write(i); });
        awaitWaiting(*db, kThreads);
    }
    EXPECT_EQ(commits(), 1u);
    EXPECT_EQ(count(*db), kThreads);
}

TEST_F(GroupCommitTest, groupThatTookItsTimeIsCommitted) {
    constexpr int kThreads = 10;
    reopen(std::chrono::microseconds(0));
    {
        std::vector<std::jthread> threads;
        Gate gate(*db);
        for (int i = 1; i <= kThreads; ++i) threads.emplace_back([this, i] { write(i); });
        awaitWaiting(*db, kThreads);
    }
    EXPECT_EQ(commits(), 11u); // with that of the unit at the gate
    EXPECT_EQ(count(*db), kThreads);
}

TEST_F(GroupCommitTest, failingUnitsTakeBackTheirOwnRowsOnly) {
    constexpr int kThreads = 30;
    reopen(kForEver);
    std::atomic<int> refused{0}, duplicates{0};
    const auto unit = [&](int i) {
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
    };
    {
        std::vector<std::jthread> threads;
        Gate gate(*db);
        for (int i = 1; i <= kThreads; ++i) threads.emplace_back(unit, i);
        awaitWaiting(*db, kThreads);
    }
    EXPECT_EQ(refused, 10);
    EXPECT_EQ(duplicates, 10);
    EXPECT_EQ(commits(), 1u);
    EXPECT_EQ(count(*db), 20); // ten units with two rows each
    for (int i = 1; i <= kThreads; ++i) EXPECT_EQ(has(*db, i), i % 3 == 2) << i;
}

TEST_F(GroupCommitTest, firstUnitOfAGroupMayFailToo) {
    reopen(kForEver);
    for (int round = 0; round < 2; ++round) {
        EXPECT_THROW(db->write(
                         [](driver::Connection& c) {
                             put(c, 1);
                             throw std::out_of_range("x");
                         },
                         Priority::Interactive),
                     std::out_of_range);
        EXPECT_EQ(count(*db), 0);
    }
    EXPECT_EQ(commits(), 0u);
    write(1);
    EXPECT_EQ(count(*db), 1);
}

TEST_F(GroupCommitTest, commitThatFailsHurtsOnlyWhoCausedIt) {
    constexpr int kThreads = 12;
    reopen(kForEver);
    std::atomic<int> violations{0};
    const auto unit = [&](int i) {
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
    };
    {
        std::vector<std::jthread> threads;
        Gate gate(*db);
        for (int i = 1; i <= kThreads; ++i) threads.emplace_back(unit, i);
        awaitWaiting(*db, kThreads);
    }
    EXPECT_EQ(violations, 1);
    EXPECT_EQ(count(*db), kThreads - 1);
    EXPECT_FALSE(has(*db, 5));
    EXPECT_EQ(db->counts().alone, static_cast<std::uint64_t>(kThreads) + 1); // and the one at the gate
}

TEST_F(GroupCommitTest, laterUnitsSeeEarlierOnesOfTheirGroup) {
    reopen(kForEver);
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
        awaitWaiting(*db, 5);
    }
    EXPECT_THAT(seen, ElementsAre(0, 1, 2, 3, 4));
    EXPECT_EQ(commits(), 1u);
}

class PriorityTest : public GroupCommitTest {
protected:
    /// The order in which units run that wait while another one is at the gate: two of the background came
    /// first.
    std::vector<std::string> orderOf() {
        std::vector<std::string> order;
        std::vector<std::jthread> threads;
        const auto unit = [&](const char* name, Priority priority) {
            db->write([&, name](driver::Connection&) { order.emplace_back(name); }, priority);
        };
        Gate gate(*db);
        for (int i = 0; i < 2; ++i) threads.emplace_back(unit, "background", Priority::Background);
        awaitWaiting(*db, 2);
        for (int i = 0; i < 3; ++i) threads.emplace_back(unit, "interactive", Priority::Interactive);
        awaitWaiting(*db, 5);
        gate.open();
        threads.clear();
        return order;
    }
};

TEST_F(PriorityTest, interactiveGoesFirst) {
    reopen(kForEver);
    EXPECT_THAT(orderOf(),
                ElementsAre("interactive", "interactive", "interactive", "background", "background"));
    EXPECT_LE(commits(), 2u); // two when the writer lost the processor and holds what it had not for long
}

TEST_F(PriorityTest, everyGroupTakesOneOfTheBackground) {
    reopen(std::chrono::microseconds(0)); // each group is full as soon as it has begun
    EXPECT_THAT(orderOf(),
                ElementsAre("background", "interactive", "background", "interactive", "interactive"));
}

TEST_F(PriorityTest, longBackgroundUnitsTakeTurnsWithGroupsOfInteractiveOnes) {
    reopen(kForEver);
    db->write([](driver::Connection&) { std::this_thread::sleep_for(std::chrono::milliseconds(50)); },
              Priority::Background);
    before = db->counts();
    EXPECT_THAT(orderOf(),
                ElementsAre("interactive", "interactive", "interactive", "background", "background"));
    EXPECT_EQ(commits(), 2u); // nobody who was done waited for the background
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
    EXPECT_LT(took, std::chrono::seconds(60));
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
        awaitWaiting(*db, 10);
        threads.emplace_back([this] { db->close(); });
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
