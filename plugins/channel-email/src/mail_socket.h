#pragma once
#include <Poco/Net/Context.h>
#include <Poco/Net/StreamSocket.h>

#include <cstdint>
#include <string>

namespace rejoinder::email {

/// How this side speaks TLS: the peer's certificate must be good.
Poco::Net::Context::Ptr tlsContext();

/// A connection to a mail server with deadlines for every step. @throws Poco::Exception
Poco::Net::StreamSocket connected(const std::string& host, std::uint16_t port, bool tls, int timeoutSeconds);

} // namespace rejoinder::email
