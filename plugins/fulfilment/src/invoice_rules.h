#pragma once
#include "invoice_records.h"
#include "mandates.h"

/// What the settings say of invoices.
namespace rejoinder::fulfilment {

/// A reminder: so many days after the last deadline, for a fee.
struct ReminderRule {
    std::int64_t days = 0, feeMinor = 0;
};

struct InvoiceRules {
    Seller seller;
    bool shipments = false; ///< every shipment is invoiced by itself
    bool pricesIncludeVat = true;
    std::int64_t termDays = 30, reminderTermDays = 10;
    std::int64_t withdrawalDays = 14; ///< after the last parcel
    std::string qrPrefix;
    std::vector<ReminderRule> reminders;
    DebitRules debit;
};

void declareInvoiceSettings(Declarations& d);
InvoiceRules invoiceRulesOf(const Context& context);

/// A text of a setting without blanks around it.
std::string_view trimmed(std::string_view text);
/// "10:0, 14:20.00": days and fees in main units. @returns nothing when it is written otherwise
std::optional<std::vector<ReminderRule>> reminderRulesIn(std::string_view text);

} // namespace rejoinder::fulfilment
