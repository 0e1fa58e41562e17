#pragma once
#include "invoice_rules.h"

#include <rejoinder/contract/contacts.h>

/// Invoices that are not paid by a slip but collected by direct debit.
namespace rejoinder::fulfilment {

/// What an invoice of that order tells of its collection: nothing when it is paid otherwise, or nobody may or
/// can collect it (then it has its slip).
std::optional<InvoiceDebit> announcedDebit(Unit& unit, const Order& order, const InvoiceRules& rules,
                                           contacts::Identities& identities, Date issuedOn);
std::optional<InvoiceDebit> debitOf(Unit& unit, Id invoice);
void storeDebit(Unit& unit, const InvoiceDebit& debit);
/// Where the mandate has ended nothing comes by itself any more: who pays is reminded again.
void stopDeadDebits(Unit& unit);
/// Whether the amount is still to come by itself: then nobody is reminded.
bool isUnderWay(const std::optional<InvoiceDebit>& debit);
/// The sentence that tells who pays, in the invoice's language.
std::string debitNotice(const InvoiceView& view);

/// A person's word: collect, or do not.
struct DebitDecision {
    Id id;
    DebitState state = DebitState::Stopped;
    std::optional<Date> collectOn;
    static void rules(Rules& r) {
        r.at("id").says("The invoice");
        r.at("state").says("stopped: it is not collected any more; announced: it is, once more");
        r.at("collectOn").says("Not before; absent: as soon as may be");
    }
};
REJOINDER_DESCRIBE(DebitDecision, id, state, collectOn)
/// @pre the invoice is InvoiceBook::open in this unit @throws Error Conflict, Invalid
void decideDebit(Unit& unit, const Invoice& invoice, const DebitDecision& decision);

} // namespace rejoinder::fulfilment
