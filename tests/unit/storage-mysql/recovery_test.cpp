#include "tests/unit/storage-mysql/fixture.h"
#include "tests/unit/storage-mysql/relay.h"

#include <thread>

namespace rejoinder::mysql::test {
namespace {

using Fate = Relay::Fate;
using testing::StartsWith;

class RecoveryTest : public DatabaseTest {
protected:
    /// Runs it again whole as often as it is told to, as the kernel does. @returns how many runs it took.
    int again(const std::function<void(driver::Connection&)>& work) {
        for (int runs = 1;; ++runs) {
            try {
                write(work);
                return runs;
            } catch (const driver::TryAgain&) {
                if (runs == 20) throw;
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
            }
        }
    }
    /// Opens the database through a relay.
    void openThrough(Relay& relay) {
        Options o = options();
        o.socket.clear();
        o.hosts = {{"127.0.0.1", relay.port()}};
        open(o);
        makeSchema();
    }
    /// Kills every session but the one that asks.
    void killSessions() {
        run("SET @ids = ''");
        const std::string ids =
            run("SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND "
                "command <> 'Daemon' AND user = 'root'");
        for (std::size_t at = 0; at < ids.size();) {
            const auto end = ids.find('\n', at);
            run("KILL " + ids.substr(at, end - at));
            at = end + 1;
        }
    }
};

TEST_F(RecoveryTest, ADeadlockIsATryAgainAndTheOtherGoesThrough) {
    open();
    write([](driver::Connection& c) {
        put(c, 1, "a");
        put(c, 2, "a");
    });
    std::atomic<int> first{0}, runs{0};
    const auto cross = [&](std::int64_t one, std::int64_t two) {
        return again([&, one, two](driver::Connection& c) {
            ++runs;
            set(c, one, "b");
            if (first++ < 2) { // the first run of each waits for that of the other
                EXPECT_TRUE(rejoinder::test::eventually([&] { return first >= 2; }));
            }
            set(c, two, "b");
        });
    };
    {
        std::jthread left([&] { cross(1, 2); }), right([&] { cross(2, 1); });
    }
    EXPECT_EQ(runs, 3);
}

TEST_F(RecoveryTest, ARowHeldTooLongIsATryAgain) {
    open();
    write([](driver::Connection& c) { put(c, 1, "a"); });
    write([&](driver::Connection& c) {
        set(c, 1, "b");
        std::jthread([&] {
            EXPECT_EQ(codeOf([&] { write([](driver::Connection& o) { set(o, 1, "c"); }); }), "again 1205");
        }).join();
    });
}

TEST_F(RecoveryTest, NothingRunsAloneAfterARefusalThatWasSwallowed) {
    open();
    write([](driver::Connection& c) { put(c, 1, "a"); });
    std::string outcome;
    write([&](driver::Connection& holder) {
        set(holder, 1, "held");
        std::jthread([&] {
            outcome = codeOf([&] {
                write([](driver::Connection& c) {
                    put(c, 10);
                    try {
                        set(c, 1, "c"); // 1205
                    } catch (const std::exception&) {}
                    try {
                        put(c, 11);
                    } catch (const std::exception&) {}
                });
            });
        }).join();
    });
    EXPECT_THAT(outcome, StartsWith("again"));
    EXPECT_EQ(rows(), 1);
}

TEST_F(RecoveryTest, ALostConnectionInTheMiddleLeavesNothing) {
    open();
    int runs = 0;
    const int took = again([&](driver::Connection& c) {
        put(c, 1);
        if (++runs == 1) killSessions();
        put(c, 2);
    });
    EXPECT_EQ(took, 2);
    EXPECT_EQ(rows(), 2);
}

TEST_F(RecoveryTest, IdleConnectionsThatDiedAreReplaced) {
    open();
    for (int i = 0; i < 3; ++i) write([&](driver::Connection& c) { put(c, i); });
    killSessions();
    EXPECT_LE(again([](driver::Connection& c) { put(c, 10); }), 2);
    killSessions();
    try {
        rows();
    } catch (const driver::TryAgain&) {}
    EXPECT_EQ(rows(), 4);
}

TEST_F(RecoveryTest, TheServerMayBeKilledAndComeBack) {
    open();
    std::atomic<bool> stop{false};
    std::atomic<std::int64_t> acknowledged{0};
    {
        std::jthread writer([&] {
            for (std::int64_t id = 1; !stop; ++id) {
                for (int tries = 0; !stop && tries < 400; ++tries) {
                    try {
                        write([&](driver::Connection& c) { put(c, id); });
                        acknowledged = id;
                        break;
                    } catch (const driver::TryAgain&) {
                    } catch (const driver::ConstraintViolation& e) {
                        ADD_FAILURE() << "id " << id << " was there already: " << e.what();
                    } catch (const Error& e) {
                        ADD_FAILURE() << e.text();
                    }
                    std::this_thread::sleep_for(std::chrono::milliseconds(20));
                }
            }
        });
        for (int round = 0; round < 3; ++round) {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            server().kill();
            server().start();
            const std::int64_t before = acknowledged;
            EXPECT_TRUE(rejoinder::test::eventually([&] { return acknowledged > before + 5; }));
        }
        stop = true;
    }
    const std::int64_t there = rows();
    EXPECT_GE(there, acknowledged);
    EXPECT_LE(there, acknowledged + 1);
    EXPECT_GT(acknowledged, 20);
}

TEST_F(RecoveryTest, ACommitWhoseAnswerIsLostIsNotRepeated) {
    Relay relay(server().port());
    openThrough(relay);
    write([](driver::Connection& c) { put(c, 1); }); // the connection's mark is there
    int runs = 0;
    relay.next(Fate::LoseAnswer);
    const int took = again([&](driver::Connection& c) {
        ++runs;
        put(c, 2);
    });
    EXPECT_EQ(took, 1);
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(relay.lost(), 1);
    EXPECT_EQ(db->askedAfter(), 1U);
    EXPECT_EQ(rows(), 2);
}

TEST_F(RecoveryTest, ACommitThatNeverArrivedIsRunAgain) {
    Relay relay(server().port());
    openThrough(relay);
    write([](driver::Connection& c) { put(c, 1); });
    relay.next(Fate::LoseQuestion);
    EXPECT_EQ(again([](driver::Connection& c) { put(c, 2); }), 2);
    EXPECT_EQ(db->askedAfter(), 1U);
    EXPECT_EQ(rows(), 2);
}

TEST_F(RecoveryTest, ACommitThatArrivesLateIsWaitedFor) {
    Relay relay(server().port());
    openThrough(relay);
    write([](driver::Connection& c) { put(c, 1); });
    relay.next(Fate::Late);
    EXPECT_EQ(again([](driver::Connection& c) { put(c, 2); }), 1);
    EXPECT_EQ(db->askedAfter(), 1U);
    EXPECT_EQ(rows(), 2);
}

TEST_F(RecoveryTest, AlsoTheFirstCommitOfAConnectionIsFoundOut) {
    for (const Fate fate : {Fate::LoseAnswer, Fate::LoseQuestion, Fate::Late}) {
        SCOPED_TRACE(static_cast<int>(fate));
        db.reset();
        name_ = server().newDatabase();
        Relay relay(server().port());
        openThrough(relay);
        relay.next(fate);
        EXPECT_EQ(again([](driver::Connection& c) { put(c, 1); }), fate == Fate::LoseQuestion ? 2 : 1);
        EXPECT_EQ(rows(), 1);
    }
}

TEST_F(RecoveryTest, AMigrationGoesOnAtAStatementThatRanButWasNotNoted) {
    open();
    db->migrate([](driver::Connection& c) {
        c.execute("CREATE TABLE t_row (id BIGINT NOT NULL PRIMARY KEY)"); // there already
        EXPECT_EQ(codeOf([&] { c.execute("CREATE TABLE t_row (id BIGINT NOT NULL PRIMARY KEY)"); }),
                  "storage.statement");
    });
    db->migrate([](driver::Connection& c) {
        EXPECT_EQ(count(c), 0); // something was asked first: nothing is left over from before
        EXPECT_EQ(codeOf([&] { c.execute("CREATE TABLE t_row (id BIGINT NOT NULL PRIMARY KEY)"); }),
                  "storage.statement");
    });
}

} // namespace
} // namespace rejoinder::mysql::test
