#pragma once
#include "invoice_records.h"

/// The electronic invoice: UBL 2.1 as EN 16931 wants it.
namespace rejoinder::fulfilment {

/// An invoice (380) or credit note (381) with the amounts that are printed on its paper.
/// @throws Error Conflict naming everything that the standard wants and the invoice lacks
std::string invoiceUbl(const InvoiceView& view);
std::string ublFileName(const Invoice& invoice);

} // namespace rejoinder::fulfilment
