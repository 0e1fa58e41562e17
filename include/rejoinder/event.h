#pragma once
#include <rejoinder/describe.h>

#include <concepts>
#include <string_view>

namespace rejoinder {

/// A described struct with `static constexpr std::string_view kTopic = "plugin.what-happened"`.
/// Events carry what happened (ids and key facts, past tense), never commands.
template <class E>
concept Event = Described<E> && requires {
    { E::kTopic } -> std::convertible_to<std::string_view>;
};

/// What a handler is told beside the event. Handlers run in a unit of work together with the receipt of the
/// delivery, so their effects in the database happen exactly once; any other effect belongs into a job they
/// enqueue.
struct Delivery {
    Id eventId;            ///< the same at every attempt
    std::int32_t attempt;  ///< 1 at the first
    Timestamp publishedAt; ///< when the publishing unit ran
};

} // namespace rejoinder
