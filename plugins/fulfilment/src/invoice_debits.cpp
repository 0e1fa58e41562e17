#include "invoice_debits.h"

#include "invoice_texts.h"
#include "mandates.h"
#include "sepa.h"

#include <money/money.h>
#include <slip/bill.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

void fillIn(std::string& text, std::string_view name, std::string_view value) {
    if (const auto at = text.find(name); at != std::string::npos) text.replace(at, name.size(), value);
}

} // namespace

std::optional<InvoiceDebit> announcedDebit(Unit& unit, const Order& order, const InvoiceRules& rules,
                                           contacts::Identities& identities, Date issuedOn) {
    if (rules.debit.creditorId.empty() || rules.debit.account.empty()) return std::nullopt;
    const auto payment = paymentOf(unit, order.id);
    if (payment.kind != PaymentKind::DirectDebit || order.currency != kDebitCurrency) return std::nullopt;
    const auto mandate = activeMandate(unit, payment.reference, issuedOn);
    // An order from before mandates were known may name anybody's.
    const auto payers = identities.allOf(unit, order.contactId);
    if (!mandate || std::ranges::find(payers, mandate->contactId) == payers.end()) return std::nullopt;
    InvoiceDebit debit;
    debit.mandateId = mandate->id;
    debit.mandateReference = mandate->reference;
    debit.creditorId = rules.debit.creditorId;
    debit.account = maskedAccount(mandate->iban);
    debit.collectOn = debit.nextOn =
        targetDayFrom(Date{issuedOn.days + static_cast<std::int32_t>(rules.debit.noticeDays)});
    return debit;
}

std::optional<InvoiceDebit> debitOf(Unit& unit, Id invoice) {
    return unit.one<InvoiceDebit>("fulfilment.debit-of-invoice", {{"invoiceId", invoice}});
}

void storeDebit(Unit& unit, const InvoiceDebit& debit) {
    unit.run("fulfilment.update-invoice-debit",
             {{"invoiceId", debit.invoiceId}, {"state", debit.state}, {"nextOn", debit.nextOn}});
}

void stopDeadDebits(Unit& unit) {
    unit.run("fulfilment.stop-dead-debits", {{"lapsed", lapsedBefore(Date::of(unit.now()))}});
}

bool isUnderWay(const std::optional<InvoiceDebit>& debit) {
    return debit && (debit->state == DebitState::Announced || debit->state == DebitState::Collecting);
}

std::string debitNotice(const InvoiceView& view) {
    const auto& invoice = view.invoice;
    const auto& texts = invoiceTexts(invoice.language);
    std::string text(texts.debitNotice);
    fillIn(text, "{amount}",
           invoice.currency + " " + groupedAmount(money::text(invoice.totalMinor, invoice.currency)));
    fillIn(text, "{date}", dateText(view.debit->collectOn, texts));
    fillIn(text, "{account}", view.debit->account);
    fillIn(text, "{mandate}", view.debit->mandateReference);
    fillIn(text, "{creditor}", view.debit->creditorId);
    return text;
}

void decideDebit(Unit& unit, const Invoice& invoice, const DebitDecision& decision) {
    auto debit = debitOf(unit, invoice.id);
    if (!debit) throw Error::conflict("fulfilment.no-debit", "this invoice is not collected by direct debit");
    const auto today = Date::of(unit.now());
    if (decision.state != DebitState::Stopped && decision.state != DebitState::Announced)
        throw Error::invalid("/state", "fulfilment.debit-decision", "decide for stopped or announced");
    if (debit->state == decision.state || debit->state == DebitState::Collecting)
        throw Error::conflict("fulfilment.debit-state",
                              "the collection of this invoice is " + nameOf(debit->state));
    if (decision.collectOn && *decision.collectOn < today)
        throw Error::invalid("/collectOn", "fulfilment.past", "nothing is collected in the past");
    debit->state = decision.state;
    if (decision.state == DebitState::Announced) {
        if (!activeMandate(unit, debit->mandateReference, today))
            throw Error::conflict("fulfilment.no-mandate", "who pays has no such mandate that holds");
        debit->nextOn = targetDayFrom(decision.collectOn.value_or(std::max(today, debit->collectOn)));
    }
    storeDebit(unit, *debit);
    unit.audit("invoices.decide-debit", invoice.id, nameOf(debit->state));
}

} // namespace rejoinder::fulfilment
