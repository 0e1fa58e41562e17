#include "delays.h"

#include "shipping_words.h"

#include <rejoinder/notice.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

std::string mailKey(Id notice) {
    return "fulfilment.delay " + notice.toString();
}

/// How many orders one unit of the job touches.
constexpr std::int64_t kStep = 500;

std::string nameOfPerson(const contacts::Contact& c) {
    if (c.familyName.empty()) return c.companyName;
    return c.givenName.empty() ? c.familyName : c.givenName + " " + c.familyName;
}

void sendMail(Unit& unit, const DelayNotice& notice, const Order& order, const Telling& telling,
              Date orderedOn) {
    const auto person = telling.directory->find(unit, order.contactId);
    if (!telling.mails || !person || person->email.empty())
        throw Error::invalid("/channel", "fulfilment.no-mail",
                             "there is no e-mail address, or no e-mail channel");
    const auto say = [&](std::string_view key) { return shippingWords(key, person->language); };
    const auto fill = [&](std::string text) {
        const auto put = [&](std::string_view mark, const std::string& value) {
            if (const auto at = text.find(mark); at != std::string::npos)
                text.replace(at, mark.size(), value);
        };
        put("{order}", order.id.toString());
        put("{ordered}", dayWords(orderedOn, person->language));
        put("{promised}", dayWords(notice.shipBy, person->language));
        if (notice.newDay) put("{day}", dayWords(*notice.newDay, person->language));
        if (notice.answerBy) put("{answer}", dayWords(*notice.answerBy, person->language));
        return text;
    };
    const auto sender = telling.sender.substr(0, telling.sender.find(','));
    telling.mails->send(
        unit, {mailKey(notice.id), sender, nameOfPerson(*person), person->email, fill(say("delay.subject")),
               telling.directory->salutationLine(*person) + "\n\n" + fill(say("delay.begin")) + "\n\n" +
                   fill(say(notice.newDay ? "delay.newDay" : "delay.open")) + "\n\n" +
                   fill(say(notice.answerBy ? "delay.consent" : "delay.silence")) + "\n\n" +
                   say("delay.end") + "\n\n" + telling.sender + "\n"});
}

/// What was paid is to be given back; a person does it.
void refund(Unit& unit, Id order, const std::string& why) {
    unit.run("fulfilment.set-problem", {{"id", order}, {"problem", why + "; refund what was paid"}});
    unit.publish(
        Notice{{}, {}, "fulfilment.work", "refund-due", order.toString(), "/orders/" + order.toString()});
}

bool hasOpen(const OpenOrder& open) {
    return open.order.state == OrderState::Entered ||
           std::ranges::any_of(open.lines, [](const Line& l) { return givableOf(l) > 0; });
}

void endOne(Unit& unit, Id order, Date today, OrderBook& orders) {
    auto open = OrderBook::open(unit, order);
    const auto promise = unit.one<PromiseRow>("fulfilment.find-promise", {{"orderId", order}});
    // Answered or shipped since the list was read.
    if (!promise || !promise->waiting || !promise->answerBy || *promise->answerBy >= today) return;
    for (const auto& n : unit.all<DelayNotice>("fulfilment.delay-notices-of-order", {{"orderId", order}}))
        if (n.answer == DelayAnswer::Awaited)
            unit.run("fulfilment.answer-delay-notice", {{"id", n.id},
                                                        {"version", n.version},
                                                        {"answer", DelayAnswer::Expired},
                                                        {"answeredAt", unit.now()}});
    // First, so that the job never meets it again, whatever state the order is in.
    unit.run("fulfilment.set-delay", {{"orderId", order},
                                      {"shipBy", promise->shipBy},
                                      {"notices", promise->notices},
                                      {"answerBy", std::optional<Date>()}});
    if (hasOpen(open)) orders.cancel(unit, open, {});
    refund(unit, order, "the buyer did not agree to the delay");
    unit.audit("orders.without-consent", order);
}

} // namespace

