#include "httpcall/httpcall.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/URI.h>

#include <array>
#include <memory>

namespace httpcall {

namespace {

constexpr std::size_t kMostAnswer = 64 * 1024;

Poco::Timespan spanOf(std::chrono::seconds timeout) {
    return {static_cast<long>(timeout.count()), 0};
}

/// A session on a socket that is connected already, so that what fails before it sent nothing.
std::unique_ptr<Poco::Net::HTTPClientSession> connected(const Poco::URI& uri, std::chrono::seconds timeout) {
    const Poco::Net::SocketAddress address(uri.getHost(), uri.getPort());
    std::unique_ptr<Poco::Net::HTTPClientSession> session;
    if (uri.getScheme() == "https") {
        const Poco::Net::Context::Ptr context(new Poco::Net::Context(
            Poco::Net::Context::TLS_CLIENT_USE, "", "", "", Poco::Net::Context::VERIFY_STRICT, 9, true));
        Poco::Net::SecureStreamSocket socket(context);
        socket.setPeerHostName(uri.getHost());
        socket.setLazyHandshake(true);
        socket.connect(address, spanOf(timeout));
        socket.setReceiveTimeout(spanOf(timeout));
        socket.setSendTimeout(spanOf(timeout));
        socket.completeHandshake();
        socket.verifyPeerCertificate();
        session = std::make_unique<Poco::Net::HTTPSClientSession>(socket);
    } else {
        Poco::Net::StreamSocket socket;
        socket.connect(address, spanOf(timeout));
        socket.setReceiveTimeout(spanOf(timeout)); // the session sets its own only where it connects itself
        socket.setSendTimeout(spanOf(timeout));
        session = std::make_unique<Poco::Net::HTTPClientSession>(socket);
    }
    session->setKeepAlive(false);
    return session;
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

Outcome send(const Request& request) {
    Outcome outcome;
    try {
        const Poco::URI uri(request.url);
        const auto session = connected(uri, request.timeout);
        auto head = requestOf(request, uri);
        outcome.end = End::Unknown;
        session->sendRequest(head) << request.body << std::flush;
        Poco::Net::HTTPResponse response;
        std::istream& stream = session->receiveResponse(response);
        std::array<char, 4096> buffer{};
        while (outcome.body.size() < kMostAnswer && stream.read(buffer.data(), buffer.size()).gcount() > 0)
            outcome.body.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
        // A status line is the server's word, also when the rest of its answer was lost.
        outcome.status = static_cast<int>(response.getStatus());
        outcome.end = End::Answered;
    } catch (const Poco::Exception& e) {
        outcome.note = e.displayText();
    } catch (const std::exception& e) {
        outcome.note = e.what();
    }
    return outcome;
}

} // namespace httpcall
