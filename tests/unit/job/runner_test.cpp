#include "tests/unit/event/world.h"

#include <gmock/gmock.h>

#include <latch>

using namespace rejoinder;
using namespace rejoinder::test;
using namespace std::chrono_literals;
using job::Runner;
using job::RunnerOptions;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

struct Work {
    std::int64_t number = 0;
    static void rules(Rules& r) { r.at("number").defaulted(); }
};
REJOINDER_DESCRIBE(Work, number)

struct Checkpoint {
    std::int64_t next = 1;
};
REJOINDER_DESCRIBE(Checkpoint, next)

struct Report {
    std::int64_t lines = 0;
};
REJOINDER_DESCRIBE(Report, lines)

/// The columns of a job that tests look at.
struct JobRow {
    Id id;
    std::string name, title;
    OperationState state = OperationState::Queued;
    std::int64_t done = 0, total = 0;
    std::int32_t attempts = 0;
    std::optional<std::string> error;
    Timestamp createdAt;
    std::optional<Timestamp> startedAt, finishedAt;
    std::optional<JsonText> result;
    Timestamp attemptAt;
    std::int64_t attemptBase = 0;
    Timestamp progressAt;
};
REJOINDER_DESCRIBE(JobRow, id, name, title, state, done, total, attempts, error, createdAt, startedAt,
                   finishedAt, result, attemptAt, attemptBase, progressAt)

RunnerOptions quick() {
    RunnerOptions options;
    options.poll = 20ms;
    options.heartbeat = 20ms;
    options.housekeeping = 20ms;
    options.drainLimit = 200ms;
    options.node = "first";
    return options;
}

RunnerOptions withoutHeartbeat() {
    auto options = quick();
    options.heartbeat = std::chrono::hours(1);
    return options;
}

class RunnerTest : public testing::Test {
protected:
    ~RunnerTest() override { stop(); }

    void make(RunnerOptions options = quick()) {
        stop();
        runner = another(std::move(options));
        world.currentRunner = runner.get();
    }
    std::unique_ptr<Runner> another(RunnerOptions options) {
        return std::make_unique<Runner>(*world.engine, world.metrics, world.log, world.clock,
                                        std::move(options));
    }
    void stop() {
        world.currentRunner = nullptr;
        runner.reset();
    }
    Id queue(const std::string& name, std::int64_t number = 0, const JobRequest& request = {}) {
        return world.engine->write([&](Unit& unit) { return unit.enqueue(name, Work{number}, request); });
    }
    JobRow row(Id id) {
        return world.engine->read([&](Unit& unit) {
            return *unit.one<JobRow>("kernel.job-operation", {{"id", id}});
        });
    }
    bool reaches(Id id, OperationState state) {
        return eventually([&] { return row(id).state == state; });
    }
    void settle() {
        ASSERT_TRUE(eventually([&] { return runner->idle(); }));
    }
    /// A handler that leaves a trace of the payload's number.
    job::Handler tracing(const std::string& who) {
        return [this, who](std::string_view text, Attempt& a) {
            a.write([&](Unit& unit) { world.trace(unit, who, json::read<Work>(text).number); });
        };
    }
    /// A handler of ten steps with a checkpoint; `before` sees the number of the step.
    job::Handler tenSteps(const std::string& who, std::function<void(std::int64_t, Attempt&)> before = {}) {
        return [this, who, before](std::string_view, Attempt& a) {
            auto at = a.checkpoint<Checkpoint>();
            while (at.next <= 10 && !a.stopping()) {
                if (before) before(at.next, a);
                a.progress(at.next, 10);
                Checkpoint next = at;
                a.write(
                    [&](Unit& unit) {
                        world.trace(unit, who, at.next);
                        next.next = at.next + 1;
                    },
                    next);
                at = next;
            }
        };
    }

    World world;
    std::unique_ptr<Runner> runner;
};

std::vector<std::int64_t> upTo(std::int64_t n) {
    std::vector<std::int64_t> list;
    for (std::int64_t i = 1; i <= n; ++i) list.push_back(i);
    return list;
}

} // namespace

