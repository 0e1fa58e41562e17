#include "tests/unit/http/server_fixture.h"

#include <list>

namespace rejoinder::http::test {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

ServerOptions quick() {
    ServerOptions options;
    options.headTimeout = 700ms;
    options.idleTimeout = 900ms;
    options.bodyTimeout = 3'000ms;
    options.rateGrace = 600ms;
    options.threads = 8;
    return options;
}

/// Sends one byte each 50 ms until the server has enough; how long it took since `begin`.
std::chrono::milliseconds drip(RawClient& client, std::string_view text, steady_clock::time_point begin) {
    while (steady_clock::now() - begin < 20s) {
        for (const char c : text) {
            if (!client.send(std::string_view(&c, 1)) || client.closesWithin(50ms)) goto done;
            if (!client.readUntil("HTTP/", 0ms).empty()) goto done;
        }
    }
done:
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begin);
}

TEST_F(ServerTest, CutsADrippingHead) {
    start(quick());
    const auto begin = steady_clock::now();
    RawClient client(port);
    client.send("GET /a HTTP/1.1\r\nHost: x\r\n");
    const auto took = drip(client, "X-Drip: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", begin);
    EXPECT_GE(took, 600ms);
    EXPECT_LT(took, 10s);
    EXPECT_EQ(client.read().status, 408);
    EXPECT_EQ(echo.calls, 0);
}

