#pragma once
#include "invoice_records.h"

/// What an invoice comes to.
namespace rejoinder::fulfilment {

/// What the lines come to per rate, ascending. VAT is rounded once per rate, half up: of gross prices it is
/// the part rate / (100 % + rate), of net prices it comes on top.
std::vector<VatTotal> vatOf(const std::vector<InvoiceLine>& lines, bool pricesIncludeVat);
/// What a credit note comes to: the totals with it less those before, so that all credit notes of an invoice
/// together come to the invoice. @param credited what was credited before
std::vector<VatTotal> vatOfCredit(const std::vector<InvoiceLine>& credited,
                                  const std::vector<InvoiceLine>& lines, bool pricesIncludeVat);
/// Fills in what an invoice comes to.
void setTotals(Invoice& invoice, std::vector<VatTotal> vat);
InvoiceState stateOf(const Invoice& invoice);

} // namespace rejoinder::fulfilment
