#include "tests/unit/http/api_fixture.h"

#include <simdjson.h>

#include <set>

namespace rejoinder::http::test {

namespace one {
struct Line {
    std::string text;
};
REJOINDER_DESCRIBE(Line, text)
struct Letter {
    std::vector<Line> lines;
};
REJOINDER_DESCRIBE(Letter, lines)
struct Same {
    std::int32_t number = 0;
};
REJOINDER_DESCRIBE(Same, number)
} // namespace one

namespace two {
struct Line {
    std::int64_t quantity = 0;
};
REJOINDER_DESCRIBE(Line, quantity)
struct Letter {
    std::vector<Line> lines;
};
REJOINDER_DESCRIBE(Letter, lines)
struct Same {
    std::int32_t number = 0;
};
REJOINDER_DESCRIBE(Same, number)
} // namespace two

class OpenapiTest : public ApiTest {
protected:
    simdjson::dom::element document() {
        const auto answer = call("GET", "/api/v1/openapi.json", {}, {}, {});
        EXPECT_EQ(answer.status, 200);
        text = simdjson::padded_string(answer.body);
        return parser.parse(text).value();
    }
    static std::string at(simdjson::dom::element json, std::string_view pointer) {
        simdjson::dom::element found;
        return json.at_pointer(pointer).get(found) == simdjson::SUCCESS ? simdjson::minify(found) : "none";
    }
    simdjson::dom::parser parser;
    simdjson::padded_string text;
};

TEST_F(OpenapiTest, DescribesEveryRoute) {
    const auto json = document();
    EXPECT_EQ(at(json, "/openapi"), "\"3.1.0\"");
    EXPECT_EQ(at(json, "/info/version"), "\"1.2.3\"");
    std::size_t operations = 0;
    std::set<std::string> names;
    for (const auto& [path, item] : json["paths"].get_object()) {
        for (const auto& [verb, operation] : item.get_object()) {
            ++operations;
            names.insert(std::string(operation["operationId"].get_string().value()));
            EXPECT_GT(operation["responses"].get_object().size(), 0U) << path;
        }
    }
    EXPECT_EQ(operations, router.routes().size() + 2);
    EXPECT_EQ(names.size(), operations);
    for (const auto& entry : router.routes()) {
        std::string verb(verbName(entry->route.verb)), path = entry->route.path;
        for (char& c : verb) c = static_cast<char>(c + 32);
        for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 2))
            path.replace(slash, 1, "~1");
        const std::string at0 = "/paths/" + path + "/" + verb;
        EXPECT_EQ(at(json, at0 + "/x-permission"), "\"" + entry->route.permission + "\"") << at0;
        EXPECT_EQ(at(json, at0 + "/security"), entry->route.permission == "public" ? "[]" : "none") << at0;
        EXPECT_EQ(at(json, at0 + "/tags/0"), "\"t\"");
    }
}

