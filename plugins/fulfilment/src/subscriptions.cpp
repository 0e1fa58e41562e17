#include "subscriptions.h"

#include "service.h"

#include <rejoinder/notice.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

struct StandingLineRow {
    Id subscriptionId;
    std::int32_t position = 0;
    Id itemId;
    std::int32_t quantity = 1;
    std::optional<std::int64_t> unitPriceMinor;
};
REJOINDER_DESCRIBE(StandingLineRow, subscriptionId, position, itemId, quantity, unitPriceMinor)

/// Of a delivery that was made.
struct DeliveryOrder {
    Id orderId;
};
REJOINDER_DESCRIBE(DeliveryOrder, orderId)

Date dayBefore(Date day) {
    return Date{day.days - 1};
}

bool isOver(const StandingOrder& s) {
    return s.state == SubscriptionState::Ended || s.state == SubscriptionState::Cancelled;
}

void close(StandingOrder& s, SubscriptionState state) {
    s.state = state;
    s.heldBy = HeldBy::Nobody;
    s.nextDay.reset();
    s.heldUntil.reset();
}

/// The next delivery is on the first planned day after that one, if there is to be one.
void plan(StandingOrder& s, Date after) {
    s.nextDay = plannedAfter(s.anchorDay, s.every, s.period, after);
}

/// Whether what was agreed is over.
void endIfDone(StandingOrder& s) {
    if (isOver(s)) return;
    const bool enough = s.deliveries > 0 && s.delivered >= s.deliveries;
    if (enough || (s.untilDay && *s.nextDay > *s.untilDay)) close(s, SubscriptionState::Ended);
}

void goOn(StandingOrder& s) {
    s.state = SubscriptionState::Active;
    s.heldBy = HeldBy::Nobody;
    s.heldUntil.reset();
    s.reason.clear();
}

void storeSubscription(Unit& unit, StandingOrder& s) {
    s.wakeDay.reset();
    if (s.state == SubscriptionState::Active) s.wakeDay = s.nextDay;
    if (s.state == SubscriptionState::Held) s.wakeDay = s.heldBy == HeldBy::Person ? s.heldUntil : s.nextDay;
    s.updatedAt = unit.now();
    ++s.version;
    unit.run("fulfilment.update-subscription", s);
}

std::string sentences(const Faults& faults) {
    std::string text;
    for (const auto& f : faults.list()) text += (text.empty() ? "" : "; ") + f.message;
    return text;
}

} // namespace

Date plannedAfter(Date anchor, std::int32_t every, Period period, Date after) {
    if (after < anchor) return anchor;
    if (period == Period::Days) return Date{anchor.days + ((after.days - anchor.days) / every + 1) * every};
    using namespace std::chrono;
    const year_month_day first{sys_days{days{anchor.days}}}, last{sys_days{days{after.days}}};
    const auto apart = (last.year() / last.month() - first.year() / first.month()).count();
    for (auto step = apart / every * every;; step += every) {
        const auto month = first.year() / first.month() + months{step};
        const auto day = std::min(month / first.day(), year_month_day{month / std::chrono::last});
        if (const Date planned{static_cast<std::int32_t>(sys_days{day}.time_since_epoch().count())};
            planned > after)
            return planned;
    }
}

Date Subscriptions::today(Unit& unit) const {
    return desk_.sources.day(unit.now());
}

StandingOrder Subscriptions::open(Unit& unit, Id id) {
    // The write comes first: on databases with several writers it makes others wait before this one reads.
    if (unit.run("fulfilment.lock-subscription", {{"id", id}}) == 0)
        throw Error::notFound("fulfilment.no-such-subscription", "there is no such subscription");
    return *unit.one<StandingOrder>("fulfilment.find-subscription", {{"id", id}});
}

std::vector<StandingOrder> Subscriptions::of(Unit& unit, Id contact) const {
    std::vector<StandingOrder> all;
    for (const auto id : desk_.sources.identities->allOf(unit, contact))
        std::ranges::move(unit.all<StandingOrder>("fulfilment.subscriptions-of-contact", {{"contactId", id}}),
                          std::back_inserter(all));
    std::ranges::sort(all, std::ranges::greater(), &StandingOrder::id);
    return all;
}

void Subscriptions::checkDays(const StandingOrder& s, Date today, Faults& faults) const {
    if (s.nextDay && *s.nextDay < today)
        faults.add("/nextDay", "fulfilment.day-over", "a delivery is not planned for a day that is over");
    if (s.heldUntil && *s.heldUntil <= today)
        faults.add("/heldUntil", "fulfilment.day-over", "it goes on on a day that is to come");
    if (s.deliveries > 0 && s.deliveries <= s.delivered)
        faults.add("/deliveries", "fulfilment.already-delivered",
                   std::to_string(s.delivered) + " deliveries were made already");
    if (s.untilDay && *s.untilDay < today)
        faults.add("/untilDay", "fulfilment.day-over", "cancel it when it is to end at once");
}

