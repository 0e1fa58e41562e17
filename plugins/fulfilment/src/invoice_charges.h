#pragma once
#include "invoice_records.h"

/// The shipping charge on invoices and credit notes.
namespace rejoinder::fulfilment {

/// The charge of an order for the invoice that bears it: nothing when it is free or another one does.
std::optional<InvoiceCharge> takeCharge(Unit& unit, Id order);
std::optional<InvoiceCharge> chargeOf(Unit& unit, Id invoice);
/// Stores it with an invoice or credit note.
void storeCharge(Unit& unit, InvoiceCharge charge, Id invoice);
/// As a line, for what an invoice comes to.
InvoiceLine lineOf(const InvoiceCharge& charge, std::int64_t amountMinor);
/// The invoice of an order that bears its charge, when so much of what the usual way costs was not given back
/// yet; the amount is that.
std::optional<InvoiceCharge> chargeToGiveBack(Unit& unit, Id order);
/// @throws Error Conflict when the time for it is over
void requireInTime(Unit& unit, Id order, std::int64_t days);
/// How many pieces that are paid for the buyer keeps, or still gets.
std::int64_t goodsKept(Unit& unit, Id order);

} // namespace rejoinder::fulfilment
