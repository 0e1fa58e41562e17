#include "world.h"

namespace rejoinder::security::test {
namespace {

struct OwnSession {
    Id id;
    Timestamp createdAt, lastSeenAt;
    std::string address, device;
    bool current = false;
};
REJOINDER_DESCRIBE(OwnSession, id, createdAt, lastSeenAt, address, device, current)
struct OwnSessions {
    std::vector<OwnSession> items;
};
REJOINDER_DESCRIBE(OwnSessions, items)

class Profile : public People {};

TEST_F(Profile, ListsOwnSessionsAndEndsOneOrAllOthers) {
    auto desk = browser("Firefox on the desk"), phone = browser("Safari on the phone"),
         tablet = browser("Tablet");
    const auto made = desk.signIn("anna", kPassword);
    ASSERT_EQ(made.status, 201);
    EXPECT_EQ(made.headers.at("location"), "/api/v1/sessions/" + desk.session.id.toString());
    EXPECT_EQ(desk.call("GET", "/sessions/" + desk.session.id.toString()).status, 200);
    ASSERT_EQ(phone.signIn("anna", kPassword).status, 201);
    ASSERT_EQ(tablet.signIn("anna", kPassword).status, 201);
    auto chief = signedIn("chief");

    auto list = desk.call("GET", "/sessions").as<OwnSessions>().items;
    ASSERT_EQ(list.size(), 3U);
    EXPECT_EQ(std::count_if(list.begin(), list.end(), [](const auto& s) { return s.current; }), 1);
    const auto own = std::find_if(list.begin(), list.end(), [](const auto& s) { return s.current; });
    EXPECT_EQ(own->device, "Firefox on the desk");
    EXPECT_EQ(own->address, "127.0.0.1");

    EXPECT_EQ(chief.call("DELETE", "/sessions/" + phone.session.id.toString()).status, 404)
        << "not their own";
    EXPECT_EQ(desk.call("DELETE", "/sessions/" + phone.session.id.toString()).status, 204);
    EXPECT_EQ(phone.call("GET", "/profile").status, 401);
    EXPECT_EQ(desk.call("DELETE", "/sessions").status, 204);
    EXPECT_EQ(tablet.call("GET", "/profile").status, 401);
    EXPECT_EQ(desk.call("GET", "/profile").status, 200);
    EXPECT_EQ(chief.call("GET", "/profile").status, 200);
    EXPECT_EQ(audited("sessions.revoke"), 1);
    EXPECT_EQ(audited("sessions.revoke-others"), 1);
}

TEST_F(Profile, ChangesThePasswordWithTheOldOne) {
    auto anna = signedIn("anna"), other = signedIn("anna");
    const auto change = [&](const std::string& old, const std::string& fresh) {
        return anna.call("PUT", "/profile/password",
                         R"({"oldPassword":")" + old + R"(","newPassword":")" + fresh + "\"}");
    };
    const auto wrong = change("wrong", "another long sentence");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_THAT(wrong.body, testing::HasSubstr("/oldPassword"));
    EXPECT_THAT(change(kPassword, "short").body, testing::HasSubstr("/newPassword"));
    EXPECT_THAT(change(kPassword, kPassword).body, testing::HasSubstr("kernel.same-password"));
    EXPECT_EQ(change(kPassword, "another long sentence").status, 204);
    EXPECT_EQ(anna.call("GET", "/profile").status, 200);
    EXPECT_EQ(other.call("GET", "/profile").status, 401);
    EXPECT_EQ(browser().signIn("anna", kPassword).status, 401);
    EXPECT_EQ(browser().signIn("anna", "another long sentence").status, 201);
    EXPECT_EQ(audited("profile.password"), 1);
}

TEST_F(Profile, KeepsNameLanguageAndTheme) {
    auto anna = signedIn("anna");
    EXPECT_EQ(anna.call("PATCH", "/profile", R"({"theme":"dark"})").status, 428);
    const auto bad = anna.call("PATCH", "/profile", R"({"language":"xx","theme":"pink","displayName":"A"})",
                               {{"If-Match", "\"1\""}});
    EXPECT_EQ(bad.status, 422);
    EXPECT_THAT(bad.body, testing::AllOf(testing::HasSubstr("/language"), testing::HasSubstr("/theme")));
    const auto good =
        anna.call("PATCH", "/profile", R"({"language":"zh","theme":"dark","displayName":"Anna M."})",
                  {{"If-Match", "\"1\""}});
    EXPECT_EQ(good.status, 200) << good.body;
    EXPECT_EQ(good.headers.at("etag"), anna.call("GET", "/profile").headers.at("etag"));
    EXPECT_EQ(anna.call("PATCH", "/profile", R"({"theme":""})", {{"If-Match", "\"1\""}}).status, 412);
    auto again = signedIn("anna");
    EXPECT_EQ(again.session.displayName, "Anna M.");
    EXPECT_EQ(again.session.language, "zh");
    EXPECT_EQ(again.session.theme, "dark");
}

TEST_F(Profile, TellsWhoElseLooksAtARecord) {
    auto anna = signedIn("anna"), chief = signedIn("chief");
    const std::string here = R"({"record":"contacts/7"})";
    EXPECT_EQ(anna.call("PUT", "/presence", here).body, R"({"others":[]})");
    EXPECT_THAT(chief.call("PUT", "/presence", here).body, testing::HasSubstr("\"name\":\"anna\""));
    EXPECT_THAT(anna.call("PUT", "/presence", here).body, testing::HasSubstr("\"name\":\"chief\""));
    EXPECT_EQ(anna.call("PUT", "/presence", R"({"record":"contacts/8"})").body, R"({"others":[]})");
    EXPECT_EQ(chief.call("DELETE", "/presence?record=contacts/7").status, 204);
    EXPECT_EQ(anna.call("PUT", "/presence", here).body, R"({"others":[]})");
    ASSERT_EQ(chief.call("PUT", "/presence", here).status, 200);
    server_->kernel().clock().set(server_->kernel().clock().now().plus(std::chrono::minutes(1)));
    EXPECT_EQ(anna.call("PUT", "/presence", here).body, R"({"others":[]})") << "a closed window is forgotten";
}

TEST_F(Profile, MakesTokensThatAreFoundAgain) {
    auto chief = signedIn("chief");
    const auto made = chief.call("POST", "/tokens", R"({"userName":"anna","name":"scanner"})");
    ASSERT_EQ(made.status, 201);
    const auto where = made.headers.at("location");
    const auto found = chief.call("GET", where.substr(std::string("/api/v1").size()));
    EXPECT_EQ(found.status, 200);
    EXPECT_THAT(found.body, testing::HasSubstr("\"name\":\"scanner\""));
    EXPECT_EQ(chief.call("GET", "/tokens/1").status, 404);
}

} // namespace
} // namespace rejoinder::security::test
