#include "mandates.h"

#include "sepa.h"

#include <slip/references.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

constexpr int kMonthsUnused = 36;

/// Two references that differ in capitals only are one (EPC guidance on mandates): kept in capitals.
std::string mandateReference(std::string_view text) {
    return slip::plainReference(text);
}

void takeReference(Unit& unit, const NewMandate& in, Mandate& mandate, Faults& faults) {
    if (!in.reference) {
        mandate.reference = "M" + mandate.id.toString();
        return;
    }
    mandate.reference = mandateReference(*in.reference);
    if (!isSepaIdentifier(mandate.reference))
        faults.add("/reference", "fulfilment.bad-mandate-reference",
                   "letters without accents, digits and / - ? : ( ) . , ' + only, at most 35");
    else if (unit.number("fulfilment.count-mandates-of-reference", {{"reference", mandate.reference}}) != 0)
        faults.add("/reference", "fulfilment.mandate-reference-taken", "another mandate has this reference");
}

/// A mandate for one collection stands for one invoice.
MandateState stateToday(Unit& unit, const Mandate& mandate, Date day) {
    const auto state = mandateState(mandate, day);
    const bool taken = state == MandateState::Active && mandate.kind == MandateKind::OneOff &&
                       unit.number("fulfilment.count-debits-of-mandate", {{"mandateId", mandate.id}}) != 0;
    return taken ? MandateState::Used : state;
}

std::vector<Mandate> mandatesOf(Unit& unit, const Sources& sources, Id contact) {
    std::vector<Mandate> all;
    for (const Id id : sources.identities->allOf(unit, contact))
        std::ranges::move(unit.all<Mandate>("fulfilment.mandates-of-contact", {{"contactId", id}}),
                          std::back_inserter(all));
    std::ranges::sort(all, [](const Mandate& a, const Mandate& b) { return a.id > b.id; });
    const auto today = sources.day(unit.now());
    for (auto& one : all) one.state = stateToday(unit, one, today);
    return all;
}

} // namespace

void declareDebitSettings(Declarations& d) {
    d.setting<std::string>("creditor-identifier", "",
                           "Creditor identifier with which direct debits are collected (SEPA), such as "
                           "DE98ZZZ09999999999; without it there are no mandates",
                           [](const std::string& text) {
                               return text.empty() || isCreditorIdentifier(slip::plainReference(text))
                                          ? ""
                                          : "must be a creditor identifier with right check digits";
                           });
    d.setting<std::string>(
        "debit-iban", "",
        "Account that direct debits are credited to; empty: that of the seller, unless it is a QR-IBAN",
        [](const std::string& text) {
            return text.empty() || isCollectingAccount(slip::plainReference(text))
                       ? ""
                       : "must be an IBAN of SEPA with right check digits, and no QR-IBAN";
        });
    d.setting<std::int64_t>(
        "debit-lead-days", 2, "Bank working days (TARGET) before the collection that the bank wants its file",
        [](const std::int64_t& days) { return days >= 1 && days <= 30 ? "" : "must be from 1 to 30"; });
    d.setting<std::int64_t>(
        "debit-notice-days", 14, "Days that an invoice tells before its amount is collected by direct debit",
        [](const std::int64_t& days) { return days >= 1 && days <= 365 ? "" : "must be from 1 to 365"; });
}

DebitRules debitRulesOf(const Context& context) {
    DebitRules rules;
    rules.leadDays = context.setting<std::int64_t>("debit-lead-days");
    rules.noticeDays = context.setting<std::int64_t>("debit-notice-days");
    rules.creditorId = slip::plainReference(context.setting<std::string>("creditor-identifier"));
    rules.account = slip::plainReference(context.setting<std::string>("debit-iban"));
    if (!rules.account.empty()) return rules;
    const auto seller = slip::plainReference(context.setting<std::string>("seller-iban"));
    if (!isCollectingAccount(seller)) return rules;
    rules.account = seller;
    rules.bic = context.setting<std::string>("seller-bic");
    return rules;
}

MandateState mandateState(const Mandate& mandate, Date day) {
    if (mandate.withdrawnAt) return MandateState::Withdrawn;
    if (mandate.kind == MandateKind::OneOff && mandate.lastUsedOn) return MandateState::Used;
    const auto last = mandate.lastUsedOn.value_or(mandate.signedOn);
    return monthsAfter(last, kMonthsUnused) < day ? MandateState::Lapsed : MandateState::Active;
}

Date lapsedBefore(Date today) {
    return monthsAfter(today, -kMonthsUnused);
}