DelayNotice tellDelay(Unit& unit, const OpenOrder& open, const NewDelayNotice& wish,
                      const PromiseRules& rules, const Telling& telling) {
    if (wish.channel != Channel::Letter && wish.channel != Channel::Email && wish.channel != Channel::Phone)
        throw Error::invalid("/channel", "fulfilment.delay-channel",
                             "a delay is told by letter, email or phone");
    const auto promise = unit.one<PromiseRow>("fulfilment.find-promise", {{"orderId", open.order.id}});
    const WorkingTime time(rules.timeZone, rules.cutOff, rules.closedDays);
    auto notice = Promises::noticeOf(promise.value_or(PromiseRow{}), wish.newDay, time.day(unit.now()));
    notice.id = unit.newId();
    notice.channel = wish.channel;
    notice.toldAt = unit.now();
    notice.toldBy = unit.actor().name;
    unit.run("fulfilment.insert-delay-notice", notice);
    unit.run("fulfilment.set-delay", {{"orderId", notice.orderId},
                                      {"shipBy", notice.answerBy ? notice.shipBy : *notice.newDay},
                                      {"notices", notice.number},
                                      {"answerBy", notice.answerBy}});
    if (wish.channel == Channel::Email)
        sendMail(unit, notice, open.order, telling, time.day(open.order.orderedAt));
    unit.audit("orders.delay", notice.orderId, json::write(wish));
    return notice;
}

void withdrawDelayMails(Unit& unit, Id contact, email::Notices& mails) {
    for (const auto id : unit.numbers("fulfilment.delay-mails-of-contact", {{"contactId", contact}}))
        mails.withdraw(unit, mailKey(Id{id}));
}

DelayNotice answerDelay(Unit& unit, DelayNotice notice, DelayAnswer answer, OrderBook& orders) {
    const bool consented = answer == DelayAnswer::Consented;
    if (!consented && answer != DelayAnswer::Cancelled)
        throw Error::invalid("/answer", "fulfilment.no-such-answer", "a buyer consents or cancels");
    auto open = OrderBook::open(unit, notice.orderId);
    const auto promise = unit.one<PromiseRow>("fulfilment.find-promise", {{"orderId", notice.orderId}});
    const bool awaited = notice.answer == DelayAnswer::Awaited;
    // Who agreed by silence may still cancel; so may who agreed to a day that nobody knew.
    const bool may = awaited || (!consented && (notice.answer == DelayAnswer::Silent ||
                                                (notice.answer == DelayAnswer::Consented && !notice.newDay)));
    if (!promise || !promise->waiting || promise->notices != notice.number || !may)
        throw Error::conflict("fulfilment.answered", "this notice has its answer, or the order is done");
    notice.answer = answer;
    notice.answeredAt = unit.now();
    if (unit.run("fulfilment.answer-delay-notice", {{"id", notice.id},
                                                    {"version", notice.version},
                                                    {"answer", notice.answer},
                                                    {"answeredAt", notice.answeredAt}}) == 0)
        throw Error::conflict("fulfilment.answered", "somebody else wrote down an answer");
    ++notice.version;
    if (consented) {
        unit.run("fulfilment.set-delay", {{"orderId", notice.orderId},
                                          {"shipBy", notice.newDay},
                                          {"notices", notice.number},
                                          {"answerBy", std::optional<Date>()}});
    } else {
        if (hasOpen(open)) orders.cancel(unit, open, {});
        refund(unit, notice.orderId, "the buyer cancelled because of the delay");
    }
    unit.audit("orders.delay-answer", notice.orderId, nameOf(answer));
    return notice;
}

std::int64_t endWithoutConsent(Unit& unit, Date today, OrderBook& orders) {
    const auto due = unit.numbers("fulfilment.orders-without-consent", {{"today", today}, {"limit", kStep}});
    for (const auto order : due) endOne(unit, Id{order}, today, orders);
    return static_cast<std::int64_t>(due.size());
}

std::int64_t alarmSoonLate(Unit& unit, const PromiseRules& rules) {
    const auto soon = unit.now().plus(std::chrono::hours(rules.alarmHours));
    std::int64_t told = 0;
    for (const auto order : unit.numbers("fulfilment.orders-soon-late", {{"soon", soon}, {"limit", kStep}}))
        told += static_cast<std::int64_t>(unit.run("fulfilment.mark-alarmed", {{"orderId", Id{order}}}));
    if (told == 0) return 0;
    unit.publish(Notice{{}, {}, "fulfilment.work", "orders-soon-late", std::to_string(told), "/promises"});
    unit.audit("orders.soon-late", Id{1}, std::to_string(told));
    return told;
}

} // namespace rejoinder::fulfilment
