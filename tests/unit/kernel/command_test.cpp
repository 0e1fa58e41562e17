#include "kernel/app/command_line.h"
#include "tests/support/server.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

/// The executable as a child process: its commands, exit codes and signals.
namespace rejoinder::app {
namespace {

using test::ChildServer;
using testing::HasSubstr;

/// With the database driver alone, so that it starts quickly.
class Command : public testing::Test {
protected:
    Command() {
        std::filesystem::copy(test::buildFolder() / "plugins" / "storage-sqlite",
                              plugins_.path() / "storage-sqlite", std::filesystem::copy_options::recursive);
    }
    [[nodiscard]] std::vector<std::string> bare(std::vector<std::string> words) const {
        words.insert(words.end(), {"--plugins", plugins_.path().string()});
        return words;
    }
    test::TempFolder plugins_;
};

TEST_F(Command, ServesUntilItIsAskedToEnd) {
    ChildServer server(bare({}));
    server.start();
    EXPECT_TRUE(test::eventually([&] { return server.output().find("/setup#rjl_") != std::string::npos; }));
    EXPECT_EQ(test::HttpClient(server.port()).send("GET", "/readyz").status, 200);
    EXPECT_EQ(server.stop(), 0);
    EXPECT_THAT(server.errors(), HasSubstr("KERNEL-STOPPED"));
    server.start();
    ::kill(server.process(), SIGINT);
    EXPECT_EQ(server.stop(), 0);
}

TEST_F(Command, TellsTheServiceManager) {
    const test::TempFolder folder;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = (folder.path() / "notify").string();
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    ChildServer server(bare({}));
    server.start();
    server.stop();
    ::unsetenv("NOTIFY_SOCKET");
    std::string told;
    char buffer[256];
    for (ssize_t n; (n = ::recv(socket, buffer, sizeof buffer, MSG_DONTWAIT)) > 0;)
        told.append(buffer, static_cast<std::size_t>(n)).append("|");
    ::close(socket);
    EXPECT_THAT(told, testing::MatchesRegex("READY=1.*\\|STOPPING=1.*\\|"));
}

TEST_F(Command, UsersAndTokensAreMadeOnceAndShownOnce) {
    ChildServer server(bare({}));
    const auto added = server.run(bare({"user", "add", "ada", "--role", "administrator", "--password-stdin"}),
                                  "correct horse battery staple\n");
    EXPECT_EQ(added.first, 0);
    EXPECT_THAT(added.second, testing::Not(HasSubstr("rjl_")));
    EXPECT_EQ(server.run(bare({"user", "add", "ada"})).first, 1) << "the name is taken";
    EXPECT_EQ(server.run(bare({"user", "add", "weak", "--password-stdin"}), "short\n").first, 2);
    EXPECT_THAT(server.run(bare({"user", "add", "bob"})).second, HasSubstr("rjl_"));
    EXPECT_THAT(server.run(bare({"user"})).second,
                testing::AllOf(HasSubstr("ada"), HasSubstr("administrator")));
    auto [code, token] = server.run(bare({"user", "token", "ada", "--permission", "plugins.read"}));
    EXPECT_EQ(code, 0);
    token.pop_back();
    server.start();
    test::HttpClient client(server.port(), token);
    EXPECT_EQ(client.get("/plugins").status, 200);
    EXPECT_EQ(client.get("/settings").status, 403);
    EXPECT_THAT(server.output(), testing::Not(HasSubstr("rjl_"))) << "there is a user";
}

TEST_F(Command, WrongUseIsToldApartFromFailure) {
    ChildServer server;
    EXPECT_EQ(server.run(bare({"serve", "--prot", "1"})).first, 2);
    EXPECT_EQ(server.run(bare({"fly"})).first, 2);
    EXPECT_EQ(server.run(bare({"user", "remove", "ada"})).first, 2);
    EXPECT_EQ(server.run(bare({"serve", "-D", "http.prot=1"})).first, 1) << "no such setting";
    EXPECT_EQ(server.run(bare({"config", "--check", "-D", "http.port=99999"})).first, 1);
    EXPECT_EQ(server.run(bare({"config", "--check"})).first, 0);
    EXPECT_EQ(server.run(bare({"check", "--config", "/nowhere/x.properties"})).first, 1);
}

TEST_F(Command, EveryCommandHasHelp) {
    ChildServer server;
    for (const char* name : {"serve", "check", "migrate", "plugins", "openapi", "user", "config", "verify"}) {
        const auto [code, text] = server.run(bare({name, "--help"}));
        EXPECT_EQ(code, 0) << name;
        EXPECT_THAT(text, HasSubstr("--data")) << name;
    }
}

TEST_F(Command, MigrationsArePlannedThenApplied) {
    ChildServer server;
    EXPECT_THAT(server.run(bare({"migrate", "--plan"})).second, HasSubstr("kernel/0001_storage\n"));
    EXPECT_THAT(server.run(bare({"migrate"})).second, HasSubstr("applied"));
    EXPECT_EQ(server.run(bare({"migrate", "--plan"})).second, "0 migrations to apply\n");
}

TEST_F(Command, VerifyFindsWhatSomebodyChangedBehindTheServer) {
    ChildServer server(bare({}));
    EXPECT_EQ(server.run(bare({"user", "add", "ada"})).first, 0);
    EXPECT_EQ(server.run(bare({"verify"})).first, 0);
    server.start();
    const auto beside = server.run(bare({"verify"}));
    EXPECT_EQ(beside.first, 0) << beside.second;
    EXPECT_THAT(beside.second, HasSubstr("audit trail: in order"));
}

TEST_F(Command, TwoServersDoNotShareADatabase) {
    ChildServer server(bare({}));
    server.start();
    EXPECT_EQ(server.run(bare({"serve", "--port", "0"})).first, 1);
    EXPECT_EQ(test::HttpClient(server.port()).send("GET", "/readyz").status, 200);
}

TEST_F(Command, ConfigShowsOrigins) {
    const test::TempFolder folder;
    const auto file = folder.write("x.properties", "log.level = debug\n");
    ::setenv("REJOINDER__HTTP__THREADS", "99", 1);
    ChildServer server;
    const auto [code, text] = server.run(bare({"config", "--config", file.string(), "--port", "77"}));
    ::unsetenv("REJOINDER__HTTP__THREADS");
    EXPECT_EQ(code, 0);
    EXPECT_THAT(text, HasSubstr("http.port = 77   # command line\n"));
    EXPECT_THAT(text, HasSubstr("http.threads = 99   # environment\n"));
    EXPECT_THAT(text, HasSubstr("http.idle-timeout-ms = 5000   # default\n"));
}

TEST(CommandLine, ReadsOptionsInEverySpelling) {
    const std::vector<OptionSpec> own{{"role", "ROLE", "r"}, {"plan", "", "p"}};
    const auto a = parseArguments(
        {"add", "ada", "--role", "x", "--role=y", "--plan", "-D", "a.b=c=d", "--data=/d", "-p", "1"}, own);
    EXPECT_THAT(a.words, testing::ElementsAre("add", "ada"));
    EXPECT_THAT(a.all("role"), testing::ElementsAre("x", "y"));
    EXPECT_TRUE(a.has("plan"));
    EXPECT_THAT(a.launch.settings,
                testing::ElementsAre(testing::Pair("a.b", "c=d"), testing::Pair("data.folder", "/d"),
                                     testing::Pair("http.port", "1")));
    EXPECT_THROW(parseArguments({"--role"}, own), UsageError);
    EXPECT_THROW(parseArguments({"-D", "ab"}, own), UsageError);
    EXPECT_THROW(parseArguments({"--seed", "1"}, own), UsageError);
    const auto tolerant = parseArguments({"--seed", "1", "--data", "/d"}, own, true);
    EXPECT_THAT(tolerant.words, testing::ElementsAre("--seed", "1"));
}

} // namespace
} // namespace rejoinder::app
