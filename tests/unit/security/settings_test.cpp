#include "kernel/app/stored_settings.h"
#include "world.h"

namespace rejoinder::security::test {
namespace {

class SettingsOverHttp : public People {
protected:
    /// A second node on the same settings would do the same; here the values reach the process that asks.
    std::string level() { return server_->kernel().settings().get<std::string>("log.level"); }
};

TEST_F(SettingsOverHttp, AreChangedCheckedAndTakenBack) {
    auto chief = signedIn("chief");
    const auto one = chief.call("GET", "/settings/log.level");
    EXPECT_THAT(one.body,
                testing::AllOf(testing::HasSubstr(R"("changeable":true)"),
                               testing::HasSubstr(R"("type":"text")"), testing::HasSubstr(R"("version":0)")));
    const auto bad =
        chief.call("PATCH", "/settings/log.level", R"({"value":"loud"})", {{"If-Match", "\"0\""}});
    EXPECT_EQ(bad.status, 422);
    EXPECT_THAT(bad.body, testing::HasSubstr(R"("pointer":"/value")"));
    const auto good =
        chief.call("PATCH", "/settings/log.level", R"({"value":"warning"})", {{"If-Match", "\"0\""}});
    EXPECT_EQ(good.status, 200) << good.body;
    EXPECT_THAT(good.body, testing::AllOf(testing::HasSubstr(R"("value":"warning")"),
                                          testing::HasSubstr(R"("origin":"database")"),
                                          testing::HasSubstr(R"("changedBy":"chief")")));
    EXPECT_EQ(level(), "warning");
    EXPECT_EQ(
        chief.call("PATCH", "/settings/log.level", R"({"value":"error"})", {{"If-Match", "\"0\""}}).status,
        412);
    server_->restart();
    EXPECT_EQ(level(), "warning");
    chief = signedIn("chief");
    EXPECT_EQ(chief.call("PATCH", "/settings/log.level", "{}", {{"If-Match", "\"1\""}}).status, 200);
    EXPECT_EQ(level(), "debug") << "as the file has it";
    EXPECT_EQ(audited("settings.change"), 2);
}

TEST_F(SettingsOverHttp, AreNotChangedWhereTheServerDecides) {
    auto chief = signedIn("chief"), anna = signedIn("anna");
    const HttpClient::Headers first{{"If-Match", "\"0\""}};
    EXPECT_EQ(chief.call("PATCH", "/settings/http.port", R"({"value":"1"})", first).code(),
              "kernel.setting-restart");
    EXPECT_EQ(chief.call("PATCH", "/settings/storage-sqlite.readers", R"({"value":"2"})", first).code(),
              "kernel.setting-restart");
    EXPECT_EQ(chief.call("PATCH", "/settings/no.such", R"({"value":"2"})", first).status, 404);
    EXPECT_EQ(anna.call("PATCH", "/settings/log.level", R"({"value":"error"})", first).status, 403);
    EXPECT_EQ(anna.call("GET", "/settings").status, 403);
}

TEST_F(SettingsOverHttp, ReachAnotherNodeThroughTheDatabase) {
    // As another node does it: the row and the event, without this process being asked.
    server_->kernel().storage().write(
        [](Unit& u) {
            u.run("kernel.insert-stored-setting", {{"settingKey", "log.level"},
                                                   {"value", "error"},
                                                   {"version", 1},
                                                   {"changedAt", u.now()},
                                                   {"changedBy", "elsewhere"}});
            u.publish(app::SettingChanged{"log.level"});
        },
        {Priority::Interactive, {"command", "test", {}, {}}});
    EXPECT_TRUE(rejoinder::test::eventually([&] { return level() == "error"; }));
}

} // namespace
} // namespace rejoinder::security::test
