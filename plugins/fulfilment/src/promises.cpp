#include "promises.h"

namespace rejoinder::fulfilment {

namespace {

/// How long a first delay may be so that who says nothing agrees to it, and how long an answer is awaited
/// after the promised day when it is longer (US Mail Order Rule, 16 CFR 435.2).
constexpr std::int32_t kSilenceDays = 30;

} // namespace

void Promises::give(Unit& unit, const Order& order) const {
    const WorkingTime time(rules_.timeZone, rules_.cutOff, rules_.closedDays);
    PromiseRow row;
    row.orderId = order.id;
    row.dueAt = time.due(order.orderedAt, order.purchase ? rules_.goodsHours : rules_.informationHours);
    if (order.purchase)
        row.shipBy = Date{time.day(order.orderedAt).days + static_cast<std::int32_t>(rules_.statedDays)};
    unit.run("fulfilment.insert-promise", row);
}

void Promises::end(Unit& unit, const Order& order) {
    std::optional<Timestamp> shippedAt;
    if (order.state == OrderState::Shipped) shippedAt = unit.now();
    unit.run("fulfilment.end-promise", {{"orderId", order.id}, {"shippedAt", shippedAt}});
}

DelayNotice Promises::noticeOf(const PromiseRow& promise, std::optional<Date> newDay, Date today) {
    if (!promise.waiting || !promise.shipBy)
        throw Error::conflict("fulfilment.no-day-promised", "no day was promised for this order");
    if (promise.answerBy)
        throw Error::conflict("fulfilment.answer-awaited",
                              "the buyer was asked already; write down the answer");
    if (*promise.shipBy < today)
        throw Error::conflict("fulfilment.notice-too-late",
                              "the promised day is over; ship now or cancel and refund");
    if (newDay && *newDay <= *promise.shipBy)
        throw Error::invalid("/newDay", "fulfilment.no-delay", "that day is not later than the promised one");
    DelayNotice notice;
    notice.orderId = promise.orderId;
    notice.number = promise.notices + 1;
    notice.shipBy = *promise.shipBy;
    notice.newDay = newDay;
    const bool first = notice.number == 1;
    if (first && newDay && newDay->days <= promise.shipBy->days + kSilenceDays) return notice;
    notice.answer = DelayAnswer::Awaited;
    notice.answerBy = first ? Date{promise.shipBy->days + kSilenceDays} : *promise.shipBy;
    return notice;
}

std::vector<std::string> checkPromises(Unit& unit) {
    std::vector<std::string> problems;
    const auto check = [&](std::string_view query, std::string_view what) {
        if (const auto count = unit.number(query); count != 0)
            problems.push_back("fulfilment: " + std::to_string(count) + " " + std::string(what));
    };
    check("fulfilment.count-wrong-promises", "orders have no promise, or one that contradicts their state");
    check("fulfilment.count-wrong-delays", "promises do not agree with the delays that were told");
    check("fulfilment.count-wrong-batches", "pick batches hold other orders than they say");
    check("fulfilment.count-wrong-manifests", "hand-overs hold another number of parcels than they say");
    check("fulfilment.count-wrong-returns", "order lines came back more often than they went out");
    return problems;
}

} // namespace rejoinder::fulfilment
