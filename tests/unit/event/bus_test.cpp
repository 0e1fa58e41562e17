#include "tests/unit/event/world.h"

#include <gmock/gmock.h>

#include <random>

using namespace rejoinder;
using namespace rejoinder::test;
using namespace std::chrono_literals;
using event::Bus;
using event::BusOptions;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

BusOptions quick() {
    BusOptions options;
    options.poll = 20ms;
    options.pause = 20ms;
    options.housekeeping = 20ms;
    return options;
}

std::vector<std::int64_t> upTo(std::int64_t n) {
    std::vector<std::int64_t> list;
    for (std::int64_t i = 1; i <= n; ++i) list.push_back(i);
    return list;
}

class BusTest : public testing::Test {
protected:
    ~BusTest() override { stop(); }

    void make(BusOptions options = quick()) {
        stop();
        bus = std::make_unique<Bus>(*world.engine, world.metrics, world.log, world.clock, options);
        world.currentBus = bus.get();
    }
    void stop() {
        world.currentBus = nullptr;
        bus.reset();
    }
    /// Subscribes with a handler that leaves a trace of the number, after `before`.
    void hear(const std::string& who, std::function<void(std::int64_t, const Delivery&)> before = {}) {
        bus->subscribe(who, std::string(Happened::kTopic),
                       [this, who, before](std::string_view text, const Delivery& d, Unit& unit) {
                           const auto e = json::read<Happened>(text);
                           world.trace(unit, who, e.number);
                           if (before) before(e.number, d);
                       });
    }
    void settle() {
        ASSERT_TRUE(eventually([&] { return bus->idle(); }));
    }
    std::int64_t waiting(const std::string& who) { return world.count("t.deliveries", {{"who", who}}); }

    World world;
    std::unique_ptr<Bus> bus;
};

} // namespace

TEST_F(BusTest, EachSubscriberHearsEachEventOnceInOrder) {
    make();
    hear("a");
    hear("b");
    bus->start();
    for (int i = 1; i <= 300; ++i) world.happen(i);
    settle();
    EXPECT_EQ(world.numbers("a"), upTo(300));
    EXPECT_EQ(world.numbers("b"), upTo(300));
    EXPECT_EQ(waiting("a") + waiting("b"), 0);
}

TEST_F(BusTest, AnEventOfAUnitThatFailsIsNotDelivered) {
    make();
    hear("a");
    bus->start();
    EXPECT_THROW(world.engine->write([&](Unit& unit) {
        unit.publish(Happened{1});
        throw Error::conflict("t.no", "no");
    }),
                 Error);
    world.happen(2);
    settle();
    EXPECT_THAT(world.numbers("a"), ElementsAre(2));
    EXPECT_EQ(world.count("t.events"), 1);
}

TEST_F(BusTest, EffectsHappenOnceHoweverOftenHandlersThrow) {
    make();
    std::mt19937 random(5);
    std::mutex mutex;
    std::atomic<int> thrown = 0;
    for (const char* who : {"a", "b"})
        hear(who, [&](std::int64_t, const Delivery&) {
            const std::lock_guard lock(mutex);
            if (random() % 10 == 0) { // after the effect was written
                ++thrown;
                throw std::runtime_error("injected");
            }
        });
    bus->start();
    for (int i = 1; i <= 200; ++i) world.happen(i);
    ASSERT_TRUE(eventually([&] {
        world.clock.advance(10s); // past the back-off
        return waiting("a") + waiting("b") == 0;
    }));
    for (const char* who : {"a", "b"}) {
        auto numbers = world.numbers(who);
        std::sort(numbers.begin(), numbers.end());
        EXPECT_EQ(numbers, upTo(200)) << who;
    }
    EXPECT_GT(thrown, 10);
}