TEST_F(RunnerTest, RunsWhatIsQueuedAndKeepsItsResult) {
    make();
    runner->add("t", "t.work", {}, [this](std::string_view text, Attempt& a) {
        a.progress(5, 5);
        a.write([&](Unit& unit) { world.trace(unit, "work", json::read<Work>(text).number); });
        a.result(Report{17});
    });
    runner->start();
    const Id id = queue("t.work", 42, {.uniqueKey = {}, .notBefore = {}, .title = "Some work"});
    ASSERT_TRUE(reaches(id, OperationState::Succeeded));
    const auto done = row(id);
    EXPECT_EQ(done.title, "Some work");
    EXPECT_EQ(done.attempts, 1);
    EXPECT_EQ(done.done, 5);
    EXPECT_EQ(done.result->text, R"({"lines":17})");
    EXPECT_TRUE(done.startedAt);
    EXPECT_TRUE(done.finishedAt);
    EXPECT_FALSE(done.error);
    EXPECT_THAT(world.numbers("work"), ElementsAre(42));
}

TEST_F(RunnerTest, AJobOfAUnitThatFailsIsNotQueued) {
    make();
    runner->add("t", "t.work", {}, tracing("work"));
    runner->start();
    EXPECT_THROW(world.engine->write([&](Unit& unit) {
        unit.enqueue("t.work", Work{1});
        throw std::runtime_error("rolled back");
    }),
                 std::runtime_error);
    settle();
    EXPECT_EQ(world.count("t.jobs", {{"name", "t.work"}}), 0);
}

TEST_F(RunnerTest, JobsOfOneNameRunInOrderAndNoMoreAtOnceThanAllowed) {
    make();
    std::atomic<int> now = 0, most = 0;
    runner->add("t", "t.one", {}, tracing("one"));
    runner->add("t", "t.three", {.parallel = 3}, [&](std::string_view, Attempt&) {
        const int running = ++now;
        for (int seen = most; running > seen && !most.compare_exchange_weak(seen, running);) {}
        std::this_thread::sleep_for(10ms);
        --now;
    });
    for (int i = 1; i <= 30; ++i) {
        queue("t.one", i);
        queue("t.three", i);
    }
    runner->start();
    settle();
    EXPECT_EQ(world.numbers("one"), upTo(30));
    EXPECT_EQ(most, 3);
}

TEST_F(RunnerTest, IsDelayedUntilItsTime) {
    make();
    runner->add("t", "t.work", {}, tracing("work"));
    runner->start();
    queue("t.work", 1, {.uniqueKey = {}, .notBefore = world.clock.now().plus(1h), .title = {}});
    queue("t.work", 2);
    settle();
    EXPECT_THAT(world.numbers("work"), ElementsAre(2));
    world.clock.advance(1h);
    settle();
    EXPECT_THAT(world.numbers("work"), ElementsAre(2, 1));
}

TEST_F(RunnerTest, RetriesWithGrowingWaitsAndThenFails) {
    make();
    std::atomic<int> calls = 0;
    runner->add("t", "t.work", {.retries = 2, .backoff = 10s}, [&](std::string_view, Attempt& a) {
        EXPECT_EQ(a.number(), ++calls);
        throw Error::conflict("t.no", "no way");
    });
    runner->start();
    const Id id = queue("t.work");
    settle();
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(row(id).state, OperationState::Queued);
    EXPECT_EQ(row(id).error, "t.no: no way");
    EXPECT_TRUE(runner->trouble());
    world.clock.advance(9s);
    settle();
    EXPECT_EQ(calls, 1);
    world.clock.advance(1s);
    ASSERT_TRUE(eventually([&] { return calls == 2; }));
    settle();
    world.clock.advance(19s);
    settle();
    EXPECT_EQ(calls, 2);
    world.clock.advance(1s);
    ASSERT_TRUE(reaches(id, OperationState::Failed));
    EXPECT_EQ(calls, 3);
    EXPECT_TRUE(row(id).finishedAt);
    EXPECT_EQ(world.log.count("JOB-ATTEMPT-FAILED"), 2);
    EXPECT_TRUE(eventually([&] { return world.log.count("JOB-FAILED") == 1; }));
    ASSERT_TRUE(eventually([&] {
        return world.metrics.text().find("rejoinder_jobs{job=\"t.work\",state=\"failed\"} 1") !=
               std::string::npos;
    }));
}

