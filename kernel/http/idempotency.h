#pragma once
#include "kernel/http/message.h"
#include "kernel/http/router.h"

#include <rejoinder/storage.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::http {

/// The Idempotency-Key of one request: which key of whom, and what the request was.
struct IdempotencyKey {
    std::string scope;       ///< who and which route
    std::string key;         ///< as the client sent it
    std::string fingerprint; ///< SHA-256 of verb, path and input
};

/// Another request took the key between the look-up and the insert: look again.
struct KeyTaken {};

/// Keeps the answers of requests with an Idempotency-Key, so that a repeated request is answered, not done
/// again.
class Idempotency {
public:
    struct Times {
        std::chrono::hours keep{48};
        std::chrono::minutes claim{10};
    };
    explicit Idempotency(const Times& times) : times_(times) {}

    /// Takes the key of a request; nothing when it has none.
    /// @throws Error Malformed when it is missing on a route that demands one, or is no proper key.
    static std::optional<IdempotencyKey> keyOf(const HttpRequest& request, const RouteEntry& entry,
                                               const Actor& actor, bool demanded);
    /// Completes the key with what the request is.
    static void setFingerprint(IdempotencyKey& key, const HttpRequest& request, const RouteEntry& entry,
                               const void* in);

    /// The stored answer, written into `response`; false when the key is new.
    /// @throws Error Invalid when the key came with another request, Conflict while its request is running.
    bool replay(Unit& unit, const IdempotencyKey& key, HttpResponse& response) const;
    /// Stores the answer in the unit of the work. @throws KeyTaken
    void store(Unit& unit, const IdempotencyKey& key, const RouteEntry& entry,
               const HttpResponse& response) const;

    /// Marks the key as being worked on (for handlers that open their own units). @throws KeyTaken
    void claim(Unit& unit, const IdempotencyKey& key) const;
    /// Stores the answer behind a claim.
    void finish(Unit& unit, const IdempotencyKey& key, const RouteEntry& entry,
                const HttpResponse& response) const;
    /// Gives the key free after a failure.
    static void abandon(Unit& unit, const IdempotencyKey& key);

private:
    Times times_;
};

} // namespace rejoinder::http
