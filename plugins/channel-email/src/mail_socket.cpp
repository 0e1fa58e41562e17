#include "mail_socket.h"

#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <mutex>

namespace rejoinder::email {

using Poco::Net::Context;

Context::Ptr tlsContext() {
    static std::once_flag once;
    std::call_once(once, [] { Poco::Net::initializeSSL(); });
    return new Context(Context::TLS_CLIENT_USE, "", "", "", Context::VERIFY_STRICT, 9, true);
}

Poco::Net::StreamSocket connected(const std::string& host, std::uint16_t port, bool tls, int timeoutSeconds) {
    const Poco::Timespan timeout(timeoutSeconds, 0);
    const Poco::Net::SocketAddress address(host, port);
    Poco::Net::StreamSocket socket;
    if (tls) {
        Poco::Net::SecureStreamSocket secure(tlsContext());
        secure.setPeerHostName(host);
        secure.connect(address, timeout);
        socket = secure;
    } else {
        socket.connect(address, timeout);
    }
    // A dialogue of short lines; else each mail waits 40 ms for a late acknowledgement.
    socket.setNoDelay(true);
    socket.setReceiveTimeout(timeout);
    socket.setSendTimeout(timeout);
    return socket;
}

} // namespace rejoinder::email
