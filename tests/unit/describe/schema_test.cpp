#include "tests/unit/describe/sample.h"

#include <rejoinder/json.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

using namespace rejoinder;
using namespace sample;
using testing::HasSubstr;
using testing::Not;

namespace {

template <class T>
std::map<std::string, std::string> componentsOf(std::string* top = nullptr) {
    std::map<std::string, std::string> components;
    const std::string schema = json::schema(typeInfo<T>(), components);
    if (top) *top = schema;
    return components;
}

} // namespace

TEST(JsonSchema, OfAStructIsAReferenceToItsComponent) {
    std::string top;
    const auto components = componentsOf<Leaf>(&top);
    EXPECT_EQ(top, R"({"$ref":"#/components/schemas/Leaf"})");
    EXPECT_EQ(components.at("Leaf"),
              R"({"type":"object","properties":{"label":{"type":"string","minLength":1,"maxLength":5},)"
              R"("count":{"type":"integer","format":"int32","minimum":-3,"maximum":10}},)"
              R"("required":["label","count"],"additionalProperties":false})");
}

TEST(JsonSchema, KnowsEveryKind) {
    const auto tree = componentsOf<Tree>().at("Tree");
    for (
        const char* part :
        {R"("id":{"type":"string","pattern":"^[1-9][0-9]{0,18}$"})", R"("flag":{"type":"boolean"})",
         R"("big":{"type":"integer","format":"int64"})",
         R"("smallCount":{"type":"integer","format":"int32","minimum":0,"maximum":4294967295})",
         R"("bigCount":{"type":"integer","format":"int64","minimum":0})",
         R"("real":{"type":"number","format":"double"})", R"("text":{"type":"string","maxLength":10000})",
         R"("time":{"type":"string","format":"date-time"})", R"("date":{"type":"string","format":"date"})",
         R"("json":{})", R"("cost":{"type":"string","pattern":"^-?(0|[1-9][0-9]{0,11})(\\.[0-9]{1,6})?$"})",
         R"("colour":{"type":"string","enum":["deepBlue","red"]})",
         R"("leaf":{"$ref":"#/components/schemas/Leaf"})",
         R"("leaves":{"type":"array","maxItems":10000,"items":{"$ref":"#/components/schemas/Leaf"}})",
         R"("numbers":{"type":"object","maxProperties":10000,"additionalProperties":{"type":"integer","format":"int32"}})",
         R"("note":{"type":["string","null"],"maxLength":3})",
         R"("optionalLeaf":{"anyOf":[{"$ref":"#/components/schemas/Leaf"},{"type":"null"}]})",
         R"("standard":{"description":"Seven, if nothing is said.","type":"integer","format":"int32","minimum":1})",
         R"("required":["id","flag","small","big","smallCount","bigCount","real","text","time","date","cost","json",)"
         R"("colour","leaf"])"})
        EXPECT_THAT(tree, HasSubstr(part));
}

TEST(JsonSchema, AStructMayContainItself) {
    const auto components = componentsOf<Node>();
    EXPECT_EQ(components.size(), 1U);
    EXPECT_THAT(components.at("Node"), HasSubstr(R"("items":{"$ref":"#/components/schemas/Node"})"));
}

TEST(JsonSchema, EqualNamesInDifferentNamespacesStayApart) {
    std::map<std::string, std::string> components;
    json::schema(typeInfo<other::Both>(), components);
    json::schema(typeInfo<Leaf>(), components);
    json::schema(typeInfo<other::Leaf>(), components);
    EXPECT_EQ(components.size(), 3U);
    EXPECT_THAT(components.at("Leaf"), HasSubstr("label"));
    EXPECT_THAT(components.at("Leaf2"), HasSubstr("green"));
    EXPECT_THAT(components.at("Both"), HasSubstr(R"("second":{"$ref":"#/components/schemas/Leaf2"})"));
}

TEST(JsonSchema, PagesAreNamedAfterTheirItems) {
    EXPECT_TRUE(componentsOf<Page<Leaf>>().contains("PageOfLeaf"));
}

TEST(Rules, NameMembersThatExist) {
    StructInfo info = describeMembers(static_cast<const Leaf*>(nullptr));
    Rules rules(info);
    EXPECT_THROW(rules.at("lable"), std::logic_error);
}

TEST(JsonName, StartsSmall) {
    EXPECT_EQ(detail::jsonName("NotYet"), "notYet");
    EXPECT_EQ(detail::jsonName("plain"), "plain");
    EXPECT_EQ(detail::jsonName(""), "");
}
