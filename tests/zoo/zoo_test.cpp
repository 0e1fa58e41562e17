#include "tests/zoo/zoo_world.h"

#include <gmock/gmock.h>

/// All bad plugins at once, with two good ones among them: who is refused and why, and whether the good ones
/// notice.
namespace rejoinder::test {
namespace {

using plugin::State;
using testing::HasSubstr;
using testing::IsEmpty;

struct Voice {
    std::string inlined, outOfLine, fromVirtual;
};
REJOINDER_DESCRIBE(Voice, inlined, outOfLine, fromVirtual)

class Zoo : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder_ = std::make_unique<TempFolder>();
        const auto storage = makeStorageRoot(*folder_);
        const auto twins = folder_->path() / "twins";
        copyPlugin(zooFolder() / "zoo-twin", twins);
        server_ = std::make_unique<InProcessServer>(SettingList{
            {"plugins.folders", storage.string() + ":" + zooFolder().string() + ":" + twins.string()},
            {"server.drain-seconds", "1"}});
        status_ = statusOf(server_->kernel());
    }
    static void TearDownTestSuite() {
        server_.reset();
        folder_.reset();
    }
    static app::Kernel& kernel() { return server_->kernel(); }

    static std::unique_ptr<TempFolder> folder_;
    static std::unique_ptr<InProcessServer> server_;
    static std::map<std::string, plugin::PluginStatus> status_;
};

std::unique_ptr<TempFolder> Zoo::folder_;
std::unique_ptr<InProcessServer> Zoo::server_;
std::map<std::string, plugin::PluginStatus> Zoo::status_;

struct Refusal {
    const char* plugin;
    const char* because; ///< what the reason must name; the sentence around it is free
};

class Refused : public Zoo, public testing::WithParamInterface<Refusal> {};

