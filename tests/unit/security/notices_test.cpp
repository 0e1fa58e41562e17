#include "world.h"

#include <rejoinder/notice.h>

#include <thread>

namespace rejoinder::security::test {
namespace {

struct Told {
    Id id;
    std::string kind, subject, link;
    Timestamp createdAt;
    std::optional<Timestamp> readAt;
};
REJOINDER_DESCRIBE(Told, id, kind, subject, link, createdAt, readAt)
struct AllTold {
    std::vector<Told> items;
    std::optional<std::string> nextCursor;
    std::int64_t unread = 0;
};
REJOINDER_DESCRIBE(AllTold, items, nextCursor, unread)

class Notices : public People {
protected:
    void publish(const Notice& notice) {
        server_->kernel().storage().write([&](Unit& u) { u.publish(notice); },
                                          {Priority::Interactive, {"system", "test", {}, {}}});
        for (int i = 0; i < 6000 && !server_->kernel().bus().idle(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    Notice notice(const std::string& subject) {
        Notice n;
        n.kind = "operation-succeeded";
        n.subject = subject;
        n.link = "/operations?operation=1";
        return n;
    }
};

TEST_F(Notices, AreKeptForWhoTheyAreAboutUntilRead) {
    auto to = notice("Import");
    to.userId = ids_["anna"];
    publish(to);
    to.userId = {};
    to.userName = "anna";
    to.subject = std::string(400, 'x') + "é";
    publish(to);
    to.userName = "nobody";
    publish(to);
    auto anna = signedIn("anna"), chief = signedIn("chief");
    const auto told = anna.call("GET", "/notifications").as<AllTold>();
    ASSERT_EQ(told.items.size(), 2U);
    EXPECT_EQ(told.unread, 2);
    EXPECT_LE(told.items[0].subject.size(), 300U) << "the newest first";
    EXPECT_EQ(told.items[1].subject, "Import");
    EXPECT_EQ(told.items[1].link, "/operations?operation=1");
    EXPECT_EQ(chief.call("GET", "/notifications").as<AllTold>().items.size(), 0U);

    const auto path = "/notifications/" + told.items[1].id.toString();
    EXPECT_EQ(chief.call("GET", path).status, 404) << "other people's are not there";
    EXPECT_EQ(chief.call("PATCH", path, R"({"read":true})").status, 404);
    EXPECT_TRUE(anna.call("PATCH", path, R"({"read":true})").as<Told>().readAt);
    EXPECT_EQ(anna.call("GET", "/notifications?unread=true").as<AllTold>().items.size(), 1U);
    EXPECT_FALSE(anna.call("PATCH", path, R"({"read":false})").as<Told>().readAt);
    const auto all = R"({"upTo":")" + told.items[0].id.toString() + "\"}";
    EXPECT_EQ(anna.call("POST", "/notifications/read", all).status, 200);
    EXPECT_EQ(anna.call("GET", "/notifications").as<AllTold>().unread, 0);
    EXPECT_EQ(anna.call("GET", "/notifications?limit=1").as<AllTold>().items.size(), 1U);
    EXPECT_TRUE(anna.call("GET", "/notifications?limit=1").as<AllTold>().nextCursor);
}

TEST_F(Notices, OfSomebodyWhoHasLeftGoToWhoMay) {
    auto to = notice("A call-back");
    to.userName = "gone";
    to.permission = "users.write";
    publish(to);
    EXPECT_EQ(signedIn("anna").call("GET", "/notifications").as<AllTold>().unread, 0);
    EXPECT_EQ(signedIn("chief").call("GET", "/notifications").as<AllTold>().unread, 1);
}

TEST_F(Notices, GoToAllWhoMay) {
    auto to = notice("A job");
    to.kind = "operation-failed";
    to.permission = "users.write";
    publish(to);
    EXPECT_EQ(signedIn("anna").call("GET", "/notifications").as<AllTold>().unread, 0);
    EXPECT_EQ(signedIn("chief").call("GET", "/notifications").as<AllTold>().unread, 1);
}

TEST_F(Notices, TellOfAChangedSetting) {
    auto chief = signedIn("chief");
    const auto changed =
        chief.call("PATCH", "/settings/log.level", R"({"value":"warning"})", {{"If-Match", "\"0\""}});
    ASSERT_EQ(changed.status, 200) << changed.body;
    for (int i = 0; i < 6000 && !server_->kernel().bus().idle(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const auto told = chief.call("GET", "/notifications").as<AllTold>();
    ASSERT_EQ(told.items.size(), 1U);
    EXPECT_EQ(told.items[0].subject, "log.level (chief)");
}

TEST_F(Notices, AScreenThatAsksByItselfKeepsNoSessionAlive) {
    auto anna = signedIn("anna");
    EXPECT_EQ(anna.session.idleSeconds, 30 * 60);
    const auto later = [&](int minutes, const HttpClient::Headers& headers) {
        auto& clock = server_->kernel().clock();
        clock.set(clock.now().plus(std::chrono::minutes(minutes)));
        std::this_thread::sleep_for(
            std::chrono::milliseconds(1100)); // what was looked up is kept for a second
        return anna.call("GET", "/profile", {}, headers).status;
    };
    EXPECT_EQ(later(20, {}), 200);
    EXPECT_EQ(later(20, {}), 200) << "somebody is there";
    EXPECT_EQ(later(20, {{"X-Unattended", "1"}}), 200);
    EXPECT_EQ(later(20, {{"X-Unattended", "1"}}), 401);
}

} // namespace
} // namespace rejoinder::security::test
