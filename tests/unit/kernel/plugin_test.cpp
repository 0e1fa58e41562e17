#include "kernel/plugin/resolve.h"
#include "kernel/plugin/services.h"

#include <gmock/gmock.h>

namespace rejoinder::plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Manifest manifest(std::string name, std::vector<Need> needs = {}, std::string version = "1.0.0") {
    Manifest m;
    m.name = std::move(name);
    m.title = "T";
    m.version = std::move(version);
    m.apiMajor = kApiMajor;
    m.apiMinor = kApiMinor;
    m.needs = std::move(needs);
    return m;
}

std::vector<std::string> faultsOf(std::string_view text) {
    try {
        parseManifest(text);
    } catch (const Error& e) {
        std::vector<std::string> out;
        for (const auto& f : e.faults()) out.push_back(f.pointer);
        if (out.empty()) out.push_back(e.code());
        return out;
    }
    return {};
}

TEST(ManifestTest, ReadsEverything) {
    const auto m =
        parseManifest(R"({"name":"dispatch","title":"Dispatch","version":"1.2.3","apiMajor":1,"apiMinor":0,
        "needs":[{"plugin":"contacts","atLeast":"1.0.0","optional":false},{"plugin":"x","optional":true}],
        "stability":"beta","exposure":"internet","essential":true})");
    EXPECT_EQ(m.name, "dispatch");
    ASSERT_EQ(m.needs.size(), 2U);
    EXPECT_EQ(m.needs[0].atLeast, "1.0.0");
    EXPECT_TRUE(m.needs[1].optional);
    EXPECT_EQ(m.stability, Stability::Beta);
    EXPECT_EQ(m.exposure, Exposure::Internet);
    EXPECT_TRUE(m.essential);
}

TEST(ManifestTest, NamesEveryFault) {
    EXPECT_THAT(faultsOf(R"({"name":"a","title":"A","version":"1.0.0","apiMajor":1})"),
                ElementsAre("/apiMinor"));
    EXPECT_THAT(
        faultsOf(R"({"name":"a","title":"A","version":"1.0.0","apiMajor":1,"apiMinor":0,"hooks":[]})"),
        ElementsAre("/hooks"));
    EXPECT_THAT(faultsOf(R"({"name":"A b","title":"A","version":"1.0","apiMajor":1,"apiMinor":0,
                             "needs":[{"plugin":"c","atLeast":"one"}]})"),
                testing::UnorderedElementsAre("/name", "/version", "/needs/0/atLeast"));
    EXPECT_THAT(faultsOf("{"), testing::SizeIs(1));
}

TEST(VersionTest, TakesThreeNumbersOnly) {
    EXPECT_EQ(parseVersion("1.20.3"), (Version{1, 20, 3}));
    for (const char* text :
         {"", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.3 ", " 1.2.3", "-1.2.3", "1..3", "1.2.70000"})
        EXPECT_THROW(parseVersion(text), Error) << text;
}

TEST(ResolveTest, WhatIsNeededComesFirst) {
    const auto r = resolve({manifest("a", {{"c"}}), manifest("b"), manifest("c", {{"b"}})});
    EXPECT_THAT(r.order, ElementsAre("b", "c", "a"));
    EXPECT_TRUE(r.refused.empty());
}

TEST(ResolveTest, ARefusalReachesAllWhoNeedIt) {
    const auto r =
        resolve({manifest("a", {{"b"}}), manifest("b", {{"c"}}), manifest("c", {{"gone"}}), manifest("d")});
    EXPECT_THAT(r.order, ElementsAre("d"));
    EXPECT_THAT(r.refused.at("c"), HasSubstr("gone"));
    EXPECT_THAT(r.refused.at("b"), HasSubstr("c"));
    EXPECT_THAT(r.refused.at("a"), HasSubstr("b"));
}

TEST(ResolveTest, OptionalNeedsOrderButDoNotRefuse) {
    const auto r = resolve({manifest("a", {{"z", "1.0.0", true}, {"gone", "1.0.0", true}}), manifest("z")});
    EXPECT_THAT(r.order, ElementsAre("z", "a"));
    EXPECT_THAT(resolve({manifest("a", {{"z", "1.0.0", true}})}, {"z"}).order, ElementsAre("a"));
}

TEST(ResolveTest, AnOptionalNeedOfAWrongVersionIsRefusedLikeAnyOther) {
    const auto r = resolve({manifest("a", {{"b", "2.0.0", true}}), manifest("b")});
    EXPECT_TRUE(r.refused.contains("a")) << "it would find services that it does not know";
}

TEST(ResolveTest, VersionsMustBeOfTheSameMajorAndNotOlder) {
    EXPECT_TRUE(resolve({manifest("a", {{"b", "1.1.0"}}), manifest("b", {}, "1.0.9")}).refused.contains("a"));
    EXPECT_TRUE(resolve({manifest("a", {{"b", "1.1.0"}}), manifest("b", {}, "2.0.0")}).refused.contains("a"));
    EXPECT_FALSE(
        resolve({manifest("a", {{"b", "1.1.0"}}), manifest("b", {}, "1.1.0")}).refused.contains("a"));
}

TEST(ResolveTest, CirclesAreRefusedAndWhoHangsOnThem) {
    const auto r = resolve({manifest("a", {{"b"}}), manifest("b", {{"c"}}), manifest("c", {{"b"}}),
                            manifest("d"), manifest("e", {{"e"}})});
    EXPECT_THAT(r.order, ElementsAre("d"));
    EXPECT_THAT(r.refused.at("b"), HasSubstr("c"));
    EXPECT_THAT(r.refused.at("c"), HasSubstr("b"));
    EXPECT_TRUE(r.refused.contains("a"));
    EXPECT_TRUE(r.refused.contains("e"));
}

TEST(ServicesTest, AreFoundByNameAndVersionInTheOrderOfTheirStart) {
    ServiceRegistry services;
    const auto one = std::make_shared<int>(1), two = std::make_shared<int>(2);
    services.provide("a", "a.s", {1, 2, 0}, one);
    services.provide("b", "a.s", {1, 0, 0}, two);
    EXPECT_THAT(services.find("a.s", {1, 0, 0}), ElementsAre(one, two));
    EXPECT_THAT(services.find("a.s", {1, 1, 0}), ElementsAre(one));
    EXPECT_THAT(services.find("a.s", {2, 0, 0}), testing::IsEmpty());
    EXPECT_THAT(services.of("b"), ElementsAre("a.s"));
    EXPECT_THROW(services.provide("a", "a.s", {1, 3, 0}, two), Error);
    EXPECT_THROW(services.provide("a", "a.t", {1, 0, 0}, nullptr), Error);
    services.withdraw("a");
    EXPECT_THAT(services.find("a.s", {1, 0, 0}), ElementsAre(two));
    EXPECT_EQ(one.use_count(), 1);
}

} // namespace
} // namespace rejoinder::plugin
