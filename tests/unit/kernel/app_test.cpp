#include "tests/support/server.h"

#include <gmock/gmock.h>

/// The wired kernel in this process: states of readiness, stop, restart, the in-process API.
namespace rejoinder::app {
namespace {

using test::InProcessServer;
using test::SettingList;
using testing::HasSubstr;

/// Servers with the database driver alone.
SettingList bare(const test::TempFolder& folder, SettingList more = {}) {
    std::error_code there;
    std::filesystem::copy(test::buildFolder() / "plugins" / "storage-sqlite",
                          folder.path() / "storage-sqlite", std::filesystem::copy_options::recursive, there);
    more.emplace_back("plugins.folders", folder.path().string());
    return more;
}

class App : public testing::Test {
protected:
    test::TempFolder plugins_;
};

TEST_F(App, AnswersAboutItself) {
    InProcessServer server(bare(plugins_));
    auto nobody = server.anonymous();
    EXPECT_EQ(nobody.send("GET", "/livez").status, 200);
    EXPECT_EQ(nobody.send("GET", "/readyz").status, 200);
    EXPECT_THAT(nobody.send("GET", "/version").body, HasSubstr("\"version\":\""));
    EXPECT_EQ(nobody.send("GET", "/metrics").status, 401);
    EXPECT_EQ(nobody.send("GET", "/api/v1/plugins").status, 401);
    auto admin = server.admin();
    EXPECT_THAT(admin.send("GET", "/metrics").body,
                HasSubstr("rejoinder_plugin_info{name=\"storage-sqlite\""));
    EXPECT_THAT(admin.get("/plugins").body, HasSubstr("\"state\":\"ready\""));
    EXPECT_THAT(admin.get("/settings").body,
                HasSubstr("\"key\":\"http.port\",\"value\":\"0\",\"origin\":\"command line\""));
    test::HttpClient poor(server.port(), test::makeToken(server.kernel(), "poor", {"administrator"},
                                                         std::vector<std::string>{"plugins.read"}));
    EXPECT_EQ(poor.send("GET", "/metrics").status, 403);
    EXPECT_EQ(poor.get("/settings").status, 403);
    EXPECT_EQ(poor.get("/plugins").status, 200);
}

TEST_F(App, IsNotReadyWhenTheDatabaseIsGone) {
    InProcessServer server(bare(plugins_));
    auto client = server.admin();
    EXPECT_THAT(client.send("GET", "/readyz").body, HasSubstr("\"ready\":true"));
    server.kernel().health().add("database", []() -> observe::Check { throw std::runtime_error("gone"); });
    const auto answer = client.send("GET", "/readyz");
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(answer.body, HasSubstr("gone"));
}

TEST_F(App, StopsInOrderTwiceAndStartsAgainOnItsData) {
    InProcessServer server(bare(plugins_));
    const std::string token = server.adminToken();
    server.restart();
    EXPECT_EQ(test::HttpClient(server.port(), token).get("/plugins").status, 200);
    server.kernel().stop();
    server.kernel().stop();
    EXPECT_THROW(
        static_cast<void>(server.kernel().storage().read([](Unit& u) { return u.number("kernel.ping"); })),
        Error);
    server.restart();
    EXPECT_EQ(test::HttpClient(server.port(), token).get("/plugins").status, 200);
    EXPECT_THAT(server.log(), HasSubstr("KERNEL-STOPPED"));
    EXPECT_THAT(server.log(), testing::Not(HasSubstr("KERNEL-STOP-FAILED")));
}

TEST_F(App, SaysNotReadyBeforeItRefusesConnections) {
    InProcessServer server(bare(plugins_, {{"server.drain-delay-seconds", "5"}}));
    auto client = server.anonymous();
    EXPECT_EQ(client.send("GET", "/readyz").status, 200);
    std::thread stopping([&] { server.kernel().stop(); });
    EXPECT_TRUE(test::eventually([&] { return server.anonymous().send("GET", "/readyz").status == 503; }));
    EXPECT_EQ(server.anonymous().send("GET", "/livez").status, 200)
        << "still served while load balancers look away";
    stopping.join();
    EXPECT_ANY_THROW(server.anonymous().send("GET", "/livez"));
}

TEST_F(App, TheSetUpLinkIsMadeOnceThereIsNoUser) {
    InProcessServer server(bare(plugins_));
    const auto secret = server.kernel().security().setupSecret();
    ASSERT_TRUE(secret);
    auto client = server.anonymous();
    const std::string body =
        R"({"secret":")" + *secret + R"(","name":"ada","password":"a long enough pass phrase"})";
    EXPECT_EQ(client.post("/setup", body).status, 201);
    EXPECT_EQ(client.post("/setup", body).status, 403) << "a link works once";
    EXPECT_FALSE(server.kernel().security().setupSecret());
}

TEST_F(App, WithoutTheDriverTheServerDoesNotOpen) {
    Kernel kernel(test::launchIn(plugins_.path(), bare(plugins_, {{"storage.driver", "oracle"}})));
    kernel.load();
    try {
        kernel.open(Kernel::Access::Serve);
        FAIL() << "opened";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), "kernel.no-driver");
    }
}

TEST_F(App, ADatabaseThatIsBehindIsRefusedUnlessItMayBeMigrated) {
    const test::TempFolder data;
    const auto settings = bare(plugins_, {{"storage.migrate", "never"}});
    const auto codeOfOpen = [&](Kernel::Access access, const SettingList& with) {
        Kernel kernel(test::launchIn(data.path(), with));
        kernel.load();
        try {
            kernel.open(access);
            if (access == Kernel::Access::Migrate) kernel.migrate({});
        } catch (const Error& e) {
            return e.code();
        }
        return std::string();
    };
    EXPECT_EQ(codeOfOpen(Kernel::Access::Serve, settings), "kernel.schema");
    EXPECT_EQ(codeOfOpen(Kernel::Access::Work, bare(plugins_)), "kernel.schema")
        << "commands never migrate by the way";
    EXPECT_EQ(codeOfOpen(Kernel::Access::Migrate, settings), "");
    EXPECT_EQ(codeOfOpen(Kernel::Access::Serve, settings), "");
}

TEST_F(App, InProcessRequestsAreThoseOfTheSystem) {
    InProcessServer server(bare(plugins_));
    auto& api = server.kernel().api();
    EXPECT_EQ(api.request(Verb::Get, "/plugins").status, 200);
    EXPECT_EQ(api.request(Verb::Get, "/nowhere").status, 404);
    EXPECT_EQ(api.request(Verb::Post, "/roles", "{").status, 400);
    const auto made = api.request(Verb::Post, "/roles", R"({"name":"reader","description":"Reads"})");
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_THAT(api.request(Verb::Get, "/audit").body, HasSubstr("\"system\""));
    EXPECT_NO_THROW(api.settle());
}

} // namespace
} // namespace rejoinder::app
