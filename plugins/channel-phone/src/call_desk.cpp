#include "call_desk.h"

#include <algorithm>

namespace rejoinder::phone {

CallAnswer answerOf(const CallRow& r) {
    CallAnswer a{r.id,
                 r.pieceId,
                 r.waveId,
                 r.campaignId,
                 r.contactId,
                 r.state,
                 {},
                 r.agent,
                 r.reservedFor,
                 r.attempts,
                 r.outcome,
                 r.refusal,
                 r.note,
                 r.version,
                 r.createdAt,
                 r.closedAt,
                 static_cast<bool>(r.requestId),
                 r.phone,
                 r.timeZone};
    if (r.callable) {
        a.dueAt = r.dueAt;
    }
    return a;
}

bool isTimeZone(std::string_view name) {
    return name.size() <= 64 && name.find("//") == std::string_view::npos &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '/' || c == '_' || c == '-' || c == '+';
           });
}

CallRow rowOf(Unit& unit, Id call) {
    auto row = unit.one<CallRow>("channel-phone.find-call", {{"id", call}});
    if (!row) {
        throw Error::notFound("channel-phone.no-call", "There is no call " + call.toString() + ".");
    }
    return std::move(*row);
}

namespace {

/// Stores the row; false when somebody else changed it meanwhile. Afterwards the row is as stored.
bool save(Unit& unit, CallRow& row) {
    if (unit.run("channel-phone.update-call", row) == 0) {
        return false;
    }
    ++row.version;
    return true;
}

void close(Unit& unit, CallRow& row, CallState state) {
    row.state = state;
    row.callable = false;
    row.reservedFor.clear();
    row.closedAt = unit.now();
}

CallState stateFor(Category category) {
    switch (category) {
    case Category::Failed: return CallState::Failed;
    case Category::DoNotCall: return CallState::DoNotCall;
    default: return CallState::Completed;
    }
}

} // namespace

Page<CallAnswer> CallDesk::list(Unit& unit, const CallQuery& query) {
    Id after;
    if (query.cursor) {
        const auto id = Id::parse(*query.cursor);
        if (!id) {
            throw Error::invalid("/cursor", "channel-phone.bad-cursor",
                                 "This cursor did not come from a page before.");
        }
        after = *id;
    }
    const std::int32_t limit = query.limit.value_or(100);
    Page<CallAnswer> page;
    for (const auto& row : unit.all<CallRow>("channel-phone.list-calls",
                                             {{"after", after},
                                              {"campaignId", query.campaignId.value_or(Id{})},
                                              {"contactId", query.contactId.value_or(Id{})},
                                              {"state", query.state ? nameOf(*query.state) : std::string()},
                                              {"limit", limit + 1}})) {
        if (page.items.size() == static_cast<std::size_t>(limit)) {
            page.nextCursor = page.items.back().id.toString();
            break;
        }
        page.items.push_back(answerOf(row));
    }
    return page;
}

CallSheet CallDesk::sheet(Unit& unit, Id call) const {
    return sheetOf(unit, rowOf(unit, call));
}

CallSheet CallDesk::sheetOf(Unit& unit, const CallRow& row) const {
    CallSheet sheet;
    sheet.id = row.id;
    sheet.call = answerOf(row);
    sheet.script = row.script;
    sheet.version = row.version;
    sheet.contact = neighbours_.directory->find(unit, row.contactId);
    if (sheet.contact) {
        sheet.salutation = neighbours_.directory->salutationLine(*sheet.contact);
    }
    if (const auto campaign = neighbours_.campaigns->find(unit, row.campaignId)) {
        sheet.campaignName = campaign->name;
    }
    sheet.history = unit.all<CallAttempt>("channel-phone.attempts-of-call", {{"callId", row.id}});
    return sheet;
}

