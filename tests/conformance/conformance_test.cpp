#include "kernel/storage/query_catalog.h"
#include "tests/support/server.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

/// What every plugin must keep, asked of all that are built, on a new database: an SQLite file, or with
/// REJOINDER_STORAGE=mysql one of a private MariaDB server.
namespace rejoinder::test {
namespace {

using plugin::State;
using testing::HasSubstr;
using testing::IsEmpty;

class Conformance : public testing::Test {
protected:
    static void SetUpTestSuite() {
        server_ = std::make_unique<InProcessServer>(SettingList{{"http.requests-per-connection", "100000"}});
        powerless_ = makeToken(kernel(), "powerless", {}, std::vector<std::string>{});
    }
    static void TearDownTestSuite() { server_.reset(); }
    static app::Kernel& kernel() { return server_->kernel(); }

    /// Calls `each` with every route that is not public.
    static void forEachGuarded(const std::function<void(const http::RouteEntry&)>& each) {
        std::size_t count = 0;
        for (const auto& entry : kernel().router().routes()) {
            if (entry->route.permission == "public") continue;
            ++count;
            SCOPED_TRACE(fmt::format("{} {} of {}", http::verbName(entry->route.verb), entry->route.path,
                                     entry->plugin));
            each(*entry);
        }
        EXPECT_GT(count, 10U);
    }
    /// A request to the route with "1" in the place of every placeholder.
    static Answer call(HttpClient& client, const http::RouteEntry& entry, const std::string& body = {},
                       const std::string& query = {}) {
        std::string path = entry.label;
        for (auto open = path.find('{'); open != std::string::npos; open = path.find('{'))
            path.replace(open, path.find('}', open) - open + 1, "1");
        HttpClient::Headers headers{{"Idempotency-Key", fmt::format("conformance-{}", ++keys_)}};
        if (entry.route.ifMatch) headers["If-Match"] = "\"1\"";
        if (entry.route.upload && !entry.route.uploadRules.contentTypes.empty())
            headers["Content-Type"] = entry.route.uploadRules.contentTypes.front();
        return client.send(std::string(http::verbName(entry.route.verb)), path + query, body, headers);
    }
    static bool takesJson(const http::RouteEntry& entry) {
        const Verb verb = entry.route.verb;
        return (verb == Verb::Post || verb == Verb::Put || verb == Verb::Patch) && !entry.route.upload;
    }
    static void expectProblem(const Answer& answer, int status) {
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
        EXPECT_NE(answer.code(), "");
    }

