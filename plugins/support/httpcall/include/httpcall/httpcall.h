#pragma once
#include <chrono>
#include <map>
#include <string>

/// One request to somebody else's server, and how sure its outcome is.
namespace httpcall {

struct Request {
    std::string method = "POST";
    std::string url; ///< http:// or https://
    std::map<std::string, std::string> headers;
    std::string body;
    std::chrono::seconds timeout{30}; ///< to connect, and for each silence of the server
};

/// NotSent: no byte of the request left. Unknown: something did, and no whole answer came.
enum class End { Answered, NotSent, Unknown };

struct Outcome {
    End end = End::NotSent;
    int status = 0;
    std::string body; ///< at most 64 KB
    std::string note; ///< why there is no answer
};

/// Never throws for what the network or the server does.
Outcome send(const Request& request);

/// What is wrong with an address, or "".
std::string problemOf(const std::string& url);

} // namespace httpcall
