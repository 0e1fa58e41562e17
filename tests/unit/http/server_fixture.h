#pragma once
#include "kernel/http/server.h"
#include "tests/unit/http/raw_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace rejoinder::http::test {

/// The shortest request.
inline constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

/// Keeps what was logged.
class MemoryLog final : public Log {
public:
    void write(LogLevel, std::string_view event, std::initializer_list<LogField> fields) override {
        const std::lock_guard lock(mutex_);
        text_.append(event);
        for (const auto& field : fields) text_.append(" ").append(field.name).append("=").append(field.text);
        text_ += '\n';
    }
    [[nodiscard]] std::string text() const {
        const std::lock_guard lock(mutex_);
        return text_;
    }

private:
    mutable std::mutex mutex_;
    std::string text_;
};

/// A handler that says what it saw, so that a smuggled request would show.
class Echo final : public RequestHandler {
public:
    BodyPlan plan(HttpRequest& request, HttpResponse& response) noexcept override {
        BodyPlan plan{1024 * 1024, false, false};
        if (request.path == "/upload") plan = {8 * 1024 * 1024, true, false};
        if (request.path == "/refused") {
            response.status = 401;
            plan.refused = true;
        }
        return plan;
    }
    void handle(HttpRequest& request, HttpResponse& response) noexcept override {
        ++calls;
        if (onCall) onCall(request, response);
        response.contentType = "text/plain";
        if (!response.body.empty()) return;
        response.body = std::string(request.verb) + " " + std::string(request.path) + " " +
                        std::to_string(request.bodyBytes) + " " + std::string(request.body.substr(0, 100)) +
                        (request.bodyFile.empty() ? "" : " file") + " " + std::string(request.peer) +
                        (request.secure ? " secure" : "");
    }
    std::atomic<int> calls{0};
    std::function<void(HttpRequest&, HttpResponse&)> onCall;
};

/// A server over an Echo.
class ServerTest : public ::testing::Test {
protected:
    void start(ServerOptions options = {}) {
        options.address = "127.0.0.1";
        server = std::make_unique<Server>(echo, options, metrics, log);
        server->start();
        port = server->port();
    }
    void TearDown() override { server.reset(); }
    /// The answer to one request on a connection of its own.
    Answer ask(std::string_view text) { return RawClient(port).exchange(text); }
    /// Expects a refusal after which nothing else is served: what follows must not be run as a request.
    void expectRefused(const std::string& text, int status) {
        RawClient client(port);
        const int before = echo.calls;
        client.send(text);
        const Answer answer = client.read();
        EXPECT_EQ(answer.status, status) << text.substr(0, 200);
        EXPECT_EQ(answer.header("content-type"), "application/problem+json") << text.substr(0, 200);
        EXPECT_EQ(answer.header("connection"), "close") << text.substr(0, 200);
        EXPECT_TRUE(client.closesWithin(std::chrono::seconds(3))) << text.substr(0, 200);
        EXPECT_EQ(echo.calls, before) << text.substr(0, 200);
    }

    Echo echo;
    observe::Metrics metrics;
    MemoryLog log;
    std::unique_ptr<Server> server;
    std::uint16_t port = 0;
};

} // namespace rejoinder::http::test
