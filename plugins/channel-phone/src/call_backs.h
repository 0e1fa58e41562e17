#pragma once
#include "call_desk.h"

#include <rejoinder/contract/contacts/numbers.h>

namespace rejoinder::phone {

/// A person who calls and wants to be called back.
struct NewCallBack {
    Id contactId;
    Timestamp at;
    std::string timeZone, phone, note;
    std::optional<Id> campaignId;
    bool mine = false;
    static void rules(Rules& r) {
        r.at("at").says("When they want to be called");
        r.at("timeZone").max(64).defaulted().says("Where their clock runs, as IANA names it: Europe/Zurich");
        r.at("phone").max(40).defaulted().says("Number to call; the contact's own when empty");
        r.at("note").max(2000).defaulted();
        r.at("mine").defaulted().says("I call; after a while it is everybody's");
    }
};
REJOINDER_DESCRIBE(NewCallBack, contactId, at, timeZone, phone, note, campaignId, mine)

struct CallBackQuery {
    std::optional<Timestamp> until;
    std::optional<std::int32_t> limit;
    static void rules(Rules& r) {
        r.at("until").says("Only those due by then; absent: by now");
        r.at("limit").range(1, 1000);
    }
};
REJOINDER_DESCRIBE(CallBackQuery, until, limit)

/// One agreed call, with whom.
struct CallBack {
    Id id;
    CallAnswer call;
    std::optional<contacts::Contact> contact;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(CallBack, id, call, contact, version)

struct CallBackList {
    std::vector<CallBack> items;
};
REJOINDER_DESCRIBE(CallBackList, items)

/// What a telephone system says when a call comes in.
struct RingingCall {
    std::string from, line, agent, reference;
    static void rules(Rules& r) {
        r.at("from").max(40).defaulted().says("Number of the caller; empty when it is withheld");
        r.at("line").max(40).defaulted().says("Number that was called");
        r.at("agent").max(100).defaulted().says("Sign-in name of who it rings at; empty: anybody");
        r.at("reference").max(100).defaulted().says("The telephone system's own name of the call");
    }
};
REJOINDER_DESCRIBE(RingingCall, from, line, agent, reference)

/// A call rings: the desk opens the caller's record.
struct Ringing {
    static constexpr std::string_view kTopic = "channel-phone.ringing";
    std::string from, line, agent, reference;
    Timestamp at;
    std::optional<Id> campaignId, scriptId; ///< of the line that was called
    std::string lineName, language;
    static void rules(Rules& r) {
        r.at("lineName").defaulted();
        r.at("language").defaulted();
    }
};
REJOINDER_DESCRIBE(Ringing, from, line, agent, reference, at, campaignId, scriptId, lineName, language)

/// Calls that somebody asked for, and calls that come in.
class CallBacks {
public:
    CallBacks(std::shared_ptr<contacts::Directory> directory, std::shared_ptr<contacts::Numbers> numbers,
              std::function<PhoneRules()> rules)
        : directory_(std::move(directory)), numbers_(std::move(numbers)), rules_(std::move(rules)) {}
    /// @throws Error Invalid when nobody could be called then.
    CallBack create(Unit& unit, const std::string& agent, const NewCallBack& wish) const;
    /// Open ones for this agent, the first due come first.
    CallBackList list(Unit& unit, const std::string& agent, const CallBackQuery& query) const;
    /// @throws Error NotFound `channel-phone.no-call`.
    CallBack find(Unit& unit, Id id) const;
    /// The person does not want it any more. @throws Error NotFound, Conflict when it is over or being made.
    static void cancel(Unit& unit, Id id);
    /// Tells the desks. @throws Error Invalid for a number that is none.
    void ring(Unit& unit, RingingCall call) const;
    /// What the desks are told of a call to a number in E.164: its line decides the campaign.
    static Ringing ringing(Unit& unit, const RingingCall& call);

private:
    CallBack answer(Unit& unit, const CallRow& row) const;
    std::shared_ptr<contacts::Directory> directory_;
    std::shared_ptr<contacts::Numbers> numbers_;
    std::function<PhoneRules()> rules_;
};

} // namespace rejoinder::phone
