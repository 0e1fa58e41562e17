#include "kernel/app/in_process_api.h"
#include "kernel/http/dispatcher.h"
#include "tests/unit/event/world.h"

#include <gmock/gmock.h>

using namespace rejoinder;
using namespace rejoinder::test;
using namespace std::chrono_literals;

namespace {

struct Slice {
    std::int64_t number = 0;
};
REJOINDER_DESCRIBE(Slice, number)

struct Result {
    std::string greeting;
};
REJOINDER_DESCRIBE(Result, greeting)

struct Parked {
    std::vector<event::ParkedDelivery> items;
};
REJOINDER_DESCRIBE(Parked, items)

/// Nobody can sign in; the in-process API acts as the system itself.
class NoAuthority final : public security::Authority {
public:
    std::optional<security::Principal> authenticate(const security::Credentials&) override {
        return std::nullopt;
    }
};

/// Takes the routes of a room and forgets the rest.
class Routes final : public Declarations {
public:
    explicit Routes(http::Router& router) : router_(router) {}
    void permission(std::string_view name, std::string_view,
                    std::initializer_list<std::string_view>) override {
        permissions.emplace_back(name);
    }
    void route(ErasedRoute r) override {
        used.push_back(r.permission);
        router_.add("kernel", std::move(r));
    }
    void every(std::chrono::seconds, std::string_view) override {}
    void verify(std::string_view, std::function<std::vector<std::string>(Unit&)> check) override {
        checks.push_back(std::move(check));
    }
    void page(std::string_view, std::string_view, PermissionName) override {}
    void files(std::string_view, std::function<FileAnswer(const FileRequest&)>) override {}
    void publicPath(std::string_view, std::function<FileAnswer(const PublicRequest&)>) override {}
    void message(std::string_view, std::string_view, std::string_view) override {}
    void command(const Command&, std::function<int(std::span<const std::string>)>) override {}
    void settingValue(std::string_view, SettingValue, std::string_view,
                      std::function<std::string(const SettingValue&)>) override {}
    void subscription(std::string_view,
                      std::function<void(std::string_view, const Delivery&, Unit&)>) override {}
    void announcement(std::string_view, std::string_view, const StructInfo&) override {}
    void jobHandler(std::string_view, const JobOptions&,
                    std::function<void(std::string_view, Attempt&)>) override {}

    std::vector<std::string> permissions, used;
    std::vector<std::function<std::vector<std::string>(Unit&)>> checks;

private:
    http::Router& router_;
};

class OperationsTest : public testing::Test {
protected:
    OperationsTest() {
        world.currentRunner = &runner;
        world.currentBus = &bus;
        runner.declare(routes);
        bus.declare(routes);
    }
    ~OperationsTest() override {
        world.currentRunner = nullptr;
        world.currentBus = nullptr;
    }
    static job::RunnerOptions quickRunner() {
        job::RunnerOptions options;
        options.poll = options.heartbeat = 20ms;
        return options;
    }
    static event::BusOptions quickBus() {
        event::BusOptions options;
        options.poll = 20ms;
        options.attempts = 1;
        return options;
    }
    Id queue(const std::string& name) {
        return world.engine->write([&](Unit& unit) {
            return unit.enqueue(name, Slice{1},
                                {.uniqueKey = {}, .notBefore = {}, .title = "Title of " + name});
        });
    }
    Operation operation(Id id) {
        return api.request(Verb::Get, "/operations/" + id.toString()).as<Operation>();
    }
    /// Problems that `rejoinder verify` would name.
    std::vector<std::string> problems() {
        std::vector<std::string> all;
        for (const auto& check : routes.checks)
            for (auto& problem : world.engine->read([&](Unit& unit) { return check(unit); }))
                all.push_back(std::move(problem));
        return all;
    }
    int change(Id id, const std::string& state) {
        return api.request(Verb::Patch, "/operations/" + id.toString(), "{\"state\":\"" + state + "\"}")
            .status;
    }

    World world;
    job::Runner runner{*world.engine, world.metrics, world.log, world.clock, quickRunner()};
    event::Bus bus{*world.engine, world.metrics, world.log, world.clock, quickBus()};
    http::Router router;
    Routes routes{router};
    NoAuthority authority;
    http::Dispatcher dispatcher{{router, *world.engine, authority, world.metrics, world.log, world.clock}};
    app::InProcessApi inProcess{dispatcher, bus, runner, world.folder.path() / "spool"};
    Api& api = inProcess;
};

} // namespace

TEST_F(OperationsTest, EveryRouteAsksForADeclaredPermission) {
    for (const auto& permission : routes.used) EXPECT_THAT(routes.permissions, testing::Contains(permission));
}

TEST_F(OperationsTest, AFinishedJobShowsItsResult) {
    runner.add("t", "t.work", {}, [](std::string_view, Attempt& a) {
        a.progress(3, 3);
        a.result(Result{"hello"});
    });
    runner.start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return operation(id).state == OperationState::Succeeded; }));
    const auto done = operation(id);
    EXPECT_EQ(done.name, "t.work");
    EXPECT_EQ(done.title, "Title of t.work");
    EXPECT_EQ(done.result->text, R"({"greeting":"hello"})");
    EXPECT_EQ(done.done, 3);
    EXPECT_EQ(done.attempts, 1);
    EXPECT_FALSE(done.perSecond);
    EXPECT_FALSE(done.error);
}

