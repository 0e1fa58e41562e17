#pragma once
#include "order_book.h"
#include "promises.h"

#include <rejoinder/contract/channel-email.h>
#include <rejoinder/contract/contacts.h>

#include <functional>

/// Delays that buyers are told of, and the alarm before a promise breaks.
namespace rejoinder::fulfilment {

/// What telling of a delay needs.
struct Telling {
    std::shared_ptr<contacts::Directory> directory;
    std::shared_ptr<email::Notices> mails; ///< null without the e-mail channel
    std::string sender;                    ///< who writes: the first line is the name
};

struct NewDelayNotice {
    Id id;
    std::optional<Date> newDay;
    Channel channel = Channel::Letter;
    static void rules(Rules& r) {
        r.at("id").says("The order");
        r.at("newDay").says("When it will go out; absent: nobody knows");
        r.at("channel").defaulted().says(
            "email: the mail is sent from here; letter, phone: it was told that way");
    }
};
REJOINDER_DESCRIBE(NewDelayNotice, id, newDay, channel)

/// Writes down that a buyer is told of a delay, once for each number, and sends the mail where it goes by
/// mail.
/// @throws Error Conflict, Invalid as Promises::noticeOf, and Invalid where there is no way to send a mail
DelayNotice tellDelay(Unit& unit, const OpenOrder& open, const NewDelayNotice& wish,
                      const PromiseRules& rules, const Telling& telling);
/// Mails of delays to a person that still wait are taken back: the person is erased.
void withdrawDelayMails(Unit& unit, Id contact, email::Notices& mails);
/// The buyer's answer: consented keeps the order and gives it the new day, cancelled ends it. @throws Error
/// Conflict when the notice has its answer already, Invalid for an answer that nobody gives
DelayNotice answerDelay(Unit& unit, DelayNotice notice, DelayAnswer answer, OrderBook& orders);
/// Cancels some orders whose buyers had to agree by yesterday and did not. @returns how many there were
std::int64_t endWithoutConsent(Unit& unit, Date today, OrderBook& orders);
/// Tells who works there of orders that are nearly late, each once. @returns how many there were
std::int64_t alarmSoonLate(Unit& unit, const PromiseRules& rules);

} // namespace rejoinder::fulfilment
