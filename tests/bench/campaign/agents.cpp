#include "tests/bench/campaign/agents.h"

#include <random>

namespace rejoinder::bench {

namespace {

constexpr std::size_t kAgents = 100;

struct Agent {
    std::unique_ptr<http::test::RawClient> connection;
    std::string code; ///< of the reply it stores
    Steady::time_point due, sent;
    bool waits = false; ///< for an answer
};

std::string captureOf(const std::string& token, const std::string& code) {
    const auto body = fmt::format(R"({{"type":"visit","channel":"phone","code":"{}"}})", code);
    return fmt::format(
        "POST /api/v1/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n"
        "Content-Type: application/json\r\nIdempotency-Key: agent-{}\r\nContent-Length: {}\r\n\r\n{}",
        token, code, body.size(), body);
}

} // namespace

void benchAgents(std::uint16_t port, const std::string& token, std::span<const std::string> codes) {
    std::mt19937_64 random(11);
    std::exponential_distribution<double> thinking(1.0); // seconds
    const auto pause = [&] {
        return std::chrono::microseconds(static_cast<std::int64_t>(thinking(random) * 1e6));
    };
    std::vector<Agent> agents(kAgents);
    std::vector<pollfd> waiting(kAgents);
    Load load;
    const auto began = Steady::now();
    for (auto& agent : agents) {
        agent.connection = std::make_unique<http::test::RawClient>(port);
        agent.due = began + pause();
    }
    const auto say = [&](Agent& agent) {
        if (!agent.connection) agent.connection = std::make_unique<http::test::RawClient>(port);
        agent.connection->send(captureOf(token, agent.code));
        agent.waits = true;
    };
    std::size_t next = 0;
    while (load.milliseconds.size() < codes.size()) {
        for (std::size_t i = 0; i < kAgents; ++i) {
            auto& agent = agents[i];
            if (!agent.waits && next < codes.size() && Steady::now() >= agent.due) {
                agent.code = codes[next++];
                agent.sent = Steady::now();
                say(agent);
            }
            waiting[i] = {agent.waits ? agent.connection->handle() : -1, POLLIN, 0};
        }
        if (::poll(waiting.data(), waiting.size(), 1) <= 0) {
            if (Steady::now() - began > std::chrono::minutes(10)) throw std::runtime_error("the agents wait");
            continue;
        }
        for (std::size_t i = 0; i < kAgents; ++i) {
            if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
            const auto answer = agents[i].connection->read();
            if (answer.status == 0) { // who thought too long finds the connection closed and asks again
                agents[i].connection.reset();
                say(agents[i]);
                continue;
            }
            if (answer.status != 201)
                throw std::runtime_error(fmt::format("a capture was refused: {}", answer.status));
            load.milliseconds.push_back(secondsSince(agents[i].sent) * 1000);
            if (answer.header("connection") == "close") agents[i].connection.reset();
            agents[i].waits = false;
            agents[i].due = Steady::now() + pause();
        }
    }
    load.took = secondsSince(began);
    std::ranges::sort(load.milliseconds);
    fmt::print(
        "agents      {} who think a second: {:.0f} captures/s, p50 {:.1f} ms, p95 {:.1f} ms, p99 {:.1f} ms\n",
        kAgents, load.rate(), load.part(0.5), load.part(0.95), load.part(0.99));
}

} // namespace rejoinder::bench
