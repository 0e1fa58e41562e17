#pragma once
#include "kernel/http/message.h"
#include "kernel/security/authority.h"

#include <rejoinder/http.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::http {

/// The path below which all routes of plugins live.
inline constexpr std::string_view kApiRoot = "/api/v1";

class PluginCalls;
struct RouteState;
struct RouteNode;

/// A registered route with what the dispatcher keeps beside it.
struct RouteEntry {
    std::string plugin;
    ErasedRoute route;
    std::vector<std::string> variables; ///< in the order of the path
    std::string label;                  ///< "/api/v1/contacts/{id}", for metrics and logs
    std::shared_ptr<PluginCalls> calls;
    std::shared_ptr<RouteState> state; ///< the dispatcher's cache (metrics, what the answer's members mean)
};

/// Answers a path outside the API. `who` is null when the request shows no valid credentials.
using PlainHandler =
    std::function<void(const HttpRequest& request, const security::Principal* who, HttpResponse& response)>;

/// A handler outside the API.
struct PlainEntry {
    std::string plugin, verb, prefix;
    PlainHandler handler;
    std::shared_ptr<PluginCalls> calls;
    std::shared_ptr<RouteState> state;
};

/// An event that clients with a permission may hear.
struct AnnouncedTopic {
    std::string plugin, topic, permission;
    const StructInfo* info = nullptr;
};

/// Counts a call of a plugin as long as it lives, so that Router::removeAll can wait for it.
class Lease {
public:
    Lease() = default;
    explicit Lease(std::shared_ptr<PluginCalls> calls);
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&& other) noexcept;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();

private:
    std::shared_ptr<PluginCalls> calls_;
};

/// What a path and verb mean.
struct Match {
    enum class Outcome { Found, WrongVerb, NotFound };
    Outcome outcome = Outcome::NotFound;
    std::shared_ptr<const RouteEntry> route; ///< Found below the API
    std::shared_ptr<const PlainEntry> plain; ///< Found outside of it
    std::vector<std::string> values;         ///< of the variables, decoded, in the order of the path
    std::string allow;                       ///< WrongVerb: value of the Allow field
    Lease lease;
};

/// Finds the handler of a path. Thread-safe; routes may come and go while requests run.
class Router {
public:
    Router();
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// Adds a route below /api/v1. @throws Error Bug when the path is malformed, or taken for that verb.
    void add(std::string plugin, ErasedRoute route);
    /// Adds a handler outside the API. A prefix ending in "/" takes all paths below it (the longest wins),
    /// any other only itself. HEAD goes to the handler of GET. @throws Error Bug when it is taken or lies
    /// below /api/v1.
    void addPlain(std::string plugin, std::string verb, std::string pathPrefix, PlainHandler handler);
    /// Adds a handler for GET and POST of anybody. It is found by matchPublic, and by match only while
    /// publicHere. Prefixes and @throws as addPlain.
    void addPublic(std::string plugin, std::string pathPrefix, PlainHandler handler);
    /// Whether `match` finds public paths, too: where no listener of their own serves them.
    void publicHere(bool here) noexcept { publicHere_ = here; }
    /// Lets clients with that permission hear a topic at GET /api/v1/events.
    void announce(std::string plugin, std::string topic, std::string permission, const StructInfo& info);
    /// Takes away everything of a plugin; returns when the last call of its handlers has ended. Not to be
    /// called from inside one of these.
    void removeAll(std::string_view plugin);

    /// The handler of a verb ("HEAD" finds that of GET) and an encoded path.
    [[nodiscard]] Match match(std::string_view verb, std::string_view path) const;
    /// The same among public paths alone.
    [[nodiscard]] Match matchPublic(std::string_view verb, std::string_view path) const;
    /// All routes of the API in the order of path and verb.
    [[nodiscard]] std::vector<std::shared_ptr<const RouteEntry>> routes() const;
    [[nodiscard]] std::vector<AnnouncedTopic> topics() const;
    /// The announced topic of that name; nothing when there is none.
    [[nodiscard]] std::optional<AnnouncedTopic> topic(std::string_view name) const;
    /// Grows whenever routes or topics come or go.
    [[nodiscard]] std::uint64_t generation() const noexcept { return generation_.load(); }
    /// OpenAPI 3.1 of all routes as JSON text.
    [[nodiscard]] std::string openapi(std::string_view title, std::string_view version) const;

private:
    using PlainEntries = std::vector<std::shared_ptr<const PlainEntry>>;
    std::shared_ptr<PluginCalls> callsOf(const std::string& plugin);
    /// Needs the lock.
    void insertPlain(PlainEntries& into, std::string plugin, std::string verb, std::string pathPrefix,
                     PlainHandler handler);

    mutable std::shared_mutex mutex_;
    std::atomic<std::uint64_t> generation_{0};
    std::unique_ptr<RouteNode> root_;
    PlainEntries plain_, public_; ///< longest prefix first
    std::atomic<bool> publicHere_{false};
    std::map<std::string, AnnouncedTopic, std::less<>> topics_;
    std::map<std::string, std::shared_ptr<PluginCalls>, std::less<>> calls_;
};

/// "GET", "POST" …
std::string_view verbName(Verb verb) noexcept;

} // namespace rejoinder::http
