#include "credit_question.h"
#include "routes.h"

#include <rejoinder/notice.h>
#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

constexpr std::chrono::seconds kFirstPause{60}, kLongestPause{3600};
constexpr std::int32_t kToldAfter = 3; ///< attempts without an answer

struct CreditCheckList {
    std::optional<Id> orderId;
    std::optional<CreditState> state;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(CreditCheckList, orderId, state, limit, cursor)

Page<CreditCheck> listChecks(Unit& unit, const CreditCheckList& in) {
    if (in.orderId)
        return {unit.all<CreditCheck>("fulfilment.credit-checks-of-order", {{"orderId", *in.orderId}}), {}};
    const auto limit = paging::limitOf(in.limit);
    const auto before = paging::cursorId(in.cursor, Id{INT64_MAX});
    if (in.state)
        return paging::pageOf(
            unit.all<CreditCheck>("fulfilment.newest-credit-checks-in-state",
                                  {{"state", *in.state}, {"before", before}, {"limit", limit}}),
            limit);
    return paging::pageOf(
        unit.all<CreditCheck>("fulfilment.newest-credit-checks", {{"before", before}, {"limit", limit}}),
        limit);
}

std::chrono::seconds pauseAfter(std::int32_t tries) {
    return std::min(kLongestPause, kFirstPause * (1 << std::min(tries - 1, 10)));
}

/// The question, if it still waits for this attempt; its order stays locked until the unit ends.
std::optional<CreditCheck> waitingFor(Unit& unit, const CreditJob& job, std::optional<OpenOrder>& open) {
    auto check = unit.one<CreditCheck>("fulfilment.find-credit-check", {{"id", job.checkId}});
    if (!check) return std::nullopt;
    open = OrderBook::open(unit, check->orderId);
    check = unit.one<CreditCheck>("fulfilment.find-credit-check", {{"id", job.checkId}});
    if (check->state != CreditState::Waiting || check->tries != job.turn) return std::nullopt;
    return check;
}

void tell(Unit& unit, const CreditCheck& check, ChangeKind kind, std::string what, const std::string& why) {
    writeChange(unit, {{}, check.orderId, kind, {}, {}, {}, std::move(what), why, {}, {}});
}

/// Writes down that somebody is asked, before a byte leaves. @returns nothing when nobody is to be asked any
/// more
std::optional<std::pair<CreditCheck, contacts::Contact>> begin(Unit& unit, const CreditJob& job,
                                                               const Sources& sources) {
    std::optional<OpenOrder> open;
    auto check = waitingFor(unit, job, open);
    if (!check) return std::nullopt;
    if (!openHold(unit, check->orderId, HoldReason::CreditCheck)) {
        check->state = CreditState::Dropped; // a person released it, or it was cancelled
        check->nextAt.reset();
        storeCheck(unit, *check);
        return std::nullopt;
    }
    if (!check->askedAt)
        tell(unit, *check, ChangeKind::CreditAsked, amountText(check->amountMinor, check->currency), {});
    check->askedAt = unit.now();
    check->nextAt.reset();
    storeCheck(unit, *check);
    const auto person = sources.directory->find(unit, open->order.contactId);
    return std::pair(*check, addressed(person.value_or(contacts::Contact{}),
                                       addressOf(unit, check->orderId, AddressKind::Bill)));
}

void drop(Unit& unit, const CreditJob& job) {
    std::optional<OpenOrder> open;
    auto check = waitingFor(unit, job, open);
    if (!check) return;
    check->state = CreditState::Dropped;
    check->nextAt.reset();
    storeCheck(unit, *check);
}

void askLater(Unit& unit, CreditCheck check, const std::string& why) {
    ++check.tries;
    check.reason = why;
    check.nextAt = unit.now().plus(pauseAfter(check.tries));
    storeCheck(unit, check);
    unit.enqueue(kCreditJob, CreditJob{check.id, check.tries},
                 {{}, check.nextAt, "Check the credit of order " + check.orderId.toString()});
    if (check.tries == kToldAfter)
        unit.publish(Notice{{},
                            {},
                            "fulfilment.release",
                            "credit-unanswered",
                            check.orderId.toString(),
                            "/orders/" + check.orderId.toString()});
}

void conclude(Unit& unit, const CreditJob& job, const CreditAnswer& answer, OrderBook orders) {
    std::optional<OpenOrder> open;
    auto check = waitingFor(unit, job, open);
    if (!check) return;
    if (!answer.approved) return askLater(unit, std::move(*check), answer.reason);
    check->state = *answer.approved ? CreditState::Approved : CreditState::Refused;
    check->answeredAt = unit.now();
    check->reason = answer.reason;
    storeCheck(unit, *check);
    tell(unit, *check, ChangeKind::CreditAnswered, nameOf(check->state), answer.reason);
    unit.audit("orders.credit", check->orderId, nameOf(check->state));
    const auto hold = openHold(unit, check->orderId, HoldReason::CreditCheck);
    if (!hold) return; // a person was faster
    // The new reason comes first, so that the order is held all the time.
    if (!*answer.approved) OrderBook::hold(unit, *open, HoldReason::CreditRefused, answer.reason);
    orders.release(unit, *open, *hold, answer.reason);
}

void checkCreditOf(const CreditJob& job, Attempt& attempt, const Desk& desk) {
    const auto begun = attempt.write([&](Unit& u) { return begin(u, job, desk.sources); });
    if (!begun) return;
    const auto& [check, person] = *begun;
    const bool known = !person.familyName.empty() || !person.companyName.empty();
    if (!known) { // erased: nobody can be asked any more, a person decides
        attempt.write([&](Unit& u) { drop(u, job); });
        return;
    }
    const auto answer = ask(desk.credit(), check, person);
    attempt.write([&](Unit& u) { conclude(u, job, answer, desk.orders()); });
}

} // namespace

void declareCreditChecks(Declarations& d, const Desk& desk) {
    declareCreditSettings(d);
    d.get<CreditCheckList, Page<CreditCheck>>(
        "/credit-checks",
        {"fulfilment.read", "Questions about buyers' credit, newest first; of one order, or in a state"},
        [](const CreditCheckList& in, Call&, Unit& u) { return listChecks(u, in); });
    d.job<CreditJob>("check-credit", {.parallel = 4},
                     [desk](const CreditJob& job, Attempt& attempt) { checkCreditOf(job, attempt, desk); });
    d.verify("credit checks", checkCredit);
}

} // namespace rejoinder::fulfilment
