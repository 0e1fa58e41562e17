#pragma once
#include "intake.h"

/// Mandates of SEPA direct debit: by whom, from which account and for how long something may be collected.
namespace rejoinder::fulfilment {

inline constexpr std::string_view kDebitCurrency = "EUR";

/// Recurrent: for everything that is ordered from then on. OneOff: for one collection.
enum class MandateKind { Recurrent, OneOff };
REJOINDER_DESCRIBE_ENUM(MandateKind, Recurrent, OneOff)

/// Used: a mandate for one collection that was collected with. Lapsed: nothing was collected with it for 36
/// months.
enum class MandateState { Active, Used, Lapsed, Withdrawn };
REJOINDER_DESCRIBE_ENUM(MandateState, Active, Used, Lapsed, Withdrawn)

/// Never changed but for its use and its end.
struct Mandate {
    Id id, contactId;
    std::string reference;
    std::string iban; ///< told masked, but to who may see accounts; empty: the person was erased
    std::string holder;
    Date signedOn;
    MandateKind kind = MandateKind::Recurrent;
    MandateState state = MandateState::Active; ///< of today
    std::optional<Date> lastUsedOn;            ///< the day of the last collection
    Timestamp createdAt;
    std::string createdBy;
    std::optional<Timestamp> withdrawnAt;
    std::string withdrawnBy;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Mandate, id, contactId, reference, iban, holder, signedOn, kind, state, lastUsedOn,
                   createdAt, createdBy, withdrawnAt, withdrawnBy, version)

struct NewMandate {
    Id contactId;
    std::optional<std::string> reference;
    std::string iban, holder;
    Date signedOn;
    MandateKind kind = MandateKind::Recurrent;
    std::optional<Date> lastUsedOn;
    static void rules(Rules& r) {
        r.at("contactId").says("Who pays");
        r.at("reference").notEmpty().max(35).says("What the signed paper says; absent: one of ours");
        r.at("iban").notEmpty().max(60).says("An account in SEPA, with or without blanks");
        r.at("holder").notEmpty().max(70).says("Whose account it is, as the bank names them");
        r.at("kind").defaulted();
        r.at("lastUsedOn").says("Of a mandate that was used elsewhere: when something was last collected");
    }
};
REJOINDER_DESCRIBE(NewMandate, contactId, reference, iban, holder, signedOn, kind, lastUsedOn)

/// What the settings say of direct debits.
struct DebitRules {
    std::string creditorId;
    std::int64_t noticeDays = 14; ///< that who pays is told before
    std::int64_t leadDays = 2;    ///< of TARGET, that the bank wants the file before
    std::string account;          ///< IBAN that is credited; empty: the settings name none that can be
    std::string bic;              ///< of its bank, where it is known
};
void declareDebitSettings(Declarations& d);
DebitRules debitRulesOf(const Context& context);

class Mandates {
public:
    Mandates(DebitRules rules, const Sources& sources) : rules_(std::move(rules)), sources_(sources) {}

    /// @throws Error Invalid naming every fault, Conflict when the settings do not say who collects
    Mandate make(Unit& unit, const NewMandate& in) const;
    /// Those of a person under all its ids, newest first.
    [[nodiscard]] std::vector<Mandate> of(Unit& unit, Id contact) const;
    /// @throws Error NotFound
    [[nodiscard]] Mandate find(Unit& unit, Id id) const;
    /// From now on nothing is collected with it. @throws Error NotFound, Conflict when it was withdrawn
    /// before, Stale when the caller knows another version
    Mandate withdraw(Unit& unit, Id id, const Call& call) const;

private:
    DebitRules rules_;
    const Sources& sources_;
};

/// Of an order that is paid by direct debit: its mandate, the one that its reference names or the newest of
/// who pays; its reference becomes that of the payment.
void takeMandate(Unit& unit, const Sources& sources, const Order& order, OrderPayment& payment,
                 Faults& faults);
/// The mandate with that reference, when something may be collected with it on that day.
std::optional<Mandate> activeMandate(Unit& unit, const std::string& reference, Date day);
/// What a mandate is good for on a day (SEPA Core rulebook, 4.1: it ends 36 months after the last
/// collection; one that was never used after its signature).
MandateState mandateState(const Mandate& mandate, Date day);
/// Mandates that were last used, or signed, before that day have lapsed today.
Date lapsedBefore(Date today);
/// A person is erased: its mandates end, and nobody knows the accounts any more. @returns how many
std::uint64_t eraseMandates(Unit& unit, Id contact);
/// What `rejoinder verify` finds wrong with mandates.
std::vector<std::string> checkMandates(Unit& unit);

} // namespace rejoinder::fulfilment
