#pragma once
#include "kernel/http/event_stream.h"
#include "kernel/http/message.h"
#include "kernel/http/router.h"
#include "kernel/observe/metrics.h"
#include "kernel/security/authority.h"

#include <rejoinder/clock.h>
#include <rejoinder/log.h>
#include <rejoinder/storage.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace rejoinder::http {

struct DispatcherOptions {
    std::string title = "Rejoinder", version; ///< of the OpenAPI document
    std::uint64_t maxJsonBytes = 1024 * 1024;
    std::chrono::hours keepAnswers{48}; ///< how long the answer of an Idempotency-Key is kept; at least 24 h
    std::chrono::minutes claimExpiry{10}; ///< after it, a request that never ended gives its key free
    std::int64_t holder = 0;              ///< names this process on claims of keys
    std::filesystem::path spoolFolder;    ///< for uploads of the in-process API; empty: the system's
    bool accessLog = false;               ///< one line per request at level debug
    bool publicOnly = false;              ///< knows public paths only: no API, no credentials
};

/// What the dispatcher works with; all of it outlives the dispatcher. `events` may be null.
struct DispatcherParts {
    Router& router;
    Storage& storage;
    security::Authority& authority;
    observe::Metrics& metrics;
    Log& log;
    const Clock& clock;
    EventStreams* events = nullptr;
};

/// From a request to its answer: authentication, permission, CSRF, binding, unit of work, Idempotency-Key,
/// ETag, problem+json. Used by the socket server and, without a socket, by the in-process API. Thread-safe.
class Dispatcher final : public RequestHandler {
public:
    explicit Dispatcher(const DispatcherParts& parts, DispatcherOptions options = {});
    ~Dispatcher() override;

    BodyPlan plan(HttpRequest& request, HttpResponse& response) noexcept override;
    /// The same on behalf of `who`, null = by the request's credentials.
    BodyPlan plan(HttpRequest& request, HttpResponse& response, const security::Principal* who) noexcept;
    /// Authenticates by the request's credentials.
    void handle(HttpRequest& request, HttpResponse& response) noexcept override;
    /// The same on behalf of `who` (the system itself for the in-process API), without credentials and CSRF
    /// check.
    void handle(HttpRequest& request, HttpResponse& response, const security::Principal& who) noexcept;
    /// Deletes answers of Idempotency-Keys that are older than their time; at most a few thousand at a call,
    /// so it is called again and again (hourly). @returns how many.
    std::uint64_t purgeAnswers();
    /// Gives up what is kept of answers that name one of these records.
    void forgetAnswers(std::span<const Id> records);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rejoinder::http