TEST_F(BusTest, ADeliveryThatFailsIsDelayedAndTheOthersGoOn) {
    make();
    std::vector<std::int32_t> attempts;
    std::atomic<int> calls = 0;
    hear("a", [&](std::int64_t number, const Delivery& d) {
        ++calls;
        if (number == 3) {
            attempts.push_back(d.attempt);
            if (d.attempt < 3) throw Error::conflict("t.no", "not yet");
        }
    });
    bus->open();
    for (int i = 1; i <= 10; ++i) world.happen(i);
    bus->start();
    settle();
    EXPECT_THAT(world.numbers("a"), ElementsAre(1, 2, 4, 5, 6, 7, 8, 9, 10));
    EXPECT_EQ(waiting("a"), 1);
    EXPECT_EQ(world.log.count("EVENT-DELIVERY-FAILED"), 1);
    // The batch of ten was undone at the third, then each went for itself: 3 + 3 + 7 calls.
    EXPECT_EQ(calls, 13);
    world.clock.advance(1s);
    ASSERT_TRUE(eventually([&] { return world.log.count("EVENT-DELIVERY-FAILED") == 2; }));
    world.clock.advance(1s); // the second wait is twice as long
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(waiting("a"), 1);
    world.clock.advance(1s);
    ASSERT_TRUE(eventually([&] { return waiting("a") == 0; }));
    EXPECT_THAT(attempts, ElementsAre(1, 1, 2, 3)); // first in the batch, then alone
    EXPECT_EQ(world.numbers("a").back(), 3);
}

TEST_F(BusTest, AfterTheLastAttemptADeliveryIsParkedAndCanBeTriedAgain) {
    auto options = quick();
    options.attempts = 3;
    make(options);
    std::atomic<bool> broken = true;
    hear("a", [&](std::int64_t, const Delivery&) {
        if (broken) throw Error::conflict("t.broken", "broken");
    });
    bus->start();
    world.happen(1);
    ASSERT_TRUE(eventually([&] {
        world.clock.advance(10s);
        return world.log.count("EVENT-DELIVERY-PARKED") == 1;
    }));
    EXPECT_EQ(world.log.count("EVENT-DELIVERY-FAILED"), 2);
    world.clock.advance(std::chrono::hours(100));
    settle();
    const auto parked = world.engine->read([&](Unit& unit) { return Bus::parked(unit, 10); });
    ASSERT_EQ(parked.size(), 1U);
    EXPECT_EQ(parked[0].subscriber, "a");
    EXPECT_EQ(parked[0].topic, "sample.happened");
    EXPECT_EQ(parked[0].attempts, 3);
    EXPECT_EQ(parked[0].error, "t.broken: broken");
    ASSERT_TRUE(eventually([&] {
        return world.metrics.text().find("rejoinder_event_parked{subscriber=\"a\"} 1") != std::string::npos;
    })) << world.metrics.text();

    broken = false;
    world.engine->write([&](Unit& unit) { bus->retry(unit, "a", parked[0].eventId); });
    ASSERT_TRUE(eventually([&] { return waiting("a") == 0; }));
    EXPECT_THAT(world.numbers("a"), ElementsAre(1));
    EXPECT_THROW(world.engine->write([&](Unit& unit) { bus->retry(unit, "a", parked[0].eventId); }), Error);
}

TEST_F(BusTest, ALowerIdThatCommitsLaterIsDelivered) {
    make();
    hear("a");
    bus->start();
    world.happen(5);
    settle();
    // As if another node's unit had taken its id long ago and committed now.
    world.engine->write([&](Unit& unit) {
        unit.run("t.late-event", {{"id", 17}, {"topic", Happened::kTopic}, {"payload", R"({"number":4})"}});
        unit.run("t.late-delivery", {{"who", "a"}, {"id", 17}});
    });
    ASSERT_TRUE(eventually([&] { return waiting("a") == 0; }));
    EXPECT_THAT(world.numbers("a"), ElementsAre(5, 4));
}

TEST_F(BusTest, EventsAreKeptWhileAPluginIsAway) {
    make();
    hear("a");
    hear("b");
    bus->start();
    world.happen(1);
    settle();
    bus->removeAll("a");
    world.happen(2);
    settle();
    EXPECT_EQ(waiting("a"), 1);

    make(); // a new process, in which a was refused
    hear("b");
    bus->start();
    world.happen(3);
    settle();
    EXPECT_EQ(waiting("a"), 2);

    make();
    hear("a");
    hear("b");
    bus->start();
    settle();
    EXPECT_EQ(world.numbers("a"), upTo(3));
    EXPECT_EQ(world.numbers("b"), upTo(3));
}

