#pragma once
#include "invoice_book.h"

#include <functional>

namespace rejoinder::fulfilment {

/// What the handlers ask while the plugin runs.
using Invoicing = std::function<InvoiceBook()>;

/// Routes, job, event, settings and check of invoices.
void declareInvoices(Declarations& d, const Invoicing& book);
/// Routes and check of collections by direct debit.
void declareCollections(Declarations& d, const Invoicing& book);

} // namespace rejoinder::fulfilment
