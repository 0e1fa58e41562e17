#include "kernel/config/settings.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

namespace rejoinder::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Setting setting(std::string key, Value fallback, std::string owner = "kernel") {
    return {std::move(key), std::move(owner), std::move(fallback), "What it is for", {}};
}

std::string codeOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return "";
}

class SettingsTest : public testing::Test {
protected:
    std::string originOf(const std::string& key) const {
        for (const auto& e : settings_.effective())
            if (e.setting.key == key) return e.origin;
        return "none";
    }
    test::TempFolder folder_;
    Settings settings_;
};

TEST_F(SettingsTest, EachLayerOverridesTheOneBelow) {
    settings_.declare(setting("http.port", std::int64_t{1}));
    EXPECT_EQ(settings_.get<std::int64_t>("http.port"), 1);
    EXPECT_EQ(originOf("http.port"), "default");

    settings_.addFile(folder_.write("a.properties", "http.port = 2\n"));
    EXPECT_EQ(settings_.get<std::int64_t>("http.port"), 2);
    settings_.addFile(folder_.write("b.properties", "# comment\nhttp.port: 3\n"));
    EXPECT_EQ(settings_.get<std::int64_t>("http.port"), 3) << "a later file wins";

    const char* const environment[] = {"HOME=/root", "REJOINDER__HTTP__PORT=4", nullptr};
    settings_.addEnvironment(environment);
    EXPECT_EQ(settings_.get<std::int64_t>("http.port"), 4);
    EXPECT_EQ(originOf("http.port"), "environment");

    settings_.set("http.port", "5");
    EXPECT_EQ(settings_.get<std::int64_t>("http.port"), 5);
    EXPECT_EQ(originOf("http.port"), "command line");
    EXPECT_THAT(settings_.problems(), IsEmpty());
}

TEST_F(SettingsTest, LayersMayComeBeforeTheDeclaration) {
    settings_.set("contacts.retention-days", "30");
    settings_.declare(setting("contacts.retention-days", std::int64_t{730}, "contacts"));
    EXPECT_EQ(settings_.get<std::int64_t>("contacts.retention-days"), 30);
}

TEST_F(SettingsTest, EnvironmentSpellsHyphensAsUnderscores) {
    settings_.declare(setting("storage-sqlite.cache-megabytes", std::int64_t{32}));
    const char* const environment[] = {"REJOINDER__STORAGE_SQLITE__CACHE_MEGABYTES=64", nullptr};
    settings_.addEnvironment(environment);
    EXPECT_EQ(settings_.get<std::int64_t>("storage-sqlite.cache-megabytes"), 64);
}

TEST_F(SettingsTest, ValuesAreTyped) {
    settings_.declare(setting("a.flag", false));
    settings_.declare(setting("a.number", 0.5));
    settings_.declare(setting("a.text", std::string("x")));
    settings_.set("a.flag", "true");
    settings_.set("a.number", "2.25");
    settings_.set("a.text", "${not.expanded} = : #");
    EXPECT_TRUE(settings_.get<bool>("a.flag"));
    EXPECT_EQ(settings_.get<double>("a.number"), 2.25);
    EXPECT_EQ(settings_.get<std::string>("a.text"), "${not.expanded} = : #");
    EXPECT_THAT(settings_.problems(), IsEmpty());
}

TEST_F(SettingsTest, WrongTypesAreProblemsAndTheDefaultStays) {
    settings_.declare(setting("a.flag", true));
    settings_.declare(setting("a.count", std::int64_t{7}));
    settings_.set("a.flag", "yes");
    settings_.set("a.count", "7.5");
    EXPECT_TRUE(settings_.get<bool>("a.flag"));
    EXPECT_EQ(settings_.get<std::int64_t>("a.count"), 7);
    EXPECT_THAT(settings_.problems(), ElementsAre(HasSubstr("a.count"), HasSubstr("a.flag")));
}

TEST_F(SettingsTest, ChecksAreAsked) {
    auto s = setting("a.count", std::int64_t{7});
    s.check = [](const Value& v) {
        return std::get<std::int64_t>(v) > 0 ? std::string() : "must be positive";
    };
    settings_.declare(s);
    settings_.set("a.count", "-1");
    EXPECT_THAT(settings_.problems(), ElementsAre(HasSubstr("must be positive")));
}

TEST_F(SettingsTest, UnknownKeysNameTheNearestKnownOne) {
    settings_.declare(setting("http.address", std::string()));
    settings_.set("http.adress", "::1");
    settings_.addFile(folder_.write("a.properties", "completely.different = 1\n"));
    EXPECT_THAT(settings_.problems(),
                testing::UnorderedElementsAre(
                    testing::AllOf(HasSubstr("http.adress"), HasSubstr("http.address")),
                    testing::AllOf(HasSubstr("completely.different"), HasSubstr("a.properties"),
                                   testing::Not(HasSubstr("meant")))));
}