TEST_F(BusTest, ATopicThatAPluginNoLongerWantsIsForgotten) {
    make();
    hear("a");
    bus->subscribe("a", std::string(Other::kTopic), [](std::string_view, const Delivery&, Unit&) {});
    bus->open();
    world.engine->write([](Unit& unit) {
        unit.publish(Other{1});
        unit.publish(Happened{1});
    });
    EXPECT_EQ(waiting("a"), 2);
    make();
    hear("a");
    bus->open();
    EXPECT_EQ(waiting("a"), 1);
    world.engine->write([](Unit& unit) { unit.publish(Other{2}); });
    EXPECT_EQ(waiting("a"), 1);
}

TEST_F(BusTest, RestartsInTheMiddleLoseAndRepeatNothing) {
    for (int round = 0; round < 5; ++round) {
        make();
        hear("a");
        hear("b");
        bus->start();
        for (int i = 1; i <= 60; ++i) world.happen(round * 60 + i);
        stop(); // whatever is delivered by now
        world.reopen();
    }
    make();
    hear("a");
    hear("b");
    bus->start();
    settle();
    EXPECT_EQ(world.numbers("a"), upTo(300));
    EXPECT_EQ(world.numbers("b"), upTo(300));
}

TEST_F(BusTest, TwoNodesDeliverEachEventOnceAndInOrder) {
    auto options = quick();
    options.lease = 1s;
    make(options);
    hear("a");
    hear("b");
    bus->start();
    Bus second(*world.engine, world.metrics, world.log, world.clock, options);
    for (const char* who : {"a", "b"})
        second.subscribe(who, std::string(Happened::kTopic),
                         [this, who](std::string_view text, const Delivery&, Unit& unit) {
                             world.trace(unit, who, json::read<Happened>(text).number);
                         });
    second.start();
    for (int i = 1; i <= 400; ++i) {
        world.happen(i);
        if (i % 50 == 0) {
            world.clock.advance(5s); // the lease ends, the other node may be first
            second.onCommitted();
        }
    }
    ASSERT_TRUE(eventually([&] { return waiting("a") + waiting("b") == 0; }));
    EXPECT_EQ(world.numbers("a"), upTo(400));
    EXPECT_EQ(world.numbers("b"), upTo(400));
}

TEST_F(BusTest, WhileAnotherNodeHoldsTheLeaseNothingIsDelivered) {
    make();
    hear("a");
    bus->open();
    world.engine->write([&](Unit& unit) {
        unit.run("t.break-lease", {{"until", world.clock.now().plus(5s)}});
    });
    bus->start();
    world.happen(1);
    std::this_thread::sleep_for(100ms);
    EXPECT_THAT(world.numbers("a"), IsEmpty());
    world.clock.advance(6s);
    ASSERT_TRUE(eventually([&] { return waiting("a") == 0; }));
}

TEST_F(BusTest, HandlersActAsTheEvent) {
    make();
    bus->subscribe("a", std::string(Happened::kTopic), [](std::string_view, const Delivery& d, Unit& unit) {
        unit.audit("sample.done", d.eventId);
        unit.publish(Other{7});
    });
    bus->subscribe("b", std::string(Other::kTopic),
                   [this](std::string_view text, const Delivery&, Unit& unit) {
                       world.trace(unit, "b", json::read<Other>(text).number);
                   });
    bus->start();
    world.happen(1);
    ASSERT_TRUE(eventually([&] { return !world.numbers("b").empty(); }));
    settle();
    EXPECT_THAT(world.audited, ElementsAre("sample.done by event sample.happened 0"));
    EXPECT_THAT(world.numbers("b"), ElementsAre(7));
}