Mandate Mandates::make(Unit& unit, const NewMandate& in) const {
    if (rules_.creditorId.empty())
        throw Error::conflict("fulfilment.no-creditor-identifier",
                              "the settings do not say who collects (fulfilment.creditor-identifier)");
    Mandate mandate;
    mandate.id = unit.newId();
    mandate.contactId = in.contactId;
    mandate.iban = slip::plainReference(in.iban);
    mandate.holder = in.holder;
    mandate.signedOn = in.signedOn;
    mandate.kind = in.kind;
    mandate.lastUsedOn = in.lastUsedOn;
    mandate.createdAt = unit.now();
    mandate.createdBy = unit.actor().name;
    Faults faults;
    const auto today = sources_.day(unit.now());
    const auto person = sources_.directory->find(unit, in.contactId);
    if (!person || (person->familyName.empty() && person->companyName.empty())) // or erased
        faults.add("/contactId", "fulfilment.unknown-contact", "there is no such contact");
    takeReference(unit, in, mandate, faults);
    if (!isSepaIban(mandate.iban))
        faults.add("/iban", "fulfilment.bad-iban", "no account in SEPA, or a digit is wrong");
    if (sepaText(in.holder, in.holder.size()).find_first_not_of(". ") == std::string::npos)
        faults.add("/holder", "fulfilment.bad-holder", "a name is needed");
    if (in.signedOn > today)
        faults.add("/signedOn", "fulfilment.future", "a mandate is not signed in the future");
    if (in.lastUsedOn && (*in.lastUsedOn > today || *in.lastUsedOn < in.signedOn))
        faults.add("/lastUsedOn", "fulfilment.bad-last-use", "between the signature and today");
    mandate.state = mandateState(mandate, today);
    if (mandate.state == MandateState::Used)
        faults.add("/lastUsedOn", "fulfilment.mandate-used", "a mandate for one collection was used");
    if (mandate.state == MandateState::Lapsed)
        faults.add(in.lastUsedOn ? "/lastUsedOn" : "/signedOn", "fulfilment.mandate-lapsed",
                   "a mandate that was not used for 36 months has ended");
    faults.raise("fulfilment.invalid-mandate");
    unit.run("fulfilment.insert-mandate", mandate);
    unit.audit("mandates.create", mandate.id, mandate.reference);
    return mandate;
}

std::vector<Mandate> Mandates::of(Unit& unit, Id contact) const {
    return mandatesOf(unit, sources_, contact);
}

Mandate Mandates::find(Unit& unit, Id id) const {
    auto found = unit.one<Mandate>("fulfilment.find-mandate", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-mandate", "there is no such mandate");
    found->state = stateToday(unit, *found, sources_.day(unit.now()));
    return std::move(*found);
}

void takeMandate(Unit& unit, const Sources& sources, const Order& order, OrderPayment& payment,
                 Faults& faults) {
    if (payment.kind != PaymentKind::DirectDebit) return;
    if (order.currency != kDebitCurrency)
        return faults.add("/payment", "fulfilment.debit-currency",
                          "only euros are collected by direct debit");
    const auto named = mandateReference(payment.reference);
    for (const auto& one : mandatesOf(unit, sources, order.contactId))
        if (one.state == MandateState::Active && (named.empty() || one.reference == named)) {
            payment.reference = one.reference;
            return;
        }
    faults.add("/payment", "fulfilment.no-mandate",
               named.empty() ? "who pays has no mandate of direct debit that holds"
                             : "who pays has no such mandate of direct debit that holds");
}

std::optional<Mandate> activeMandate(Unit& unit, const std::string& reference, Date day) {
    if (reference.empty()) return std::nullopt;
    auto found = unit.one<Mandate>("fulfilment.find-mandate-by-reference", {{"reference", reference}});
    if (!found || stateToday(unit, *found, day) != MandateState::Active) return std::nullopt;
    return found;
}

Mandate Mandates::withdraw(Unit& unit, Id id, const Call& call) const {
    // Written before it is read, so that nobody collects with it meanwhile.
    unit.run("fulfilment.lock-mandate", {{"id", id}});
    auto mandate = find(unit, id);
    call.requireMatch(mandate.version - 1);
    if (mandate.withdrawnAt)
        throw Error::conflict("fulfilment.mandate-withdrawn", "this mandate was withdrawn before");
    mandate.withdrawnAt = unit.now();
    mandate.withdrawnBy = unit.actor().name;
    mandate.state = MandateState::Withdrawn;
    unit.run("fulfilment.withdraw-mandate",
             {{"id", id}, {"withdrawnAt", mandate.withdrawnAt}, {"withdrawnBy", mandate.withdrawnBy}});
    unit.run("fulfilment.stop-debits-of-mandate", {{"mandateId", id}});
    unit.audit("mandates.withdraw", id, mandate.reference);
    return mandate;
}

std::uint64_t eraseMandates(Unit& unit, Id contact) {
    unit.run("fulfilment.stop-debits-of-contact", {{"contactId", contact}});
    unit.run("fulfilment.end-mandates-of-contact",
             {{"contactId", contact}, {"withdrawnAt", unit.now()}, {"withdrawnBy", unit.actor().name}});
    return unit.run("fulfilment.erase-mandates", {{"contactId", contact}});
}

std::vector<std::string> checkMandates(Unit& unit) {
    std::vector<std::string> wrong;
    unit.forEach<Mandate>("fulfilment.every-mandate", {}, [&](const Mandate& m) {
        if ((!m.iban.empty() || !m.withdrawnAt) && !isSepaIban(m.iban))
            wrong.push_back("fulfilment: mandate " + m.reference + " has no right account");
    });
    return wrong;
}

} // namespace rejoinder::fulfilment
