#pragma once
#include <rejoinder/describe.h>
#include <rejoinder/storage.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rejoinder {

/// The permission a route asks for. It has no default: a route without one does not compile. "public" is
/// spelled out.
class PermissionName {
public:
    consteval PermissionName(const char* name) : name_(name) {}
    [[nodiscard]] constexpr std::string_view text() const noexcept { return name_; }

private:
    std::string_view name_;
};

/// What is kept of a request with an Idempotency-Key, so that its repetition is not done again.
enum class Kept {
    Answer,  ///< the answer is given again
    Key,     ///< that it was done; the answer is nothing to be found in the database (repeated: 409)
    Nothing, ///< of a POST that only asks: see Declarations::ask
};

/// The sentence of a route.
struct Route {
    PermissionName permission;
    std::string_view summary;
    int success = 200;        ///< 201 created (with its Location), 202 operation, 204 none
    bool ifMatch = false;     ///< demands If-Match with the version the change is based on (428 without)
    bool keyRequired = false; ///< demands an Idempotency-Key (400 without); else it is honoured when sent
    /// 201: where what was made is found, when that is not its `id` below the path that made it:
    /// "/shipments/{made}", "/contacts/{id}/holds". {made} is the answer's `id`, others are those of the
    /// path.
    std::string_view at = {};
    Kept kept = Kept::Answer;
};

/// One request as a handler sees it.
class Call {
public:
    virtual ~Call() = default;
    [[nodiscard]] virtual const Actor& actor() const = 0;
    [[nodiscard]] virtual bool may(std::string_view permission) const = 0;
    [[nodiscard]] virtual std::optional<std::string_view> header(std::string_view name) const = 0;
    [[nodiscard]] virtual std::string_view requestId() const = 0;
    /// Address of the peer (of the client when a configured proxy says so).
    [[nodiscard]] virtual std::string_view clientAddress() const = 0;
    /// For routes with `ifMatch`: @throws Error Stale when the client's version is not `current`.
    virtual void requireMatch(std::int64_t current) const = 0;
    virtual void setHeader(std::string_view name, std::string_view value) = 0;
};

/// A file as an answer; either `content` or `path` is used (path when not empty).
struct Download {
    std::string contentType;
    std::string fileName;
    std::string content;
    std::filesystem::path path;
};

/// A GET or HEAD request for a plain file outside of the API.
struct FileRequest {
    std::string_view path; ///< still percent-encoded, begins with "/"
    std::string_view acceptEncoding, ifNoneMatch;
};

/// A plain file as an answer. Without a Cache-Control of its own it is not stored anywhere, without a
/// Content-Security-Policy of its own it gets the kernel's. Where its own lets others frame it
/// (frame-ancestors other than 'none'), X-Frame-Options is left out.
struct FileAnswer {
    int status = 200;
    std::string contentType;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    /// Under which a browser stores it; empty: it is shown.
    std::string fileName{};
};

/// A request of anybody to a public path: GET (or HEAD), or POST with a body that was received whole.
struct PublicRequest {
    bool post = false;
    std::string_view path;  ///< still percent-encoded, begins with "/"
    std::string_view query; ///< still percent-encoded, without "?"
    std::string_view body, contentType, acceptLanguage;
    std::string_view clientAddress; ///< of the peer, or of the client when a configured proxy says so
    std::string_view requestId;
};

/// A body that was received whole into a temporary file, which is deleted after the handler unless moved
/// away.
struct Upload {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    std::string contentType;
    std::string fileName; ///< from Content-Disposition, without any directory; may be empty
};

struct UploadRules {
    std::uint64_t maxBytes = 1'000'000'000;
    std::vector<std::string> contentTypes; ///< allowed; empty = any
};

/// Forms of handlers. With a Unit& the kernel opens the unit around the handler: for GET a snapshot, else a
/// durable transaction that also stores Idempotency-Key and answer; the handler may run again whole. Without
/// one the handler opens its own (for work that must not hold the writer, such as hashing a password). `In`
/// takes path placeholders by name, then the query string (GET, DELETE) or the JSON body (POST, PUT, PATCH).
/// An answer with a member `version` gets the ETag "<version>".
template <class In, class Out>
using Handler = std::function<Out(const In&, Call&, Unit&)>;
template <class In, class Out>
using FreeHandler = std::function<Out(const In&, Call&)>;

enum class Verb { Get, Post, Put, Patch, Delete };

/// A route with its types erased, as the kernel keeps it.
struct ErasedRoute {
    Verb verb = Verb::Get;
    std::string path; ///< below /api/v1, e.g. "/contacts/{id}"
    std::string permission, summary;
    int success = 200;
    bool ifMatch = false, keyRequired = false;
    std::string at;
    Kept kept = Kept::Answer;
    const StructInfo* in = nullptr;
    const TypeInfo* inType = nullptr;
    const StructInfo* out = nullptr; ///< null for downloads
    const TypeInfo* outType = nullptr;
    std::shared_ptr<void> (*makeIn)() = nullptr;
    /// Runs the handler and writes the JSON answer into `body`; exactly one of the four is set.
    std::function<void(const void* in, Call&, Unit&, std::string& body)> inUnit;
    std::function<void(const void* in, Call&, std::string& body)> free;
    std::function<Download(const void* in, Call&, Unit&)> download;
    std::function<void(const void* in, Upload&, Call&, std::string& body)> upload;
    UploadRules uploadRules;
};

} // namespace rejoinder
