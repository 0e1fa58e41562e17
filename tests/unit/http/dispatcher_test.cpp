#include "tests/unit/http/api_fixture.h"

#include <simdjson.h>

namespace rejoinder::http::test {

TEST_F(ApiTest, MakesAndGivesARecord) {
    const auto made = call("POST", "/api/v1/items", kSpoon);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.contentType, "application/json");
    const auto location = field(made, "Location");
    ASSERT_TRUE(location.starts_with("/api/v1/items/"));
    EXPECT_EQ(field(made, "ETag"), "\"1\"");
    const auto read = call("GET", location);
    EXPECT_EQ(read.status, 200);
    EXPECT_TRUE(has(read, R"("name":"spoon")")) << read.body;
    EXPECT_EQ(field(read, "ETag"), "\"1\"");
    EXPECT_FALSE(field(read, "X-Request-Id").empty());
}

TEST_F(ApiTest, KnowsPathsAndVerbs) {
    EXPECT_EQ(call("GET", "/api/v1/nowhere").status, 404);
    EXPECT_EQ(call("GET", "/api/v1").status, 404);
    EXPECT_EQ(call("GET", "/api/v1/items/").status, 404);
    EXPECT_EQ(call("GET", "/api/v1x/items").status, 404);
    EXPECT_EQ(call("GET", "/nowhere").status, 404);
    const auto wrong = call("DELETE", "/api/v1/items");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(field(wrong, "Allow"), "GET, HEAD, POST");
    EXPECT_TRUE(has(wrong, "kernel.wrong-verb"));
    const auto options = call("OPTIONS", "/api/v1/items");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(field(options, "Allow"), "GET, HEAD, POST");
    EXPECT_EQ(call("HEAD", "/api/v1/items").status, 200);
}

TEST_F(ApiTest, AsksWhoAndWhatHeMay) {
    const auto nobody = call("GET", "/api/v1/items", {}, {}, {});
    EXPECT_EQ(nobody.status, 401);
    EXPECT_TRUE(field(nobody, "WWW-Authenticate").starts_with("Bearer"));
    EXPECT_EQ(call("GET", "/api/v1/items", {}, {}, "Bearer wrong").status, 401);
    const auto powerless = call("GET", "/api/v1/items", {}, {}, "Bearer none");
    EXPECT_EQ(powerless.status, 403);
    EXPECT_TRUE(has(powerless, "items.read"));
    EXPECT_TRUE(has(call("GET", "/api/v1/who", {}, {}, {}), "anonymous: 192.0.2.1\""));
    EXPECT_TRUE(has(call("GET", "/api/v1/who"), "token:all 192.0.2.1 may"));
}

TEST_F(ApiTest, ChecksCsrfOfSessions) {
    const HeaderField cookie{"Cookie", "sid=1"}, host{"Host", "app.example"},
        token{"X-CSRF-Token", "the-token"};
    EXPECT_EQ(call("GET", "/api/v1/items", {}, {cookie}, {}).status, 200);
    const auto without = call("POST", "/api/v1/items", kSpoon, {cookie, host}, {});
    EXPECT_EQ(without.status, 403);
    EXPECT_TRUE(has(without, "kernel.csrf"));
    EXPECT_EQ(call("POST", "/api/v1/items", kSpoon, {cookie, host, {"X-CSRF-Token", "the-tokem"}}, {}).status,
              403);
    EXPECT_EQ(call("POST", "/api/v1/items", kSpoon, {cookie, host, token}, {}).status, 201);
    EXPECT_EQ(
        call("POST", "/api/v1/items", kSpoon, {cookie, host, token, {"Origin", "https://app.example"}}, {})
            .status,
        201);
    EXPECT_EQ(
        call("POST", "/api/v1/items", kSpoon, {cookie, host, token, {"Origin", "https://evil.example"}}, {})
            .status,
        403);
    EXPECT_EQ(call("POST", "/api/v1/items", kSpoon, {cookie, host, token, {"Origin", "null"}}, {}).status,
              403);
    EXPECT_EQ(
        call("POST", "/api/v1/items", kSpoon, {cookie, host, token, {"Sec-Fetch-Site", "cross-site"}}, {})
            .status,
        403);
    // A public route works, but not in the name of the talked-into browser's user.
    EXPECT_TRUE(has(call("POST", "/api/v1/who", {}, {cookie, host}, {}), "anonymous"));
    EXPECT_TRUE(has(call("POST", "/api/v1/who", {}, {cookie, host, token}, {}), "user"));
}

