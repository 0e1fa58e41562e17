#pragma once
#include "call_backs.h"
#include "cti_event.h"
#include "lines.h"

namespace rejoinder::phone {

/// Ringing → talking → ended, or ringing → missed (nobody took it) | abandoned (the caller hung up) |
/// forwarded.
enum class LegState { Ringing, Talking, Ended, Missed, Abandoned, Forwarded };
REJOINDER_DESCRIBE_ENUM(LegState, Ringing, Talking, Ended, Missed, Abandoned, Forwarded)

/// A call as the telephone system told of it.
struct Leg {
    Id id, ctiId;
    std::string callName;             ///< the telephone system's own
    std::string direction;            ///< "in" or "out"
    std::string fromNumber, toNumber; ///< E.164 where it is a number; "" withheld
    std::string agent, queue;
    LegState state = LegState::Ringing;
    std::string cause;
    std::optional<Id> lineId, campaignId, contactId, callBackId;
    Timestamp startedAt;
    std::optional<Timestamp> answeredAt, endedAt;
    bool rang = false; ///< the desks were told
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Leg, id, ctiId, callName, direction, fromNumber, toNumber, agent, queue, state, cause,
                   lineId, campaignId, contactId, callBackId, startedAt, answeredAt, endedAt, rang, version)

struct LegQuery {
    std::optional<LegState> state;
    std::optional<Id> campaignId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(LegQuery, state, campaignId, limit, cursor)

/// A call that rang was taken or is over: desks stop showing it.
struct CallMoved {
    static constexpr std::string_view kTopic = "channel-phone.call-moved";
    std::string reference, agent;
    LegState state = LegState::Talking;
};
REJOINDER_DESCRIBE(CallMoved, reference, agent, state)

/// Keeps calls that a telephone system tells of: each once, in whatever order and however often it tells.
class Legs {
public:
    struct Neighbours {
        std::shared_ptr<contacts::Numbers> numbers;
        std::shared_ptr<contacts::ContactGate> gate;
    };
    explicit Legs(Neighbours neighbours) : neighbours_(std::move(neighbours)) {}
    /// @throws Error Conflict `channel-phone.leg-raced` when another event of the call came at this moment:
    /// take it again.
    void take(Unit& unit, const Cti& cti, const CtiEvent& event) const;
    /// Calls that began to ring before that and of which nothing more was heard.
    static std::vector<Leg> silent(Unit& unit, Timestamp before);
    /// Such a call is missed, if nothing was heard of it in the meantime. @throws Error Conflict
    /// `channel-phone.leg-raced` when it comes at this moment.
    void miss(Unit& unit, const Leg& silent) const;
    static Page<Leg> list(Unit& unit, const LegQuery& query);

private:
    void settle(Unit& unit, Leg& leg, LegState before) const;
    void callBack(Unit& unit, Leg& leg) const;
    Neighbours neighbours_;
};

} // namespace rejoinder::phone
