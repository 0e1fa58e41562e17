#pragma once
#include "routes.h"

/// Orders that repeat: subscriptions and continuity plans.
namespace rejoinder::fulfilment {

enum class Period { Days, Months };
REJOINDER_DESCRIBE_ENUM(Period, Days, Months)

/// Ended: the last delivery it was agreed for is made.
enum class SubscriptionState { Active, Held, Ended, Cancelled };
REJOINDER_DESCRIBE_ENUM(SubscriptionState, Active, Held, Ended, Cancelled)

/// Why nothing is delivered: a person said so; an item cannot be ordered any more; the person must not be
/// delivered to; an order of that person waits for its credit to be checked. All but the first end by
/// themselves when their cause does.
enum class HeldBy { Nobody, Person, Item, Contact, Credit };
REJOINDER_DESCRIBE_ENUM(HeldBy, Nobody, Person, Item, Contact, Credit)

/// An order that repeats. Planned are the anchor day and every so many days or months after it.
struct StandingOrder {
    Id id;
    std::optional<Id> responseId;
    std::optional<std::string> reference;
    Id contactId;
    std::optional<Id> campaignId, cellId;
    std::string segment, currency;
    SubscriptionState state = SubscriptionState::Active;
    std::int32_t every = 1;
    Period period = Period::Months;
    Date anchorDay;
    std::optional<Date> nextDay;  ///< of the next delivery
    std::optional<Date> wakeDay;  ///< when it is looked at next
    std::int32_t delivered = 0;   ///< orders made so far
    std::int32_t deliveries = 0;  ///< it ends after so many; 0: it does not
    std::optional<Date> untilDay; ///< the last day of a delivery
    HeldBy heldBy = HeldBy::Nobody;
    std::optional<Date> heldUntil; ///< goes on by itself that day
    std::string reason;            ///< why it is held or was cancelled
    std::string note;
    Timestamp madeAt;
    std::string madeBy;
    Timestamp updatedAt;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(StandingOrder, id, responseId, reference, contactId, campaignId, cellId, segment, currency,
                   state, every, period, anchorDay, nextDay, wakeDay, delivered, deliveries, untilDay, heldBy,
                   heldUntil, reason, note, madeAt, madeBy, updatedAt, version)

/// What each delivery holds.
struct StandingLine {
    std::int32_t position = 0;
    std::string sku, name;
    std::int32_t quantity = 1;
    std::optional<std::int64_t> unitPriceMinor; ///< absent: the price of its day
};
REJOINDER_DESCRIBE(StandingLine, position, sku, name, quantity, unitPriceMinor)

/// A subscription to be made.
struct NewSubscription {
    std::optional<Id> responseId, contactId;
    std::optional<std::string> externalKey;
    std::optional<Id> campaignId;
    std::optional<std::string> reference;
    std::int32_t every = 1;
    Period period = Period::Months;
    std::optional<Date> firstDay, untilDay;
    std::int32_t deliveries = 0;
    std::vector<NewLine> lines;
    std::string note;
    static void rules(Rules& r) {
        r.at("responseId")
            .says("The response that asked for it; it gives person, campaign, cell and segment");
        r.at("contactId").says("Without a response: who gets it");
        r.at("externalKey").max(100).says("The contact's number in the source system, instead of contactId");
        r.at("campaignId").says("Without a response: the campaign it is credited to");
        r.at("reference").notEmpty().max(200).says("The same number twice is one subscription");
        r.at("every").range(1, 1000).defaulted();
        r.at("period").defaulted();
        r.at("firstDay").says("Day of the first delivery; absent: today");
        r.at("untilDay").says("The last day of a delivery");
        r.at("deliveries").range(0, 1000).defaulted().says("It ends after so many; 0: it does not");
        r.at("lines").notEmpty().max(200);
        r.at("note").max(10000).defaulted();
    }
};
REJOINDER_DESCRIBE(NewSubscription, responseId, contactId, externalKey, campaignId, reference, every, period,
                   firstDay, untilDay, deliveries, lines, note)

struct ChangeSubscription {
    Id id;
    std::optional<SubscriptionState> state;
    std::optional<std::string> reason;
    std::optional<Date> heldUntil, nextDay, untilDay;
    bool openEnded = false;
    std::optional<std::int32_t> every, deliveries;
    std::optional<Period> period;
    std::optional<std::vector<NewLine>> lines;
    static void rules(Rules& r) {
        r.at("state").says("held (with a reason), active (goes on) or cancelled");
        r.at("reason").notEmpty().max(2000);
        r.at("heldUntil").says("With held: goes on by itself that day; what falls before it is left out");
        r.at("nextDay").says("Day of the next delivery; the later ones count from it");
        r.at("untilDay").says("The last day of a delivery");
        r.at("openEnded").defaulted().says("true: it has no last day any more");
        r.at("every").range(1, 1000);
        r.at("deliveries").range(0, 1000).says("It ends after so many; 0: it does not");
        r.at("lines").notEmpty().max(200).says("What each delivery holds from now on");
    }
};
REJOINDER_DESCRIBE(ChangeSubscription, id, state, reason, heldUntil, nextDay, untilDay, openEnded, every,
                   deliveries, period, lines)

/// The first planned day after that one: the anchor, or so many whole periods later. What a month is too
/// short for is its last day.
Date plannedAfter(Date anchor, std::int32_t every, Period period, Date after);

/// Subscriptions of the plugin that is running.
class Subscriptions {
public:
    explicit Subscriptions(const Desk& desk) : desk_(desk) {}

    /// Makes it, and its first order when that is due. @throws Error Invalid naming every fault
    StandingOrder make(Unit& unit, const NewSubscription& wish) const;
    /// Changes it, and makes the order that is due then. @pre it is open() in this unit
    /// @throws Error Invalid naming every fault, Conflict when it is over
    void change(Unit& unit, StandingOrder& subscription, const ChangeSubscription& wish) const;
    /// Makes the order that is due, or says why it cannot; nothing when none is. @returns whether it did
    bool look(Unit& unit, Id subscription) const;
    /// The reply behind subscriptions was a mistake: they and what is open of their orders are cancelled.
    void withdraw(Unit& unit, Id response) const;
    /// Reads one that is to be changed: nobody else does until the unit ends. @throws Error NotFound
    static StandingOrder open(Unit& unit, Id subscription);
    /// All of a person, under any of its ids, newest first.
    [[nodiscard]] std::vector<StandingOrder> of(Unit& unit, Id contact) const;

private:
    struct Obstacle {
        HeldBy by = HeldBy::Nobody;
        std::string reason;
    };
    [[nodiscard]] Date today(Unit& unit) const;
    void checkDays(const StandingOrder& subscription, Date today, Faults& faults) const;
    void setLines(Unit& unit, StandingOrder& subscription, const std::vector<NewLine>& lines,
                  Faults& faults) const;
    void deliver(Unit& unit, StandingOrder& subscription, Date today) const;
    /// Fills in the next order, or says why there is none.
    Obstacle draft(Unit& unit, const StandingOrder& subscription, Draft& draft) const;

    const Desk& desk_;
};

/// What `rejoinder verify` finds wrong with subscriptions.
std::vector<std::string> checkSubscriptions(Unit& unit);

} // namespace rejoinder::fulfilment
