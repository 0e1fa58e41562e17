#include "legs.h"

#include <rejoinder/paging.h>

#include <limits>

namespace rejoinder::phone {

namespace {

constexpr std::string_view kIn = "in";

/// One line of at most so many bytes.
std::string cut(std::string_view text, std::size_t most) {
    if (text.size() > most)
        while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    std::string out(text.substr(0, most));
    std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    return out;
}

/// Who takes the call, as the telephone system says it; "" when it rings at several.
std::string agentOf(const CtiEvent& event) {
    if (!event.answeringNumber.empty()) return cut(event.answeringNumber, 100);
    return event.users.size() == 1 ? cut(event.users.front(), 100) : std::string();
}

/// What the facts that are known so far amount to.
LegState stateOf(const Leg& leg) {
    if (!leg.endedAt) return leg.answeredAt ? LegState::Talking : LegState::Ringing;
    // Its answer may have been lost on the way: only what was answered ends normally.
    if (leg.answeredAt || leg.cause == "normalClearing") return LegState::Ended;
    if (leg.cause == "forwarded") return LegState::Forwarded;
    return leg.cause == "cancel" ? LegState::Abandoned : LegState::Missed;
}

bool unheard(LegState state) {
    return state == LegState::Missed || state == LegState::Abandoned;
}

void merge(Unit& unit, Leg& leg, const CtiEvent& event) {
    if (const auto agent = agentOf(event);
        !agent.empty() && (leg.agent.empty() || event.kind == CtiKind::Answer))
        leg.agent = agent;
    if (leg.queue.empty()) leg.queue = cut(event.queue, 100);
    if (event.kind == CtiKind::Answer && !leg.answeredAt)
        leg.answeredAt = leg.endedAt ? *leg.endedAt : unit.now();
    if (event.kind == CtiKind::Hangup && !leg.endedAt) {
        leg.endedAt = unit.now();
        leg.cause = cut(event.cause, 30);
    }
    leg.state = stateOf(leg);
}

bool same(const Leg& a, const Leg& b) {
    return a.agent == b.agent && a.queue == b.queue && a.answeredAt == b.answeredAt &&
           a.endedAt == b.endedAt && a.state == b.state && a.rang == b.rang && a.callBackId == b.callBackId;
}

void save(Unit& unit, const Leg& leg) {
    if (unit.run("channel-phone.update-leg", leg) == 0)
        throw Error::conflict("channel-phone.leg-raced", "Another event of this call came at this moment.");
}

} // namespace

void Legs::take(Unit& unit, const Cti& cti, const CtiEvent& event) const {
    auto known = unit.one<Leg>("channel-phone.find-leg", {{"ctiId", cti.id}, {"callName", event.callId}});
    Leg leg;
    if (known) {
        leg = *known;
    } else {
        const auto number = [&](const std::string& text) {
            return neighbours_.numbers->read(text, cti.country).value_or("");
        };
        leg.id = unit.newId();
        leg.ctiId = cti.id;
        leg.callName = event.callId;
        leg.direction = event.direction;
        leg.fromNumber = number(event.from);
        leg.toNumber = number(event.to);
        leg.startedAt = unit.now();
        if (const auto line = LineBook::at(unit, leg.direction == kIn ? leg.toNumber : leg.fromNumber,
                                           Date::of(leg.startedAt))) {
            leg.lineId = line->id;
            leg.campaignId = line->campaignId;
        }
        const auto& other = leg.direction == kIn ? leg.fromNumber : leg.toNumber;
        if (const auto who = other.empty() ? std::vector<Id>{} : neighbours_.numbers->holders(unit, other);
            who.size() == 1)
            leg.contactId = who.front();
    }
    const Leg before = leg;
    merge(unit, leg, event);
    settle(unit, leg, known ? before.state : LegState::Ringing);
    if (!known)
        unit.run("channel-phone.insert-leg", leg);
    else if (!same(before, leg))
        save(unit, leg);
}

/// Tells the desks and arranges call-backs for what the call has become.
void Legs::settle(Unit& unit, Leg& leg, LegState before) const {
    if (leg.direction != kIn) return;
    if (leg.state == LegState::Ringing) {
        if (leg.rang) return;
        leg.rang = true;
        RingingCall call{leg.fromNumber, leg.toNumber, leg.agent, leg.callName};
        unit.publish(CallBacks::ringing(unit, call));
        return;
    }
    if (leg.state == before) return;
    unit.publish(CallMoved{leg.callName, leg.agent, leg.state});
    if (unheard(leg.state)) return callBack(unit, leg);
    // They were spoken to, now or after all: nobody has to call them any more.
    if (leg.state == LegState::Talking || leg.state == LegState::Ended) {
        if (!leg.fromNumber.empty())
            for (auto& call :
                 unit.all<CallRow>("channel-phone.open-missed-calls", {{"number", leg.fromNumber}}))
                if (call.state == CallState::Open) CallBacks::cancel(unit, call.id);
    }
}

void Legs::callBack(Unit& unit, Leg& leg) const {
    if (!leg.lineId || leg.fromNumber.empty()) return;
    const auto line = unit.one<PhoneLine>("channel-phone.find-line", {{"id", *leg.lineId}});
    if (!line || line->callBackMinutes == 0) return;
    if (const auto open =
            unit.one<CallRow>("channel-phone.open-missed-calls", {{"number", leg.fromNumber}})) {
        leg.callBackId = open->id; // one call answers all that were missed
        return;
    }
    if (leg.contactId) {
        const Id contact = *leg.contactId;
        const auto refusal = neighbours_.gate->mayContact(unit, Channel::Phone, {&contact, 1}).at(0);
        // Who called us is called without consent; who said no, or is gone, is not.
        if (refusal != contacts::Refusal::None && refusal != contacts::Refusal::NoConsent &&
            refusal != contacts::Refusal::NoAddress)
            return;
    }
    CallRow row;
    row.id = unit.newId();
    row.requestId = row.id;
    row.campaignId = leg.campaignId.value_or(Id{});
    row.contactId = leg.contactId.value_or(Id{});
    row.phone = leg.fromNumber;
    row.createdAt = unit.now();
    row.dueAt = unit.now().plus(std::chrono::minutes(line->callBackMinutes));
    unit.run("channel-phone.insert-call", row);
    remind(unit, row);
    leg.callBackId = row.id;
    unit.audit("channel-phone.missed-call", row.id, line->number);
}

std::vector<Leg> Legs::silent(Unit& unit, Timestamp before) {
    return unit.all<Leg>("channel-phone.legs-ringing-since", {{"before", before}});
}

void Legs::miss(Unit& unit, const Leg& silent) const {
    auto leg =
        unit.one<Leg>("channel-phone.find-leg", {{"ctiId", silent.ctiId}, {"callName", silent.callName}});
    if (!leg || leg->state != LegState::Ringing) return; // something was heard of it after all
    leg->endedAt = unit.now();
    leg->cause = "lost";
    leg->state = stateOf(*leg);
    settle(unit, *leg, LegState::Ringing);
    save(unit, *leg);
}

Page<Leg> Legs::list(Unit& unit, const LegQuery& query) {
    const Id before = paging::cursorId(query.cursor, Id{std::numeric_limits<std::int64_t>::max()});
    const auto limit = paging::limitOf(query.limit);
    return paging::pageOf(unit.all<Leg>("channel-phone.list-legs",
                                        {{"before", before},
                                         {"state", query.state ? nameOf(*query.state) : std::string()},
                                         {"campaignId", query.campaignId.value_or(Id{})},
                                         {"limit", limit}}),
                          limit);
}

} // namespace rejoinder::phone
