#pragma once
#include "invoice_rules.h"

#include <rejoinder/contract/contacts.h>
#include <rejoinder/contract/fulfilment/receivables.h>

/// Invoices of what was shipped or is prepaid, credit notes, payments and reminders.
namespace rejoinder::fulfilment {

/// What of an invoice's line is credited.
struct CreditedLine {
    std::int32_t position = 1;
    std::int64_t quantity = 1;
    static void rules(Rules& r) { r.at("quantity").range(1, 1e9); }
};
REJOINDER_DESCRIBE(CreditedLine, position, quantity)

class InvoiceBook {
public:
    InvoiceBook(InvoiceRules rules, std::shared_ptr<contacts::Directory> directory,
                std::shared_ptr<contacts::Identities> identities)
        : rules_(std::move(rules)), directory_(std::move(directory)), identities_(std::move(identities)) {}

    [[nodiscard]] const InvoiceRules& rules() const { return rules_; }

    /// Invoices what a shipment took along and was not invoiced before; once, however often it is asked for.
    /// @returns nothing when nothing of it is to be paid
    std::optional<Invoice> ofShipment(Unit& unit, Id shipment) const;
    /// Invoices what of an order was not invoiced: what was shipped, or all that is not cancelled.
    /// @throws Error NotFound, Conflict when nothing is left to be invoiced
    Invoice ofOrder(Unit& unit, Id order, bool prepaid) const;
    /// Credits lines of an invoice, or all that is left of it.
    /// @param withdrawn the buyer withdrew from the purchase: who keeps nothing of the order gets back what
    /// the usual way of sending it cost, by a note of its own when another invoice bears that
    /// @throws Error NotFound, Conflict for a credit note, when nothing is left or it is too late, Invalid
    Invoice credit(Unit& unit, Id invoice, const std::vector<CreditedLine>& lines, const std::string& reason,
                   bool withdrawn = false) const;
    /// Reminds of an invoice if it is time for this reminder. @returns whether it was
    bool remind(Unit& unit, Id invoice, std::int32_t level) const;

    /// @throws Error NotFound
    static InvoiceView view(Unit& unit, Id invoice);
    /// Reads an invoice that is to be changed; its version grows. @throws Error NotFound
    static Invoice open(Unit& unit, Id invoice);
    /// Records a payment; the same source twice is one. @pre the invoice is open() in this unit
    static void pay(Unit& unit, Invoice& invoice, InvoicePayment payment);

private:
    struct Wish;
    /// @returns nothing when it would come to nothing
    std::optional<Invoice> issue(Unit& unit, Id order, const std::optional<Id>& shipment,
                                 const Wish& wish) const;
    void store(Unit& unit, Invoice& invoice, std::vector<InvoiceLine> lines,
               const std::optional<InvoiceCharge>& charge) const;
    /// The note that takes those lines, and so much of the charge, from an invoice.
    Invoice writeNote(Unit& unit, Invoice& invoice, std::vector<InvoiceLine> lines,
                      const std::optional<InvoiceCharge>& charge, const std::string& reason) const;
    static void settle(Unit& unit, Invoice& invoice);

    InvoiceRules rules_;
    std::shared_ptr<contacts::Directory> directory_;
    std::shared_ptr<contacts::Identities> identities_;
};

/// Invoices for who hears of payments.
class ReceivablesService final : public Receivables {
public:
    std::optional<Receivable> find(Unit& unit, std::string_view reference) override;
    void pay(Unit& unit, Id invoice, std::int64_t amountMinor, Date paidOn, std::string_view source) override;
    bool takeBack(Unit& unit, std::string_view source) override;
    bool giveBack(Unit& unit, std::string_view source) override;
};

/// What `rejoinder verify` finds wrong with invoices.
std::vector<std::string> checkInvoices(Unit& unit);

} // namespace rejoinder::fulfilment
