#include "tests/unit/http/api_fixture.h"

namespace rejoinder::http::test {

/// A second listener as the kernel makes it: the same router, a dispatcher that knows public paths only.
class PublicTest : public ApiTest {
protected:
    PublicTest() {
        DispatcherOptions options;
        options.publicOnly = true;
        options.maxJsonBytes = 2'000;
        everybody = std::make_unique<Dispatcher>(
            DispatcherParts{router, *engine, authority, metrics, log, clock, nullptr}, options);
        router.addPublic(
            "forms", "/f/",
            [](const HttpRequest& request, const security::Principal* who, HttpResponse& response) {
                response.contentType = "text/plain";
                response.body = std::string(request.verb) + " " + std::string(request.path) + " " +
                                std::string(request.body) + (who ? " known" : " nobody");
            });
        ServerOptions limits;
        limits.listener = "public";
        limits.threads = 4;
        limits.waiting = 2;
        limits.headTimeout = std::chrono::seconds(10);
        limits.idleTimeout = std::chrono::seconds(10);
        outside = std::make_unique<Server>(*everybody, limits, metrics, log);
        outside->start();
        listen();
    }
    ~PublicTest() override { outside.reset(); }

    Answer ask(std::string_view text) { return RawClient(outside->port()).exchange(text); }
    static std::string post(std::string_view path, std::string_view body) {
        return "POST " + std::string(path) +
               " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               std::string(body);
    }
    static std::string get(std::string_view path, std::string_view more = {}) {
        return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n";
    }

    std::unique_ptr<Dispatcher> everybody;
    std::unique_ptr<Server> outside;
};

TEST_F(PublicTest, AnswersPublicPathsAndNothingElse) {
    EXPECT_EQ(ask(get("/f/spring")).body, "GET /f/spring  nobody");
    EXPECT_EQ(ask(post("/f/spring", "a=1")).body, "POST /f/spring a=1 nobody");
    const auto put = ask("PUT /f/spring HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
    EXPECT_EQ(put.status, 405);
    EXPECT_EQ(put.header("allow"), "GET, HEAD, POST");
    const std::string token = "Authorization: Bearer all\r\n";
    for (const auto* path : {"/api/v1/items", "/api/v1/openapi.json", "/api/v1/events", "/api/v1/who",
                             "/readyz", "/metrics", "/", "/f", "/nowhere"})
        EXPECT_EQ(ask(get(path, token)).status, 404) << path;
    EXPECT_EQ(ask(post("/api/v1/items", R"({"name":"spoon","amount":3})")).status, 404);
    EXPECT_EQ(items(), 0);
}

TEST_F(PublicTest, LooksAtNoCredentials) {
    EXPECT_EQ(ask(get("/f/x", "Authorization: Bearer all\r\nCookie: sid=1\r\n")).body, "GET /f/x  nobody");
}

TEST_F(PublicTest, RefusesLargeBodiesBeforeReadingThem) {
    const auto answer = ask("POST /f/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2001\r\n\r\n");
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.header("connection"), "close");
}

TEST_F(PublicTest, TheStaffFindsPublicPathsOnlyWhereNoListenerServesThem) {
    EXPECT_EQ(call("GET", "/f/x").status, 404);
    EXPECT_EQ(call("POST", "/f/x").status, 404);
    router.addPlain("console", "GET", "/",
                    [](const HttpRequest&, const security::Principal*, HttpResponse& response) {
                        response.body = "the console";
                    });
    EXPECT_TRUE(has(call("GET", "/f/x"), "the console"));
    router.publicHere(true);
    EXPECT_TRUE(has(call("GET", "/f/x"), "GET /f/x"));
    EXPECT_TRUE(has(call("GET", "/contacts"), "the console"));
    EXPECT_EQ(call("GET", "/api/v1/items").status, 200);
    router.publicHere(false);
}

TEST_F(PublicTest, GoesWithItsPlugin) {
    router.removeAll("forms");
    EXPECT_EQ(ask(get("/f/spring")).status, 404);
}

TEST_F(PublicTest, FullOutsideLeavesTheStaffAlone) {
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 40; ++i) {
        silent.push_back(std::make_unique<RawClient>(outside->port()));
        silent.back()->send("GET /f/x HTTP/1.1\r\nHos");
    }
    for (int i = 0; i < 20; ++i) {
        const auto began = std::chrono::steady_clock::now();
        const auto answer =
            RawClient(server->port()).exchange(get("/api/v1/items", "Authorization: Bearer all\r\n"));
        EXPECT_EQ(answer.status, 200);
        EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
    }
    EXPECT_LE(outside->connections(), 8) << "four threads, two that wait, and perhaps some on their way out";
}

TEST_F(PublicTest, LetsAnAnswerSayWhoMayFrameIt) {
    router.addPublic("frames", "/frame",
                     [](const HttpRequest&, const security::Principal*, HttpResponse& response) {
                         response.setHeader("Content-Security-Policy",
                                            "default-src 'none'; frame-ancestors https://a.example");
                         response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
                     });
    const auto framed = ask(get("/frame"));
    EXPECT_EQ(framed.header("x-frame-options"), "");
    EXPECT_EQ(framed.header("cross-origin-resource-policy"), "cross-origin");
    EXPECT_EQ(framed.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(ask(get("/f/x")).header("x-frame-options"), "DENY");
}

} // namespace rejoinder::http::test
