#include "deliveries.h"
#include "receiver.h"
#include "records.h"
#include "tests/unit/contacts/world.h"

#include <rejoinder/contract/fulfilment/happened.h>

#include <gmock/gmock.h>

#include <thread>

/// The plugin on the real kernel: three days of failing, a receiver that is gone, addresses, erasure.
namespace rejoinder::webhooks {

namespace {

using rejoinder::test::Receiver;
using rejoinder::test::World;
using testing::HasSubstr;
using testing::Not;

struct MadeOnly {
    Id id;
    std::string secret;
};
REJOINDER_DESCRIBE(MadeOnly, id, secret)
struct HookOnly {
    std::string state;
    std::int64_t version = 0;
};
REJOINDER_DESCRIBE(HookOnly, state, version)
struct MessageOnly {
    Id id;
    std::string type, state;
    std::int32_t attempts = 0;
};
REJOINDER_DESCRIBE(MessageOnly, id, type, state, attempts)
struct MessagePage {
    std::vector<MessageOnly> items;
};
REJOINDER_DESCRIBE(MessagePage, items)
struct ContactOnly {
    Id id;
};
REJOINDER_DESCRIBE(ContactOnly, id)

class AWebhook : public testing::Test {
protected:
    AWebhook() {
        const auto reply = world.post("/webhooks", wish(receiver.url()));
        EXPECT_EQ(reply.status, 201) << reply.body;
        hook = reply.as<MadeOnly>().id;
    }
    static std::string wish(const std::string& url, const std::string& types = R"("order.shipped")") {
        return R"({"name":"Shop","url":")" + url + R"(","types":[)" + types + "]}";
    }
    void ship(Id order = Id{7}, Id contact = Id{8}) {
        world.write([&](Unit& u) {
            u.publish(
                fulfilment::OrderMoved{order, contact, {}, {}, "A-1", "packed", "shipped", "CHF", 1250});
        });
    }
    [[nodiscard]] std::string path(const std::string& below = "") const {
        return "/webhooks/" + hook.toString() + below;
    }
    std::vector<MessageOnly> messages() {
        return world.get("/webhook-messages?webhookId=" + hook.toString()).as<MessagePage>().items;
    }
    /// Time goes on until it is so.
    template <class F>
    bool becomes(F&& so, std::chrono::seconds step = std::chrono::seconds(0)) {
        auto& kernel = world.kernel();
        for (int i = 0; i < 20'000; ++i) {
            if (so()) return true;
            // Not while a message is under way, which would take hours then.
            if (kernel.runner().idle() && kernel.bus().idle())
                kernel.clock().set(kernel.clock().now().plus(step));
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return false;
    }
    HookOnly shown() { return world.get(path()).as<HookOnly>(); }

    Receiver receiver;
    World world{{"storage-sqlite", "contacts", "campaigns", "targetgroups", "dispatch", "responses",
                 "fulfilment", "webhooks"},
                {{"webhooks.allowed-hosts", "127.0.0.1"}}};
    Id hook;
};

TEST_F(AWebhook, TellsOnceAsACloudEvent) {
    ship();
    ASSERT_TRUE(becomes([&] { return !messages().empty() && messages()[0].state == "delivered"; }));
    ASSERT_EQ(receiver.requests().size(), 1U);
    const auto said = receiver.requests()[0];
    for (const char* part :
         {"POST /hook ", "application/cloudevents+json", "webhook-id: msg_", "webhook-signature: v1,",
          R"("specversion":"1.0")", R"("type":"rejoinder.order.shipped")", R"("subject":"orders/7")",
          R"("contactId":"8")", R"("valueMinor":1250)"})
        EXPECT_THAT(said, HasSubstr(part));
    EXPECT_TRUE(world.problems().empty());
}

TEST_F(AWebhook, WhoTakesNothingForThreeDaysIsStoppedAndSomebodyIsTold) {
    receiver.says("500 Broken");
    ship();
    const auto begin = world.kernel().clock().now();
    ASSERT_TRUE(becomes([&] { return shown().state == "failing"; }, std::chrono::seconds(600)));
    EXPECT_GT(world.kernel().clock().now().micros - begin.micros, std::int64_t{55} * 3'600'000'000);
    ASSERT_EQ(messages().size(), 1U);
    EXPECT_EQ(messages()[0].state, "failed");
    EXPECT_EQ(messages()[0].attempts, kMostTries);
    EXPECT_EQ(receiver.requests().size(), static_cast<std::size_t>(kMostTries));
    ship(Id{9});
    ASSERT_TRUE(becomes([&] { return messages().size() == 2; }));
    EXPECT_EQ(messages()[0].state, "held") << "nothing that happens meanwhile is lost";
    receiver.says("200 OK");
    const auto before = shown();
    const auto body = wish(receiver.url());
    const auto again = world.call("PUT", path(), body.substr(0, body.size() - 1) + R"(,"state":"active"})",
                                  "\"" + std::to_string(before.version) + "\"");
    ASSERT_EQ(again.status, 200) << again.body;
    EXPECT_TRUE(becomes([&] { return messages()[0].state == "delivered"; }));
    EXPECT_TRUE(world.problems().empty());
}

TEST_F(AWebhook, WhatComesLateAfterAStandstillIsNotSentOnceMoreWhileItIsUnderWay) {
    receiver.says("503 Busy");
    ship();
    ASSERT_TRUE(becomes([&] { return !messages().empty() && messages()[0].attempts == 1; }));
    receiver.says("200 OK");
    receiver.meanwhile([&] { world.write([](Unit& u) { Deliveries::wake(u); }); });
    auto& clock = world.kernel().clock();
    clock.set(clock.now().plus(std::chrono::hours(48))); // its attempt and the hourly look are due at once
    ASSERT_TRUE(becomes([&] { return messages()[0].state == "delivered"; }));
    world.settle();
    EXPECT_EQ(receiver.requests().size(), 2U);
    EXPECT_EQ(messages()[0].attempts, 2);
    EXPECT_TRUE(world.problems().empty());
}

TEST_F(AWebhook, WhoIsGoneIsLeftAtOnce) {
    receiver.says("410 Gone");
    ship();
    ASSERT_TRUE(becomes([&] { return shown().state == "gone"; }));
    EXPECT_EQ(receiver.requests().size(), 1U);
    EXPECT_EQ(messages()[0].state, "failed");
}

TEST_F(AWebhook, WhoAsksForAPauseGetsIt) {
    receiver.says("503 Busy\r\nRetry-After: 3600");
    ship();
    ASSERT_TRUE(becomes([&] { return !messages().empty() && messages()[0].attempts == 1; }));
    receiver.says("200 OK");
    ship(Id{9}); // another message waits, too
    ASSERT_TRUE(becomes([&] { return messages().size() == 2; }));
    const auto begin = world.kernel().clock().now();
    ASSERT_TRUE(
        becomes([&] { return messages()[0].state == "delivered" && messages()[1].state == "delivered"; },
                std::chrono::seconds(30)));
    EXPECT_GT(world.kernel().clock().now().micros - begin.micros, std::int64_t{3500} * 1'000'000);
    EXPECT_EQ(receiver.requests().size(), 3U);
}

TEST_F(AWebhook, ATestIsSentOnceAlsoWhileItIsPaused) {
    receiver.says("500 Broken");
    ASSERT_EQ(world.post(path("/tests"), "{}").status, 201);
    ASSERT_TRUE(becomes([&] { return messages().size() == 1 && messages()[0].state == "failed"; }));
    EXPECT_EQ(messages()[0].attempts, 1);
    EXPECT_EQ(messages()[0].type, "webhook.test");
    EXPECT_EQ(shown().state, "active");
}

TEST_F(AWebhook, AddressesInsideAreRefusedUnlessTheyAreAllowed) {
    const auto codeOf = [&](const std::string& url) { return world.post("/webhooks", wish(url)).body; };
    for (const char* url : {"http://example.org/", "http://10.0.0.1/"})
        EXPECT_THAT(codeOf(url), HasSubstr("webhooks.not-https")) << url;
    for (const char* url : {"https://10.0.0.1/", "https://[::1]/", "https://localhost/",
                            "https://[fd00::1]:8443/x", "https://169.254.169.254/latest"})
        EXPECT_THAT(codeOf(url), HasSubstr("webhooks.inner-address")) << url;
    for (const char* url :
         {"ftp://example.org/", "https://user:word@example.org/", "nonsense", "https://example.org/#a"})
        EXPECT_THAT(codeOf(url), HasSubstr("webhooks.url")) << url;
    const auto both =
        world.post("/webhooks", wish("http://10.0.0.1/", R"("order.shipped","order.shipped","x")"));
    EXPECT_EQ(both.status, 422);
    for (const char* code :
         {"webhooks.not-https", "webhooks.inner-address", "webhooks.type-twice", "webhooks.no-such-type"})
        EXPECT_THAT(both.body, HasSubstr(code)) << "one answer names every fault";
}

TEST_F(AWebhook, WhatTellsOfAPersonGoesWithIt) {
    const auto person = world.post("/contacts", R"({"familyName":"Muster","country":"CH","language":"de"})")
                            .as<ContactOnly>()
                            .id;
    receiver.says("500 Broken");
    ship(Id{7}, person);
    ASSERT_TRUE(becomes([&] { return !messages().empty() && messages()[0].attempts == 1; }));
    const auto at = "/webhook-messages/" + messages()[0].id.toString();
    EXPECT_THAT(world.get(at).body, HasSubstr("specversion"));
    const auto erased = world.post("/contacts/" + person.toString() + "/erasure", R"({"askedBy":"letter"})");
    ASSERT_EQ(erased.status, 202) << erased.body;
    ASSERT_TRUE(becomes([&] { return messages()[0].state == "dropped"; }));
    const auto left = world.get(at).body;
    EXPECT_THAT(left, HasSubstr(R"("body":"")"));
    EXPECT_THAT(left, Not(HasSubstr("well"))) << "what the receiver said of it goes, too";
    EXPECT_EQ(world.post(at + "/replays", "{}").code(), "webhooks.erased");
    EXPECT_EQ(receiver.requests().size(), 1U);
    EXPECT_TRUE(world.problems().empty());
}

} // namespace

} // namespace rejoinder::webhooks
