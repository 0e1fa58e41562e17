#include "tests/unit/http/api_fixture.h"

#include <list>

namespace rejoinder::http::test {

using namespace std::chrono_literals;

std::string requestText(std::string_view line, std::string_view body = {}, std::string_view fields = {}) {
    std::string text(line);
    text.append(" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer all\r\n").append(fields);
    if (!body.empty() || line.starts_with("POST"))
        text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    if (!body.empty() && fields.find("Content-Type") == std::string_view::npos)
        text += "Content-Type: application/json\r\n";
    return text.append("\r\n").append(body);
}

TEST_F(ApiTest, ServesTheApiOverASocket) {
    listen();
    RawClient client(server->port());
    const Answer made = client.exchange(requestText("POST /api/v1/items", R"({"name":"cup","amount":1})"));
    EXPECT_EQ(made.status, 201);
    const Answer read = client.exchange(requestText("GET " + made.header("location")));
    EXPECT_EQ(read.header("etag"), "\"1\"");
    EXPECT_TRUE(read.has("cup"));
    const Answer known =
        client.exchange(requestText("GET " + made.header("location"), {}, "If-None-Match: \"1\"\r\n"));
    EXPECT_EQ(known.status, 304);
    EXPECT_EQ(known.header("content-length"), "");
    EXPECT_EQ(client.exchange(requestText("DELETE " + made.header("location"))).status, 204);
    const Answer bad = client.exchange(requestText("POST /api/v1/items", R"({"name":1})"));
    EXPECT_EQ(bad.status, 422);
    EXPECT_EQ(bad.header("content-security-policy").substr(0, 18), "default-src 'none'");
    const Answer csv = client.exchange(requestText("GET /api/v1/reports/x.csv"));
    EXPECT_EQ(csv.header("content-disposition"), "attachment; filename=\"x.csv\"");
    EXPECT_EQ(client.exchange(requestText("GET /api/v1/reports/path")).body, "from a file");
}

TEST_F(ApiTest, TakesFiles) {
    listen();
    RawClient client(server->port());
    const std::string fields =
        "Content-Type: text/csv\r\nContent-Disposition: attachment; filename=\"../../etc/a;b.csv\"\r\n";
    const Answer taken = client.exchange(requestText("POST /api/v1/files?name=n", "a;b\n1;2\n", fields));
    EXPECT_EQ(taken.status, 200) << taken.body;
    EXPECT_TRUE(taken.has("n|a;b.csv|text/csv|8|a;b\\n1;2\\n")) << taken.body;
    EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "spool"));
    // The same file with the same key is answered, another file under that key is refused.
    const std::string keyed = fields + "Idempotency-Key: k\r\n";
    EXPECT_EQ(client.exchange(requestText("POST /api/v1/files", "one", keyed)).header("idempotency-replayed"),
              "");
    EXPECT_EQ(client.exchange(requestText("POST /api/v1/files", "one", keyed)).header("idempotency-replayed"),
              "true");
    EXPECT_EQ(client.exchange(requestText("POST /api/v1/files", "two", keyed)).status, 422);
}

TEST_F(ApiTest, RefusesFilesBeforeTheyCome) {
    listen();
    const auto refusal = [&](const std::string& head) {
        RawClient client(server->port());
        const int status = client.exchange(head).status;
        EXPECT_TRUE(client.closesWithin(3s));
        return status;
    };
    const std::string post = "POST /api/v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n";
    const std::string all = "Authorization: Bearer all\r\n", csv = "Content-Type: text/csv\r\n";
    EXPECT_EQ(refusal(post + csv + "\r\n"), 401);
    EXPECT_EQ(refusal(post + csv + "Authorization: Bearer none\r\n\r\n"), 403);
    EXPECT_EQ(refusal(post + all + "Content-Type: text/html\r\n\r\n"), 415);
    EXPECT_EQ(
        refusal("POST /api/v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n" + all + csv + "\r\n"),
        413);
    EXPECT_EQ(
        refusal("POST /api/v1/items HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n" + all + "\r\n"),
        413);
    EXPECT_EQ(RawClient(server->port()).exchange(requestText("POST /api/v1/files", {}, csv)).status, 400);
}

