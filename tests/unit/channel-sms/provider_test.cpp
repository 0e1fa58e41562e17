#include "incoming.h"
#include "tests/unit/contacts/world.h"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

/// The plugin on the real kernel: a provider's rate, its secret, and what it posts of strangers.
namespace rejoinder::sms {

namespace {

using rejoinder::test::World;
using testing::HasSubstr;
using testing::Not;

struct MadeOnly {
    Id id;
    std::string token;
};
REJOINDER_DESCRIBE(MadeOnly, id, token)
struct TakenOnly {
    std::int32_t taken = 0, setAside = 0;
};
REJOINDER_DESCRIBE(TakenOnly, taken, setAside)
struct MessageOnly {
    std::string state, recipient;
    std::int32_t attempts = 0;
};
REJOINDER_DESCRIBE(MessageOnly, state, recipient, attempts)
struct MessagePage {
    std::vector<MessageOnly> items;
};
REJOINDER_DESCRIBE(MessagePage, items)

class OfAProvider : public testing::Test {
protected:
    OfAProvider() {
        const auto reply =
            world.post("/sms-providers", R"({"name":"P","profile":{"url":"http://127.0.0.1:9/",
            "body":"{{text}}","secretFile":")" +
                                             (world.folder() / "secret").string() +
                                             R"(","perMinute":60,"country":"CH","currency":"CHF",
            "incoming":{"list":"/results","id":"/id","from":"/from","to":"/to","text":"/text"},
            "stopAnswer":"Sie erhalten nichts mehr."}})");
        EXPECT_EQ(reply.status, 201) << reply.body;
        token = reply.as<MadeOnly>().token;
    }
    TakenOnly post(const std::string& results) {
        const auto reply = world.post("/sms/" + token + "/messages", R"({"results":[)" + results + "]}");
        EXPECT_LT(reply.status, 300) << reply.body;
        return reply.status < 300 ? reply.as<TakenOnly>() : TakenOnly{};
    }
    void later(std::chrono::seconds by) {
        auto& clock = world.kernel().clock();
        clock.set(clock.now().plus(by));
    }
    /// The confirmation, once it was tried so often. Time goes on in steps shorter than a job's lease: when
    /// the job is to try again is only known once its attempt has ended.
    MessageOnly tried(std::int32_t attempts) {
        for (int i = 0; i < 2400; ++i) {
            if (i > 0) later(std::chrono::seconds(5));
            const auto all = world.get("/sms-messages").as<MessagePage>().items;
            if (all.size() == 1 && all[0].attempts >= attempts && all[0].state != "sending") return all[0];
            std::this_thread::sleep_for(std::chrono::milliseconds(25));
        }
        ADD_FAILURE() << "not tried " << attempts << " times";
        return {};
    }

    World world{
        {"storage-sqlite", "contacts", "campaigns", "targetgroups", "dispatch", "responses", "channel-sms"}};
    std::string token;
};

TEST_F(OfAProvider, OneBadElementOfAListIsSetAsideOnceAndStopsNoOther) {
    const std::string list =
        R"({"id":"a","from":"+41790000001","text":"Gerne"},{"id":"b","text":"who am I?"},{"id":"c","from":"+41790000002","text":"Auch"})";
    const auto first = post(list);
    EXPECT_EQ(first.taken, 2);
    EXPECT_EQ(first.setAside, 1);
    post(list);
    const auto waiting = world.get("/clearing").body;
    EXPECT_THAT(waiting, HasSubstr("channel-sms.not-as-agreed"));
    EXPECT_THAT(waiting, HasSubstr("who am I?"));
    EXPECT_EQ(world.read([](Unit& u) {
        return u
            .all<Incoming>("channel-sms.list-incoming",
                           {{"before", Id{INT64_MAX}}, {"kind", ""}, {"limit", 10}})
            .size();
    }),
              3U);
}

TEST_F(OfAProvider, SlotsFollowEachOther) {
    later(std::chrono::seconds(0)); // and from now on the clock stands
    const auto take = [&] {
        return world.write([&](Unit& u) { return takeSlot(u, *Providers::outgoing(u)); });
    };
    const auto first = take(), second = take(), third = take();
    EXPECT_EQ(second.micros - first.micros, 1'000'000);
    EXPECT_EQ(third.micros - second.micros, 1'000'000);
    later(std::chrono::hours(1));
    EXPECT_GE(take().micros, world.kernel().clock().now().micros - 1'000'000) << "what was not used is lost";
}

TEST_F(OfAProvider, AConfirmationWaitsForTheSecretInsteadOfBeingHeld) {
    post(R"({"id":"a","from":"+41790000001","text":"STOP"})");
    EXPECT_EQ(tried(1).state, "waiting");
    EXPECT_EQ(tried(2).state, "waiting") << "nothing was said to anybody";
}

TEST_F(OfAProvider, NothingIsKeptForEverOfStrangers) {
    std::ofstream(world.folder() / "secret") << "s\n";
    post(R"({"id":"a","from":"+41790000001","text":"Wer sind Sie?"})");
    EXPECT_THAT(world.get("/incoming-sms").body, HasSubstr("+41790000001"));
    later(std::chrono::hours(24 * 179));
    world.settle();
    EXPECT_THAT(world.get("/incoming-sms").body, HasSubstr("+41790000001"));
    later(std::chrono::hours(24 * 2));
    world.settle();
    EXPECT_THAT(world.get("/incoming-sms").body, Not(HasSubstr("+41790000001")));
    EXPECT_THAT(world.get("/incoming-sms").body, Not(HasSubstr("Wer sind Sie?")));
}

} // namespace
} // namespace rejoinder::sms
