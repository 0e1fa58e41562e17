#pragma once
#include "kernel/http/message.h"
#include "kernel/http/router.h"

#include <rejoinder/storage.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rejoinder::http {

/// The Idempotency-Key of one request: which key of whom, and what the request was.
struct IdempotencyKey {
    std::string scope;       ///< who and which route
    std::string key;         ///< as the client sent it
    std::string fingerprint; ///< SHA-256 of verb, path and input
};

/// Whose answer to which request.
struct AnswerKey {
    std::string scope, idempotencyKey;
};
REJOINDER_DESCRIBE(AnswerKey, scope, idempotencyKey)

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
    /// `holder` names this process on its claims; no other one has the same.
    explicit Idempotency(const Times& times, std::int64_t holder = 0) : times_(times), holder_(holder) {}

    /// While it lives, this process works on the key of a claim.
    class Running {
    public:
        Running(Idempotency& all, const IdempotencyKey& key);
        ~Running();
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;
        /// False: another request of this process has the key.
        [[nodiscard]] bool mine() const noexcept { return mine_; }

    private:
        Idempotency& all_;
        std::pair<std::string, std::string> name_;
        bool mine_;
    };

    /// Takes the key of a request; nothing when it has none.
    /// @throws Error Malformed when it is missing on a route that demands one, or is no proper key.
    static std::optional<IdempotencyKey> keyOf(const HttpRequest& request, const RouteEntry& entry,
                                               const Actor& actor, bool demanded);
    /// Completes the key with what the request is.
    static void setFingerprint(IdempotencyKey& key, const HttpRequest& request, const RouteEntry& entry,
                               const void* in);

    /// The stored answer, written into `response`; false when the key is new.
    /// A claim of this process on which it does not work (`running` is its own, the database was away when it
    /// should have been given free) counts as none.
    /// @throws Error Invalid when the key came with another request, Conflict while its request is running.
    bool replay(Unit& unit, const IdempotencyKey& key, HttpResponse& response,
                const Running* running = nullptr) const;
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

    /// The kept answers that name one of these records; memory does not grow with the others.
    static std::vector<AnswerKey> naming(Unit& unit, std::span<const Id> records);
    /// Gives their content up: that the work was done stays known.
    static void forget(Unit& unit, std::span<const AnswerKey> answers);

private:
    Times times_;
    std::int64_t holder_;
    std::mutex mutex_;
    std::set<std::pair<std::string, std::string>> running_; ///< scope and key
};

} // namespace rejoinder::http
