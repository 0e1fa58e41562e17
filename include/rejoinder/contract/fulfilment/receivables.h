#pragma once
#include <rejoinder/contract/fulfilment.h>

#include <optional>
#include <string>
#include <string_view>

/// What fulfilment offers to who hears of payments: the invoices they are made for.
namespace rejoinder::fulfilment {

/// An invoice that was issued.
struct InvoiceIssued {
    static constexpr std::string_view kTopic = "fulfilment.invoice-issued";
    Id invoiceId, orderId, contactId;
};
REJOINDER_DESCRIBE(InvoiceIssued, invoiceId, orderId, contactId)

/// An invoice as who hears of its payment needs it.
struct Receivable {
    Id id, orderId, contactId;
    std::optional<Id> campaignId;
    std::string currency;
    std::int64_t dueMinor = 0; ///< negative: too much was paid
};

class Receivables {
public:
    static constexpr std::string_view kName = "fulfilment.receivables";
    static constexpr Version kVersion{1, 1, 0};
    virtual ~Receivables() = default;
    /// The invoice with that reference on its slip, without blanks.
    virtual std::optional<Receivable> find(Unit& unit, std::string_view reference) = 0;
    /// Something was paid; the same `source` twice is one payment. @pre it is in the invoice's currency
    virtual void pay(Unit& unit, Id invoice, std::int64_t amountMinor, Date paidOn,
                     std::string_view source) = 0;
    /// Takes that payment back. @returns false when there is none that was not taken back before
    virtual bool takeBack(Unit& unit, std::string_view source) = 0;
    /// The bank gave that payment back: as takeBack(), and what was collected with it is returned.
    virtual bool giveBack(Unit& unit, std::string_view source) = 0;
};

} // namespace rejoinder::fulfilment
