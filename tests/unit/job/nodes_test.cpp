#include "tests/unit/job/fixture.h"

using namespace rejoinder;
using namespace rejoinder::test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// Nodes that die, hang, stop, share the queue and its schedules.
class NodesTest : public RunnerTest {};

} // namespace

TEST_F(NodesTest, ARestartOfTheProcessGoesOnAtTheCheckpoint) {
    auto patient = quick();
    patient.drainLimit = 30s;
    make(patient);
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

TEST_F(NodesTest, AJobOfANodeThatDiedIsTakenOverWhenItsLeaseEnds) {
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

TEST_F(NodesTest, ALostLeaseIsSeenByTheHandlerAsConflict) {
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

TEST_F(NodesTest, TheHeartbeatKeepsTheLeaseOfALongStep) {
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
        ASSERT_TRUE(eventually([&] { return row(id).progressAt.micros == world.clock.now().micros; }));
    }
    release = true;
    ASSERT_TRUE(reaches(id, OperationState::Succeeded));
    EXPECT_EQ(stolen, 0);
    EXPECT_THAT(world.numbers("work"), ElementsAre(1));
}

TEST_F(NodesTest, TwoNodesShareTheQueueAndRunEachJobOnce) {
    make();
    auto options = quick();
    options.node = "second";
    auto second = another(options);
    std::atomic<int> first = 0, other = 0;
    const auto handler = [&](std::atomic<int>& count) {
        return [&](std::string_view text, Attempt& a) {
            ++count;
            eventually([&] { return first > 0 && other > 0; }); // neither takes all before the other begins
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

TEST_F(NodesTest, AJobCancelledWhileItsNodeIsDeadIsNotRunAgain) {
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

TEST_F(NodesTest, SchedulesQueueOncePerIntervalOverAllNodes) {
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

TEST_F(NodesTest, AScheduleDoesNotPileUpAndHeedsAShorterInterval) {
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

TEST_F(NodesTest, AnAttemptThatDoesNotReturnLosesItsLeaseWhenTheServerStops) {
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

TEST_F(NodesTest, RemoveAllStopsThePluginsAttemptsAndKeepsTheirWork) {
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