TEST_F(RunnerTest, AFailedJobCanBeQueuedAgainAndGoesOnAtItsCheckpoint) {
    make();
    std::atomic<bool> broken = true;
    runner->add("t", "t.work", {.retries = 0}, tenSteps("work", [&](std::int64_t step, Attempt&) {
                    if (broken && step == 5) throw std::runtime_error("broken");
                }));
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(reaches(id, OperationState::Failed));
    EXPECT_EQ(world.numbers("work"), upTo(4));
    broken = false;
    world.engine->write([&](Unit& unit) { runner->queueAgain(unit, id); });
    ASSERT_TRUE(reaches(id, OperationState::Succeeded));
    EXPECT_EQ(world.numbers("work"), upTo(10));
    EXPECT_FALSE(runner->trouble());
    EXPECT_THROW(world.engine->write([&](Unit& unit) { runner->queueAgain(unit, id); }), Error);
}

TEST_F(RunnerTest, AUniqueKeyGivesOneJobEver) {
    make();
    runner->add("t", "t.work", {}, tracing("work"));
    runner->start();
    const Id first = queue("t.work", 1, {.uniqueKey = "wave-7", .notBefore = {}, .title = {}});
    EXPECT_EQ(queue("t.work", 2, {.uniqueKey = "wave-7", .notBefore = {}, .title = {}}), first);
    EXPECT_NE(queue("t.work", 3, {.uniqueKey = "wave-8", .notBefore = {}, .title = {}}), first);
    EXPECT_NE(queue("t.other", 4, {.uniqueKey = "wave-7", .notBefore = {}, .title = {}}), first);
    settle();
    world.clock.advance(std::chrono::hours(24 * 400)); // never purged
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(queue("t.work", 5, {.uniqueKey = "wave-7", .notBefore = {}, .title = {}}), first);
    EXPECT_THAT(world.numbers("work"), ElementsAre(1, 3));
}

TEST_F(RunnerTest, FinishedJobsArePurgedAfterTheRetention) {
    make();
    runner->add("t", "t.work", {.retries = 0}, tracing("work"));
    runner->start();
    queue("t.work", 1);
    settle();
    world.clock.advance(std::chrono::hours(24 * 29));
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(world.count("t.jobs", {{"name", "t.work"}}), 1);
    world.clock.advance(std::chrono::hours(25));
    EXPECT_TRUE(eventually([&] { return world.count("t.jobs", {{"name", "t.work"}}) == 0; }));
}

TEST_F(RunnerTest, GoesOnAtTheCheckpointAfterAnAttemptThatFailed) {
    make();
    runner->add("t", "t.work", {.backoff = 1s}, tenSteps("work", [](std::int64_t step, Attempt& a) {
                    if (step == 3 * a.number()) throw std::runtime_error("injected");
                }));
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] {
        world.clock.advance(10s);
        return row(id).state == OperationState::Succeeded;
    }));
    EXPECT_EQ(row(id).attempts, 4);
    EXPECT_EQ(world.numbers("work"), upTo(10)); // each step once
}

TEST_F(RunnerTest, AStepThatThrowsIsUndone) {
    make();
    std::atomic<int> calls = 0;
    runner->add("t", "t.work", {.backoff = 1s}, [&](std::string_view, Attempt& a) {
        a.write([&](Unit& unit) {
            world.trace(unit, "work", ++calls);
            if (calls == 1) throw std::runtime_error("after the effect");
        });
    });
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] {
        world.clock.advance(1s);
        return row(id).state == OperationState::Succeeded;
    }));
    EXPECT_THAT(world.numbers("work"), ElementsAre(2));
}

TEST_F(RunnerTest, ARestartOfTheProcessGoesOnAtTheCheckpoint) {
    make();
    std::atomic<bool> reached = false;
    runner->add("t", "t.work", {}, tenSteps("work", [&](std::int64_t step, Attempt& a) {
                    if (step == 6) {
                        reached = true;
                        while (!a.stopping()) std::this_thread::sleep_for(1ms);
                    }
                }));
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return reached.load(); }));
    EXPECT_TRUE(runner->drain());
    EXPECT_EQ(row(id).state, OperationState::Queued); // at once, not when the lease ends
    EXPECT_EQ(row(id).attempts, 0);                   // a stop is no failure
    stop();
    world.reopen();
    make();
    runner->add("t", "t.work", {}, tenSteps("work"));
    runner->start();
    ASSERT_TRUE(reaches(id, OperationState::Succeeded));
    auto numbers = world.numbers("work");
    // The loop wrote step 6 after it was told to stop, or did not; none is missing and none is there twice.
    EXPECT_EQ(numbers, upTo(10));
}