/// Who asked for the call needs no other consent; who is gone is not called, nor who said no afterwards.
bool CallDesk::mayCallBack(Unit& unit, CallRow& row) const {
    if (!row.contactId) {
        return true; // a caller whom nobody knows
    }
    const Id contact = row.contactId;
    const auto decision =
        neighbours_.gate->decide(unit, Channel::Phone, contacts::kAdvertising, {&contact, 1}).at(0);
    const bool saidNo = decision.refusal == contacts::Refusal::Objection && decision.reliesOn &&
                        decision.reliesOn->value > row.id.value; // ids ascend with time
    if (!saidNo && neighbours_.directory->find(unit, contact)) {
        return true;
    }
    close(unit, row, saidNo ? CallState::DoNotCall : CallState::Cancelled);
    row.refusal = saidNo ? decision.refusal : contacts::Refusal::None;
    save(unit, row);
    return false;
}

bool CallDesk::mayCall(Unit& unit, CallRow& row) const {
    if (row.requestId) {
        return mayCallBack(unit, row);
    }
    const auto campaign = neighbours_.campaigns->find(unit, row.campaignId);
    if (!campaign || campaign->state == campaigns::CampaignState::Finished ||
        campaign->state == campaigns::CampaignState::Cancelled) {
        close(unit, row, CallState::Cancelled);
        save(unit, row);
        return false;
    }
    const Id contact = row.contactId;
    const auto decision =
        neighbours_.gate->decide(unit, Channel::Phone, contacts::kAdvertising, {&contact, 1}).at(0);
    const auto refusal = decision.refusal;
    // A name of a rented list was used up when this call was handed over; its calls are that use.
    const bool sameUse = decision.reason == "contacts.rented-list-used";
    if (refusal != contacts::Refusal::None && !sameUse) {
        close(unit, row, CallState::Withheld);
        row.refusal = refusal;
        if (save(unit, row)) {
            unit.audit("channel-phone.withhold-call", row.id, nameOf(refusal));
        }
        return false;
    }
    // The call is about to be made: the proof of its consent is kept five years from now (§ 7a UWG).
    if (decision.reliesOn && !sameUse && row.state == CallState::Open) {
        neighbours_.gate->relied(unit, {&*decision.reliesOn, 1}, "call " + row.id.toString());
    }
    return true;
}

bool CallDesk::claim(Unit& unit, CallRow& row, const std::string& agent) const {
    row.state = CallState::Claimed;
    row.agent = agent;
    row.reservedFor.clear();
    row.dueAt = unit.now().plus(rules_().lease);
    return save(unit, row);
}

NextCall CallDesk::next(Unit& unit, const std::string& agent, const NextWish& wish) const {
    const Id campaign = wish.campaignId.value_or(Id{});
    if (auto mine = unit.one<CallRow>("channel-phone.call-of-agent",
                                      {{"now", unit.now()}, {"agent", agent}, {"campaignId", campaign}})) {
        // A reloaded page gets its call back, if the person may still be called.
        if (mayCall(unit, *mine) && claim(unit, *mine, agent)) {
            return {sheetOf(unit, *mine), {}};
        }
    }
    for (;;) {
        auto due = unit.all<CallRow>("channel-phone.due-calls",
                                     {{"now", unit.now()},
                                      {"campaignId", campaign},
                                      {"agent", agent},
                                      {"openToAll", unit.now().plus(-rules_().personal)}});
        if (due.empty()) {
            break;
        }
        for (auto& row : due) {
            if (mayCall(unit, row) && claim(unit, row, agent)) {
                unit.audit("channel-phone.claim-call", row.id);
                return {sheetOf(unit, row), {}};
            }
        }
    }
    NextCall none;
    if (const auto at = unit.number("channel-phone.next-due", {{"campaignId", campaign}}); at != 0) {
        none.nextDueAt = Timestamp{at};
    }
    return none;
}

void CallDesk::neverCall(Unit& unit, const CallRow& row, const std::string& agent) const {
    const std::string source = "call " + row.id.toString() + ", agent " + agent;
    if (!row.contactId) {
        neighbours_.numbers->object(unit, row.phone, Channel::Phone, source);
        return;
    }
    neighbours_.gate->object(unit, row.contactId, Channel::Phone, source);
    closeAll(unit, row.contactId, row.id);
}

