#pragma once
#include "kernel/http/message.h"
#include "kernel/http/router.h"
#include "kernel/observe/metrics.h"
#include "kernel/security/authority.h"

#include <rejoinder/storage.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace rejoinder::http {

/// Where server-sent events come from; the event bus is adapted to it.
class EventSource {
public:
    /// Called after the commit that published the event, from any thread; must not block.
    using Listener = std::function<void(std::string_view topic, std::string_view json, Id eventId)>;
    virtual ~EventSource() = default;
    virtual std::uint64_t addListener(Listener listener) = 0;
    /// After it returns the listener is not called any more.
    virtual void removeListener(std::uint64_t id) = 0;
};

struct EventStreamOptions {
    int maxStreams = 64; ///< more are answered with 503
    std::chrono::milliseconds heartbeat{15'000};
    std::chrono::milliseconds maxAge{
        900'000};                  ///< then the client comes back and its permissions are asked again
    std::size_t maxQueued = 1'000; ///< a client that lags further behind is cut off and comes back by itself
};

/// GET /api/v1/events: each client holds a thread and hears the topics that it may.
class EventStreams {
public:
    EventStreams(EventSource& source, Router& router, Storage& storage, observe::Metrics& metrics,
                 EventStreamOptions options = {});
    /// Waits for the streams to end.
    ~EventStreams();
    EventStreams(const EventStreams&) = delete;
    EventStreams& operator=(const EventStreams&) = delete;

    /// Answers the request with a stream. @throws Error for unknown topics, missing permission, too many
    /// streams.
    void open(const HttpRequest& request, const security::Principal* who, HttpResponse& response);
    /// Ends all streams and refuses new ones. One that waits for a slow client ends with Server::stop.
    void drain();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_; ///< shared with the streams that are still being written
};

} // namespace rejoinder::http
