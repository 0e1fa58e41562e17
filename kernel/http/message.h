#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Requests and answers as the kernel and its plain handlers see them; the server behind them can be
/// replaced.
namespace rejoinder::http {

/// One header field of a request; views into memory of whoever made the request.
struct HeaderField {
    std::string_view name, value;
};

/// A request. Its views live as long as the call that it is handed to.
struct HttpRequest {
    std::string_view verb;  ///< "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" or "OPTIONS"
    std::string_view path;  ///< still percent-encoded, begins with "/"
    std::string_view query; ///< still percent-encoded, without "?"
    std::vector<HeaderField> headers;
    std::string_view body;
    std::filesystem::path
        bodyFile; ///< not empty: the body was spooled here; whoever made the request deletes it
    std::uint64_t bodyBytes = 0; ///< length of the body, in memory or in the file
    std::string_view peer;       ///< address of the client (of the peer, or what a configured proxy says)
    bool secure = false;         ///< came over TLS here or at a configured proxy
    std::string_view requestId;  ///< "" until the dispatcher has given one

    /// The value of the first field of that name, compared without case.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
    /// Forgets everything but the capacity of the lists.
    void clear() noexcept;
};

/// Where the answer of a stream is written; one thread uses it.
class BodyStream {
public:
    virtual ~BodyStream() = default;
    /// Sends text to the client at once; false when it has gone or the server stops.
    virtual bool write(std::string_view text) = 0;
};

/// An answer. Exactly one of `body`, `file` and `stream` is sent; `file` before `body`, `stream` before
/// `file`.
struct HttpResponse {
    int status = 200;
    std::string contentType;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::filesystem::path file;
    std::function<void(BodyStream&)> stream; ///< writes until it returns; then the connection is closed
    bool close = false;                      ///< close the connection after the answer

    [[nodiscard]] const std::string* header(std::string_view name) const noexcept;
    /// Sets a field, replacing one of that name. Line breaks and other control bytes in it become spaces.
    void setHeader(std::string_view name, std::string_view value);
    /// Forgets everything but the capacity of text and lists.
    void clear() noexcept;
};

/// How the body of a request is received; decided from its head before one byte of the body is read.
struct BodyPlan {
    std::uint64_t maxBytes = 1024 * 1024;
    bool toFile = false;  ///< spool it into a temporary file
    bool refused = false; ///< the answer is written already: send it and close, without reading the body
};

/// What the server hands requests to. Thread-safe; neither function throws.
class RequestHandler {
public:
    virtual ~RequestHandler() = default;
    /// Asked once for a request that has a body. May fill `response` and set `refused`.
    virtual BodyPlan plan(HttpRequest& request, HttpResponse& response) noexcept = 0;
    /// Answers a request that was received whole.
    virtual void handle(HttpRequest& request, HttpResponse& response) noexcept = 0;
};

/// Names without case, as HTTP compares them.
bool equalsIgnoreCase(std::string_view a, std::string_view b) noexcept;

} // namespace rejoinder::http
