#include "tests/unit/job/fixture.h"

using namespace rejoinder;
using namespace rejoinder::test;
using testing::ElementsAre;
using testing::IsEmpty;

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

TEST_F(RunnerTest, TroubleOfTheDatabaseIsNoFaultOfTheJob) {
    make();
    std::atomic<int> calls = 0;
    runner->add("t", "t.work", {.retries = 0, .backoff = 10s}, [&](std::string_view, Attempt& a) {
        EXPECT_EQ(a.number(), 1) << "such attempts do not count";
        if (++calls < 4) throw Error(ErrorKind::Unavailable, "storage.unavailable", "the disk is full");
    });
    runner->start();
    const Id id = queue("t.work");
    for (int call = 1; call < 4; ++call) {
        settle();
        EXPECT_EQ(calls, call);
        EXPECT_EQ(row(id).state, OperationState::Queued);
        EXPECT_EQ(row(id).error, "storage.unavailable: the disk is full");
        world.clock.advance(10s);
    }
    EXPECT_TRUE(reaches(id, OperationState::Succeeded));
}

/// A database that goes away and comes back.
class Outage final : public Storage {
public:
    explicit Outage(Storage& storage) : storage_(storage) {}
    std::atomic<bool> away = false;

protected:
    void runWrite(const std::function<void(Unit&)>& work, const WriteOptions& options) override {
        refuse();
        storage_.write(work, options);
    }
    void runRead(const std::function<void(Unit&)>& work) override {
        refuse();
        storage_.read(work);
    }

private:
    void refuse() const {
        if (away) throw Error(ErrorKind::Unavailable, "storage.busy", "no database answers");
    }
    Storage& storage_;
};

TEST_F(RunnerTest, HowAnAttemptEndedIsWrittenWhenTheDatabaseIsBackNotWhenTheLeaseEnds) {
    Outage outage(*world.engine);
    runner = std::make_unique<Runner>(outage, world.metrics, world.log, world.clock, quick());
    world.currentRunner = runner.get();
    runner->add("t", "t.work", {}, [&](std::string_view, Attempt&) { outage.away = true; });
    runner->start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return outage.away.load(); }));
    std::this_thread::sleep_for(3500ms); // longer than a few tries; the clock of leases stands still
    EXPECT_EQ(row(id).state, OperationState::Running);
    outage.away = false;
    EXPECT_TRUE(reaches(id, OperationState::Succeeded));
    EXPECT_EQ(row(id).attempts, 1);
    stop();
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

TEST_F(RunnerTest, TheQueueIsMeasuredUpToALimit) {
    make();
    for (int i = 0; i < 2; ++i) queue("t.few");
    world.engine->write([](Unit& unit) {
        for (int i = 0; i < 10'001; ++i) unit.enqueue("t.many", Work{});
    });
    runner->start(); // nobody has a handler for them
    const auto shows = [&](const std::string& line) {
        return eventually([&] { return world.metrics.text().find(line + "\n") != std::string::npos; });
    };
    EXPECT_TRUE(shows(R"(rejoinder_jobs{job="t.few",state="queued"} 2)"));
    EXPECT_TRUE(shows(R"(rejoinder_jobs{job="t.many",state="queued"} 10000)"));
    EXPECT_TRUE(shows(R"(rejoinder_job_late_seconds{job="t.few"} 0)"));
    world.clock.advance(90s);
    EXPECT_TRUE(shows(R"(rejoinder_job_late_seconds{job="t.few"} 90)"));
    runner->add("t", "t.few", {}, tracing("a"));
    runner->onCommitted();
    EXPECT_TRUE(shows(R"(rejoinder_jobs{job="t.few",state="queued"} 0)"));
    EXPECT_TRUE(shows(R"(rejoinder_job_late_seconds{job="t.few"} 0)"));
}

TEST_F(RunnerTest, ANameHasOneHandler) {
    make();
    runner->add("t", "t.work", {}, tracing("a"));
    EXPECT_THROW(runner->add("u", "t.work", {}, tracing("b")), Error);
    EXPECT_THROW(runner->every("t", 0s, "t.work"), Error);
}
