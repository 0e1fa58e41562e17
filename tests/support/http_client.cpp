#include "tests/support/http_client.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/String.h>
#include <Poco/Timespan.h>

namespace rejoinder::test {

namespace {

struct ProblemCode {
    std::string code;
    static void rules(Rules& r) { r.at("code").defaulted(); }
};
REJOINDER_DESCRIBE(ProblemCode, code)

} // namespace

std::string Answer::code() const {
    const auto type = headers.find("content-type");
    if (type == headers.end() || type->second != "application/problem+json") return {};
    return as<ProblemCode>().code;
}

struct HttpClient::Session {
    explicit Session(std::uint16_t port) : connection("127.0.0.1", port) {
        connection.setKeepAlive(true);
        // The server closes a connection that was idle for five seconds; who asks later opens another.
        connection.setKeepAliveTimeout(Poco::Timespan(2, 0));
    }
    Poco::Net::HTTPClientSession connection;
};

HttpClient::HttpClient(std::uint16_t port, std::string token)
    : session_(std::make_unique<Session>(port)), token_(std::move(token)) {}

HttpClient::~HttpClient() = default;

void HttpClient::timeout(std::chrono::seconds limit) {
    session_->connection.setTimeout(Poco::Timespan(static_cast<long>(limit.count()), 0));
}

Answer HttpClient::send(const std::string& verb, const std::string& path, const std::string& body,
                        const Headers& headers) {
    Poco::Net::HTTPRequest request(verb, path, Poco::Net::HTTPMessage::HTTP_1_1);
    request.setKeepAlive(true);
    if (!token_.empty()) request.set("Authorization", "Bearer " + token_);
    const bool hasBody = !body.empty() || verb == "POST" || verb == "PUT" || verb == "PATCH";
    if (hasBody) {
        request.setContentType("application/json");
        request.setContentLength(static_cast<std::streamsize>(body.size()));
    }
    for (const auto& [name, value] : headers) request.set(name, value);
    session_->connection.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    std::istream& in = session_->connection.receiveResponse(response);
    Answer answer;
    answer.status = response.getStatus();
    for (const auto& [name, value] : response) answer.headers[Poco::toLower(name)] = value;
    Poco::StreamCopier::copyToString(in, answer.body);
    return answer;
}

} // namespace rejoinder::test