void CallDesk::closeAll(Unit& unit, Id contact, Id except) {
    for (auto& other : unit.all<CallRow>("channel-phone.open-calls-of-contact",
                                         {{"contactId", contact}, {"except", except}})) {
        close(unit, other, CallState::DoNotCall);
        if (save(unit, other)) unit.audit("channel-phone.close-call", other.id, "objection");
    }
}

void CallDesk::objected(Unit& unit, Id contact, Timestamp at) {
    for (auto& row : unit.all<CallRow>("channel-phone.open-calls-of-contact",
                                       {{"contactId", contact}, {"except", Id{}}})) {
        if (row.state != CallState::Open) continue; // being made: its agent says how it ends
        if (row.requestId && row.createdAt > at) continue;
        close(unit, row, CallState::DoNotCall);
        if (save(unit, row)) unit.audit("channel-phone.close-call", row.id, "objection");
    }
}

void CallDesk::settle(Unit& unit, CallRow& row, const CallOutcome& outcome, const FinishCall& wish) const {
    const auto rules = rules_();
    row.state = CallState::Open;
    row.reservedFor.clear();
    switch (outcome.category) {
    case Category::Retry:
        if (row.attempts >= rules.maxAttempts) {
            close(unit, row, CallState::Exhausted);
        } else {
            const std::chrono::minutes own(outcome.retryMinutes);
            row.dueAt = unit.now().plus(own.count() > 0 ? own : rules.retry);
        }
        return;
    case Category::CallBack:
        row.dueAt = wish.callBackAt.value();
        row.timeZone = wish.timeZone.empty() ? row.timeZone : wish.timeZone;
        row.reservedFor = wish.mine ? row.agent : "";
        return;
    case Category::DoNotCall: neverCall(unit, row, row.agent); break;
    case Category::Completed:
    case Category::Failed: break;
    }
    close(unit, row, stateFor(outcome.category));
}

CallSheet CallDesk::finish(Unit& unit, const std::string& agent, const FinishCall& wish) const {
    CallRow row = rowOf(unit, wish.id);
    if (row.state != CallState::Claimed || row.agent != agent) {
        throw Error::conflict("channel-phone.not-yours",
                              "The call is " + nameOf(row.state) +
                                  (row.agent.empty() ? "." : ", last of " + row.agent + "."));
    }
    const auto outcome =
        unit.one<CallOutcome>("channel-phone.find-outcome-by-code", {{"code", wish.outcome}});
    Faults faults;
    if (!outcome || !outcome->active) {
        faults.add("/outcome", "channel-phone.no-outcome", "there is no such outcome");
    } else if (outcome->category == Category::CallBack) {
        const auto now = unit.now();
        if (!wish.callBackAt || *wish.callBackAt <= now || *wish.callBackAt > now.plus(kFarthestCallBack)) {
            faults.add("/callBackAt", "channel-phone.call-back-time", "say when, within the next year");
        }
        if (!isTimeZone(wish.timeZone)) {
            faults.add("/timeZone", "channel-phone.time-zone", "this is no name of a time zone");
        }
    } else if (wish.callBackAt) {
        faults.add("/callBackAt", "channel-phone.no-call-back", "this outcome is no call-back");
    }
    faults.raise("channel-phone.invalid-outcome");

    ++row.attempts;
    row.outcome = outcome->code;
    row.note = wish.note;
    settle(unit, row, *outcome, wish);
    if (!save(unit, row)) {
        throw Error::conflict("channel-phone.not-yours", "Somebody else changed this call meanwhile.");
    }
    unit.run("channel-phone.insert-attempt",
             CallAttempt{unit.newId(), row.id, agent, outcome->code, wish.note, unit.now()});
    if (outcome->category == Category::CallBack) remind(unit, row);
    unit.audit("channel-phone.finish-call", row.id, outcome->code);
    if (!row.callable) {
        unit.publish(CallCompleted{row.id, row.pieceId, row.contactId, row.campaignId, outcome->responseType,
                                   row.contactId ? wish.note : wish.note + " " + row.phone, unit.now()});
    }
    return sheetOf(unit, row);
}

} // namespace rejoinder::phone