TEST_F(RunnerTest, AJobOfANodeThatDiedIsTakenOverWhenItsLeaseEnds) {
    make(withoutHeartbeat());
    std::atomic<bool> hung = false, release = false;
    std::atomic<int> refused = 0;
    runner->add("t", "t.work", {.lease = 30s}, tenSteps("work", [&](std::int64_t step, Attempt&) {
                    if (step == 4) { // as a node that hangs for a while
                        hung = true;
                        while (!release) std::this_thread::sleep_for(1ms);
                    }
                }));
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return hung.load(); }));

    auto options = quick();
    options.node = "second";
    auto second = another(options);
    second->add("t", "t.work", {.lease = 30s},
                tenSteps("work", [&](std::int64_t, Attempt& a) { EXPECT_EQ(a.number(), 2); }));
    second->start();
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(world.numbers("work"), upTo(3)); // the lease still holds
    world.clock.advance(31s);
    ASSERT_TRUE(reaches(id, OperationState::Succeeded));
    EXPECT_EQ(world.numbers("work"), upTo(10));

    release = true; // the first wakes up and believes it still has the job
    ASSERT_TRUE(eventually([&] { return world.log.count("JOB-LEASE-LOST") == 1; }));
    EXPECT_EQ(world.numbers("work"), upTo(10)); // its step was refused
    EXPECT_EQ(row(id).state, OperationState::Succeeded);
    EXPECT_EQ(row(id).attempts, 2);
}

TEST_F(RunnerTest, ALostLeaseIsSeenByTheHandlerAsConflict) {
    make(withoutHeartbeat());
    std::atomic<bool> hung = false, release = false;
    std::string code;
    runner->add("t", "t.work", {.lease = 30s}, [&](std::string_view, Attempt& a) {
        if (a.number() > 1) return;
        hung = true;
        while (!release) std::this_thread::sleep_for(1ms);
        try {
            a.write([&](Unit& unit) { world.trace(unit, "fenced", 1); });
        } catch (const Error& e) {
            code = e.code();
            EXPECT_TRUE(a.stopping());
            throw;
        }
    });
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return hung.load(); }));
    world.clock.advance(31s);
    auto second = another(quick());
    second->add("t", "t.work", {}, [](std::string_view, Attempt&) {});
    second->start();
    ASSERT_TRUE(reaches(id, OperationState::Succeeded));
    release = true;
    ASSERT_TRUE(eventually([&] { return world.log.count("JOB-LEASE-LOST") == 1; }));
    EXPECT_EQ(code, "kernel.lease-lost");
    EXPECT_THAT(world.numbers("fenced"), IsEmpty());
}

TEST_F(RunnerTest, TheHeartbeatKeepsTheLeaseOfALongStep) {
    make();
    std::atomic<bool> inside = false, release = false;
    runner->add("t", "t.work", {.lease = 30s}, [&](std::string_view, Attempt& a) {
        inside = true;
        while (!release) std::this_thread::sleep_for(1ms);
        a.write([&](Unit& unit) { world.trace(unit, "work", a.number()); });
    });
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return inside.load(); }));
    std::atomic<int> stolen = 0;
    auto second = another(quick());
    second->add("t", "t.work", {.lease = 30s}, [&](std::string_view, Attempt&) { ++stolen; });
    second->start();
    for (int i = 0; i < 6; ++i) {
        world.clock.advance(12s); // more than a third, so it is renewed; 72 s in all
        std::this_thread::sleep_for(80ms);
    }
    release = true;
    ASSERT_TRUE(reaches(id, OperationState::Succeeded));
    EXPECT_EQ(stolen, 0);
    EXPECT_THAT(world.numbers("work"), ElementsAre(1));
}

TEST_F(RunnerTest, TwoNodesShareTheQueueAndRunEachJobOnce) {
    make();
    auto options = quick();
    options.node = "second";
    auto second = another(options);
    std::atomic<int> first = 0, other = 0;
    const auto handler = [this](std::atomic<int>& count) {
        return [this, &count](std::string_view text, Attempt& a) {
            ++count;
            a.write([&](Unit& unit) { world.trace(unit, "shared", json::read<Work>(text).number); });
        };
    };
    runner->add("t", "t.shared", {.parallel = 2}, handler(first));
    second->add("t", "t.shared", {.parallel = 2}, handler(other));
    for (int i = 1; i <= 200; ++i) queue("t.shared", i);
    runner->start();
    second->start();
    settle();
    ASSERT_TRUE(eventually([&] { return second->idle(); }));
    auto numbers = world.numbers("shared");
    std::sort(numbers.begin(), numbers.end());
    EXPECT_EQ(numbers, upTo(200));
    EXPECT_EQ(first + other, 200);
    EXPECT_GT(first, 0);
    EXPECT_GT(other, 0);
}