void Subscriptions::setLines(Unit& unit, StandingOrder& s, const std::vector<NewLine>& wishes,
                             Faults& faults) const {
    Order like;
    like.campaignId = s.campaignId;
    like.cellId = s.cellId;
    const auto before = faults.list().size();
    const auto pricing = Intake(desk_.sources).pricingOf(unit, like, unit.now());
    Intake::lines(unit, wishes, pricing, s.currency, "/lines/", faults);
    if (faults.list().size() != before) return;
    std::vector<StandingLineRow> rows;
    for (const auto& wish : wishes) {
        // As it was named: which version of it is sent is decided on the day of each delivery.
        const auto item = unit.one<Item>("fulfilment.find-item-by-sku", {{"sku", wish.sku}});
        rows.push_back(
            {s.id, static_cast<std::int32_t>(rows.size()) + 1, item->id, wish.quantity, wish.unitPriceMinor});
    }
    unit.run("fulfilment.drop-subscription-lines", {{"subscriptionId", s.id}});
    unit.insertMany("fulfilment.insert-subscription-line", rows);
}

StandingOrder Subscriptions::make(Unit& unit, const NewSubscription& in) const {
    Faults faults;
    NewOrder who;
    who.responseId = in.responseId;
    who.contactId = in.contactId;
    who.externalKey = in.externalKey;
    who.campaignId = in.campaignId;
    Order credited;
    credited.orderedAt = unit.now();
    const Intake intake(desk_.sources);
    intake.takePerson(unit, who, credited, faults);
    StandingOrder s;
    s.id = unit.newId();
    s.responseId = credited.responseId;
    s.reference = in.reference;
    s.contactId = credited.contactId;
    s.campaignId = credited.campaignId;
    s.cellId = credited.cellId;
    s.segment = credited.segment;
    s.currency = intake.currencyOf(unit, credited);
    s.every = in.every;
    s.period = in.period;
    s.anchorDay = in.firstDay.value_or(today(unit));
    s.nextDay = s.wakeDay = s.anchorDay;
    s.deliveries = in.deliveries;
    s.untilDay = in.untilDay;
    s.note = in.note;
    s.madeAt = s.updatedAt = unit.now();
    s.madeBy = unit.actor().name;
    if (in.firstDay && *in.firstDay < today(unit))
        faults.add("/firstDay", "fulfilment.day-over", "a delivery is not planned for a day that is over");
    if (s.untilDay && *s.untilDay < s.anchorDay)
        faults.add("/untilDay", "fulfilment.days", "the last day is before the first");
    // The lines refer to it; what is refused below takes both back.
    if (s.contactId) unit.run("fulfilment.insert-subscription", s);
    if (s.contactId) setLines(unit, s, in.lines, faults);
    faults.raise("fulfilment.invalid-subscription");
    unit.run("fulfilment.set-subscription-currency", {{"id", s.id}, {"currency", s.currency}});
    unit.audit("subscriptions.create", s.id);
    if (*s.nextDay <= today(unit)) deliver(unit, s, today(unit));
    return s;
}

void Subscriptions::change(Unit& unit, StandingOrder& s, const ChangeSubscription& in) const {
    using enum SubscriptionState;
    if (isOver(s))
        throw Error::conflict("fulfilment.subscription-over", "the subscription is " + nameOf(s.state));
    const auto now = today(unit);
    Faults faults;
    if (in.state == Ended)
        faults.add("/state", "fulfilment.no-such-step", "it is held, goes on or is cancelled");
    if (in.state == Held && !in.reason)
        faults.add("/reason", "fulfilment.reason-needed", "say why it is held");
    if (in.heldUntil && in.state != Held)
        faults.add("/heldUntil", "fulfilment.reason-needed", "this is said when it is held");
    if (in.openEnded && in.untilDay)
        faults.add("/untilDay", "fulfilment.last-day-or-none", "it has a last day or none");
    if (in.every || in.period) s.anchorDay = *s.nextDay;
    if (in.every) s.every = *in.every;
    if (in.period) s.period = *in.period;
    if (in.nextDay) s.nextDay = s.anchorDay = *in.nextDay;
    if (in.deliveries) s.deliveries = *in.deliveries;
    if (in.untilDay || in.openEnded) s.untilDay = in.untilDay;
    if (in.state == Held) {
        s.state = Held;
        s.heldBy = HeldBy::Person;
        s.heldUntil = in.heldUntil;
        s.reason = *in.reason;
    } else if (in.state == Active) {
        // What fell due while a person held it is left out; what the house could not deliver is made up for.
        if (s.heldBy == HeldBy::Person && *s.nextDay < now) plan(s, dayBefore(now));
        goOn(s);
    }
    auto asked = s;
    if (!in.nextDay) asked.nextDay.reset();
    if (!in.untilDay) asked.untilDay.reset();
    if (!in.heldUntil) asked.heldUntil.reset();
    checkDays(asked, now, faults);
    if (in.lines) setLines(unit, s, *in.lines, faults);
    faults.raise("fulfilment.invalid-subscription");
    if (in.state == Cancelled) {
        close(s, Cancelled);
        s.reason = in.reason.value_or("");
    }
    endIfDone(s);
    storeSubscription(unit, s);
    unit.audit("subscriptions.change", s.id, nameOf(s.state));
    if (s.heldBy != HeldBy::Person && s.wakeDay && *s.wakeDay <= now) deliver(unit, s, now);
}

