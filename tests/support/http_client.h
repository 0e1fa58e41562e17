#pragma once
#include <rejoinder/json.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace rejoinder::test {

/// An answer; names of headers in lower case.
struct Answer {
    int status = 0;
    std::map<std::string, std::string> headers;
    std::string body;
    /// The body as a described value. @throws Error when it is not one.
    template <class T>
    [[nodiscard]] T as() const {
        return json::read<T>(body);
    }
    /// The `code` of a problem, or "".
    [[nodiscard]] std::string code() const;
};

/// A client of one server with one kept-alive connection; not for several threads.
class HttpClient {
public:
    using Headers = std::map<std::string, std::string>;
    explicit HttpClient(std::uint16_t port, std::string token = {});
    ~HttpClient();

    /// Sends a request to any path ("/livez", "/api/v1/contacts"). @throws Poco::Exception when there is no
    /// answer.
    Answer send(const std::string& verb, const std::string& path, const std::string& body = {},
                const Headers& headers = {});
    /// The same below /api/v1, with a JSON body.
    Answer get(const std::string& path) { return send("GET", "/api/v1" + path); }
    Answer post(const std::string& path, const std::string& json, const Headers& headers = {}) {
        return send("POST", "/api/v1" + path, json, headers);
    }
    Answer put(const std::string& path, const std::string& json, const Headers& headers = {}) {
        return send("PUT", "/api/v1" + path, json, headers);
    }
    Answer patch(const std::string& path, const std::string& json, const Headers& headers = {}) {
        return send("PATCH", "/api/v1" + path, json, headers);
    }
    Answer remove(const std::string& path) { return send("DELETE", "/api/v1" + path); }

    void token(std::string token) { token_ = std::move(token); }
    void timeout(std::chrono::seconds limit);

private:
    struct Session;
    std::unique_ptr<Session> session_;
    std::string token_;
};

} // namespace rejoinder::test