TEST_F(RunnerTest, AQueuedJobIsCancelledAtOnce) {
    make();
    runner->add("t", "t.work", {}, tracing("work"));
    const Id id = queue("t.work", 1);
    world.engine->write([&](Unit& unit) { runner->cancel(unit, id); });
    runner->start();
    settle();
    EXPECT_EQ(row(id).state, OperationState::Cancelled);
    EXPECT_THAT(world.numbers("work"), IsEmpty());
    EXPECT_THROW(world.engine->write([&](Unit& unit) { runner->cancel(unit, id); }), Error);
    EXPECT_THROW(world.engine->write([&](Unit& unit) { runner->cancel(unit, Id{1}); }), Error);
}

TEST_F(RunnerTest, ARunningJobIsAskedToStopAndNotRunAgain) {
    make();
    std::atomic<bool> inside = false;
    runner->add("t", "t.work", {}, [&](std::string_view, Attempt& a) {
        inside = true;
        while (!a.stopping()) std::this_thread::sleep_for(1ms);
    });
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return inside.load(); }));
    world.engine->write([&](Unit& unit) { runner->cancel(unit, id); });
    ASSERT_TRUE(reaches(id, OperationState::Cancelled));
    world.clock.advance(1h);
    settle();
    EXPECT_EQ(row(id).attempts, 1);
}

TEST_F(RunnerTest, AJobCancelledWhileItsNodeIsDeadIsNotRunAgain) {
    make(withoutHeartbeat());
    std::atomic<bool> inside = false, release = false;
    runner->add("t", "t.work", {.lease = 30s}, [&](std::string_view, Attempt&) {
        inside = true;
        while (!release) std::this_thread::sleep_for(1ms);
    });
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return inside.load(); }));
    world.engine->write([&](Unit& unit) { runner->cancel(unit, id); });
    world.clock.advance(31s);
    std::atomic<int> calls = 0;
    auto second = another(quick());
    second->add("t", "t.work", {}, [&](std::string_view, Attempt&) { ++calls; });
    second->start();
    EXPECT_TRUE(reaches(id, OperationState::Cancelled));
    EXPECT_EQ(calls, 0);
    release = true;
    stop(); // before what the handler looks at is gone
}

TEST_F(RunnerTest, ProgressIsSeenWhileTheJobRunsAndGivesRateAndTimeLeft) {
    make();
    std::atomic<int> phase = 0;
    runner->add("t", "t.work", {}, [&](std::string_view, Attempt& a) {
        phase = 1;
        while (phase == 1) std::this_thread::sleep_for(1ms);
        a.progress(200, 1000); // without any step
        phase = 3;
        while (phase == 3) std::this_thread::sleep_for(1ms);
    });
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return phase == 1; }));
    world.clock.advance(10s);
    phase = 2;
    ASSERT_TRUE(eventually([&] { return row(id).done == 200; }));
    const auto running = row(id);
    EXPECT_EQ(running.total, 1000);
    EXPECT_EQ(running.state, OperationState::Running);
    EXPECT_EQ(running.progressAt.micros - running.attemptAt.micros, 10'000'000);
    phase = 4;
    ASSERT_TRUE(reaches(id, OperationState::Succeeded));
}

TEST_F(RunnerTest, SchedulesQueueOncePerIntervalOverAllNodes) {
    make();
    auto second = another(quick());
    std::atomic<int> calls = 0;
    for (Runner* r : {runner.get(), second.get()}) {
        r->add("t", "t.tick", {}, [&](std::string_view text, Attempt&) {
            EXPECT_EQ(json::read<Work>(text).number, 0);
            ++calls;
        });
        r->every("t", 60s, "t.tick");
    }
    runner->start();
    second->start();
    const auto quiet = [&] {
        ASSERT_TRUE(eventually([&] { return runner->idle() && second->idle(); }));
        std::this_thread::sleep_for(60ms);
    };
    quiet();
    EXPECT_EQ(calls, 1);
    for (int i = 2; i <= 5; ++i) {
        world.clock.advance(59s);
        quiet();
        EXPECT_EQ(calls, i - 1);
        world.clock.advance(1s);
        ASSERT_TRUE(eventually([&] { return calls == i; }));
        quiet();
        EXPECT_EQ(calls, i);
    }
    world.clock.advance(std::chrono::hours(3)); // what was missed is not made up for
    ASSERT_TRUE(eventually([&] { return calls == 6; }));
    quiet();
    EXPECT_EQ(calls, 6);
}