bool Subscriptions::look(Unit& unit, Id id) const {
    auto s = open(unit, id);
    const auto now = today(unit);
    if (!s.wakeDay || *s.wakeDay > now) return false; // somebody else was faster, or changed it
    if (s.heldBy == HeldBy::Person) {
        if (*s.nextDay < *s.heldUntil) plan(s, dayBefore(*s.heldUntil));
        goOn(s);
        endIfDone(s);
        storeSubscription(unit, s);
        unit.audit("subscriptions.change", s.id, nameOf(s.state));
        if (!s.wakeDay || *s.wakeDay > now) return true;
    }
    deliver(unit, s, now);
    return true;
}

Subscriptions::Obstacle Subscriptions::draft(Unit& unit, const StandingOrder& s, Draft& out) const {
    const auto& sources = desk_.sources;
    auto& order = out.order;
    order.contactId = sources.identities->current(unit, {&s.contactId, 1}).at(0);
    const auto person = sources.directory->find(unit, order.contactId);
    if (!person) return {HeldBy::Contact, "the person is not known any more"};
    if (person->deceased) return {HeldBy::Contact, "the person is deceased"};
    if (person->restricted) return {HeldBy::Contact, "the person's data are restricted"};
    for (const auto id : sources.identities->allOf(unit, order.contactId))
        if (unit.number("fulfilment.count-credit-holds", {{"contactId", id}}) > 0)
            return {HeldBy::Credit, "an order of this person waits for its credit"};
    order.campaignId = s.campaignId;
    order.cellId = s.cellId;
    order.segment = s.segment;
    order.currency = s.currency;
    order.note = s.note;
    order.orderedAt = unit.now();
    std::vector<NewLine> wishes;
    for (const auto& line :
         unit.all<StandingLine>("fulfilment.lines-of-subscription", {{"subscriptionId", s.id}}))
        wishes.push_back({line.sku, line.quantity, line.unitPriceMinor});
    Faults faults;
    out.lines = Intake::lines(unit, wishes, Intake(sources).pricingOf(unit, order, order.orderedAt),
                              order.currency, "/lines/", faults);
    if (!faults.empty()) return {HeldBy::Item, sentences(faults)};
    return {};
}

void Subscriptions::deliver(Unit& unit, StandingOrder& s, Date now) const {
    if (s.untilDay && *s.untilDay < now) { // it was held beyond its last day
        close(s, SubscriptionState::Ended);
        return storeSubscription(unit, s);
    }
    Draft next;
    if (auto obstacle = draft(unit, s, next); obstacle.by != HeldBy::Nobody) {
        if (s.heldBy == obstacle.by && s.reason == obstacle.reason) return; // it was told
        s.state = SubscriptionState::Held;
        s.heldBy = obstacle.by;
        s.reason = std::move(obstacle.reason);
        storeSubscription(unit, s);
        unit.publish(Notice{{},
                            {},
                            "fulfilment.release",
                            "subscription-held",
                            s.id.toString(),
                            "/subscriptions/" + s.id.toString()});
        unit.audit("subscriptions.hold", s.id, nameOf(s.heldBy));
        return;
    }
    const auto order = desk_.orders().create(unit, std::move(next));
    ++s.delivered;
    unit.run("fulfilment.insert-delivery", {{"subscriptionId", s.id},
                                            {"number", s.delivered},
                                            {"dueDay", *s.nextDay},
                                            {"orderId", order.id},
                                            {"madeAt", unit.now()}});
    goOn(s);
    plan(s, std::max(*s.nextDay, now)); // nobody gets three at once because the house stood still
    endIfDone(s);
    storeSubscription(unit, s);
    unit.audit("subscriptions.deliver", s.id, "order " + order.id.toString());
}

void Subscriptions::withdraw(Unit& unit, Id response) const {
    for (const auto id : unit.numbers("fulfilment.subscriptions-of-response", {{"responseId", response}})) {
        auto s = open(unit, Id{id});
        if (!isOver(s)) {
            close(s, SubscriptionState::Cancelled);
            s.reason = "the reply was withdrawn";
            storeSubscription(unit, s);
        }
        unit.audit("subscriptions.withdraw", s.id, "response " + response.toString());
        for (const auto& made :
             unit.all<DeliveryOrder>("fulfilment.orders-of-subscription", {{"subscriptionId", s.id}}))
            EnteringService(desk_).cancel(unit, made.orderId);
    }
}

std::vector<std::string> checkSubscriptions(Unit& unit) {
    const auto count = unit.number("fulfilment.count-wrong-subscriptions");
    if (count == 0) return {};
    return {"fulfilment: " + std::to_string(count) +
            " subscriptions do not fit their deliveries or their state"};
}

} // namespace rejoinder::fulfilment
