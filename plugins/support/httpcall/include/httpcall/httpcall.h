#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>

/// One request to somebody else's server, and how sure its outcome is.
namespace httpcall {

struct Request {
    std::string method = "POST";
    std::string url; ///< http:// or https://
    std::map<std::string, std::string> headers;
    std::string body;
    std::chrono::seconds timeout{30}; ///< to connect, and for each silence of the server
    std::chrono::seconds deadline{0}; ///< for the whole of it, however the server drips; 0 = none
    /// The name is resolved once, every address it has must be one of the public network, and the connection
    /// goes to an address that was checked, so that a name that changes in between leads nowhere else.
    bool publicOnly = false;
};

/// NotSent: no byte of the request left. Unknown: something did, and no whole answer came.
enum class End { Answered, NotSent, Unknown };

struct Outcome {
    End end = End::NotSent;
    int status = 0;
    std::string body;                               ///< at most 64 KB
    std::string note;                               ///< why there is no answer
    std::optional<std::chrono::seconds> retryAfter; ///< what the server asks for, if it does
};

/// Never throws for what the network or the server does.
Outcome send(const Request& request);

/// What is wrong with an address, or "".
std::string problemOf(const std::string& url);

/// The parts of an address that has no problem; the host in small letters, without brackets.
struct Place {
    std::string scheme, host;
    int port = 0;
};
Place placeOf(const std::string& url);

/// Whether an IP address is one of the public network: not of this machine, not private, link-local, shared
/// (CGNAT), multicast, reserved or documentation, also where it is wrapped into one of IPv6. No IP address
/// is not public.
bool isPublicAddress(const std::string& address);

} // namespace httpcall