TEST_F(OperationsTest, ARunningJobShowsRateAndTimeLeftOfThisAttempt) {
    std::atomic<int> phase = 0;
    runner.add("t", "t.work", {.backoff = 1s}, [&](std::string_view, Attempt& a) {
        if (a.number() == 1) {
            a.progress(500, 1000);
            a.write([](Unit&) {});
            throw std::runtime_error("once");
        }
        ++phase;
        while (phase == 1) std::this_thread::sleep_for(1ms);
        a.progress(700, 1000);
        a.write([](Unit&) {});
        ++phase;
        while (phase == 3) std::this_thread::sleep_for(1ms);
    });
    runner.start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return operation(id).error.has_value(); }));
    world.clock.advance(1s);
    ASSERT_TRUE(eventually([&] { return phase == 1; }));
    world.clock.advance(20s);
    phase = 2;
    ASSERT_TRUE(eventually([&] { return phase == 3; }));
    const auto running = operation(id);
    EXPECT_EQ(running.state, OperationState::Running);
    EXPECT_EQ(running.attempts, 2);
    EXPECT_DOUBLE_EQ(running.perSecond.value_or(0), 10); // 200 in 20 s, not 700
    EXPECT_EQ(running.secondsLeft, 30);
    phase = 4;
    ASSERT_TRUE(eventually([&] { return operation(id).state == OperationState::Succeeded; }));
}

TEST_F(OperationsTest, ListsTheNewestFirstInPages) {
    std::vector<Id> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(queue(i % 2 ? "t.odd" : "t.even"));
    const auto first = api.request(Verb::Get, "/operations?limit=3").as<Page<Operation>>();
    ASSERT_EQ(first.items.size(), 3U);
    EXPECT_EQ(first.items[0].id, ids[4]);
    ASSERT_TRUE(first.nextCursor);
    const auto second =
        api.request(Verb::Get, "/operations?limit=3&cursor=" + *first.nextCursor).as<Page<Operation>>();
    ASSERT_EQ(second.items.size(), 2U);
    EXPECT_EQ(second.items[1].id, ids[0]);
    EXPECT_FALSE(second.nextCursor);
    EXPECT_EQ(api.request(Verb::Get, "/operations?name=t.odd").as<Page<Operation>>().items.size(), 2U);
    EXPECT_EQ(api.request(Verb::Get, "/operations?state=queued").as<Page<Operation>>().items.size(), 5U);
    EXPECT_EQ(api.request(Verb::Get, "/operations?state=failed").as<Page<Operation>>().items.size(), 0U);
    EXPECT_EQ(api.request(Verb::Get, "/operations?cursor=abc").status, 422);
    EXPECT_EQ(api.request(Verb::Get, "/operations?state=lost").status, 422);
    EXPECT_EQ(api.request(Verb::Get, "/operations?limit=0").status, 422);
}

TEST_F(OperationsTest, CancelsAndQueuesAgain) {
    std::atomic<bool> broken = true;
    runner.add("t", "t.work", {.retries = 0}, [&](std::string_view, Attempt&) {
        if (broken) throw Error::conflict("t.broken", "broken");
    });
    const Id waiting = queue("t.nobody");
    EXPECT_EQ(change(waiting, "cancelled"), 200);
    EXPECT_EQ(operation(waiting).state, OperationState::Cancelled);
    EXPECT_EQ(change(waiting, "cancelled"), 409);
    EXPECT_EQ(change(waiting, "queued"), 409);
    EXPECT_EQ(change(waiting, "running"), 422);
    EXPECT_EQ(change(Id{12}, "cancelled"), 404);
    EXPECT_EQ(api.request(Verb::Get, "/operations/12").status, 404);

    runner.start();
    const Id id = queue("t.work");
    ASSERT_TRUE(eventually([&] { return operation(id).state == OperationState::Failed; }));
    EXPECT_EQ(operation(id).error, "t.broken: broken");
    broken = false;
    EXPECT_EQ(change(id, "queued"), 200);
    ASSERT_TRUE(eventually([&] { return operation(id).state == OperationState::Succeeded; }));
    EXPECT_THAT(problems(), testing::IsEmpty());
    EXPECT_THAT(world.audited, testing::Contains("operations.cancel by system api 0"));
    EXPECT_THAT(world.audited, testing::Contains("operations.queue-again by system api 0"));
}

TEST_F(OperationsTest, VerifyNamesDeliveriesOfNothing) {
    EXPECT_EQ(routes.checks.size(), 2U);
    EXPECT_THAT(problems(), testing::IsEmpty());
    world.engine->write([](Unit& unit) { unit.run("t.late-delivery", {{"who", "ghost"}, {"id", 17}}); });
    EXPECT_EQ(problems().size(), 2U);
}

TEST_F(OperationsTest, GivenUpDeliveriesAreListedAndRepeated) {
    std::atomic<bool> broken = true;
    bus.subscribe("a", std::string(Happened::kTopic), [&](std::string_view, const Delivery&, Unit& unit) {
        world.trace(unit, "a", 1);
        if (broken) throw Error::conflict("t.broken", "broken");
    });
    bus.start();
    world.happen(1);
    const auto list = [&] { return api.request(Verb::Get, "/parked-deliveries").as<Parked>().items; };
    ASSERT_TRUE(eventually([&] { return list().size() == 1; }));
    EXPECT_EQ(bus.trouble(),
              "event sample.happened (" + list()[0].eventId.toString() + ") for a: t.broken: broken");
    broken = false;
    const std::string body = R"({"subscriber":"a","eventId":")" + list()[0].eventId.toString() + "\"}";
    EXPECT_EQ(api.request(Verb::Post, "/parked-deliveries/retry", body).status, 204);
    EXPECT_FALSE(bus.trouble());
    ASSERT_TRUE(eventually([&] { return world.numbers("a").size() == 1; }));
    EXPECT_EQ(api.request(Verb::Post, "/parked-deliveries/retry", body).status, 404);
    bus.drain();
    runner.drain();
}
