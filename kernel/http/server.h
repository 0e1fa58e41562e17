#pragma once
#include "kernel/http/message.h"
#include "kernel/observe/metrics.h"

#include <rejoinder/log.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace rejoinder::http {

/// Limits and address of a server; each is a setting `http.…` (of the public one `public.…`) of the same name
/// in kebab-case.
struct ServerOptions {
    std::string listener;              ///< names it in metrics; "" for the staff's
    std::string address = "127.0.0.1"; ///< IPv4 or IPv6 address to listen at
    std::uint16_t port = 0;            ///< 0: a free one, see Server::port
    std::string certificate;           ///< PEM file with the chain; with `privateKey` switches TLS on
    std::string privateKey;            ///< PEM file
    std::vector<std::string> proxies;  ///< addresses whose X-Forwarded-For and -Proto are believed
    int threads = 256;                 ///< connections served at once
    int waiting = 32; ///< more connections that may wait for a thread; others are answered 503
    int connectionsPerPeer = 128;
    bool limitLoopback = false; ///< apply connectionsPerPeer to 127.0.0.0/8 and ::1, too
    int requestsPerConnection = 1'000;
    std::chrono::milliseconds headTimeout{10'000}; ///< for the whole head, from its first byte
    std::chrono::milliseconds idleTimeout{5'000};  ///< from one answer to the next request, or to the first
    std::chrono::milliseconds bodyTimeout{60'000}; ///< for a whole body in memory
    std::chrono::milliseconds uploadTimeout{3'600'000};
    std::chrono::milliseconds sendTimeout{30'000}; ///< without any progress
    std::uint64_t minBytesPerSecond = 4'096;       ///< a body must come at least so fast, after the grace
    std::chrono::milliseconds rateGrace{5'000};
    std::size_t maxHeadBytes = 32 * 1024, maxUriBytes = 8 * 1024, maxFields = 100;
    std::filesystem::path spoolFolder; ///< for uploads; made when absent; empty: uploads are refused with 503
};

/// The socket server: Poco's TCPServer with a guarded connection of our own. Bounded in threads, time and
/// bytes.
class Server {
public:
    /// Binds the address. @throws Error Unavailable when it cannot be bound, Bug when a certificate cannot be
    /// read.
    Server(RequestHandler& handler, ServerOptions options, observe::Metrics& metrics, Log& log);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Begins to accept connections.
    void start();
    /// Stops accepting, closes idle connections, lets requests in flight finish for at most `limit`, then
    /// cuts them off. @returns whether all had finished. Streams end at once.
    bool stop(std::chrono::milliseconds limit);
    /// The port that is listened at.
    [[nodiscard]] std::uint16_t port() const;
    /// Connections that are open now.
    [[nodiscard]] int connections() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rejoinder::http
