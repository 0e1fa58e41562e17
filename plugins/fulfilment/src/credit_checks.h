#pragma once
#include "holds.h"

/// Whether the buyer of an order by invoice will pay: who knows it is asked before the order goes on.
namespace rejoinder::fulfilment {

inline constexpr std::string_view kCreditJob = "fulfilment.check-credit";

/// Superseded: the order changed before an answer came. Dropped: a person decided, or nothing is left of it.
enum class CreditState { Waiting, Approved, Refused, Superseded, Dropped };
REJOINDER_DESCRIBE_ENUM(CreditState, Waiting, Approved, Refused, Superseded, Dropped)

/// One question for one amount of an order.
struct CreditCheck {
    Id id; ///< its name at every attempt
    Id orderId;
    std::int32_t revision = 1; ///< of the order's amount
    CreditState state = CreditState::Waiting;
    std::int64_t amountMinor = 0; ///< with shipping
    std::string currency;
    std::int32_t tries = 0; ///< how often nobody answered
    std::string reason;     ///< what they said, or why nobody did
    Timestamp madeAt;
    std::optional<Timestamp> askedAt, answeredAt, nextAt;
};
REJOINDER_DESCRIBE(CreditCheck, id, orderId, revision, state, amountMinor, currency, tries, reason, madeAt,
                   askedAt, answeredAt, nextAt)

/// Asks for the nth time.
struct CreditJob {
    Id checkId;
    std::int32_t turn = 0;
};
REJOINDER_DESCRIBE(CreditJob, checkId, turn)

/// Of which orders somebody is asked.
struct CreditRules {
    bool asks = false;
    std::int64_t above = 0; ///< main units of the order's currency
    /// `totalMinor`: what is to be paid, with shipping.
    [[nodiscard]] bool concerns(const Order& order, std::int64_t totalMinor, PaymentKind payment) const;
};

/// Why an order of so much waits that is to be checked.
Hold creditHold(const Order& order, std::int64_t totalMinor);
/// Asks for an order, in a job: its amount with shipping. @param before the question before, if there was one
void askCredit(Unit& unit, const Order& order, const std::optional<CreditCheck>& before);
std::optional<CreditCheck> newestCheck(Unit& unit, Id order);
void storeCheck(Unit& unit, const CreditCheck& check);
/// What is to be paid for an order.
std::int64_t totalOf(Unit& unit, const Order& order);

/// What `rejoinder verify` finds wrong with questions of credit.
std::vector<std::string> checkCredit(Unit& unit);

} // namespace rejoinder::fulfilment
