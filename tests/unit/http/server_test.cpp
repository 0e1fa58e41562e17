#include "tests/unit/http/server_fixture.h"

#include <filesystem>
#include <fstream>

namespace rejoinder::http::test {

using namespace std::chrono_literals;

TEST_F(ServerTest, AnswersWithSecurityHeaders) {
    start();
    const Answer answer = ask(kGet);
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.has("GET /a 0"));
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    EXPECT_TRUE(answer.header("content-security-policy").starts_with("default-src 'none'"));
    EXPECT_EQ(answer.header("cross-origin-opener-policy"), "same-origin");
    EXPECT_EQ(answer.header("referrer-policy"), "same-origin");
    EXPECT_EQ(answer.header("strict-transport-security"), "");
    EXPECT_TRUE(answer.header("date").ends_with(" GMT"));
}

TEST_F(ServerTest, ServesManyRequestsOnOneConnection) {
    start();
    RawClient client(port);
    for (int i = 0; i < 50; ++i) {
        const auto body = std::string(static_cast<std::size_t>(i), 'b');
        const auto answer = client.exchange(
            "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(i) + "\r\n\r\n" + body);
        ASSERT_EQ(answer.status, 200);
        ASSERT_TRUE(answer.has("POST /p " + std::to_string(i) + " " + body));
    }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
    start();
    RawClient client(port);
    client.send(
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        "POST /3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n"
        "HEAD /4 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(client.read().has("GET /1"));
    EXPECT_TRUE(client.read().has("POST /2 3 abc"));
    EXPECT_TRUE(client.read().has("POST /3 2 de"));
    const Answer head = client.read(5s, true);
    EXPECT_EQ(head.status, 200);
    EXPECT_NE(head.header("content-length"), "0");
    EXPECT_EQ(echo.calls, 4);
}

TEST_F(ServerTest, HeadHasNoBody) {
    start();
    RawClient client(port);
    client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.read(5s, true).status, 200);
    EXPECT_TRUE(client.read().has("GET /b"));
}

TEST_F(ServerTest, ClosesWhenAskedAndForHttp10) {
    start();
    for (const char* text :
         {"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET /a HTTP/1.0\r\n\r\n"}) {
        RawClient client(port);
        const Answer answer = client.exchange(text);
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.header("connection"), "close");
        EXPECT_TRUE(client.closesWithin(2s));
    }
    RawClient client(port);
    const Answer answer = client.exchange("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(answer.header("connection"), "keep-alive");
    EXPECT_TRUE(client.exchange(kGet).has("GET /a"));
}

TEST_F(ServerTest, ContinuesWhenExpected) {
    start();
    RawClient client(port);
    client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_TRUE(client.readUntil("100 Continue\r\n\r\n", 2s).starts_with("HTTP/1.1 100 Continue"));
    client.forget();
    EXPECT_TRUE(client.exchange("abc").has("POST /p 3 abc"));
    expectRefused("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n",
                  413);
    expectRefused("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: wonders\r\n\r\n", 417);
}

TEST_F(ServerTest, ABodyIsNeverTheNextRequest) {
    start();
    const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    RawClient client(port);
    const auto answer =
        client.exchange("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(smuggled.size()) +
                        "\r\n\r\n" + smuggled);
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.has("PUT /a"));
    EXPECT_TRUE(client.exchange(kGet).has("GET /a 0"));
    EXPECT_EQ(echo.calls, 2);
    expectRefused("GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(smuggled.size()) +
                      "\r\n\r\n" + smuggled,
                  400);
    RawClient refused(port);
    EXPECT_EQ(refused
                  .exchange("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                            std::to_string(smuggled.size()) + "\r\n\r\n" + smuggled)
                  .status,
              401);
    EXPECT_TRUE(refused.closesWithin(3s));
    EXPECT_EQ(echo.calls, 2);
}

TEST_F(ServerTest, RefusesConflictingLengths) {
    start();
    const std::string post = "POST /a HTTP/1.1\r\nHost: x\r\n",
                      next = "\r\n0\r\n\r\nGET /s HTTP/1.1\r\nHost: x\r\n\r\n";
    expectRefused(post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + next, 400);
    expectRefused(post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n" + next, 400);
    expectRefused(post + "Content-Length: 5\r\nContent-Length: 6\r\n" + next, 400);
    expectRefused(post + "Content-Length: 5\r\nContent-Length: 5\r\n" + next, 400);
    expectRefused(post + "Content-Length: 5, 5\r\n" + next, 400);
    expectRefused(post + "Content-Length: -5\r\n" + next, 400);
    expectRefused(post + "Content-Length: +5\r\n" + next, 400);
    expectRefused(post + "Content-Length: 0x5\r\n" + next, 400);
    expectRefused(post + "Content-Length: 5 5\r\n" + next, 400);
    expectRefused(post + "Content-Length:\r\n" + next, 400);
    expectRefused(post + "Content-Length: 99999999999999999999999\r\n" + next, 400);
    expectRefused(post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" + next, 400);
    expectRefused(post + "Transfer-Encoding: identity\r\n" + next, 501);
    expectRefused(post + "Transfer-Encoding: gzip, chunked\r\n" + next, 501);
    expectRefused(post + "Transfer-Encoding: chunked, identity\r\n" + next, 501);
    expectRefused(post +
                      "Transfer-Encoding: \x0b"
                      "chunked\r\n" +
                      next,
                  400);
    expectRefused(post + "Transfer-Encoding : chunked\r\n" + next, 400);
    expectRefused("POST /a HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + next, 400);
    expectRefused(post + "\r\n", 411);
    expectRefused("PATCH /a HTTP/1.1\r\nHost: x\r\n\r\n", 411);
}

TEST_F(ServerTest, RefusesMalformedHeads) {
    start();
    const std::string tail = " HTTP/1.1\r\nHost: x\r\n\r\n";
    expectRefused("GET /a HTTP/1.1\r\n\r\n", 400);
    expectRefused("GET /a HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400);
    expectRefused("GET /a HTTP/1.1\r\nHost: x y\r\n\r\n", 400);
    expectRefused("GET /a HTTP/1.1\r\nHost: x/../y\r\n\r\n", 400);
    expectRefused("GET /a HTTP/1.1\r\nHost:\r\n\r\n", 400);
    expectRefused("GET /a HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", 400);
    expectRefused("GET /a HTTP/1.1\r\nHost: x\r\nX: a\r\n\tb\r\n\r\n", 400);
    expectRefused("GET /a HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400);
    expectRefused("GET /a HTTP/1.1\r\nHost: x\r\n: v\r\n\r\n", 400);
    expectRefused("GET /a HTTP/1.1\r\nHost: x\r\nX : v\r\n\r\n", 400);
    expectRefused(std::string("GET /a HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 36), 400);
    expectRefused("GET /a HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n", 400);
    expectRefused("GET /a HTTP/1.1\nHost: x\n\n", 400);
    expectRefused("GET /a HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", 400);
    expectRefused("GE\x01T /a" + tail, 400);
    expectRefused("BREW /a" + tail, 501);
    expectRefused("get /a" + tail, 501);
    expectRefused("TRACE /a" + tail, 501);
    expectRefused("CONNECT x:1" + tail, 501);
    expectRefused("GET  /a" + tail, 400);
    expectRefused("GET /a b" + tail, 400);
    expectRefused("GET /a\x7f" + tail, 400);
    expectRefused("GET /a%" + tail, 400);
    expectRefused("GET /a%zz" + tail, 400);
    expectRefused("GET /a%00" + tail, 400);
    expectRefused("GET /a/../b" + tail, 400);
    expectRefused("GET /a/%2e%2E/b" + tail, 400);
    expectRefused("GET /a/." + tail, 400);
    expectRefused("GET a" + tail, 400);
    expectRefused("GET http://y/a" + tail, 400);
    expectRefused("GET /a HTTP/2.0\r\nHost: x\r\n\r\n", 505);
    expectRefused("GET /a HTTP/1.1x\r\nHost: x\r\n\r\n", 400);
    expectRefused("GET /a\r\n\r\n", 400);
    expectRefused("\x16\x03\x01\x02\n", 400);
}

TEST_F(ServerTest, TakesWhatIsLegal) {
    start();
    EXPECT_EQ(ask("\r\n\r\nGET /a HTTP/1.1\r\nhOsT:x:80\r\nX:\r\nY: \t a,b \r\n\r\n").status, 200);
    EXPECT_EQ(ask("GET http://x/a?b=c HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
    EXPECT_EQ(ask("GET /%C3%A4/...?x=%20&y HTTP/1.1\r\nHost: [::1]:80\r\n\r\n").status, 200);
    EXPECT_EQ(ask("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(ServerTest, RefusesMalformedChunks) {
    start();
    const std::string head = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string next = "GET /s HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const char* body :
         {"z\r\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n", "-3\r\nabc\r\n0\r\n\r\n",
          "0x3\r\nabc\r\n0\r\n\r\n", "\r\nabc\r\n0\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n",
          "3 \r\nabc\r\n0\r\n\r\n", "3\r\nabcX\r\n0\r\n\r\n", "3\r\nabc\n0\r\n\r\n",
          "3\r\nabc\r\n0\r\nno\r\n\r\n", "3;\x01\r\nabc\r\n0\r\n\r\n",
          "ffffffffffffffffff\r\nabc\r\n0\r\n\r\n", "3\r\nab\r\n\r\n0\r\n\r\n"})
        expectRefused(head + body + next, 400);
    expectRefused(head + std::string(600, '1') + "\r\n", 400);
    expectRefused(head + "fffffffffffffff\r\nabc", 413);
    expectRefused(head + "100001\r\nabc", 413);
    const Answer answer = ask(head + "3;name=value\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Trailer: v\r\n\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.has("POST /a 13 abc0123456789"));
}

TEST_F(ServerTest, BoundsTheHead) {
    start();
    const std::string get = "GET /a HTTP/1.1\r\nHost: x\r\n";
    std::string fields;
    for (int i = 0; i < 99; ++i) fields += "X" + std::to_string(i) + ": v\r\n";
    EXPECT_EQ(ask(get + fields + "\r\n").status, 200);
    expectRefused(get + fields + "Y: v\r\n\r\n", 431);
    expectRefused(get + "X: " + std::string(40'000, 'x') + "\r\n\r\n", 431);
    expectRefused("GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n", 414);
    EXPECT_EQ(ask("GET /" + std::string(8'000, 'x') +
                  " HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'y') + "\r\n\r\n")
                  .status,
              200);
    // A head without an end is cut where it is too long, however much is sent.
    RawClient endless(port);
    bool open = endless.send(get);
    const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (open && std::chrono::steady_clock::now() < latest)
        open = endless.send("X: " + std::string(1'000, 'x') + "\r\n");
    EXPECT_FALSE(open);
}

TEST_F(ServerTest, RefusesALargeBodyUnread) {
    start();
    const auto begin = std::chrono::steady_clock::now();
    expectRefused("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nabc", 413);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
    // A client that does not listen is cut off long before its gigabyte is through.
    RawClient stubborn(port);
    stubborn.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
    const std::string block(1'000'000, 'x');
    int taken = 0;
    while (taken < 1'000 && stubborn.send(block)) ++taken;
    EXPECT_LT(taken, 50);
    EXPECT_EQ(echo.calls, 0);
}

TEST_F(ServerTest, SpoolsUploads) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("rejoinder-spool-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "upload-left-behind.part") << "x";
    std::filesystem::last_write_time(folder / "upload-left-behind.part",
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
    std::ofstream(folder / "upload-of-another-node.part") << "x";
    ServerOptions options;
    options.spoolFolder = folder;
    start(options);
    EXPECT_FALSE(std::filesystem::exists(folder / "upload-left-behind.part"));
    EXPECT_TRUE(std::filesystem::remove(folder / "upload-of-another-node.part"));
    std::string seen;
    echo.onCall = [&seen](HttpRequest& request, HttpResponse&) {
        std::ifstream in(request.bodyFile, std::ios::binary);
        seen.assign(std::istreambuf_iterator<char>(in), {});
    };
    std::string body;
    for (int i = 0; i < 300'000; ++i) body += std::to_string(i) + ',';
    RawClient client(port);
    const Answer answer =
        client.exchange("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
                        "\r\n\r\n" + body);
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.has(" file"));
    EXPECT_EQ(seen, body);
    EXPECT_TRUE(client.exchange(kGet).has("GET /a"));
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    expectRefused("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n", 413);
    expectRefused("POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n900000\r\n", 413);
    RawClient leaver(port);
    leaver.send("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
    std::this_thread::sleep_for(100ms);
    leaver.close();
    for (int i = 0; i < 1500 && !std::filesystem::is_empty(folder); ++i) std::this_thread::sleep_for(20ms);
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    server.reset();
    std::filesystem::remove_all(folder);
}

TEST_F(ServerTest, StreamsAFile) {
    start();
    const auto path =
        std::filesystem::temp_directory_path() / ("rejoinder-file-" + std::to_string(::getpid()));
    std::string content;
    for (int i = 0; i < 200'000; ++i) content += std::to_string(i) + '\n';
    std::ofstream(path, std::ios::binary) << content;
    echo.onCall = [&path](HttpRequest& request, HttpResponse& response) {
        if (request.path == "/file") response.file = path;
        if (request.path == "/missing") response.file = "/nowhere/at/all";
        response.body = "-";
    };
    RawClient client(port);
    EXPECT_EQ(client.exchange("GET /file HTTP/1.1\r\nHost: x\r\n\r\n").body, content);
    client.send("HEAD /file HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.read(5s, true).header("content-length"), std::to_string(content.size()));
    EXPECT_EQ(client.exchange("GET /missing HTTP/1.1\r\nHost: x\r\n\r\n").status, 500);
    std::filesystem::remove(path);
}

TEST_F(ServerTest, BelievesOnlyItsProxies) {
    ServerOptions options;
    options.proxies = {"127.0.0.1", "10.0.0.9"};
    start(options);
    EXPECT_TRUE(
        ask("GET /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.1.1.1, 2.2.2.2\r\n\r\n").has(" 2.2.2.2"));
    EXPECT_TRUE(ask("GET /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.1.1.1, 2.2.2.2, 10.0.0.9\r\n\r\n")
                    .has(" 2.2.2.2"));
    EXPECT_TRUE(
        ask("GET /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: nonsense\r\n\r\n")
            .has(" 127.0.0.1"));
    const Answer secure = ask("GET /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: https\r\n\r\n");
    EXPECT_TRUE(secure.has(" secure"));
    EXPECT_TRUE(secure.header("strict-transport-security").starts_with("max-age=31536000"));
    server.reset();
    start();
    EXPECT_TRUE(ask("GET /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n").has(" 127.0.0.1"));
}

} // namespace rejoinder::http::test
