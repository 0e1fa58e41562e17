// A small answer of the kernel's guarded server against Poco's own HTTP server with the same number of
// threads: the same client, in turns.

#include "kernel/http/server.h"
#include "tests/bench/load.h"
#include "tests/unit/http/server_fixture.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/ThreadPool.h>

#include <cstdlib>

namespace rejoinder::bench {

namespace {

constexpr std::string_view kAnswer = R"({"id":"4711","name":"A small answer","version":7})";
constexpr int kThreads = 256;

class SmallAnswer final : public http::RequestHandler {
public:
    http::BodyPlan plan(http::HttpRequest&, http::HttpResponse&) noexcept override {
        return {1024, false, false};
    }
    void handle(http::HttpRequest&, http::HttpResponse& response) noexcept override {
        response.contentType = "application/json";
        response.body = kAnswer;
    }
};

class PocoAnswer final : public Poco::Net::HTTPRequestHandler {
public:
    void handleRequest(Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response) override {
        response.setContentType("application/json");
        response.sendBuffer(kAnswer.data(), kAnswer.size());
    }
};

class PocoAnswers final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
        return new PocoAnswer; // Poco deletes it
    }
};

double rateOf(std::uint16_t port, std::size_t clients, std::size_t requests) {
    return sendAll(port, clients, requests,
                   [](std::size_t) {
                       return std::string(
                           "GET /api/v1/small HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n");
                   })
        .rate();
}

/// @returns the least ratio of kernel : Poco.
double benchServers(std::size_t requests, int rounds) {
    SmallAnswer handler;
    observe::Metrics metrics;
    http::test::MemoryLog log;
    http::ServerOptions options;
    options.threads = kThreads;
    options.requestsPerConnection = 1'000'000;
    http::Server ours(handler, options, metrics, log);
    ours.start();

    Poco::ThreadPool pool(2, kThreads);
    Poco::Net::HTTPServerParams::Ptr parameters = new Poco::Net::HTTPServerParams;
    parameters->setMaxThreads(kThreads);
    parameters->setKeepAlive(true);
    parameters->setMaxKeepAliveRequests(0);
    Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
    Poco::Net::HTTPServer theirs(new PocoAnswers, pool, socket, parameters);
    theirs.start();

    double least = 100;
    for (const std::size_t clients : {1u, 16u, 64u}) {
        std::vector<double> kernel, poco;
        for (int round = 0; round < rounds; ++round) {
            kernel.push_back(rateOf(ours.port(), clients, requests));
            poco.push_back(rateOf(socket.address().port(), clients, requests));
        }
        std::ranges::sort(kernel);
        std::ranges::sort(poco);
        const double a = kernel[kernel.size() / 2], b = poco[poco.size() / 2];
        least = std::min(least, a / b);
        fmt::print("{:>8} {:>12.0f} {:>12.0f} {:>12.2f}\n", clients, a, b, a / b);
    }
    theirs.stop();
    return least;
}

} // namespace
} // namespace rejoinder::bench

int main() {
    const bool quick = std::getenv("REJOINDER_SHORT") != nullptr;
    fmt::print("A small answer, kept-alive connections: median of rounds in turns.\n"
               "{:>8} {:>12} {:>12} {:>12}\n",
               "clients", "kernel/s", "Poco/s", "kernel:Poco");
    const double least = rejoinder::bench::benchServers(quick ? 5'000 : 20'000, quick ? 3 : 9);
    return least < 0.4 ? 1 : 0;
}
