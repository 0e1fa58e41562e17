#include "tests/unit/storage-sqlite/fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

namespace rejoinder::sqlite::test {
namespace {

constexpr int kThreads = 8;

/// Writes as fast as it can and tells each id through the pipe once the write returned. Never returns.
[[noreturn]] void writeForEver(const Options& options, int pipe, std::int64_t firstId) {
    Database db(options);
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t)
        threads.emplace_back([&, t] {
            for (std::int64_t id = firstId + t;; id += kThreads) {
                db.write(
                    [id](driver::Connection& c) {
                        put(c, id, std::string(300, 'x'));
                        putChild(c, id, id);
                    },
                    id % 3 == 0 ? Priority::Background : Priority::Interactive);
                if (::write(pipe, &id, sizeof id) != sizeof id) ::_exit(1);
            }
        });
    threads.clear();
    ::_exit(1);
}

/// The ids that a child acknowledged before it was killed after `lifetime`.
std::vector<std::int64_t> acknowledgedBeforeKill(const Options& options, std::int64_t firstId,
                                                 std::chrono::microseconds lifetime) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        writeForEver(options, ends[1], firstId);
    }
    ::close(ends[1]);
    std::vector<std::int64_t> out;
    std::int64_t id = 0;
    // The pipe is read all the time, or the child would stop at its 64 kB; the killer is a second thread.
    std::jthread killer([&] {
        std::this_thread::sleep_for(lifetime);
        ::kill(child, SIGKILL);
    });
    while (::read(ends[0], &id, sizeof id) == sizeof id) out.push_back(id);
    killer.join();
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return out;
}

class CrashTest : public DatabaseTest {};

TEST_F(CrashTest, whatWasAcknowledgedIsThereAfterKill) {
    Options o = options();
    o.checkpointPages = 200; // so that some kills come in the middle of a checkpoint
    open(o);
    db.reset();
    std::mt19937 random(20261122);
    std::size_t total = 0;
    for (int round = 0; round < 8; ++round) {
        const std::int64_t firstId = 1 + round * 10'000'000LL;
        const auto acknowledged =
            acknowledgedBeforeKill(o, firstId, std::chrono::microseconds(100'000 + random() % 400'000));
        open(o);
        for (const std::int64_t id : acknowledged) ASSERT_TRUE(has(*db, id)) << "round " << round;
        total += acknowledged.size();
        EXPECT_EQ(db->check(), std::vector<std::string>{}); // no half units: each row has its child
        db.reset();
    }
    EXPECT_GT(total, 50u);
}

} // namespace
} // namespace rejoinder::sqlite::test
