#pragma once
#include <rejoinder/contract/channel-phone.h>
#include <rejoinder/contract/dispatch.h>

#include <chrono>

/// Rows of the call list and what the routes give.
namespace rejoinder::phone {

/// Open ↔ claimed → completed | failed | doNotCall | exhausted (attempts used up) | withheld (must not be
/// called any more) | cancelled (its campaign ended).
enum class CallState { Open, Claimed, Completed, Failed, DoNotCall, Exhausted, Withheld, Cancelled };
REJOINDER_DESCRIBE_ENUM(CallState, Open, Claimed, Completed, Failed, DoNotCall, Exhausted, Withheld,
                        Cancelled)

/// What an outcome does with its call.
enum class Category { Retry, Completed, Failed, DoNotCall, CallBack };
REJOINDER_DESCRIBE_ENUM(Category, Retry, Completed, Failed, DoNotCall, CallBack)

struct CallOutcome {
    Id id;
    std::string code, label;
    Category category = Category::Completed;
    std::string responseType;      ///< key of the response it stands for; "" = none
    std::int32_t retryMinutes = 0; ///< pause before the next try; 0 = the setting
    bool active = true;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(CallOutcome, id, code, label, category, responseType, retryMinutes, active, version)

struct CallRow {
    Id id, pieceId, waveId, campaignId, contactId;
    std::string script;
    CallState state = CallState::Open;
    bool callable = true; ///< open or claimed
    Timestamp dueAt;      ///< open: not before; claimed: end of the lease
    std::string reservedFor, agent;
    std::int32_t attempts = 0;
    std::string outcome;
    contacts::Refusal refusal = contacts::Refusal::None;
    std::string note;
    std::int64_t version = 1;
    Timestamp createdAt;
    std::optional<Timestamp> closedAt;
    Id requestId;                ///< its own id when the person asked for the call, else 0
    std::string phone, timeZone; ///< number to call, if not the contact's own; IANA name
};
REJOINDER_DESCRIBE(CallRow, id, pieceId, waveId, campaignId, contactId, script, state, callable, dueAt,
                   reservedFor, agent, attempts, outcome, refusal, note, version, createdAt, closedAt,
                   requestId, phone, timeZone)

struct CallAttempt {
    Id id, callId;
    std::string agent, outcome, note;
    Timestamp at;
};
REJOINDER_DESCRIBE(CallAttempt, id, callId, agent, outcome, note, at)

/// What the operator set.
struct PhoneRules {
    std::int32_t maxAttempts = 5;
    std::chrono::minutes retry{180};   ///< between two tries
    std::chrono::minutes lease{30};    ///< how long a claimed call is its agent's
    std::chrono::minutes personal{15}; ///< after so long a personal call-back is everybody's
};

} // namespace rejoinder::phone
