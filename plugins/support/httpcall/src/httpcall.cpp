#include "httpcall/httpcall.h"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>
#include <Poco/URI.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace httpcall {

namespace {

constexpr std::size_t kMostAnswer = 64 * 1024;

Poco::Timespan spanUntil(std::chrono::steady_clock::time_point until) {
    const auto left =
        std::chrono::duration_cast<std::chrono::microseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) throw Poco::TimeoutException("no time is left");
    return {static_cast<Poco::Timespan::TimeDiff>(left.count())};
}

Poco::Timespan spanOf(std::chrono::seconds timeout) {
    return {static_cast<long>(timeout.count()), 0};
}

/// Every address of a host. @throws Poco::Exception, also when one of them is not to be connected to
std::vector<Poco::Net::SocketAddress> addressesOf(const Place& place, bool publicOnly) {
    std::vector<Poco::Net::IPAddress> found(1);
    if (!Poco::Net::IPAddress::tryParse(place.host, found.front()))
        found = Poco::Net::DNS::resolve(place.host).addresses();
    std::vector<Poco::Net::SocketAddress> all;
    for (const auto& ip : found) {
        if (publicOnly && !isPublicAddress(ip.toString()))
            throw Poco::Net::NetException("not a public address", place.host);
        const Poco::Net::SocketAddress address(ip, static_cast<Poco::UInt16>(place.port));
        if (std::find(all.begin(), all.end(), address) == all.end()) all.push_back(address);
    }
    if (all.empty()) throw Poco::Net::HostNotFoundException(place.host);
    return all;
}

/// Ends a connection when its time is over, from another thread; what reads or writes on it then fails.
class Deadline {
public:
    Deadline(const Poco::Net::StreamSocket& socket, std::chrono::steady_clock::time_point until)
        : socket_(socket), watch_([this, until](const std::stop_token& stop) {
              std::unique_lock lock(mutex_);
              if (!ended_.wait_until(lock, stop, until, [&] { return stop.stop_requested(); }))
                  ::shutdown(socket_.impl()->sockfd(), SHUT_RDWR);
          }) {}

private:
    Poco::Net::StreamSocket socket_; // shares the descriptor, which so outlives the thread
    std::mutex mutex_;
    std::condition_variable_any ended_;
    std::jthread watch_;
};

struct Connection {
    std::unique_ptr<Poco::Net::HTTPClientSession> session;
    std::unique_ptr<Deadline> deadline;
};

/// A session on a socket that is connected already, so that what fails before it sent nothing.
Connection connectedTo(const Poco::Net::SocketAddress& address, const Place& place, const Request& request,
                       std::chrono::steady_clock::time_point until) {
    auto timeout = spanOf(request.timeout);
    if (request.deadline.count() > 0) timeout = std::min(timeout, spanUntil(until));
    Connection made;
    const auto watch = [&](const Poco::Net::StreamSocket& socket) {
        if (request.deadline.count() > 0) made.deadline = std::make_unique<Deadline>(socket, until);
    };
    if (place.scheme == "https") {
        const Poco::Net::Context::Ptr context(new Poco::Net::Context(
            Poco::Net::Context::TLS_CLIENT_USE, "", "", "", Poco::Net::Context::VERIFY_STRICT, 9, true));
        Poco::Net::SecureStreamSocket socket(context);
        socket.setPeerHostName(place.host);
        socket.setLazyHandshake(true);
        socket.connect(address, timeout);
        socket.setReceiveTimeout(timeout);
        socket.setSendTimeout(timeout);
        watch(socket);
        socket.completeHandshake();
        socket.verifyPeerCertificate();
        made.session = std::make_unique<Poco::Net::HTTPSClientSession>(socket);
    } else {
        Poco::Net::StreamSocket socket;
        socket.connect(address, timeout);
        socket.setReceiveTimeout(timeout); // the session sets its own only where it connects itself
        socket.setSendTimeout(timeout);
        watch(socket);
        made.session = std::make_unique<Poco::Net::HTTPClientSession>(socket);
    }
    made.session->setKeepAlive(false);
    return made;
}

/// The first of a host's addresses that takes the connection.
Connection connected(const Place& place, const Request& request) {
    const auto until = std::chrono::steady_clock::now() + request.deadline;
    const auto addresses = addressesOf(place, request.publicOnly);
    for (std::size_t i = 0;; ++i) {
        try {
            return connectedTo(addresses[i], place, request, until);
        } catch (const Poco::Exception&) {
            if (i + 1 == addresses.size()) throw;
        }
    }
}

/// What Retry-After says: seconds, or a moment (RFC 9110, 10.2.3).
std::optional<std::chrono::seconds> waitOf(const std::string& text) {
    Poco::UInt32 seconds = 0;
    if (Poco::NumberParser::tryParseUnsigned(text, seconds)) return std::chrono::seconds(seconds);
    Poco::DateTime moment;
    int zone = 0;
    if (!text.ends_with(" GMT")) return std::nullopt; // the parser would take any word for a day
    if (!Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, text, moment, zone))
        return std::nullopt;
    const auto wait = moment.timestamp() - Poco::Timestamp();
    return std::chrono::seconds(std::max<Poco::Timestamp::TimeDiff>(0, wait / 1'000'000));
}

Poco::Net::HTTPRequest requestOf(const Request& request, const Poco::URI& uri) {
    const auto path = uri.getPathAndQuery();
    Poco::Net::HTTPRequest out(request.method, path.empty() ? "/" : path, Poco::Net::HTTPMessage::HTTP_1_1);
    out.setHost(uri.getHost(), uri.getPort());
    out.set("User-Agent", "Rejoinder");
    for (const auto& [name, value] : request.headers) out.set(name, value);
    out.setContentLength(static_cast<std::streamsize>(request.body.size()));
    out.setKeepAlive(false);
    return out;
}

} // namespace

std::string problemOf(const std::string& url) {
    try {
        const Poco::URI uri(url);
        const bool scheme = uri.getScheme() == "http" || uri.getScheme() == "https";
        return scheme && !uri.getHost().empty() && uri.getUserInfo().empty()
                   ? ""
                   : "must be an address that begins with https:// or http://";
    } catch (const Poco::Exception&) {
        return "is no address";
    }
}

Place placeOf(const std::string& url) {
    const Poco::URI uri(url);
    auto host = Poco::toLower(uri.getHost());
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return {uri.getScheme(), host, uri.getPort()};
}

Outcome send(const Request& request) {
    Outcome outcome;
    try {
        const Poco::URI uri(request.url);
        const auto connection = connected(placeOf(request.url), request);
        auto head = requestOf(request, uri);
        outcome.end = End::Unknown;
        connection.session->sendRequest(head) << request.body << std::flush;
        Poco::Net::HTTPResponse response;
        std::istream& stream = connection.session->receiveResponse(response);
        std::array<char, 4096> buffer{};
        while (outcome.body.size() < kMostAnswer && stream.read(buffer.data(), buffer.size()).gcount() > 0)
            outcome.body.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
        // A status line is the server's word, also when the rest of its answer was lost.
        outcome.status = static_cast<int>(response.getStatus());
        outcome.retryAfter = waitOf(response.get("Retry-After", ""));
        outcome.end = End::Answered;
    } catch (const Poco::Exception& e) {
        outcome.note = e.displayText();
    } catch (const std::exception& e) {
        outcome.note = e.what();
    }
    return outcome;
}

} // namespace httpcall
