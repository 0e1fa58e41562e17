#pragma once
#include <rejoinder/plugin.h>

/// What channels tell the figures of control of that never became a reply.
namespace rejoinder::responses {

/// What came in on a channel on a day and was no reply: blank or unreadable pages, spam in a form.
struct AwayCount {
    Date day;
    Channel channel = Channel::Other;
    std::int64_t count = 0;
};
REJOINDER_DESCRIBE(AwayCount, day, channel, count)

/// Provided by channels that turn away by themselves; whatever is offered to capturing is counted there.
class TurnedAway {
public:
    static constexpr std::string_view kName = "responses.turned-away";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~TurnedAway() = default;
    /// What came from that moment on and before the other, by day and channel.
    virtual std::vector<AwayCount> count(Unit& unit, Timestamp since, Timestamp until) = 0;
};

} // namespace rejoinder::responses
