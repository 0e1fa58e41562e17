#pragma once
#include "kernel/observe/metrics.h"

#include <rejoinder/clock.h>
#include <rejoinder/log.h>
#include <rejoinder/storage.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::event {

/// Runs in the unit that also takes the receipt. @see rejoinder::Delivery
using Handler = std::function<void(std::string_view json, const Delivery&, Unit&)>;
/// The handlers of one subscriber.
using Topics = std::map<std::string, std::vector<Handler>, std::less<>>;

/// How events are delivered; tests shorten the times.
struct BusOptions {
    int workers = 4;                      ///< threads that deliver
    int batch = 64;                       ///< deliveries in one unit at most
    std::chrono::milliseconds budget{25}; ///< after which a unit takes no further delivery
    std::chrono::seconds lease{5};        ///< of a node on a subscriber, renewed by every unit that delivers
    std::chrono::milliseconds poll{500};  ///< for events of other nodes and for what was delayed
    std::int32_t attempts = 12;           ///< then a delivery is given up and listed
    std::chrono::seconds backoff{1};      ///< after the first failure; doubles up to an hour
    std::chrono::hours retention{7 * 24}; ///< of events that everybody has
    std::chrono::milliseconds housekeeping{30'000}; ///< between two looks at the backlog
    std::chrono::milliseconds pause{1000};          ///< of a subscriber after the database failed
};

/// A delivery that was given up.
struct ParkedDelivery {
    std::string subscriber;
    Id eventId;
    std::string topic;
    std::int32_t attempts = 0;
    std::string error;
    Timestamp publishedAt;
};
REJOINDER_DESCRIBE(ParkedDelivery, subscriber, eventId, topic, attempts, error, publishedAt)

enum class Turn {
    Idle, ///< nothing due
    Held, ///< another node works for this subscriber
    More  ///< something was done; there may be more
};

/// Delivers batches. One turn is one unit of work with the claim of the subscriber, the effects of the
/// handlers and the deletion of the deliveries, so that nothing is delivered twice and the claim costs no
/// commit of its own.
class Courier {
public:
    Courier(Storage& storage, observe::Metrics& metrics, Log& log, const Clock& clock,
            const BusOptions& options, std::int64_t token);

    /// One turn for a subscriber. `singles` says how many deliveries must go one by one, because a batch with
    /// them failed. @throws whatever the database throws; nothing that a handler throws.
    Turn run(const std::string& subscriber, const Topics& topics, int& singles);
    /// True when something is due for a subscriber.
    [[nodiscard]] bool due(Unit& unit, const std::string& subscriber, const Topics& topics) const;

private:
    struct Batch;
    void deliver(Unit& unit, const std::string& subscriber, const Topics& topics, Batch& batch) const;
    [[nodiscard]] std::string nextTopic(Unit& unit, const std::string& subscriber,
                                        const Topics& topics) const;
    void recordFailure(const std::string& subscriber, const Batch& batch, std::string_view code,
                       std::string_view text);

    Storage& storage_;
    observe::Metrics& metrics_;
    Log& log_;
    const Clock& clock_;
    const BusOptions& options_;
    std::int64_t token_;
};

} // namespace rejoinder::event
