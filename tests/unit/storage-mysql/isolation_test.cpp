#include "tests/unit/storage-mysql/fixture.h"

#include <array>
#include <thread>

namespace rejoinder::mysql::test {
namespace {

const driver::PreparedQuery kLevel{"t.level", "SELECT @@tx_isolation", {}, 40};

/// Units that meet, on snapshots that refuse lost updates and in the fall-back of servers that have none.
class IsolationTest : public DatabaseTest, public testing::WithParamInterface<Isolation> {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        Options o = options();
        o.isolation = GetParam();
        open(o);
        makeSchema();
    }
    /// Runs it again whole as often as it is told to, as the kernel does. @returns how often it had to.
    int again(const std::function<void(driver::Connection&)>& work) {
        for (int runs = 0;; ++runs) {
            try {
                write(work);
                return runs;
            } catch (const driver::TryAgain&) {
                if (runs == 200) throw;
                std::this_thread::sleep_for(std::chrono::milliseconds(1 + runs % 7));
            }
        }
    }
};

INSTANTIATE_TEST_SUITE_P(Both, IsolationTest, testing::Values(Isolation::Auto, Isolation::Serializable),
                         [](const auto& i) {
                             return i.param == Isolation::Auto ? "Snapshot" : "Serializable";
                         });

TEST_P(IsolationTest, TheSessionIsWhatItIsToldToBe) {
    std::string level;
    write([&](driver::Connection& c) {
        const auto s = c.statement(kLevel);
        ASSERT_TRUE(s->step());
        level = s->text(0);
    });
    EXPECT_EQ(level, GetParam() == Isolation::Auto ? "REPEATABLE-READ" : "SERIALIZABLE");
    db->read([&](driver::Connection& c) {
        const auto s = c.statement(kLevel);
        ASSERT_TRUE(s->step());
        EXPECT_EQ(s->text(0), "REPEATABLE-READ"); // who only looks keeps nobody waiting
    });
}

TEST_P(IsolationTest, OfTwoUnitsThatReadAndThenWriteOneRowNoneIsLost) {
    write([](driver::Connection& c) { put(c, 1, "0"); });
    constexpr int kTimes = 40;
    std::vector<std::jthread> both;
    std::atomic<int> repeated{0};
    for (int n = 0; n < 2; ++n)
        both.emplace_back([&] {
            for (int i = 0; i < kTimes; ++i)
                repeated += again([](driver::Connection& c) {
                    const auto next = std::to_string(std::stoi(body(c, 1)) + 1);
                    std::this_thread::yield();
                    set(c, 1, next);
                });
        });
    both.clear();
    EXPECT_EQ(run("SELECT body FROM t_row"), std::to_string(2 * kTimes) + "\n");
    RecordProperty("repeated", repeated);
}

/// Each reads both rows and changes the other one: on snapshots both may go through, which is what the
/// fall-back is stricter in.
TEST_P(IsolationTest, WriteSkewIsRefusedWhereReadingLocks) {
    if (GetParam() == Isolation::Auto) GTEST_SKIP() << "snapshots let it through; README.md says so";
    write([](driver::Connection& c) {
        put(c, 1, "on duty");
        put(c, 2, "on duty");
    });
    const auto leave = [](std::int64_t who) {
        return [who](driver::Connection& c) {
            const bool both = body(c, 1) == "on duty" && body(c, 2) == "on duty";
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            if (both) set(c, who, "away");
        };
    };
    {
        std::jthread one([&] { again(leave(1)); });
        std::jthread two([&] { again(leave(2)); });
    }
    EXPECT_EQ(run("SELECT COUNT(*) FROM t_row WHERE body = 'on duty'"), "1\n");
}

TEST(IsolationSetting, OtherWordsAreRefused) {
    EXPECT_EQ(codeOf([] {
                  static_cast<void>(readOptions({{"isolation", "chaos"}}));
              }),
              "storage.bad-setting");
    EXPECT_EQ(readOptions({{"isolation", "serializable"}}).isolation, Isolation::Serializable);
    EXPECT_EQ(readOptions({}).isolation, Isolation::Auto);
}

} // namespace
} // namespace rejoinder::mysql::test
