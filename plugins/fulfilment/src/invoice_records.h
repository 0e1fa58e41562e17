#pragma once
#include "records.h"

/// Invoices, credit notes and what was paid of them, as stored and shown.
namespace rejoinder::fulfilment {

enum class InvoiceKind { Invoice, CreditNote };
REJOINDER_DESCRIBE_ENUM(InvoiceKind, Invoice, CreditNote)

/// Credited: taken back as a whole. Note: a credit note, of which nothing is due.
enum class InvoiceState { Open, PartlyPaid, Paid, Overpaid, Credited, Note };
REJOINDER_DESCRIBE_ENUM(InvoiceState, Open, PartlyPaid, Paid, Overpaid, Credited, Note)

/// Who sells, as the settings said when the invoice was issued.
struct Seller {
    std::string name, street, houseNumber, postcode, city, country, vatNumber, iban, bic;
    std::string vatExemption; ///< why there is no VAT on what has a rate of 0; empty: that is its rate
    static void rules(Rules& r) { r.at("vatExemption").defaulted(); }
};
REJOINDER_DESCRIBE(Seller, name, street, houseNumber, postcode, city, country, vatNumber, iban, bic,
                   vatExemption)

/// Who buys, as the contact was when the invoice was issued.
struct Buyer {
    std::vector<std::string> lines; ///< the address as it is printed
    std::string name, street, houseNumber, postcode, city, country;
};
REJOINDER_DESCRIBE(Buyer, lines, name, street, houseNumber, postcode, city, country)

/// What is of one rate.
struct VatTotal {
    std::int32_t vatBasisPoints = 0; ///< hundredths of a percent
    std::int64_t netMinor = 0, vatMinor = 0;
};
REJOINDER_DESCRIBE(VatTotal, vatBasisPoints, netMinor, vatMinor)

/// An invoice or credit note. What is printed never changes. Due = total + fees − credited − paid.
struct Invoice {
    Id id;
    std::int64_t number = 0; ///< without gaps, over invoices and credit notes
    InvoiceKind kind = InvoiceKind::Invoice;
    Id orderId;
    std::optional<Id> shipmentId, correctsId;
    Id contactId;
    std::optional<Id> campaignId;
    InvoiceState state = InvoiceState::Open;
    std::string currency;
    bool pricesIncludeVat = true;
    std::vector<VatTotal> vat;
    std::int64_t netMinor = 0, vatMinor = 0, totalMinor = 0, paidMinor = 0, creditedMinor = 0, feesMinor = 0;
    std::optional<std::string> reference;
    Date issuedOn, dueOn;
    Date deadline; ///< the last one that was given
    std::int32_t reminders = 0;
    std::string language;
    Seller seller;
    Buyer buyer;
    std::string note;
    Timestamp createdAt;
    std::string createdBy;
    std::int64_t version = 1;

    [[nodiscard]] std::int64_t dueMinor() const { return totalMinor + feesMinor - creditedMinor - paidMinor; }
};
REJOINDER_DESCRIBE(Invoice, id, number, kind, orderId, shipmentId, correctsId, contactId, campaignId, state,
                   currency, pricesIncludeVat, vat, netMinor, vatMinor, totalMinor, paidMinor, creditedMinor,
                   feesMinor, reference, issuedOn, dueOn, deadline, reminders, language, seller, buyer, note,
                   createdAt, createdBy, version)

/// A line of a credit note has the position of the line that it corrects.
struct InvoiceLine {
    Id invoiceId;
    std::int32_t position = 0;
    Id lineId; ///< of the order
    std::string sku, name;
    std::int64_t quantity = 0, unitPriceMinor = 0;
    std::int32_t vatBasisPoints = 0;
};
REJOINDER_DESCRIBE(InvoiceLine, invoiceId, position, lineId, sku, name, quantity, unitPriceMinor,
                   vatBasisPoints)

/// What an invoice asks for shipping, or a credit note gives back of it.
struct InvoiceCharge {
    Id invoiceId, orderId;
    std::string name;
    std::int64_t amountMinor = 0;
    std::int64_t standardMinor = 0; ///< what goes back to who withdraws
    std::int32_t vatBasisPoints = 0;
};
REJOINDER_DESCRIBE(InvoiceCharge, invoiceId, orderId, name, amountMinor, standardMinor, vatBasisPoints)

/// Never changed; one that was taken back has a second row with the opposite amount: backOf its source.
struct InvoicePayment {
    Id id, invoiceId;
    std::string source; ///< the same twice is one payment
    std::int64_t amountMinor = 0;
    Date paidOn;
    std::string note;
    Timestamp recordedAt;
    std::string recordedBy;
};
REJOINDER_DESCRIBE(InvoicePayment, id, invoiceId, source, amountMinor, paidOn, note, recordedAt, recordedBy)

inline std::string backOf(std::string_view source) {
    return std::string(source) + " back";
}

struct Reminder {
    Id invoiceId;
    std::int32_t level = 1;
    Date madeOn, deadline;
    std::int64_t feeMinor = 0; ///< of this reminder
    std::int64_t dueMinor = 0; ///< with all fees
};
REJOINDER_DESCRIBE(Reminder, invoiceId, level, madeOn, deadline, feeMinor, dueMinor)

/// What is to become of an invoice that is collected. Collecting: it is in a collection. Returned: the bank
/// gave it back. Stopped: it is paid otherwise.
enum class DebitState { Announced, Collecting, Returned, Stopped };
REJOINDER_DESCRIBE_ENUM(DebitState, Announced, Collecting, Returned, Stopped)

/// How an invoice says that it is collected; only state and next day change.
struct InvoiceDebit {
    Id invoiceId, mandateId;
    std::string mandateReference, creditorId;
    std::string account; ///< masked
    Date collectOn;      ///< the day that was told
    DebitState state = DebitState::Announced;
    Date nextOn; ///< not collected before
};
REJOINDER_DESCRIBE(InvoiceDebit, invoiceId, mandateId, mandateReference, creditorId, account, collectOn,
                   state, nextOn)

struct InvoiceView {
    Id id;
    Invoice invoice;
    std::vector<InvoiceLine> lines;
    std::vector<InvoicePayment> payments;
    std::vector<Reminder> reminders;
    std::vector<Invoice> creditNotes;
    std::optional<std::int64_t> correctedNumber; ///< of the invoice that a credit note corrects
    std::int64_t dueMinor = 0;
    std::int64_t version = 1;
    std::optional<InvoiceCharge> charge; ///< for shipping
    std::optional<InvoiceDebit> debit;   ///< when it is collected
};
REJOINDER_DESCRIBE(InvoiceView, id, invoice, lines, payments, reminders, creditNotes, correctedNumber,
                   dueMinor, version, charge, debit)

} // namespace rejoinder::fulfilment