TEST_F(SettingsTest, ValuesOfAbsentPluginsMayStay) {
    settings_.set("console.theme", "dark");
    settings_.tolerate("console");
    settings_.declare(setting("contacts.days", std::int64_t{1}, "contacts"));
    settings_.set("contacts.days", "2");
    settings_.removeAll("contacts");
    EXPECT_THAT(settings_.problems(), IsEmpty());
    EXPECT_EQ(codeOf([&] { static_cast<void>(settings_.value("contacts.days")); }), "kernel.no-setting");
}

TEST_F(SettingsTest, BadDeclarationsAreRefused) {
    settings_.declare(setting("a.b", true));
    EXPECT_EQ(codeOf([&] { settings_.declare(setting("a.b", false)); }), "kernel.setting-twice");
    for (const char* key : {"", "ab", "a.", ".a", "a.B", "a.b c", "a.b_c"})
        EXPECT_EQ(codeOf([&] { settings_.declare(setting(key, true)); }), "kernel.setting-key") << key;
    for (const char* key : {"a.password", "a.smtp-password", "a.api-key", "a.token", "a.b.client-secret"})
        EXPECT_EQ(codeOf([&] { settings_.declare(setting(key, std::string())); }), "kernel.setting-secret")
            << key;
    EXPECT_EQ(codeOf([&] { settings_.declare(setting("a.password-file", std::string())); }), "");
    EXPECT_EQ(codeOf([&] {
                  settings_.declare({"a.c", "kernel", true, "", {}});
              }),
              "kernel.setting-description");
    auto s = setting("a.d", std::int64_t{0});
    s.check = [](const Value&) { return std::string("never right"); };
    EXPECT_EQ(codeOf([&] { settings_.declare(s); }), "kernel.setting-default");
    EXPECT_EQ(codeOf([&] { settings_.set("A", "1"); }), "kernel.setting-key");
}

TEST_F(SettingsTest, FilesThatAreNamedMustBeReadable) {
    settings_.declare(setting("a.key-file", std::string()));
    EXPECT_THAT(settings_.problems(), IsEmpty());
    settings_.set("a.key-file", (folder_.path() / "absent").string());
    EXPECT_THAT(settings_.problems(), ElementsAre(HasSubstr("a.key-file")));
    folder_.write("absent", "now it is there");
    EXPECT_THAT(settings_.problems(), IsEmpty());
    EXPECT_EQ(codeOf([&] { settings_.addFile(folder_.path() / "none.properties"); }), "kernel.config-file");
}

TEST_F(SettingsTest, ReferenceReadsBackAsTheDefaults) {
    settings_.declare(setting("a.count", std::int64_t{7}));
    settings_.declare(setting("b.text", std::string("x y")));
    settings_.declare(setting("b.empty", std::string()));
    settings_.declare(setting("b.ratio", 0.25));
    std::string text = settings_.reference();
    EXPECT_THAT(text, HasSubstr("What it is for"));
    for (auto at = text.find("\n#"); at != std::string::npos; at = text.find("\n#", at + 1))
        if (text.find(" =", at) < text.find('\n', at + 1) && text.compare(at + 2, 1, " ") != 0)
            text.erase(at + 1, 1);
    Settings read;
    read.addFile(folder_.write("reference.properties", text));
    for (const auto& e : settings_.effective()) read.declare(e.setting);
    EXPECT_THAT(read.problems(), IsEmpty());
    for (const auto& e : read.effective()) {
        EXPECT_EQ(e.value, e.setting.fallback) << e.setting.key;
        EXPECT_THAT(e.origin, testing::StartsWith("file ")) << e.setting.key;
    }
}

TEST(Redacted, HidesWhatStandsBeforeTheHost) {
    EXPECT_EQ(redacted(Value(std::string("smtp://user:pw@mail.example/x"))), "smtp://***@mail.example/x");
    EXPECT_EQ(redacted(Value(std::string("http://proxy.example/a@b"))), "http://proxy.example/a@b");
    EXPECT_EQ(redacted(Value(std::int64_t{5})), "5");
}

TEST(Nearest, FindsTyposOnly) {
    const std::vector<std::string> known{"http.port", "http.address", "log.level"};
    EXPECT_EQ(nearest("http.prot", known), "http.port");
    EXPECT_EQ(nearest("htp.address", known), "http.address");
    EXPECT_EQ(nearest("insight.weight", known), "");
}

} // namespace
} // namespace rejoinder::config
