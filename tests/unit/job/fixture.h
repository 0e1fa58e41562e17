#pragma once
#include "tests/unit/event/world.h"

#include <gmock/gmock.h>

/// A runner on a real database.
namespace rejoinder::test {

using std::literals::chrono_literals::operator""ms;
using std::literals::chrono_literals::operator""s;
using std::literals::chrono_literals::operator""min;
using std::literals::chrono_literals::operator""h;
using job::Runner;
using job::RunnerOptions;

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

inline RunnerOptions quick() {
    RunnerOptions options;
    options.poll = 20ms;
    options.heartbeat = 20ms;
    options.housekeeping = 20ms;
    options.drainLimit = 200ms;
    options.node = "first";
    return options;
}

inline RunnerOptions withoutHeartbeat() {
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

inline std::vector<std::int64_t> upTo(std::int64_t n) {
    std::vector<std::int64_t> list;
    for (std::int64_t i = 1; i <= n; ++i) list.push_back(i);
    return list;
}

} // namespace rejoinder::test
