#include "kernel/http/server.h"

#include "kernel/http/connection.h"
#include "kernel/http/problem.h"
#include "kernel/http/spool_file.h"

#include <rejoinder/error.h>

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/ThreadPool.h>
#include <sys/socket.h>

namespace rejoinder::http {

namespace {

constexpr std::string_view kRefusedName = "rejoinder_http_refused_total";
constexpr std::string_view kRefusedHelp =
    "Connections and requests that were refused before any handler, by reason";

observe::Labels labelsOf(const ServerOptions& options) {
    if (options.listener.empty()) return {};
    return {{"listener", options.listener}};
}

observe::Counter& refused(observe::Metrics& metrics, const ServerOptions& options, const char* reason) {
    auto labels = labelsOf(options);
    labels["reason"] = reason;
    return metrics.counter(std::string(kRefusedName), std::string(kRefusedHelp), labels);
}

class ConnectionFactory final : public Poco::Net::TCPServerConnectionFactory {
public:
    explicit ConnectionFactory(ServerCore& core) : core_(core) {}
    Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override {
        return new Connection(socket, core_); // takes over what the doorman admitted
    }

private:
    ServerCore& core_;
};

/// Decides in the accepting thread whether a connection gets a thread; it must never block.
class Doorman final : public Poco::Net::TCPServerConnectionFilter {
public:
    explicit Doorman(ServerCore& core) : core_(core) {
        writeProblem(full_, {503, "kernel.busy", "all connections are in use, try again soon", {}, {}, {}});
        full_.setHeader("Retry-After", "2");
    }

    bool accept(const Poco::Net::StreamSocket& socket) override {
        try {
            const auto address = socket.peerAddress().host();
            const auto outcome = core_.connections.admit(
                socket.impl()->sockfd(), core_.countsPeer(address) ? address.toString() : std::string());
            if (outcome == Connections::Admission::Admitted) return true;
            (outcome == Connections::Admission::Full ? core_.refusedFull : core_.refusedPeer).add();
            refuse(socket);
        } catch (const Poco::Exception&) {
            // The peer has gone again already.
        }
        return false;
    }

private:
    void refuse(const Poco::Net::StreamSocket& socket) {
        if (core_.secure) return; // a polite answer would need the handshake first
        // A new connection's send buffer is empty, so this neither blocks nor falls short.
        const std::string text = AnswerWriter::render(full_);
        (void)::send(socket.impl()->sockfd(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        core_.closer.close(socket);
    }

    ServerCore& core_;
    HttpResponse full_;
};

Poco::Net::ServerSocket bindSocket(const ServerOptions& options) {
    constexpr int kBacklog = 1'024;
    try {
        const Poco::Net::SocketAddress address(Poco::Net::IPAddress(options.address), options.port);
        if (options.certificate.empty()) {
            Poco::Net::ServerSocket socket;
            socket.bind(address, true, false); // no second server on this port
            socket.listen(kBacklog);
            return socket;
        }
        Poco::Net::initializeSSL();
        Poco::Net::Context::Params params;
        params.certificateFile = options.certificate;
        params.privateKeyFile = options.privateKey;
        params.verificationMode = Poco::Net::Context::VERIFY_NONE; // clients show no certificate
        params.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!RC4:!3DES:!SHA1";
        Poco::Net::Context::Ptr context(new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, params));
        context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
        context->enableSessionCache(true, "rejoinder");
        Poco::Net::SecureServerSocket socket(context);
        socket.bind(address, true, false); // no second server on this port
        socket.listen(kBacklog);
        return socket;
    } catch (const Poco::Net::SSLException& e) {
        throw Error(ErrorKind::Bug, "kernel.bad-certificate",
                    "http.certificate or http.private-key: " + e.displayText());
    } catch (const Poco::Net::NetException& e) {
        const std::string what =
            "cannot listen at " + options.address + ":" + std::to_string(options.port) + ": ";
        throw Error(ErrorKind::Unavailable, "kernel.cannot-listen", what + e.displayText());
    } catch (const Poco::Exception& e) {
        throw Error(ErrorKind::Bug, "kernel.bad-certificate",
                    "http.certificate or http.private-key: " + e.displayText());
    }
}

Poco::Net::TCPServerParams* serverParams(const ServerOptions& options) {
    auto* params = new Poco::Net::TCPServerParams;
    params->setMaxThreads(options.threads);
    // The doorman counts; the queue only bridges the moment until an evicted connection's thread is free.
    params->setMaxQueued(4 * options.threads + 64);
    // A thread that ends its connection during stop() sleeps so long before it notices.
    params->setThreadIdleTime(Poco::Timespan(0, 500'000));
    return params;
}

} // namespace

ServerCore::ServerCore(RequestHandler& h, ServerOptions o, observe::Metrics& metrics, Log& l)
    : handler(h),
      options(std::move(o)),
      log(l),
      connections({options.threads, options.waiting, options.connectionsPerPeer},
                  metrics.gauge("rejoinder_http_connections", "Open connections", labelsOf(options))),
      secure(!options.certificate.empty()),
      proxies(options.proxies.begin(), options.proxies.end()),
      refusedFull(refused(metrics, options, "full")),
      refusedPeer(refused(metrics, options, "peer")),
      refusedRequest(refused(metrics, options, "request")),
      tooSlow(refused(metrics, options, "slow")) {}

bool ServerCore::countsPeer(const Poco::Net::IPAddress& address) const {
    if (address.isLoopback() && !options.limitLoopback) return false;
    return proxies.empty() || !proxies.contains(address.toString());
}

struct Server::Impl {
    Impl(RequestHandler& handler, ServerOptions o, observe::Metrics& metrics, Log& log)
        : core(handler, std::move(o), metrics, log),
          pool(2, core.options.threads + 1, 60),
          socket(bindSocket(core.options)),
          server(new ConnectionFactory(core), pool, socket, serverParams(core.options)) {
        server.setConnectionFilter(new Doorman(core));
        if (!core.options.spoolFolder.empty()) {
            std::filesystem::create_directories(core.options.spoolFolder);
            SpoolFile::sweep(core.options.spoolFolder, core.options.uploadTimeout);
        }
    }

    ServerCore core;
    Poco::ThreadPool pool;
    Poco::Net::ServerSocket socket;
    Poco::Net::TCPServer server;
    const std::uint16_t port = server.port();
    bool running = false;
};

Server::Server(RequestHandler& handler, ServerOptions options, observe::Metrics& metrics, Log& log)
    : impl_(std::make_unique<Impl>(handler, std::move(options), metrics, log)) {}

Server::~Server() {
    stop(std::chrono::seconds(5));
}

void Server::start() {
    impl_->server.start();
    impl_->running = true;
}

bool Server::stop(std::chrono::milliseconds limit) {
    if (!impl_->running) return true;
    impl_->running = false;
    impl_->server.stop();
    impl_->socket.close();
    impl_->core.connections.stopIdle();
    const bool finished = impl_->core.connections.waitEmpty(limit);
    if (!finished) impl_->core.connections.cutAll();
    impl_->pool.joinAll();
    return finished;
}

std::uint16_t Server::port() const {
    return impl_->port;
}
int Server::connections() const {
    return impl_->core.connections.open();
}

} // namespace rejoinder::http
