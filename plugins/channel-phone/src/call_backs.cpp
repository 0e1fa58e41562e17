#include "call_backs.h"

#include "lines.h"

#include <algorithm>

namespace rejoinder::phone {

namespace {

/// Digits as people and telephone systems write them.
bool isNumber(std::string_view text) {
    const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits >= 3 && digits <= 20 &&
           text.find_first_not_of("+0123456789 ()/.-") == std::string_view::npos;
}

} // namespace

CallBack CallBacks::create(Unit& unit, const std::string& agent, const NewCallBack& wish) const {
    const auto contact = directory_->find(unit, wish.contactId);
    const auto now = unit.now();
    Faults faults;
    if (!contact) {
        faults.add("/contactId", "channel-phone.no-contact", "there is no such contact");
    }
    if (wish.at <= now || wish.at > now.plus(kFarthestCallBack)) {
        faults.add("/at", "channel-phone.call-back-time", "say when, within the next year");
    }
    if (!isTimeZone(wish.timeZone)) {
        faults.add("/timeZone", "channel-phone.time-zone", "this is no name of a time zone");
    }
    const auto number = wish.phone.empty() && contact ? contact->phone : wish.phone;
    if (!isNumber(number)) {
        faults.add("/phone", "channel-phone.no-number", "a number to call is needed");
    }
    faults.raise("channel-phone.invalid-call-back");

    CallRow row;
    row.id = unit.newId();
    row.requestId = row.id;
    row.campaignId = wish.campaignId.value_or(Id{});
    row.contactId = wish.contactId;
    row.phone = number;
    row.timeZone = wish.timeZone;
    row.note = wish.note;
    row.dueAt = wish.at;
    row.reservedFor = wish.mine ? agent : "";
    row.createdAt = now;
    unit.run("channel-phone.insert-call", row);
    remind(unit, row);
    unit.audit("channel-phone.call-back", row.id, wish.at.toString());
    return answer(unit, row);
}

CallBackList CallBacks::list(Unit& unit, const std::string& agent, const CallBackQuery& query) const {
    CallBackList list;
    for (const auto& row : unit.all<CallRow>("channel-phone.open-call-backs",
                                             {{"until", query.until.value_or(unit.now())},
                                              {"agent", agent},
                                              {"openToAll", unit.now().plus(-rules_().personal)},
                                              {"limit", query.limit.value_or(100)}})) {
        list.items.push_back(answer(unit, row));
    }
    return list;
}

CallBack CallBacks::find(Unit& unit, Id id) const {
    return answer(unit, rowOf(unit, id));
}

void CallBacks::cancel(Unit& unit, Id id) {
    auto row = rowOf(unit, id);
    if (!row.requestId || row.state != CallState::Open) {
        throw Error::conflict("channel-phone.not-open", "The call is " + nameOf(row.state) + ".");
    }
    row.state = CallState::Cancelled;
    row.callable = false;
    row.closedAt = unit.now();
    if (unit.run("channel-phone.update-call", row) == 0) {
        throw Error::conflict("channel-phone.not-yours", "Somebody else changed this call meanwhile.");
    }
    unit.audit("channel-phone.cancel-call-back", id);
}

void CallBacks::ring(Unit& unit, RingingCall call) const {
    if (!call.from.empty() && !isNumber(call.from)) {
        throw Error::invalid("/from", "channel-phone.no-number", "this is no telephone number");
    }
    call.line = numbers_->read(call.line, {}).value_or(call.line);
    unit.publish(ringing(unit, call));
}

Ringing CallBacks::ringing(Unit& unit, const RingingCall& call) {
    Ringing rings{call.from, call.line, call.agent, call.reference, unit.now(), {}, {}, {}, {}};
    if (const auto line = LineBook::at(unit, call.line, Date::of(rings.at))) {
        rings.campaignId = line->campaignId;
        rings.scriptId = line->scriptId;
        rings.lineName = line->name;
        rings.language = line->language;
    }
    return rings;
}

CallBack CallBacks::answer(Unit& unit, const CallRow& row) const {
    return {row.id, answerOf(row), directory_->find(unit, row.contactId), row.version};
}

} // namespace rejoinder::phone