TEST_F(OpenapiTest, DescribesInputAndOutput) {
    const auto json = document();
    const std::string post = "/paths/~1items/post", patch = "/paths/~1items~1{id}/patch",
                      get = "/paths/~1items/get";
    EXPECT_EQ(at(json, post + "/operationId"), "\"postItems\"");
    EXPECT_EQ(at(json, patch + "/operationId"), "\"patchItemsById\"");
    EXPECT_EQ(at(json, post + "/requestBody/content/application~1json/schema"),
              R"({"$ref":"#/components/schemas/NewItem"})");
    EXPECT_EQ(at(json, "/components/schemas/NewItem/properties/name/maxLength"), "20");
    EXPECT_EQ(at(json, "/components/schemas/NewItem/properties/name/description"), "\"What it is called\"");
    EXPECT_EQ(at(json, post + "/responses/201/content/application~1json/schema"),
              R"({"$ref":"#/components/schemas/Item"})");
    EXPECT_NE(at(json, post + "/responses/201/headers/Location"), "none");
    EXPECT_NE(at(json, post + "/responses/201/headers/ETag"), "none");
    EXPECT_EQ(at(json, post + "/responses/422"), R"({"$ref":"#/components/responses/Problem"})");
    EXPECT_EQ(at(json, post + "/parameters/0"), R"({"$ref":"#/components/parameters/IdempotencyKey"})");
    EXPECT_EQ(at(json, "/paths/~1keyed/post/parameters/0"),
              R"({"$ref":"#/components/parameters/IdempotencyKeyRequired"})");
    // What stands in the path is no part of the body.
    EXPECT_EQ(at(json, patch + "/parameters/0/name"), "\"id\"");
    EXPECT_EQ(at(json, patch + "/parameters/0/in"), "\"path\"");
    EXPECT_EQ(at(json, patch + "/parameters/0/required"), "true");
    EXPECT_EQ(at(json, patch + "/parameters/1"), R"({"$ref":"#/components/parameters/IfMatch"})");
    EXPECT_EQ(at(json, patch + "/requestBody/content/application~1json/schema/properties/id"), "none");
    EXPECT_NE(at(json, patch + "/requestBody/content/application~1json/schema/properties/name"), "none");
    EXPECT_EQ(at(json, "/components/schemas/ChangeItem"), "none");
    EXPECT_EQ(at(json, get + "/parameters/1/name"), "\"limit\"");
    EXPECT_EQ(at(json, get + "/parameters/1/in"), "\"query\"");
    EXPECT_EQ(at(json, get + "/parameters/1/required"), "none");
    EXPECT_EQ(at(json, get + "/parameters/1/schema/maximum"), "10");
    EXPECT_NE(at(json, "/paths/~1files/post/requestBody/content/text~1csv"), "none");
    EXPECT_NE(at(json, "/paths/~1reports~1{name}/get/responses/200/content/application~1octet-stream"),
              "none");
    EXPECT_EQ(at(json, "/paths/~1events/get/x-topics/t.item-made/x-permission"), "\"items.read\"");
    EXPECT_NE(at(json, "/components/schemas/ItemHappened/properties/itemId"), "none");
}

TEST_F(OpenapiTest, EveryReferenceLeadsSomewhere) {
    DeclarationsOfTest first(router, "one"), second(router, "two");
    first.post<one::Letter, one::Same>("/one", {"public", "One"},
                                       [](const one::Letter&, Call&) { return one::Same{}; });
    second.post<two::Letter, two::Same>("/two", {"public", "Two"},
                                        [](const two::Letter&, Call&) { return two::Same{}; });
    const auto json = document();
    // Equal ones are shared, different ones and what refers to them carry their plugin's name.
    EXPECT_NE(at(json, "/components/schemas/Same"), "none");
    EXPECT_EQ(at(json, "/components/schemas/one.Same"), "none");
    EXPECT_EQ(at(json, "/components/schemas/Line"), "none");
    EXPECT_NE(at(json, "/components/schemas/one.Line/properties/text"), "none");
    EXPECT_NE(at(json, "/components/schemas/two.Line/properties/quantity"), "none");
    EXPECT_EQ(at(json, "/components/schemas/two.Letter/properties/lines/items"),
              R"({"$ref":"#/components/schemas/two.Line"})");
    EXPECT_EQ(at(json, "/paths/~1one/post/requestBody/content/application~1json/schema"),
              R"({"$ref":"#/components/schemas/one.Letter"})");
    const std::string all = simdjson::minify(json);
    const std::string_view mark = "{\"$ref\":\"#";
    int references = 0;
    for (auto found = all.find(mark); found != std::string::npos;
         found = all.find(mark, found + 1), ++references) {
        const auto start = found + mark.size();
        const auto pointer = all.substr(start, all.find('"', start) - start);
        EXPECT_NE(at(json, pointer), "none") << pointer;
    }
    EXPECT_GT(references, 30);
}

TEST_F(OpenapiTest, FollowsRoutesThatGo) {
    EXPECT_NE(at(document(), "/paths/~1items"), "none");
    router.removeAll("t");
    EXPECT_EQ(at(document(), "/paths/~1items"), "none");
}

} // namespace rejoinder::http::test
