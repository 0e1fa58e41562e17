#pragma once
#include "invoice_records.h"

namespace rejoinder::fulfilment {

/// Invoices and credit notes of these days as CSV, by number, one row per rate of VAT. Amounts of credit
/// notes are negative.
std::string invoiceTable(Unit& unit, Date from, Date to);

} // namespace rejoinder::fulfilment
