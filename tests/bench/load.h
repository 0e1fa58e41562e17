#pragma once
#include "tests/unit/http/raw_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

namespace rejoinder::bench {

using Steady = std::chrono::steady_clock;

inline double secondsSince(Steady::time_point began) {
    return std::chrono::duration<double>(Steady::now() - began).count();
}

/// What many clients saw.
struct Load {
    double took = 0;                  ///< seconds
    std::vector<double> milliseconds; ///< of each answer, ascending
    [[nodiscard]] double rate() const { return static_cast<double>(milliseconds.size()) / took; }
    [[nodiscard]] double part(double share) const {
        return milliseconds[static_cast<std::size_t>(share * static_cast<double>(milliseconds.size() - 1))];
    }
};

/// Sends so many requests over so many kept-alive connections of one thread, the next on each as soon as its
/// answer is there. @throws std::runtime_error when an answer is no success or does not come.
inline Load sendAll(std::uint16_t port, std::size_t clients, std::size_t requests,
                    const std::function<std::string(std::size_t)>& request) {
    struct Client {
        std::unique_ptr<http::test::RawClient> connection;
        Steady::time_point sent;
    };
    std::vector<Client> all(clients);
    std::vector<pollfd> waiting(clients);
    std::size_t next = 0, failed = 0;
    std::string why;
    Load load;
    const auto send = [&](std::size_t i) {
        auto& client = all[i];
        if (!client.connection) client.connection = std::make_unique<http::test::RawClient>(port);
        waiting[i] = {next < requests ? client.connection->handle() : -1, POLLIN, 0};
        if (next == requests) return;
        client.sent = Steady::now();
        client.connection->send(request(next++));
    };
    const auto began = Steady::now();
    for (std::size_t i = 0; i < clients; ++i) send(i);
    while (load.milliseconds.size() < requests) {
        if (::poll(waiting.data(), waiting.size(), 30'000) <= 0)
            throw std::runtime_error("no answer for 30 seconds");
        for (std::size_t i = 0; i < clients; ++i) {
            if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
            const auto answer = all[i].connection->read();
            load.milliseconds.push_back(secondsSince(all[i].sent) * 1000);
            if (answer.status < 200 || answer.status > 299) ++failed, why = answer.body;
            if (answer.status == 0 || answer.header("connection") == "close") all[i].connection.reset();
            send(i);
        }
    }
    load.took = secondsSince(began);
    std::ranges::sort(load.milliseconds);
    if (failed > 0)
        throw std::runtime_error(fmt::format("{} of {} requests failed: {}", failed, requests, why));
    return load;
}

} // namespace rejoinder::bench
