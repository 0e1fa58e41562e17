#pragma once
#include "records.h"
#include "working_time.h"

/// What an order was promised: when it must be out, and what must be said by when if it will not be.
namespace rejoinder::fulfilment {

/// What the house promises; the settings of the plugin.
struct PromiseRules {
    std::string timeZone = "Europe/Zurich", cutOff = "14:00", closedDays;
    std::int64_t informationHours = 24, goodsHours = 48; ///< hours of working days
    std::int64_t alarmHours = 4;                         ///< how long before it is late it is told
    std::int64_t statedDays = 30; ///< what buyers were told; by US law 30 when they were told nothing
    std::int64_t noticeDays = 7;  ///< how long before that day a notice is due
};

struct PromiseRow {
    Id orderId;
    Timestamp dueAt;
    std::optional<Date> shipBy; ///< none: a request for information, or the buyer agreed to an open date
    bool waiting = true;
    std::int32_t notices = 0;
    std::optional<Date> answerBy; ///< without consent by the end of that day the order is cancelled
    std::optional<Timestamp> shippedAt;
};
REJOINDER_DESCRIBE(PromiseRow, orderId, dueAt, shipBy, waiting, notices, answerBy, shippedAt)

/// Silent: nothing said is consent. Expired: consent was needed and did not come.
enum class DelayAnswer { Silent, Awaited, Consented, Cancelled, Expired };
REJOINDER_DESCRIBE_ENUM(DelayAnswer, Silent, Awaited, Consented, Cancelled, Expired)

/// That a buyer was told of a delay.
struct DelayNotice {
    Id id, orderId;
    std::int32_t number = 1;      ///< the first, or one that renews it
    Date shipBy;                  ///< the day that will not be kept
    std::optional<Date> newDay;   ///< none: nobody knows
    std::optional<Date> answerBy; ///< none: silence is consent
    DelayAnswer answer = DelayAnswer::Silent;
    Channel channel = Channel::Letter;
    Timestamp toldAt;
    std::string toldBy;
    std::optional<Timestamp> answeredAt;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(DelayNotice, id, orderId, number, shipBy, newDay, answerBy, answer, channel, toldAt,
                   toldBy, answeredAt, version)

/// Promises of an order; given when it is entered, ended when nothing of it is open any more.
class Promises {
public:
    explicit Promises(PromiseRules rules) : rules_(std::move(rules)) {}
    [[nodiscard]] const PromiseRules& rules() const { return rules_; }

    /// Says by when a new order must be out.
    void give(Unit& unit, const Order& order) const;
    /// Nothing of the order is open any more.
    static void end(Unit& unit, const Order& order);
    /// The clock of the law: what a notice with that new day asks of the buyer, and by when.
    /// @throws Error Conflict when nothing was promised to a buyer, an answer is awaited or the day is over
    /// already; Invalid for a new day that is not after the promised one
    [[nodiscard]] static DelayNotice noticeOf(const PromiseRow& promise, std::optional<Date> newDay,
                                              Date today);

private:
    PromiseRules rules_;
};

/// What `rejoinder verify` finds wrong with promises and delays.
std::vector<std::string> checkPromises(Unit& unit);

} // namespace rejoinder::fulfilment