TEST_F(BusTest, SeveralHandlersOfOnePluginRunInOneUnit) {
    make();
    std::atomic<int> calls = 0;
    hear("a");
    hear("a", [&](std::int64_t, const Delivery& d) {
        ++calls;
        if (d.attempt == 1) throw std::runtime_error("second handler fails");
    });
    bus->start();
    world.happen(1);
    ASSERT_TRUE(eventually([&] {
        world.clock.advance(1s);
        return calls == 2;
    }));
    settle();
    EXPECT_THAT(world.numbers("a"), ElementsAre(1, 1)); // one of each, nothing of the first attempt
}

TEST_F(BusTest, RemoveAllWaitsForTheRunningHandler) {
    make();
    std::atomic<bool> inside = false, finished = false;
    hear("a", [&](std::int64_t, const Delivery&) {
        inside = true;
        std::this_thread::sleep_for(100ms);
        finished = true;
    });
    bus->start();
    world.happen(1);
    ASSERT_TRUE(eventually([&] { return inside.load(); }));
    bus->removeAll("a");
    EXPECT_TRUE(finished);
    EXPECT_EQ(waiting("a"), 0);
}

TEST_F(BusTest, EventsThatEverybodyHasArePurgedAfterTheRetention) {
    auto options = quick();
    options.attempts = 1;
    make(options);
    hear("a", [](std::int64_t number, const Delivery&) {
        if (number == 2) throw std::runtime_error("given up at once");
    });
    bus->start();
    for (int i = 1; i <= 3; ++i) world.happen(i);
    settle();
    EXPECT_EQ(world.count("t.events"), 3);
    world.clock.advance(std::chrono::hours(24 * 6));
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(world.count("t.events"), 3);
    world.clock.advance(std::chrono::hours(25));
    ASSERT_TRUE(eventually([&] { return world.count("t.events") == 1; })); // the one still owed stays
    EXPECT_EQ(waiting("a"), 1);
}

TEST_F(BusTest, ListenersHearEveryCommittedEventOnce) {
    make();
    world.happen(1); // before anybody listened
    std::mutex mutex;
    std::vector<std::int64_t> heard;
    const auto listen = [&](std::string_view topic, std::string_view text, Id) {
        const std::lock_guard lock(mutex);
        if (topic == Happened::kTopic) heard.push_back(json::read<Happened>(text).number);
    };
    const auto id = bus->addListener(listen);
    bus->start();
    for (int i = 2; i <= 50; ++i) {
        world.happen(i);
        if (i % 10 == 0) std::this_thread::sleep_for(5ms);
    }
    EXPECT_THROW(world.engine->write([&](Unit& unit) {
        unit.publish(Happened{99});
        throw std::runtime_error("rolled back");
    }),
                 std::runtime_error);
    const auto size = [&] {
        const std::lock_guard lock(mutex);
        return heard.size();
    };
    ASSERT_TRUE(eventually([&] { return size() >= 49; }));
    // An event of another node, whose id is older than those already heard, and which nobody wakes us for.
    const Id late = world.engine->write([&](Unit& unit) {
        const Id older{unit.newId().value - (std::int64_t{5'000} << 22)};
        unit.run("t.late-event",
                 {{"id", older}, {"topic", Happened::kTopic}, {"payload", R"({"number":1000})"}});
        return older;
    });
    EXPECT_TRUE(late);
    ASSERT_TRUE(eventually([&] { return size() >= 50; }));
    std::this_thread::sleep_for(50ms);
    auto expected = upTo(50);
    expected.erase(expected.begin());
    expected.push_back(1000);
    EXPECT_EQ(heard, expected);
    bus->removeListener(id);
    world.happen(51);
    std::this_thread::sleep_for(60ms);
    EXPECT_EQ(size(), 50U);
}

TEST_F(BusTest, ThroughputOfBatches) {
    make();
    hear("a");
    bus->open();
    world.engine->write([](Unit& unit) {
        for (int i = 1; i <= 5'000; ++i) unit.publish(Happened{i});
    });
    const auto begin = std::chrono::steady_clock::now();
    bus->start();
    ASSERT_TRUE(eventually([&] { return waiting("a") == 0; }));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    RecordProperty("deliveries_per_second", static_cast<int>(5'000 / seconds));
    EXPECT_EQ(world.numbers("a"), upTo(5'000));
}