TEST_F(ServerTest, CutsADrippingBody) {
    start(quick());
    const auto begin = steady_clock::now();
    RawClient client(port);
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
    const auto took =
        drip(client, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", begin);
    EXPECT_GE(took, 500ms);
    EXPECT_LT(took, 10s);
    EXPECT_EQ(client.read().status, 408);
    EXPECT_EQ(echo.calls, 0);
}

TEST_F(ServerTest, CutsABodyThatIsFastEnoughButEndless) {
    ServerOptions options = quick();
    options.bodyTimeout = 1'200ms;
    options.minBytesPerSecond = 100;
    start(options);
    RawClient client(port);
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n");
    const auto begin = steady_clock::now();
    while (steady_clock::now() - begin < 20s && client.send(std::string(500, 'x')) &&
           client.readUntil("HTTP/", 0ms).empty())
        std::this_thread::sleep_for(20ms);
    EXPECT_EQ(client.read().status, 408);
    EXPECT_LT(steady_clock::now() - begin, 10s);
}

TEST_F(ServerTest, ClosesIdleConnections) {
    start(quick());
    RawClient silent(port), used(port);
    EXPECT_EQ(used.exchange(kGet).status, 200);
    EXPECT_TRUE(silent.closesWithin(3s));
    EXPECT_TRUE(used.closesWithin(3s));
}

TEST_F(ServerTest, LimitsRequestsPerConnection) {
    ServerOptions options;
    options.requestsPerConnection = 3;
    start(options);
    RawClient client(port);
    EXPECT_EQ(client.exchange(kGet).header("connection"), "");
    EXPECT_EQ(client.exchange(kGet).header("connection"), "");
    EXPECT_EQ(client.exchange(kGet).header("connection"), "close");
    EXPECT_TRUE(client.closesWithin(2s));
}

/// Handlers that wait until they are let go.
class Gatekeeper {
public:
    void wait() {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.notify_all();
        changed_.wait_for(lock, 20s, [this] { return open_; });
        --waiting_;
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    bool reaches(int count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 10s, [&] { return waiting_ >= count; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int waiting_ = 0;
    bool open_ = false;
};

TEST_F(ServerTest, SaysSoWhenAllThreadsAreBusy) {
    Gatekeeper gate;
    echo.onCall = [&gate](HttpRequest& request, HttpResponse&) {
        if (request.path == "/slow") gate.wait();
    };
    ServerOptions options;
    options.threads = 4;
    options.waiting = 0;
    start(options);
    std::list<RawClient> busy;
    for (int i = 0; i < 4; ++i) busy.emplace_back(port).send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(gate.reaches(4));
    for (int i = 0; i < 10; ++i) {
        RawClient surplus(port);
        const Answer answer = surplus.exchange(kGet);
        EXPECT_EQ(answer.status, 503);
        EXPECT_NE(answer.header("retry-after"), "");
        EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
        EXPECT_TRUE(answer.has("kernel.busy"));
        EXPECT_TRUE(surplus.closesWithin(3s));
    }
    gate.open();
    for (auto& client : busy) EXPECT_EQ(client.read().status, 200);
    EXPECT_NE(metrics.text().find("rejoinder_http_refused_total{reason=\"full\"} 10"), std::string::npos);
    int status = 0; // in a moment they count as idle, and one of them has to go
    for (int i = 0; i < 200 && status != 200; ++i) {
        std::this_thread::sleep_for(50ms);
        status = ask(kGet).status;
    }
    EXPECT_EQ(status, 200);
}

TEST_F(ServerTest, AFewMayWaitForAThread) {
    Gatekeeper gate;
    echo.onCall = [&gate](HttpRequest& request, HttpResponse&) {
        if (request.path == "/slow") gate.wait();
    };
    ServerOptions options;
    options.threads = 2;
    options.waiting = 3;
    start(options);
    std::list<RawClient> busy, waiting;
    for (int i = 0; i < 2; ++i) busy.emplace_back(port).send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(gate.reaches(2));
    for (int i = 0; i < 3; ++i) waiting.emplace_back(port).send(kGet);
    EXPECT_EQ(ask(kGet).status, 503);
    gate.open();
    // The keep-alive connections before them do not keep them waiting for long.
    const auto begin = steady_clock::now();
    for (auto& client : busy) EXPECT_EQ(client.read().status, 200);
    for (auto& client : waiting) EXPECT_EQ(client.read().status, 200);
    EXPECT_LT(steady_clock::now() - begin, 10s);
}

TEST_F(ServerTest, AFloodOfIdleConnectionsStopsNobody) {
    ServerOptions options;
    options.threads = 32;
    start(options);
    std::list<RawClient> flood;
    RawClient regular(port);
    auto worst = 0ms;
    for (int i = 0; i < 400; ++i) {
        flood.emplace_back(port);
        if (i % 3 == 1) flood.back().send(kGet);
        if (i % 3 == 2) flood.back().send("GET /half HTTP/1.1\r\nHo");
        if (i % 10 == 0) {
            const auto begin = steady_clock::now();
            EXPECT_EQ(ask(kGet).status, 200) << i;
            worst = std::max(
                worst, std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begin));
            std::this_thread::sleep_for(60ms);
        }
    }
    // Half of a head is no idle connection at once, but after a second it has to make room as well.
    std::this_thread::sleep_for(1'100ms);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(ask(kGet).status, 200);
    EXPECT_LT(worst, 2s);
    EXPECT_LE(server->connections(), 64);
}

TEST_F(ServerTest, LimitsConnectionsPerPeer) {
    ServerOptions options;
    options.connectionsPerPeer = 5;
    options.limitLoopback = true;
    start(options);
    std::list<RawClient> hoard;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(hoard.emplace_back(port).exchange(kGet).status, 200);
    EXPECT_EQ(ask(kGet).status, 503);
    RawClient other(port, "127.0.0.2");
    EXPECT_EQ(other.exchange(kGet).status, 200);
    hoard.pop_back();
    int status = 0;
    for (int i = 0; i < 50 && status != 200; ++i) {
        std::this_thread::sleep_for(20ms);
        status = ask(kGet).status;
    }
    EXPECT_EQ(status, 200);
}

TEST_F(ServerTest, StopsGracefully) {
    Gatekeeper gate;
    echo.onCall = [&gate](HttpRequest& request, HttpResponse&) {
        if (request.path == "/slow") gate.wait();
    };
    start();
    RawClient idle(port), used(port), inFlight(port);
    EXPECT_EQ(used.exchange(kGet).status, 200);
    inFlight.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(gate.reaches(1));
    std::thread opener([&gate] {
        std::this_thread::sleep_for(600ms);
        gate.open();
    });
    const auto begin = steady_clock::now();
    EXPECT_TRUE(server->stop(15s));
    EXPECT_LT(steady_clock::now() - begin, 10s);
    opener.join();
    const Answer last = inFlight.read();
    EXPECT_EQ(last.status, 200);
    EXPECT_EQ(last.header("connection"), "close");
    EXPECT_TRUE(idle.closesWithin(1s));
    EXPECT_TRUE(used.closesWithin(1s));
    EXPECT_FALSE(RawClient(port).connected());
    EXPECT_EQ(echo.calls, 2);
}

TEST_F(ServerTest, CutsOffWhoDoesNotFinish) {
    Gatekeeper gate;
    echo.onCall = [&gate](HttpRequest& request, HttpResponse&) {
        if (request.path == "/slow") gate.wait();
    };
    start();
    RawClient stuck(port), halfway(port);
    halfway.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    stuck.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(gate.reaches(1));
    std::thread opener([&gate] {
        std::this_thread::sleep_for(900ms);
        gate.open();
    });
    EXPECT_FALSE(server->stop(300ms));
    opener.join();
    EXPECT_EQ(halfway.read().status, 0);
}

TEST_F(ServerTest, SurvivesClientsThatLeave) {
    start(); // with the real time limits: what is known to have left is not waited for
    for (int i = 0; i < 40; ++i) {
        RawClient client(port);
        if (i % 4 == 1) client.send("GET /");
        if (i % 4 == 2) client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
        if (i % 4 == 3) client.send(kGet);
    }
    for (int i = 0; i < 1500 && server->connections() > 0; ++i) std::this_thread::sleep_for(20ms);
    EXPECT_EQ(server->connections(), 0);
    EXPECT_EQ(ask(kGet).status, 200);
}

} // namespace rejoinder::http::test
