#pragma once
#include "invoice_records.h"

namespace rejoinder::fulfilment {

/// An invoice or credit note as PDF, with the slip that fits it: the Swiss QR-bill or the code for SEPA. The
/// same for ever, whatever was paid meanwhile. @param reminder the reminder instead, 0 = none
/// @throws Error NotFound when there was no such reminder, std::runtime_error when it cannot be drawn
std::string invoicePdf(const InvoiceView& view, std::int32_t reminder);

/// "invoice-17.pdf".
std::string invoiceFileName(const Invoice& invoice, std::int32_t reminder);

} // namespace rejoinder::fulfilment
