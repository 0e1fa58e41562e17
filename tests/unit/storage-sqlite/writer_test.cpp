#include "tests/unit/storage-sqlite/fixture.h"
#include "writer.h"

#include <future>
#include <semaphore>

namespace rejoinder::sqlite::test {
namespace {

using std::chrono_literals::operator""ms;

/// The writer on a disk that the test lets answer.
class WriterTest : public testing::Test {
protected:
    WriterTest() {
        auto connection = std::make_unique<Connection>(folder.path() / "t.db", Mode::Write);
        connection->text("PRAGMA journal_mode = WAL");
        connection->text("PRAGMA synchronous = NORMAL");
        connection->execute("CREATE TABLE t_row (id INTEGER PRIMARY KEY, text TEXT)");
        writer.emplace(std::move(connection), std::chrono::hours(1), [this] {
            ++syncs;
            began.release();
            answer.acquire();
            if (fails) throw Error(ErrorKind::Unavailable, "storage.not-durable", "the disk is gone");
        });
    }
    ~WriterTest() override {
        answer.release(100);
        writer.reset();
    }
    std::future<void> write(std::int64_t id, std::atomic<bool>* ran = nullptr) {
        return std::async(std::launch::async, [this, id, ran] {
            writer->run(
                [&](driver::Connection& c) {
                    put(c, id);
                    if (ran) *ran = true;
                },
                Priority::Interactive);
        });
    }

    TempFolder folder;
    std::counting_semaphore<> began{0}, answer{0};
    std::atomic<int> syncs{0};
    std::atomic<bool> fails{false};
    std::optional<Writer> writer;
};

TEST_F(WriterTest, callersReturnWhenTheDiskHasTheirCommit) {
    auto first = write(1);
    began.acquire();
    EXPECT_EQ(writer->counts().commits, 1u);
    EXPECT_EQ(first.wait_for(50ms), std::future_status::timeout);
    answer.release();
    first.get();
}

TEST_F(WriterTest, unitsRunWhileTheDiskIsWaitedForAndShareTheNextCommit) {
    auto first = write(1);
    began.acquire();
    std::vector<std::atomic<bool>> ran(3);
    std::vector<std::future<void>> waiting;
    for (std::size_t i = 0; i < ran.size(); ++i)
        waiting.push_back(write(static_cast<std::int64_t>(i) + 2, &ran[i]));
    for (const auto& r : ran)
        while (!r) std::this_thread::yield();
    EXPECT_EQ(writer->counts().commits, 1u);
    answer.release();
    first.get();
    began.acquire(); // the disk is asked for the second commit
    EXPECT_EQ(writer->counts().commits, 2u);
    for (const auto& w : waiting) EXPECT_EQ(w.wait_for(20ms), std::future_status::timeout);
    answer.release();
    for (auto& w : waiting) w.get();
    EXPECT_EQ(syncs, 2);
}

TEST_F(WriterTest, aUnitHearsThatOthersWait) {
    answer.release(100);
    std::promise<bool> alone;
    auto first = std::async(std::launch::async, [&] {
        writer->run(
            [&](driver::Connection& c) {
                put(c, 1);
                alone.set_value(c.nobodyWaits());
                while (c.nobodyWaits()) std::this_thread::yield();
            },
            Priority::Background);
    });
    EXPECT_TRUE(alone.get_future().get());
    write(2).get(); // the first goes on until it is there
    first.get();
}

TEST_F(WriterTest, aUnitGoesOnWhileOnlyBackgroundUnitsWait) {
    answer.release(100);
    std::promise<void> running;
    std::promise<bool> alone;
    auto first = std::async(std::launch::async, [&] {
        writer->run(
            [&](driver::Connection& c) {
                running.set_value();
                while (writer->counts().waiting == 0) std::this_thread::yield();
                alone.set_value(c.nobodyWaits());
                while (c.nobodyWaits()) std::this_thread::yield();
            },
            Priority::Background);
    });
    running.get_future().get();
    auto event = std::async(std::launch::async, [&] {
        writer->run([](driver::Connection& c) { put(c, 1); }, Priority::Background);
    });
    EXPECT_TRUE(alone.get_future().get());
    write(2).get(); // a person does not wait for its end
    first.get();
    event.get();
}

TEST_F(WriterTest, whoRanBeforeInAGroupWaitsToo) {
    auto first = write(1);
    began.acquire();
    std::atomic<bool> ran = false;
    auto second = write(2, &ran); // its group waits for the disk, and for more
    while (!ran) std::this_thread::yield();
    std::promise<bool> alone;
    auto third = std::async(std::launch::async, [&] {
        writer->run([&](driver::Connection& c) { alone.set_value(c.nobodyWaits()); }, Priority::Interactive);
    });
    EXPECT_FALSE(alone.get_future().get());
    answer.release(100);
    first.get();
    second.get();
    third.get();
}

TEST_F(WriterTest, aStepThatNeedNotWaitForTheDiskReturnsWhenItIsCommitted) {
    const auto step = [&](std::int64_t id) {
        writer->run(
            [&](driver::Connection& c) {
                c.needNotWaitForDisk();
                put(c, id);
            },
            Priority::Background);
    };
    step(1); // nobody answers for the disk yet
    began.acquire();
    EXPECT_EQ(writer->counts().commits, 1u);
    fails = true; // what it would have said of the first
    auto second = write(2);
    answer.release();
    EXPECT_EQ(codeOf([&] { second.get(); }), "storage.not-durable") << "it comes after what was lost";
    EXPECT_EQ(codeOf([&] { step(3); }), "storage.not-durable");
}

TEST_F(WriterTest, aStepThatFailsSaysSoAtOnce) {
    const auto refuse = [&](driver::Connection& c) {
        c.needNotWaitForDisk();
        put(c, 1);
        throw Error::conflict("test.refused", "refused");
    };
    answer.release(100);
    EXPECT_EQ(codeOf([&] { writer->run(refuse, Priority::Background); }), "test.refused");
    EXPECT_EQ(writer->counts().commits, 0u);
}

TEST_F(WriterTest, diskThatDoesNotConfirmEndsWriting) {
    fails = true;
    auto first = write(1);
    began.acquire();
    std::atomic<bool> ran = false;
    auto second = write(2, &ran);
    while (!ran) std::this_thread::yield();
    answer.release();
    const auto code = [](std::future<void>& call) { return codeOf([&] { call.get(); }); };
    EXPECT_EQ(code(first), "storage.not-durable");
    EXPECT_EQ(code(second), "storage.not-durable");
    EXPECT_EQ(syncs, 1) << "what a disk says after a failure means nothing";
    auto third = write(3);
    EXPECT_EQ(code(third), "storage.not-durable");
}

TEST_F(WriterTest, stoppingBringsToTheDiskWhatWasCommitted) {
    auto first = write(1);
    began.acquire();
    std::jthread stopper([this] { writer->stop(); });
    EXPECT_EQ(first.wait_for(50ms), std::future_status::timeout);
    answer.release();
    first.get();
}

} // namespace
} // namespace rejoinder::sqlite::test
