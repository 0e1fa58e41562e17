#pragma once
#include "records.h"

#include <rejoinder/contract/contacts/numbers.h>

#include <functional>
#include <memory>

namespace rejoinder::phone {

struct CallQuery {
    std::optional<Id> campaignId, contactId;
    std::optional<CallState> state;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(CallQuery, campaignId, contactId, state, limit, cursor)

inline constexpr std::string_view kDueJob = "channel-phone.call-back-due";

/// Comes when a call-back is due.
struct DueJob {
    Id callId;
    Timestamp at;
};
REJOINDER_DESCRIBE(DueJob, callId, at)

/// The call as it is stored. @throws Error NotFound.
CallRow rowOf(Unit& unit, Id call);
/// Somebody is told when this call comes due: who it is reserved for, else all who call.
void remind(Unit& unit, const CallRow& row);
/// The moment has come. Says nothing of a call that was made, called off or moved meanwhile.
void comeDue(Unit& unit, const DueJob& job, contacts::Directory& directory);

/// The farthest that a call-back may be away.
inline constexpr std::chrono::hours kFarthestCallBack{24 * 366};

/// A call as lists show it.
struct CallAnswer {
    Id id, pieceId, waveId, campaignId, contactId;
    CallState state = CallState::Open;
    std::optional<Timestamp> dueAt;
    std::string agent, reservedFor;
    std::int32_t attempts = 0;
    std::string outcome;
    contacts::Refusal refusal = contacts::Refusal::None;
    std::string note;
    std::int64_t version = 1;
    Timestamp createdAt;
    std::optional<Timestamp> closedAt;
    bool requested = false;
    std::string phone, timeZone;
    static void rules(Rules& r) {
        r.at("requested").says("The person asked for this call");
        r.at("phone").says("Number to call, if not the contact's own");
        r.at("timeZone").says("Where the person's clock runs, as IANA names it");
    }
};
REJOINDER_DESCRIBE(CallAnswer, id, pieceId, waveId, campaignId, contactId, state, dueAt, agent, reservedFor,
                   attempts, outcome, refusal, note, version, createdAt, closedAt, requested, phone, timeZone)

/// A call with all that an agent needs on the screen.
struct CallSheet {
    Id id;
    CallAnswer call;
    std::string script;
    std::optional<contacts::Contact> contact;
    std::string salutation;
    std::string campaignName;
    std::vector<CallAttempt> history;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(CallSheet, id, call, script, contact, salutation, campaignName, history, version)

struct NextWish {
    std::optional<Id> campaignId;
};
REJOINDER_DESCRIBE(NextWish, campaignId)

struct NextCall {
    std::optional<CallSheet> call;
    std::optional<Timestamp> nextDueAt;
    static void rules(Rules& r) {
        r.at("call").says("Absent when nothing is due");
        r.at("nextDueAt").says("When the next call will be due, if none is now");
    }
};
REJOINDER_DESCRIBE(NextCall, call, nextDueAt)

struct FinishCall {
    Id id;
    std::string outcome;
    std::string note;
    std::optional<Timestamp> callBackAt;
    bool mine = false;
    std::string timeZone;
    static void rules(Rules& r) {
        r.at("timeZone").max(64).defaulted().says("Where the person's clock runs, as IANA names it");
        r.at("outcome").notEmpty().max(40).says("Code of a call outcome");
        r.at("note").max(2000).defaulted();
        r.at("callBackAt").says("When the person wants to be called back; only with such an outcome");
        r.at("mine").defaulted().says("The call-back is mine; after a while it is everybody's");
    }
};
REJOINDER_DESCRIBE(FinishCall, id, outcome, note, callBackAt, mine, timeZone)

/// "Europe/Zurich", or empty.
bool isTimeZone(std::string_view name);
/// What the API says of a stored call.
CallAnswer answerOf(const CallRow& row);

/// Gives out calls, one to one agent, and takes their outcomes.
class CallDesk {
public:
    struct Neighbours {
        std::shared_ptr<contacts::ContactGate> gate;
        std::shared_ptr<contacts::Directory> directory;
        std::shared_ptr<campaigns::Campaigns> campaigns;
        std::shared_ptr<contacts::Numbers> numbers;
    };
    CallDesk(Neighbours neighbours, std::function<PhoneRules()> rules)
        : neighbours_(std::move(neighbours)), rules_(std::move(rules)) {}

    static Page<CallAnswer> list(Unit& unit, const CallQuery& query);
    /// @throws Error NotFound `channel-phone.no-call`.
    CallSheet sheet(Unit& unit, Id call) const;
    /// The agent's open call, or the next due one, claimed for the agent. Contacts are asked for through the
    /// gate again; those who must not be called any more are withheld on the way.
    NextCall next(Unit& unit, const std::string& agent, const NextWish& wish) const;
    /// @throws Error Conflict `channel-phone.not-yours`, Invalid for outcomes that do not fit.
    CallSheet finish(Unit& unit, const std::string& agent, const FinishCall& wish) const;
    /// The person objected to calls at that moment, whichever way: none that waits is made any more, but
    /// those that were agreed since.
    static void objected(Unit& unit, Id contact, Timestamp at);

private:
    CallSheet sheetOf(Unit& unit, const CallRow& row) const;
    /// True when the call is this agent's now.
    bool claim(Unit& unit, CallRow& row, const std::string& agent) const;
    /// True when the person may be called; else the call is closed.
    bool mayCall(Unit& unit, CallRow& row) const;
    void settle(Unit& unit, CallRow& row, const CallOutcome& outcome, const FinishCall& wish) const;
    bool mayCallBack(Unit& unit, CallRow& row) const;
    static void closeAll(Unit& unit, Id contact, Id except);
    void neverCall(Unit& unit, const CallRow& row, const std::string& agent) const;

    Neighbours neighbours_;
    std::function<PhoneRules()> rules_;
};

} // namespace rejoinder::phone