    static std::unique_ptr<InProcessServer> server_;
    static std::string powerless_;
    static int keys_;
};

std::unique_ptr<InProcessServer> Conformance::server_;
std::string Conformance::powerless_;
int Conformance::keys_ = 0;

TEST_F(Conformance, EveryPluginIsReady) {
    const auto all = kernel().host().status();
    EXPECT_GT(all.size(), 1U);
    for (const auto& p : all) {
        EXPECT_EQ(p.state, State::Ready) << p.name << ": " << p.reason;
        EXPECT_NE(p.title, "") << p.name;
    }
}

TEST_F(Conformance, TheFileBesideEachLibraryIsTheSource) {
    for (const auto& p : kernel().host().participants())
        EXPECT_EQ(readFile(p.folder / "plugin.json"),
                  readFile(sourceFolder() / "plugins" / p.name / "plugin.json"))
            << p.name;
}

TEST_F(Conformance, EveryPermissionIsDescribedAndUsed) {
    std::set<std::string> used{"plugins.read", "metrics.read"}; // asked outside the API
    for (const auto& p : kernel().host().participants())
        for (const auto& name : kernel().host().registrations().permissionsUsed(p.name)) used.insert(name);
    for (const auto& name : kernel().host().registrations().permissionsUsed("kernel")) used.insert(name);
    const auto declared = kernel().security().permissions().all();
    for (const auto& p : declared) {
        EXPECT_GT(p.description.size(), 8U) << p.name;
        used.erase(p.name);
    }
    EXPECT_THAT(used, IsEmpty()) << "used, but nobody declared them";
}

TEST_F(Conformance, EverySettingIsDescribedAndItsDefaultPasses) {
    for (const auto& e : kernel().settings().effective()) {
        EXPECT_GT(e.setting.description.size(), 7U) << e.setting.key;
        const std::string wrong = e.setting.check ? e.setting.check(e.setting.fallback) : "";
        EXPECT_EQ(wrong, "") << e.setting.key;
    }
    EXPECT_THAT(kernel().problems(), IsEmpty());
}

TEST_F(Conformance, EveryQueryIsPrepared) {
    // open() prepared all that the catalogue holds; here: the catalogue holds all that the files hold.
    std::size_t count = 0;
    std::vector<std::string> owners{"kernel"};
    for (const auto& p : kernel().host().participants()) owners.push_back(p.name);
    const std::string mark = "-- name:";
    for (const auto& owner : owners)
        for (const auto& file : storage::sqlFiles(sourceFolder() / "sql" / owner / "queries",
                                                  kernel().engine().database().features().dialect)) {
            const std::string text = readFile(file);
            for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
                std::string name = text.substr(at + mark.size(), text.find('\n', at) - at - mark.size());
                name.erase(0, name.find_first_not_of(' '));
                name.erase(name.find_last_not_of(" \r") + 1);
                EXPECT_NO_THROW(static_cast<void>(kernel().engine().queries().find(owner + "." + name)))
                    << owner << '.' << name;
                ++count;
            }
        }
    EXPECT_GT(count, 50U);
}

TEST_F(Conformance, WithoutATokenEveryRouteAnswers401) {
    auto client = server_->anonymous();
    forEachGuarded([&](const auto& entry) { expectProblem(call(client, entry), 401); });
}

TEST_F(Conformance, WithAPowerlessTokenEveryRouteAnswers403) {
    HttpClient client(server_->port(), powerless_);
    forEachGuarded([&](const auto& entry) { expectProblem(call(client, entry), 403); });
}

TEST_F(Conformance, ABodyThatIsNoJsonIsMalformed) {
    auto client = server_->admin();
    forEachGuarded([&](const auto& entry) {
        if (takesJson(entry)) expectProblem(call(client, entry, "{\"half"), 400);
    });
}

TEST_F(Conformance, UnknownMembersOfABodyAreNamed) {
    auto client = server_->admin();
    forEachGuarded([&](const auto& entry) {
        if (!takesJson(entry)) return;
        const auto answer = call(client, entry, R"({"nobodyKnowsThis":1})");
        expectProblem(answer, 422);
        EXPECT_THAT(answer.body, HasSubstr("/nobodyKnowsThis"));
    });
}

TEST_F(Conformance, UnknownParametersOfAQueryAreNamed) {
    auto client = server_->admin();
    forEachGuarded([&](const auto& entry) {
        if (entry.route.verb != Verb::Get && entry.route.verb != Verb::Delete) return;
        const auto answer = call(client, entry, {}, "?nobodyKnowsThis=1");
        expectProblem(answer, 422);
        EXPECT_THAT(answer.body, HasSubstr("nobodyKnowsThis"));
    });
}

TEST_F(Conformance, OpenApiTellsOfEveryRoute) {
    auto client = server_->anonymous();
    const std::string document = client.get("/openapi.json").body;
    for (const auto& entry : kernel().router().routes()) {
        EXPECT_THAT(document, testing::AnyOf(HasSubstr("\"" + entry->route.path + "\""),
                                             HasSubstr("\"" + entry->label + "\"")));
        std::string summary;
        json::quote(summary, entry->route.summary);
        EXPECT_THAT(document, HasSubstr(summary));
    }
}

/// A path with "*" in the place of every variable.
std::string shapeOf(std::string path) {
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{'))
        path.replace(open, path.find('}', open) - open + 1, "*");
    return path;
}

TEST_F(Conformance, WhatWasMadeIsFoundAtItsLocation) {
    std::set<std::string> shown;
    for (const auto& entry : kernel().router().routes())
        if (entry->route.verb == Verb::Get) shown.insert(shapeOf(entry->route.path));
    for (const auto& entry : kernel().router().routes()) {
        const auto& route = entry->route;
        if ((route.success != 201 && route.success != 202) || !route.out) continue;
        if (route.success == 202) {
            const bool begun =
                route.out->find("operationId") || route.out->name == structInfo<Operation>().name;
            EXPECT_TRUE(begun) << entry->label << " answers 202 and names no operation";
        } else {
            const auto place = route.at.empty() ? route.path + "/{made}" : route.at;
            EXPECT_TRUE(!place.ends_with("{made}") || route.out->find("id"))
                << entry->label << " makes something without an id";
            EXPECT_TRUE(shown.contains(shapeOf(place)))
                << entry->label << ": no GET shows what it made at " << place << "; see Route::at";
        }
    }
}

TEST_F(Conformance, MessagesSayWhatToDo) {
    for (const auto& m : kernel().messages().all()) EXPECT_GT(m.text.size(), 5U) << m.id;
}

TEST_F(Conformance, TheReferenceFileIsThatOfTheDeclaredSettings) {
    EXPECT_EQ(readFile(sourceFolder() / "config" / "rejoinder.properties"), kernel().settings().reference())
        << "make it anew: rejoinder config --reference > config/rejoinder.properties";
}

TEST_F(Conformance, MigrationsAppliedAreNotAppliedAgain) {
    InProcessServer first;
    const auto data = first.data();
    first.stop();
    app::Kernel again(launchIn(data));
    again.load();
    again.open(app::Kernel::Access::Migrate);
    EXPECT_THAT(again.migrationPlan(), IsEmpty());
    EXPECT_EQ(again.migrate({}), 0U);
}

TEST_F(Conformance, StartAndStopTwiceLeaveNothingRegistered) {
    InProcessServer server;
    for (int round = 0; round < 2; ++round) {
        auto& kernel = server.kernel();
        for (const auto& p : kernel.host().status())
            EXPECT_EQ(p.state, State::Ready) << p.name << ": " << p.reason;
        kernel.stop();
        for (const auto& p : kernel.host().status()) {
            EXPECT_EQ(p.state, State::Stopped) << p.name << ": " << p.reason;
            EXPECT_EQ(p.reason, "") << p.name;
            EXPECT_THAT(registeredBy(kernel, p.name), IsEmpty()) << p.name;
        }
        if (round == 0) server.restart();
    }
}

TEST_F(Conformance, VerifyFindsNothingInANewDatabase) {
    for (const auto& check : kernel().host().registrations().checks())
        EXPECT_THAT(kernel().storage().read([&](Unit& u) { return check.run(u); }), IsEmpty())
            << check.plugin << ": " << check.name;
}

} // namespace
} // namespace rejoinder::test