TEST_F(ApiTest, RemovingAPluginWaitsForItsCalls) {
    std::atomic<bool> entered{false}, removed{false};
    during = [&] {
        entered = true;
        std::this_thread::sleep_for(300ms);
        EXPECT_FALSE(removed);
    };
    HttpResponse answer;
    std::thread caller([&] { answer = call("POST", "/api/v1/free", R"({"name":"a","amount":1})"); });
    while (!entered) std::this_thread::sleep_for(1ms);
    router.removeAll("t");
    removed = true;
    caller.join();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(call("POST", "/api/v1/free", R"({"name":"a","amount":1})").status, 404);
    EXPECT_TRUE(router.routes().empty());
    EXPECT_TRUE(router.topics().empty());
}

TEST_F(ApiTest, PlainHandlersLieBesideTheApi) {
    router.addPlain("kernel", "GET", "/livez",
                    [](const HttpRequest&, const security::Principal* who, HttpResponse& r) {
                        r.contentType = "text/plain";
                        r.body = who ? who->actor.name : "nobody";
                    });
    router.addPlain("console", "GET", "/",
                    [](const HttpRequest& request, const security::Principal*, HttpResponse& r) {
                        r.body = "page " + std::string(request.path);
                        r.setHeader("Cache-Control", "max-age=60");
                    });
    EXPECT_EQ(call("GET", "/livez", {}, {}, {}).body, "nobody");
    EXPECT_EQ(call("GET", "/livez").body, "all");
    EXPECT_EQ(call("GET", "/livez/x").body, "page /livez/x");
    EXPECT_EQ(call("POST", "/livez").status, 405);
    EXPECT_EQ(call("GET", "/api/v1/none").status, 404);
    EXPECT_THROW(router.addPlain("x", "GET", "/livez", {}), Error);
    EXPECT_THROW(router.addPlain("x", "GET", "/api/v1/x", {}), Error);
    listen();
    const Answer page = RawClient(server->port()).exchange("GET /index.html HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(page.body, "page /index.html");
    EXPECT_EQ(page.header("cache-control"), "max-age=60");
}

TEST_F(ApiTest, LiteralSegmentsGoBeforeVariables) {
    DeclarationsOfTest d(router, "u");
    d.get<None, Echoed>("/items/count", {"public", "How many"},
                        [](const None&, Call&) { return Echoed{"count"}; });
    EXPECT_TRUE(has(call("GET", "/api/v1/items/count"), "count"));
    EXPECT_EQ(call("DELETE", "/api/v1/items/5").status, 204);
    EXPECT_EQ(call("DELETE", "/api/v1/items/count").status, 422)
        << "the variable's route still has the other verbs";
    EXPECT_THROW((d.get<None, Echoed>("/items/count", {"public", "Again"},
                                      [](const None&, Call&) { return Echoed{}; })),
                 Error);
    EXPECT_THROW((d.get<None, Echoed>("/items/{no}", {"public", "No member"},
                                      [](const None&, Call&) { return Echoed{}; })),
                 Error);
    EXPECT_THROW(
        (d.get<None, Echoed>("/slash/", {"public", "Slash"}, [](const None&, Call&) { return Echoed{}; })),
        Error);
}

/// Opens a stream and waits until it hears.
std::unique_ptr<RawClient> openStream(Server& server, SourceOfTest& source, std::string_view query,
                                      std::string_view fields = "Authorization: Bearer all\r\n") {
    const auto before = source.listeners();
    auto client = std::make_unique<RawClient>(server.port());
    client->send("GET /api/v1/events" + std::string(query) + " HTTP/1.1\r\nHost: x\r\n" +
                 std::string(fields) + "\r\n");
    for (int i = 0; i < 6000 && source.listeners() == before; ++i) std::this_thread::sleep_for(5ms);
    EXPECT_GT(source.listeners(), before) << "nobody listens";
    return client;
}

TEST_F(ApiTest, TellsEventsAsTheyHappen) {
    listen();
    const auto client = openStream(*server, source, "?topics=t.item-made");
    source.tell("t.open", R"({"text":"no"})", Id{1});
    source.tell("t.item-made", "{\"itemId\":\n\"5\"}", Id{2});
    const auto text = client->readUntil("itemId", 30s);
    EXPECT_NE(text.find("text/event-stream"), std::string::npos);
    EXPECT_NE(text.find("id: 2\nevent: t.item-made\ndata: {\"itemId\": \"5\"}\n\n"), std::string::npos)
        << text;
    EXPECT_EQ(text.find("t.open"), std::string::npos);
    EXPECT_NE(client->readUntil(": still here", 30s).find(": still here"), std::string::npos);
}

TEST_F(ApiTest, AsksWhoMayHear) {
    listen();
    const auto status = [&](std::string_view query, std::string_view fields) {
        return RawClient(server->port())
            .exchange("GET /api/v1/events" + std::string(query) + " HTTP/1.1\r\nHost: x\r\n" +
                      std::string(fields) + "\r\n")
            .status;
    };
    EXPECT_EQ(status("?topics=t.item-made", ""), 401);
    EXPECT_EQ(status("?topics=t.item-made", "Authorization: Bearer none\r\n"), 403);
    EXPECT_EQ(status("?topics=t.other", "Authorization: Bearer all\r\n"), 422);
    EXPECT_EQ(status("?since=x", "Authorization: Bearer all\r\n"), 422);
    EXPECT_EQ(call("POST", "/api/v1/events").status, 405);
    const auto stranger = openStream(*server, source, "", "");
    source.tell("t.item-made", "{}", Id{1});
    source.tell("t.open", R"({"text":"all may"})", Id{2});
    EXPECT_EQ(stranger->readUntil("all may", 30s).find("item-made"), std::string::npos);
}

TEST_F(ApiTest, TellsWhatWasMissed) {
    engine->write([](Unit& unit) {
        for (int i = 1; i <= 5; ++i)
            unit.run("kernel.event-insert", {{"id", i * 10},
                                             {"topic", i == 3 ? "t.open" : "t.item-made"},
                                             {"payload", "{\"itemId\":\"" + std::to_string(i) + "\"}"},
                                             {"publishedAt", unit.now()}});
    });
    listen();
    const auto client = openStream(*server, source, "?topics=t.item-made&since=0",
                                   "Authorization: Bearer all\r\nLast-Event-ID: 20\r\n");
    source.tell("t.item-made", R"({"itemId":"5"})", Id{50}); // was replayed already
    source.tell("t.item-made", R"({"itemId":"6"})", Id{60});
    const auto text = client->readUntil("id: 60", 30s);
    EXPECT_EQ(text.find("id: 20\n"), std::string::npos);
    EXPECT_EQ(text.find("id: 30\n"), std::string::npos);
    EXPECT_NE(text.find("id: 40\n"), std::string::npos);
    EXPECT_EQ(text.find("id: 50\n"), text.rfind("id: 50\n"));
    EXPECT_LT(text.find("id: 50\n"), text.find("id: 60\n"));
}

TEST_F(ApiTest, BoundsAndEndsStreams) {
    listen();
    auto first = openStream(*server, source, ""), second = openStream(*server, source, "");
    const auto third = RawClient(server->port()).exchange(requestText("GET /api/v1/events"));
    EXPECT_EQ(third.status, 503);
    EXPECT_NE(third.header("retry-after"), "");
    second.reset();
    int status = 503;
    for (int i = 0; i < 600 && status == 503; ++i) { // the heartbeat notices that the second has gone
        std::this_thread::sleep_for(50ms);
        RawClient again(server->port());
        again.send(requestText("GET /api/v1/events"));
        const auto text = again.readUntil("\r\n\r\n", 30s);
        status = text.empty() ? 0 : std::stoi(text.substr(9, 3));
    }
    EXPECT_EQ(status, 200);
    // One that lags behind is cut off; it comes back by itself with Last-Event-ID.
    const std::string big(100'000, 'x');
    for (int i = 1; i < 400; ++i) source.tell("t.open", "{\"text\":\"" + big + "\"}", Id{i});
    const auto begin = std::chrono::steady_clock::now();
    streams->drain();
    EXPECT_EQ(RawClient(server->port()).exchange(requestText("GET /api/v1/events")).status, 503);
    EXPECT_TRUE(server->stop(10s)) << "one whose client does not read does not hold up the stop";
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
    EXPECT_EQ(source.listeners(), 0U);
}

} // namespace rejoinder::http::test