TEST_P(Refused, WithTheReasonAndNothingLeftBehind) {
    const auto [name, because] = GetParam();
    ASSERT_TRUE(status_.contains(name)) << "not built?";
    EXPECT_EQ(status_[name].state, State::Refused);
    EXPECT_THAT(status_[name].reason, HasSubstr(because));
    EXPECT_THAT(registeredBy(kernel(), name), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Zoo, Refused,
    testing::Values(Refusal{"zoo-wrong-major", "2.0"}, Refusal{"zoo-newer-minor", "1.99"},
                    Refusal{"zoo-missing-need", "zoo-nobody"}, Refusal{"zoo-old-need", "1.9.0"},
                    Refusal{"zoo-ring-a", "zoo-ring-b"}, Refusal{"zoo-ring-b", "zoo-ring-a"},
                    Refusal{"zoo-needs-bad", "zoo-throws-start"}, Refusal{"zoo-twin", "twins"},
                    Refusal{"zoo-throws-create", "stillborn"}, Refusal{"zoo-throws-declare", "speechless"},
                    Refusal{"zoo-throws-start", "too early"}, Refusal{"zoo-throws-ready", "no exception"},
                    Refusal{"zoo-undefined", "zooFunctionThatNobodyHas"},
                    Refusal{"zoo-toolchain", "cfront 3.0"}, Refusal{"zoo-no-stamp", "rejoinderAbiStamp"},
                    Refusal{"zoo-twice-route", "/zoo-good-a"},
                    Refusal{"zoo-twice-permission", "zoo-good-a.read"}, Refusal{"zoo-twice-setting", "bars"},
                    Refusal{"zoo-twice-job", "feed"}, Refusal{"zoo-twice-message", "ZOO-GOOD-A"},
                    Refusal{"zoo-twice-check", "alive"},
                    Refusal{"zoo-no-permission", "zoo-no-permission.red"}, Refusal{"zoo-exposed", "exposure"},
                    Refusal{"zoo-secret", "smtp-password-file"}, Refusal{"zoo-nosy", "zoo-good-a"}),
    [](const auto& p) {
        std::string name(p.param.plugin + 4);
        for (char& c : name)
            if (c == '-') c = '_';
        return name;
    });

TEST_F(Zoo, GoodPluginsRunTheirOwnCodeUnderSharedNames) {
    auto client = server_->admin();
    for (const std::string letter : {"a", "b"}) {
        EXPECT_EQ(status_["zoo-good-" + letter].state, State::Ready);
        const auto answer = client.get("/zoo-good-" + letter);
        ASSERT_EQ(answer.status, 200) << answer.body;
        const auto voice = answer.as<Voice>();
        EXPECT_EQ(voice.inlined, "inlined " + letter);
        EXPECT_EQ(voice.outOfLine, "out of line " + letter);
        EXPECT_EQ(voice.fromVirtual, "voice " + letter);
    }
}

TEST_F(Zoo, WhoOnlyCouldUseABadPluginWorksWithoutIt) {
    EXPECT_EQ(status_["zoo-wants-bad"].state, State::Ready);
}

TEST_F(Zoo, ExceptionsOfHandlersAreAnsweredAndTheServerGoesOn) {
    auto client = server_->admin();
    for (const char* path : {"/zoo-throws-handler/exception", "/zoo-throws-handler/number"}) {
        const auto answer = client.get(path);
        EXPECT_EQ(answer.status, 500);
        EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
        EXPECT_THAT(answer.body, testing::Not(HasSubstr("ouch"))) << "the text of a bug is for the log";
    }
    EXPECT_EQ(client.get("/zoo-good-a").status, 200);
    EXPECT_EQ(client.send("GET", "/readyz").status, 200);
}

TEST_F(Zoo, ExceptionsOfJobsEndTheJobOnly) {
    auto client = server_->admin();
    ASSERT_EQ(client.post("/zoo-throws-handler/jobs", "{}").status, 204);
    EXPECT_TRUE(eventually([&] { return kernel().runner().trouble().has_value(); }));
    EXPECT_EQ(client.get("/zoo-good-a").status, 200);
}

TEST_F(Zoo, PluginListTellsOperatorsWhy) {
    auto client = server_->admin();
    const auto answer = client.get("/plugins");
    ASSERT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, HasSubstr("zooFunctionThatNobodyHas"));
    EXPECT_THAT(client.send("GET", "/readyz").body, HasSubstr("zoo-ring-a"));
    EXPECT_THAT(server_->anonymous().send("GET", "/readyz").body, testing::Not(HasSubstr("zoo-ring-a")));
}

TEST_F(Zoo, RoutesOfRefusedPluginsAreNotThere) {
    auto client = server_->admin();
    EXPECT_EQ(client.get("/zoo-throws-start").status, 404);
    EXPECT_EQ(client.get("/zoo-throws-ready").status, 404);
}

/// Last, because it stops the server: hanging and throwing plugins do not keep the others from stopping in
/// order.
TEST_F(Zoo, ZzStopIsBoundedAndLeavesNothingRegistered) {
    auto& host = kernel().host();
    kernel().runner().drain();
    const auto begin = std::chrono::steady_clock::now();
    host.drain(std::chrono::milliseconds(300), std::chrono::milliseconds(200));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
    host.stop();
    const auto status = statusOf(kernel());
    for (const auto& [name, p] : status) {
        EXPECT_THAT(registeredBy(kernel(), name), IsEmpty()) << name;
        EXPECT_TRUE(p.state == State::Stopped || p.state == State::Refused) << name;
    }
    EXPECT_THAT(status.at("zoo-hangs-drain").reason, HasSubstr("drain"));
    EXPECT_THAT(status.at("zoo-throws-drain").reason, HasSubstr("not finished"));
    EXPECT_THAT(status.at("zoo-throws-stop").reason, HasSubstr("stays"));
    EXPECT_THAT(status.at("zoo-good-a").reason, IsEmpty());
    kernel().stop();
}

} // namespace
} // namespace rejoinder::test
