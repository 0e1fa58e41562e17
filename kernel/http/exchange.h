#pragma once
#include "kernel/http/gate.h"
#include "kernel/http/idempotency.h"
#include "kernel/http/message.h"
#include "kernel/http/request_call.h"
#include "kernel/http/router.h"
#include "kernel/http/spool_file.h"

#include <rejoinder/storage.h>

#include <memory>
#include <optional>

namespace rejoinder::http {

struct ExchangeParts {
    Storage& storage;
    security::Authority& authority;
    Idempotency& idempotency;
    const std::filesystem::path& spoolFolder;
};

/// One request on its way through a route: who, may he, what does he want, do it, answer.
class Exchange {
public:
    /// With `forced` it runs in that name: no credentials, no CSRF check, If-Match and Idempotency-Key
    /// optional.
    Exchange(const ExchangeParts& parts, HttpRequest& request, HttpResponse& response,
             const security::Principal* forced);

    HttpRequest& request;
    HttpResponse& response;
    Match match;
    std::optional<security::Principal> principal;
    const bool trusted; ///< runs in a name that was given

    /// Finds out who asks.
    void identify();
    [[nodiscard]] const security::Principal* who() const noexcept {
        return principal ? &*principal : nullptr;
    }
    /// Everything that can be said before the body is read; false when the answer (405, 415) was written.
    /// @throws Error
    bool admit();
    /// Runs the matched route. @throws what the handler throws
    void run();
    /// Answers 405, or OPTIONS.
    void wrongVerb(std::string_view allow);

private:
    void spoolBody(SpoolFile& file);
    void runRead(const void* in, RequestCall& call);
    void runUnit(const void* in, RequestCall& call, const IdempotencyKey* key);
    void runOnce(Unit& unit, const void* in, RequestCall& call, const IdempotencyKey* key);
    void runFree(const void* in, RequestCall& call, const IdempotencyKey* key);
    bool claim(const IdempotencyKey& key, const Idempotency::Running& running, const WriteOptions& options);
    void callFree(const void* in, RequestCall& call);
    void checkMatched(const RequestCall& call) const;

    const ExchangeParts parts_;
};

} // namespace rejoinder::http
