#include "outcomes.h"

#include <algorithm>

namespace rejoinder::phone {

namespace {

std::vector<CallOutcome> defaults() {
    return {{{}, "no-answer", "No answer", Category::Retry, "", 0, true, 1},
            {{}, "busy", "Line busy", Category::Retry, "", 30, true, 1},
            {{}, "machine", "Answering machine", Category::Retry, "", 0, true, 1},
            {{}, "call-back", "Wants to be called back", Category::CallBack, "", 0, true, 1},
            {{},
             "wants-information",
             "Wants information material",
             Category::Completed,
             "information-request",
             0,
             true,
             1},
            {{}, "orders", "Orders", Category::Completed, "order", 0, true, 1},
            {{}, "appointment", "Wants an appointment", Category::Completed, "appointment", 0, true, 1},
            {{}, "not-interested", "Is not interested", Category::Completed, "not-interested", 0, true, 1},
            {{}, "wrong-number", "Wrong or dead number", Category::Failed, "", 0, true, 1},
            {{}, "do-not-call", "Does not want to be called", Category::DoNotCall, "", 0, true, 1}};
}

bool isCode(std::string_view code) {
    return std::all_of(code.begin(), code.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

} // namespace

void Outcomes::ensureDefaults(Storage& storage) {
    if (storage.read([](Unit& u) { return u.number("channel-phone.count-outcomes"); }) != 0) {
        return;
    }
    try {
        storage.write(
            [](Unit& u) {
                for (auto outcome : defaults()) {
                    outcome.id = u.newId();
                    u.run("channel-phone.insert-outcome", outcome);
                }
            },
            {Priority::Background, {"system", "channel-phone", {}, {}}});
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::Conflict) {
            throw;
        } // another node was quicker
    }
}

OutcomeList Outcomes::list(Unit& unit) {
    return {unit.all<CallOutcome>("channel-phone.list-outcomes")};
}

CallOutcome Outcomes::find(Unit& unit, Id id) {
    auto outcome = unit.one<CallOutcome>("channel-phone.find-outcome", {{"id", id}});
    if (!outcome) {
        throw Error::notFound("channel-phone.no-outcome", "There is no call outcome " + id.toString() + ".");
    }
    return std::move(*outcome);
}

CallOutcome Outcomes::create(Unit& unit, const NewOutcome& wish) {
    if (!isCode(wish.code)) {
        throw Error::invalid("/code", "channel-phone.outcome-code",
                             "A code is made of small letters, digits and hyphens.");
    }
    if (unit.one<CallOutcome>("channel-phone.find-outcome-by-code", {{"code", wish.code}})) {
        throw Error::conflict("channel-phone.outcome-twice",
                              "There is an outcome " + wish.code + " already.");
    }
    CallOutcome outcome{unit.newId(),      wish.code,         wish.label, wish.category,
                        wish.responseType, wish.retryMinutes, true,       1};
    unit.run("channel-phone.insert-outcome", outcome);
    unit.audit("channel-phone.create-outcome", outcome.id, outcome.code);
    return outcome;
}

CallOutcome Outcomes::change(Unit& unit, CallOutcome outcome, const ChangeOutcome& wish) {
    outcome.label = wish.label.value_or(outcome.label);
    outcome.category = wish.category.value_or(outcome.category);
    outcome.responseType = wish.responseType.value_or(outcome.responseType);
    outcome.retryMinutes = wish.retryMinutes.value_or(outcome.retryMinutes);
    outcome.active = wish.active.value_or(outcome.active);
    ++outcome.version;
    unit.run("channel-phone.update-outcome", outcome);
    unit.audit("channel-phone.change-outcome", outcome.id, outcome.code);
    return outcome;
}

} // namespace rejoinder::phone