TEST_F(RunnerTest, AScheduleDoesNotPileUpAndHeedsAShorterInterval) {
    make();
    runner->every("t", 24h, "t.tick"); // nobody runs it
    runner->start();
    ASSERT_TRUE(eventually([&] { return world.count("t.jobs", {{"name", "t.tick"}}) == 1; }));
    world.clock.advance(24h);
    settle();
    std::this_thread::sleep_for(60ms);
    EXPECT_EQ(world.count("t.jobs", {{"name", "t.tick"}}), 1);
    make();
    std::atomic<int> calls = 0;
    runner->add("t", "t.tick", {}, [&](std::string_view, Attempt&) { ++calls; });
    runner->every("t", 60s, "t.tick");
    runner->start();
    ASSERT_TRUE(eventually([&] { return calls == 1; }));
    std::this_thread::sleep_for(60ms);
    world.clock.advance(60s);
    EXPECT_TRUE(eventually([&] { return calls == 2; }));
}

TEST_F(RunnerTest, StepsActAsTheJobForTheUserWhoWishedForIt) {
    make();
    runner->add("t", "t.work", {}, [](std::string_view, Attempt& a) {
        a.write([&](Unit& unit) { unit.audit("sample.done", a.jobId()); });
    });
    runner->start();
    world.engine->write([&](Unit& unit) { unit.enqueue("t.work", Work{}); },
                        {Priority::Interactive, Actor{"user", "anna", Id{77}, "r1"}});
    settle();
    EXPECT_THAT(world.audited, ElementsAre("sample.done by job t.work 77"));
}

TEST_F(RunnerTest, AnAttemptThatDoesNotReturnLosesItsLeaseWhenTheServerStops) {
    make();
    std::atomic<bool> inside = false, release = false;
    runner->add("t", "t.work", {}, [&](std::string_view, Attempt& a) {
        inside = true;
        while (!release) std::this_thread::sleep_for(1ms);
        a.write([&](Unit& unit) { world.trace(unit, "late", 1); });
    });
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return inside.load(); }));
    EXPECT_FALSE(runner->drain());
    EXPECT_EQ(row(id).state, OperationState::Queued);
    auto second = another(quick());
    second->add("t", "t.work", {}, tracing("next"));
    second->start();
    EXPECT_TRUE(reaches(id, OperationState::Succeeded));
    release = true;
    stop();
    EXPECT_THAT(world.numbers("late"), IsEmpty());
    EXPECT_THAT(world.numbers("next"), ElementsAre(0));
}

TEST_F(RunnerTest, RemoveAllStopsThePluginsAttemptsAndKeepsTheirWork) {
    make();
    std::atomic<bool> inside = false;
    runner->add("t", "t.work", {}, tenSteps("work", [&](std::int64_t step, Attempt& a) {
                    inside = step == 5;
                    while (step == 5 && !a.stopping()) std::this_thread::sleep_for(1ms);
                }));
    runner->add("u", "u.work", {}, tracing("u"));
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return inside.load(); }));
    runner->removeAll("t");
    EXPECT_EQ(row(id).state, OperationState::Queued);
    queue("u.work", 3);
    settle();
    EXPECT_THAT(world.numbers("u"), ElementsAre(3));
    runner->add("t", "t.work", {}, tenSteps("work"));
    runner->onCommitted();
    ASSERT_TRUE(reaches(id, OperationState::Succeeded));
    EXPECT_EQ(world.numbers("work"), upTo(10));
}

TEST_F(RunnerTest, ANameHasOneHandler) {
    make();
    runner->add("t", "t.work", {}, tracing("a"));
    EXPECT_THROW(runner->add("u", "t.work", {}, tracing("b")), Error);
    EXPECT_THROW(runner->every("t", 0s, "t.work"), Error);
}
