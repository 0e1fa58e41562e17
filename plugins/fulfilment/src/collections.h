#pragma once
#include "invoice_book.h"

/// Direct debits that are given to the bank: a file of invoices that are due for collection.
namespace rejoinder::fulfilment {

/// Undone: it was not given to the bank.
enum class CollectionState { Made, HandedOver, Undone };
REJOINDER_DESCRIBE_ENUM(CollectionState, Made, HandedOver, Undone)

struct Collection {
    Id id;
    CollectionState state = CollectionState::Made;
    std::int32_t invoices = 0;
    std::int64_t totalMinor = 0; ///< cents of euros
    std::string creditorId, creditor, iban, bic;
    Timestamp madeAt;
    std::string madeBy;
    std::optional<Timestamp> handedOverAt;
    std::string handedOverBy;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Collection, id, state, invoices, totalMinor, creditorId, creditor, iban, bic, madeAt,
                   madeBy, handedOverAt, handedOverBy, version)

/// Of a mandate: the first collection, one that follows, the only one.
enum class DebitSequence { Frst, Rcur, Ooff };
REJOINDER_DESCRIBE_ENUM(DebitSequence, Frst, Rcur, Ooff)

/// Paid: the bank told of its amount. Returned: it gave it back.
enum class CollectedState { Collecting, Paid, Returned, Undone };
REJOINDER_DESCRIBE_ENUM(CollectedState, Collecting, Paid, Returned, Undone)

/// An invoice in a collection, with account and mandate as they were.
struct Collected {
    Id id, collectionId, invoiceId, mandateId;
    std::string endToEnd; ///< how the bank names it when it tells of it
    DebitSequence sequence = DebitSequence::Rcur;
    Date collectOn;
    std::int64_t amountMinor = 0;
    std::string holder, iban, mandateReference;
    Date signedOn;
    CollectedState state = CollectedState::Collecting;
    std::optional<std::string> paymentSource;
    std::optional<Date> returnedOn;
    std::string reason;
    bool outdated = false;   ///< the bank has it not yet, and it is paid, credited or its mandate has ended
    std::int64_t number = 0; ///< of the invoice, as all that follows
    std::optional<std::string> reference;
    Id contactId;
    Buyer buyer;
};
REJOINDER_DESCRIBE(Collected, id, collectionId, invoiceId, mandateId, endToEnd, sequence, collectOn,
                   amountMinor, holder, iban, mandateReference, signedOn, state, paymentSource, returnedOn,
                   reason, outdated, number, reference, contactId, buyer)

struct CollectionView {
    Id id;
    Collection collection;
    std::vector<Collected> items;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(CollectionView, id, collection, items, version)

/// What waits to be collected.
struct CollectionFigures {
    Date until;
    std::int64_t invoices = 0, totalMinor = 0;
};
REJOINDER_DESCRIBE(CollectionFigures, until, invoices, totalMinor)

/// A debit that the bank gave back, as a person enters it.
struct DebitReturn {
    Id id, invoiceId;
    std::optional<Date> returnedOn;
    std::string reason;
    static void rules(Rules& r) {
        r.at("id").says("The collection");
        r.at("returnedOn").says("Absent: today");
        r.at("reason").notEmpty().max(500).says("As the bank says, such as AM04 or MD06");
    }
};
REJOINDER_DESCRIBE(DebitReturn, id, invoiceId, returnedOn, reason)

/// @throws Error Conflict naming what is not to be collected any more
void requireUpToDate(const CollectionView& view);

class Collections {
public:
    explicit Collections(InvoiceRules rules) : rules_(std::move(rules)) {}

    /// What would be collected. `until`: absent as in make().
    [[nodiscard]] CollectionFigures due(Unit& unit, const std::optional<Date>& until) const;
    /// Puts all invoices into one collection that are to be collected until that day (absent: as soon as the
    /// bank takes it), at most a thousand. Those whose mandate has ended are not collected any more.
    /// @throws Error Conflict when there are none, or the settings do not say who collects
    Collection make(Unit& unit, const std::optional<Date>& until) const;
    /// @throws Error NotFound
    static CollectionView view(Unit& unit, Id id);
    /// The bank has it. @param anyway although some of it is outdated, because the bank had it before
    /// @throws Error Conflict naming what is outdated, Stale
    static void handOver(Unit& unit, Id id, bool anyway, const Call& call);
    /// The bank did not get it: its invoices wait for the next one. @throws Error Conflict, Stale
    static void undo(Unit& unit, Id id, const Call& call);
    /// The bank gave one back: its payment is taken back, the invoice is open again. @throws Error Conflict
    static void giveBack(Unit& unit, const DebitReturn& in);

private:
    struct Batch;
    [[nodiscard]] Date untilOf(Unit& unit, const std::optional<Date>& until) const;
    void take(Unit& unit, Batch& batch, Id invoice) const;
    static Collection open(Unit& unit, Id id, const Call* call);

    InvoiceRules rules_;
};

/// The bank told that an invoice was paid: if that is what was collected, the payment belongs to it.
void noteCollected(Unit& unit, const Invoice& invoice, const InvoicePayment& payment);
/// Somebody took a payment back that belongs elsewhere: the bank's answer to what was collected is to come.
void forgetCollected(Unit& unit, std::string_view source);
/// The bank gave a payment back: if it was collected, it is returned.
void noteReturned(Unit& unit, std::string_view source, Date day);

/// pain.008.001.08; the same bytes for ever.
std::string collectionFile(const CollectionView& view);

std::vector<std::string> checkCollections(Unit& unit);

} // namespace rejoinder::fulfilment