TEST_F(ApiTest, NamesEveryFaultOfABody) {
    const auto answer = call("POST", "/api/v1/items",
                             R"({"name":"","amount":"three","colour":"pink","size":1,"tags":["a",2]})");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.contentType, "application/problem+json");
    for (const char* pointer : {"\"/name\"", "\"/amount\"", "\"/colour\"", "\"/size\"", "\"/tags/1\""})
        EXPECT_TRUE(has(answer, pointer)) << pointer << answer.body;
    EXPECT_TRUE(has(answer, "\"requestId\":"));
    EXPECT_TRUE(has(answer, "\"instance\":\"/api/v1/items\""));
    const auto missing = call("POST", "/api/v1/items", "{}");
    EXPECT_TRUE(has(missing, "\"/name\"") && has(missing, "\"/amount\"")) << missing.body;
    EXPECT_EQ(call("POST", "/api/v1/items", {}).status, 422);
    EXPECT_EQ(call("POST", "/api/v1/items", "{\"name\":").status, 400);
    EXPECT_EQ(call("POST", "/api/v1/items", "[1]").status, 422);
    EXPECT_EQ(call("POST", "/api/v1/items", "\"\xff\xfe\"").status, 400);
    EXPECT_EQ(call("POST", "/api/v1/items", std::string(100'000, '[')).status, 400);
    EXPECT_EQ(call("POST", "/api/v1/items?dry=1", kSpoon).status, 422);
    EXPECT_EQ(items(), 0);
}

TEST_F(ApiTest, BindsQueryAndPath) {
    EXPECT_TRUE(has(call("GET", "/api/v1/items"), "- -1 any 0"));
    EXPECT_TRUE(has(call("GET", "/api/v1/items?name=a%20b+c&limit=7&big=true&colours=red&colours=darkBlue"),
                    "a b c 7 big 2"));
    EXPECT_TRUE(has(call("GET", "/api/v1/items?name=5"), "5 -1 any 0"));
    const auto faulty = call("GET", "/api/v1/items?limit=eleven&big=maybe&colours=pink&page=2&name=a&name=b");
    EXPECT_EQ(faulty.status, 422);
    for (const char* pointer : {"\"/limit\"", "\"/big\"", "\"/colours/0\"", "\"/page\"", "\"/name\""})
        EXPECT_TRUE(has(faulty, pointer)) << pointer << faulty.body;
    EXPECT_EQ(call("GET", "/api/v1/items?limit=11").status, 422);
    EXPECT_EQ(call("GET", "/api/v1/items?limit=07").status, 422);
    EXPECT_EQ(call("GET", "/api/v1/items/abc").status, 422);
    EXPECT_EQ(call("GET", "/api/v1/items/12345").status, 404);
    EXPECT_EQ(call("GET", "/api/v1/items/12345?id=6").status, 422);
    EXPECT_EQ(call("GET", "/api/v1/items/1%22%2C%22x").status, 422);
    const auto twice = call("PATCH", "/api/v1/items/5", R"({"id":"6","name":"x"})", {{"If-Match", "\"1\""}});
    EXPECT_EQ(twice.status, 422);
    EXPECT_TRUE(has(twice, "\"/id\""));
}

TEST_F(ApiTest, TakesOnlyJson) {
    EXPECT_EQ(call("POST", "/api/v1/items", kSpoon, {{"Content-Type", "text/plain"}}).status, 415);
    EXPECT_EQ(
        call("POST", "/api/v1/items", kSpoon, {{"Content-Type", "application/x-www-form-urlencoded"}}).status,
        415);
    EXPECT_EQ(
        call("POST", "/api/v1/items", kSpoon, {{"Content-Type", "Application/JSON; charset=utf-8"}}).status,
        201);
    EXPECT_EQ(items(), 1);
}

TEST_F(ApiTest, GuardsAgainstLostChanges) {
    const auto made = call("POST", "/api/v1/items", kSpoon);
    const std::string path = field(made, "Location");
    const auto body = R"({"name":"fork"})";
    EXPECT_EQ(call("PATCH", path, body).status, 428);
    EXPECT_EQ(call("PATCH", path, body, {{"If-Match", "\"2\""}}).status, 412);
    EXPECT_EQ(call("PATCH", path, body, {{"If-Match", "W/\"1\""}}).status, 412);
    EXPECT_EQ(call("PATCH", path, body, {{"If-Match", "1"}}).status, 412);
    const auto changed = call("PATCH", path, body, {{"If-Match", "\"7\", \"1\""}});
    EXPECT_EQ(changed.status, 200);
    EXPECT_EQ(field(changed, "ETag"), "\"2\"");
    EXPECT_EQ(call("PATCH", path, body, {{"If-Match", "\"1\""}}).status, 412);
    const auto careless = call("PUT", path, body, {{"If-Match", "\"2\""}});
    EXPECT_EQ(careless.status, 500) << "a handler that never compares must not be able to commit";
    EXPECT_EQ(field(call("GET", path), "ETag"), "\"2\"");
    const auto known = call("GET", path, {}, {{"If-None-Match", "\"1\", W/\"2\""}});
    EXPECT_EQ(known.status, 304);
    EXPECT_TRUE(known.body.empty());
    EXPECT_EQ(field(known, "ETag"), "\"2\"");
    EXPECT_EQ(call("GET", path, {}, {{"If-None-Match", "\"1\""}}).status, 200);
    EXPECT_EQ(call("DELETE", path).status, 204);
    EXPECT_EQ(call("GET", path).status, 404);
}

TEST_F(ApiTest, AnswersBySuccess) {
    const auto nothing = call("POST", "/api/v1/nothing");
    EXPECT_EQ(nothing.status, 204);
    EXPECT_TRUE(nothing.body.empty());
    const auto started = call("POST", "/api/v1/long");
    EXPECT_EQ(started.status, 202);
    EXPECT_TRUE(field(started, "Location").starts_with("/api/v1/operations/"));
    EXPECT_TRUE(has(started, field(started, "Location").substr(19)));
}

TEST_F(ApiTest, SaysWhereTheThingIsThatWasMade) {
    EXPECT_EQ(field(call("POST", "/api/v1/items/7/notes"), "Location"), "/api/v1/items/7/notes");
    EXPECT_EQ(field(call("POST", "/api/v1/items/7/parts"), "Location"), "/api/v1/parts/4711");
    EXPECT_EQ(field(call("POST", "/api/v1/items/7/checks"), "Location"), "/api/v1/operations/815");
    const auto preview = call("POST", "/api/v1/items/8/checks");
    EXPECT_EQ(preview.status, 202);
    EXPECT_EQ(field(preview, "Location"), "");
}

TEST_F(ApiTest, MapsEveryFailure) {
    const std::map<std::string, int> expected{
        {"invalid", 422}, {"malformed", 400}, {"forbidden", 403}, {"notFound", 404}, {"conflict", 409},
        {"stale", 412},   {"tooLarge", 413},  {"tooMany", 429},   {"bug", 500},      {"unavailable", 503},
        {"std", 500},     {"int", 500},       {"tryAgain", 503}};
    simdjson::dom::parser parser;
    for (const auto& [what, status] : expected) {
        const auto answer = call("GET", "/api/v1/throw/" + what, {}, {{"X-Request-Id", "abc-1"}});
        EXPECT_EQ(answer.status, status) << what;
        EXPECT_EQ(answer.contentType, "application/problem+json");
        const auto problem = parser.parse(answer.body);
        EXPECT_EQ(problem["status"].get_int64().value(), status);
        EXPECT_EQ(problem["requestId"].get_string().value(), "abc-1");
        EXPECT_EQ(field(answer, "X-Request-Id"), "abc-1");
        EXPECT_TRUE(std::string_view(problem["type"]).starts_with("urn:problem-type:rejoinder:"));
        if (status == 500) {
            EXPECT_FALSE(has(answer, "inner secret"));
            EXPECT_FALSE(has(answer, "because"));
            EXPECT_EQ(problem["code"].get_string().value(), "kernel.bug");
        }
        EXPECT_EQ(status == 503 || status == 429, !field(answer, "Retry-After").empty()) << what;
    }
    EXPECT_NE(log.text().find("inner secret"), std::string::npos);
    EXPECT_NE(log.text().find("requestId=abc-1"), std::string::npos);
}

TEST_F(ApiTest, BelievesHarmlessRequestIdsOnly) {
    EXPECT_EQ(field(call("GET", "/api/v1/who", {}, {{"X-Request-Id", "A.b_c-9"}}), "X-Request-Id"),
              "A.b_c-9");
    for (const std::string& bad : {std::string("a b"), std::string("\"x"), std::string(65, 'a')}) {
        const auto id = field(call("GET", "/api/v1/who", {}, {{"X-Request-Id", bad}}), "X-Request-Id");
        EXPECT_EQ(id.size(), 24U);
        EXPECT_NE(id, bad);
    }
}

TEST_F(ApiTest, SendsFiles) {
    const auto csv = call("GET", "/api/v1/reports/r%C3%A9sum%C3%A9%22.csv");
    EXPECT_EQ(csv.status, 200);
    EXPECT_EQ(csv.contentType, "text/csv");
    EXPECT_EQ(csv.body, "a,b\n");
    EXPECT_EQ(field(csv, "Content-Disposition"),
              "attachment; filename=\"r__sum___.csv\"; filename*=UTF-8''r%C3%A9sum%C3%A9%22.csv");
    const auto file = call("GET", "/api/v1/reports/path");
    EXPECT_EQ(file.file.filename(), "report.txt");
    EXPECT_EQ(field(file, "Content-Disposition"), "attachment; filename=\"report.txt\"");
}

TEST_F(ApiTest, WorksWithoutASocket) {
    security::Principal system;
    system.actor = {"system", "demo", {}, {}};
    system.all = true;
    HttpRequest request;
    HttpResponse response;
    request.verb = "POST";
    request.path = "/api/v1/keyed"; // a key is demanded over the network only
    request.headers = {{"Content-Type", "application/json"}};
    request.body = kSpoon;
    request.bodyBytes = request.body.size();
    dispatcher->handle(request, response, system);
    ASSERT_EQ(response.status, 201) << response.body;
    const std::string path = "/api/v1/items/" + std::string(field(response, "Location").substr(14));
    request.verb = "PATCH";
    request.path = path;
    request.body = R"({"name":"ladle"})";
    HttpResponse changed;
    dispatcher->handle(request, changed, system);
    EXPECT_EQ(changed.status, 200) << changed.body;
    request.verb = "POST";
    request.path = "/api/v1/files";
    request.headers = {{"Content-Type", "text/csv"}};
    request.body = "a;b";
    HttpResponse uploaded;
    dispatcher->handle(request, uploaded, system);
    EXPECT_TRUE(has(uploaded, "|3|a;b")) << uploaded.body;
    security::Principal weak;
    weak.actor = {"system", "weak", {}, {}};
    HttpResponse refused;
    request.bodyFile.clear();
    dispatcher->handle(request, refused, weak);
    EXPECT_EQ(refused.status, 403);
}

TEST_F(ApiTest, MeasuresByRoute) {
    call("GET", "/api/v1/items");
    call("GET", "/api/v1/items?limit=x");
    call("GET", "/api/v1/nowhere/1");
    const auto text = metrics.text();
    EXPECT_NE(text.find(R"(method="GET",route="/api/v1/items",status="2xx")"), std::string::npos) << text;
    EXPECT_NE(text.find(R"(method="GET",route="/api/v1/items",status="4xx")"), std::string::npos);
    EXPECT_NE(text.find(R"(method="any",route="unmatched",status="4xx")"), std::string::npos);
    EXPECT_EQ(text.find("nowhere"), std::string::npos);
}

} // namespace rejoinder::http::test
