#include "collections.h"

#include "invoice_debits.h"
#include "sepa.h"

#include <algorithm>
#include <map>

namespace rejoinder::fulfilment {

namespace {

constexpr std::int64_t kMostCollected = 1000; ///< invoices in one unit
constexpr std::string_view kCollectionTurn = "collection";

/// Collections are made one after the other: each mandate's first one is known to the next.
void awaitTurn(Unit& unit) {
    if (unit.run("fulfilment.lock-counter", {{"name", kCollectionTurn}}) == 0)
        unit.run("fulfilment.insert-counter", {{"name", kCollectionTurn}});
}

/// Its slip's reference, by which payments are credited; what is collected again has a number behind it.
std::string endToEndOf(Unit& unit, const Invoice& invoice) {
    const auto before = unit.number("fulfilment.count-collected-of-invoice", {{"invoiceId", invoice.id}});
    const auto name = invoice.reference.value_or("I" + invoice.id.toString());
    return before == 0 ? name : name + "-" + std::to_string(before + 1);
}

struct DebitSum {
    std::int64_t invoices = 0, totalMinor = 0;
};
REJOINDER_DESCRIBE(DebitSum, invoices, totalMinor)

void markReturned(Unit& unit, const Collected& item, Date day, const std::string& reason) {
    unit.run("fulfilment.return-collected", {{"id", item.id}, {"returnedOn", day}, {"reason", reason}});
    auto debit = *debitOf(unit, item.invoiceId);
    debit.state = DebitState::Returned;
    storeDebit(unit, debit);
    unit.audit("invoices.debit-returned", item.invoiceId, reason);
}

/// The bank had the collection before somebody said so: what it told meanwhile belongs to it.
void adoptPayment(Unit& unit, const Collection& collection, const Collected& item) {
    const auto view = InvoiceBook::view(unit, item.invoiceId);
    for (const auto& one : view.payments) {
        const bool back = std::ranges::find(view.payments, backOf(one.source), &InvoicePayment::source) !=
                          view.payments.end();
        if (back || one.amountMinor != item.amountMinor || one.recordedAt < collection.madeAt) continue;
        unit.run("fulfilment.pay-collected", {{"id", item.id}, {"source", one.source}});
        return;
    }
}

} // namespace

/// A collection that is being made.
struct Collections::Batch {
    Collection collection;
    std::vector<Collected> items;
    Date today, until;
    std::map<Id, std::int64_t> uses; ///< of mandates, this collection included
};

Date Collections::untilOf(Unit& unit, const std::optional<Date>& until) const {
    const auto today = Date::of(unit.now());
    return until.value_or(targetDaysAfter(today, rules_.debit.leadDays));
}

CollectionFigures Collections::due(Unit& unit, const std::optional<Date>& until) const {
    CollectionFigures figures;
    figures.until = untilOf(unit, until);
    const auto found = unit.one<DebitSum>("fulfilment.figures-to-collect", {{"until", figures.until}});
    if (found) {
        figures.invoices = found->invoices;
        figures.totalMinor = found->totalMinor;
    }
    return figures;
}

Collection Collections::make(Unit& unit, const std::optional<Date>& until) const {
    if (rules_.debit.creditorId.empty())
        throw Error::conflict("fulfilment.no-creditor-identifier",
                              "the settings do not say who collects (fulfilment.creditor-identifier)");
    if (rules_.debit.account.empty() || rules_.seller.name.empty())
        throw Error::conflict("fulfilment.no-collecting-account",
                              "the settings name no seller with an account in SEPA that is no QR-IBAN");
    awaitTurn(unit);
    Batch batch;
    batch.today = Date::of(unit.now());
    batch.until = untilOf(unit, until);
    auto& c = batch.collection;
    c.id = unit.newId();
    c.creditorId = rules_.debit.creditorId;
    c.creditor = rules_.seller.name;
    c.iban = rules_.debit.account;
    c.bic = rules_.debit.bic;
    c.madeAt = unit.now();
    c.madeBy = unit.actor().name;
    for (const auto id :
         unit.numbers("fulfilment.debits-to-collect", {{"until", batch.until}, {"limit", kMostCollected}}))
        take(unit, batch, Id{id});
    if (batch.items.empty())
        throw Error::conflict("fulfilment.nothing-to-collect",
                              "no invoice with a mandate that holds is to be collected by then");
    c.invoices = static_cast<std::int32_t>(batch.items.size());
    for (const auto& item : batch.items) c.totalMinor += item.amountMinor;
    unit.run("fulfilment.insert-collection", c);
    unit.insertMany("fulfilment.insert-collected", batch.items);
    unit.audit("collections.make", c.id, std::to_string(c.invoices) + " invoices");
    return c;
}

void Collections::take(Unit& unit, Batch& batch, Id id) const {
    const auto invoice = InvoiceBook::open(unit, id);
    auto debit = debitOf(unit, id);
    // Both may have changed until this unit had the invoice.
    if (!debit || debit->state != DebitState::Announced || debit->nextOn > batch.until) return;
    if (invoice.dueMinor() <= 0 || invoice.currency != kDebitCurrency) return;
    const auto mandate = *unit.one<Mandate>("fulfilment.find-mandate", {{"id", debit->mandateId}});
    auto [uses, first] = batch.uses.try_emplace(mandate.id);
    if (first)
        uses->second = unit.number("fulfilment.count-collected-of-mandate", {{"mandateId", mandate.id}});
    const bool oneOff = mandate.kind == MandateKind::OneOff;
    if (mandateState(mandate, batch.today) != MandateState::Active || (oneOff && uses->second != 0)) {
        debit->state = DebitState::Stopped;
        return storeDebit(unit, *debit);
    }
    Collected item;
    item.id = unit.newId();
    item.collectionId = batch.collection.id;
    item.invoiceId = id;
    item.mandateId = mandate.id;
    item.endToEnd = endToEndOf(unit, invoice);
    const bool used = uses->second++ != 0 || mandate.lastUsedOn.has_value();
    item.sequence = oneOff ? DebitSequence::Ooff : used ? DebitSequence::Rcur : DebitSequence::Frst;
    item.collectOn =
        targetDayFrom(std::max(debit->nextOn, targetDaysAfter(batch.today, rules_.debit.leadDays)));
    item.amountMinor = invoice.dueMinor();
    item.holder = mandate.holder;
    item.iban = mandate.iban;
    item.mandateReference = mandate.reference;
    item.signedOn = mandate.signedOn;
    batch.items.push_back(std::move(item));
    debit->state = DebitState::Collecting;
    storeDebit(unit, *debit);
}

CollectionView Collections::view(Unit& unit, Id id) {
    auto found = unit.one<Collection>("fulfilment.find-collection", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-collection", "there is no such collection");
    const auto version = found->version;
    return {id, std::move(*found),
            unit.all<Collected>("fulfilment.collected-of-collection", {{"collectionId", id}}), version};
}

Collection Collections::open(Unit& unit, Id id, const Call* call) {
    if (unit.run("fulfilment.lock-collection", {{"id", id}}) == 0)
        throw Error::notFound("fulfilment.no-such-collection", "there is no such collection");
    auto collection = *unit.one<Collection>("fulfilment.find-collection", {{"id", id}});
    if (call == nullptr) return collection;
    call->requireMatch(collection.version - 1);
    if (collection.state != CollectionState::Made)
        throw Error::conflict("fulfilment.collection-state",
                              "this collection is " + nameOf(collection.state) + " already");
    return collection;
}

void requireUpToDate(const CollectionView& view) {
    Faults faults;
    for (std::size_t i = 0; i < view.items.size(); ++i)
        if (view.items[i].outdated)
            faults.add("/items/" + std::to_string(i), "fulfilment.not-to-collect",
                       "invoice " + std::to_string(view.items[i].number) +
                           " was paid or credited, or its mandate has ended");
    if (!faults.empty())
        throw Error(ErrorKind::Conflict, "fulfilment.collection-outdated",
                    "some of it is not to be collected any more; undo it and make another", faults.list());
}

void Collections::handOver(Unit& unit, Id id, bool anyway, const Call& call) {
    auto collection = open(unit, id, &call);
    const auto items = view(unit, id).items;
    if (!anyway) requireUpToDate({id, collection, items, collection.version});
    collection.state = CollectionState::HandedOver;
    collection.handedOverAt = unit.now();
    collection.handedOverBy = unit.actor().name;
    unit.run("fulfilment.move-collection", collection);
    for (const auto& item : items) {
        unit.run("fulfilment.use-mandate", {{"id", item.mandateId}, {"day", item.collectOn}});
        if (item.outdated) adoptPayment(unit, collection, item);
    }
    unit.audit("collections.hand-over", id);
}

void Collections::undo(Unit& unit, Id id, const Call& call) {
    auto collection = open(unit, id, &call);
    collection.state = CollectionState::Undone;
    unit.run("fulfilment.move-collection", collection);
    unit.run("fulfilment.announce-debits-again", {{"collectionId", id}});
    unit.run("fulfilment.undo-collected", {{"collectionId", id}});
    stopDeadDebits(unit);
    unit.audit("collections.undo", id);
}

void Collections::giveBack(Unit& unit, const DebitReturn& in) {
    const auto collection = open(unit, in.id, nullptr);
    auto invoice = InvoiceBook::open(unit, in.invoiceId);
    const auto item =
        unit.one<Collected>("fulfilment.live-collected-of-invoice", {{"invoiceId", in.invoiceId}});
    if (collection.state != CollectionState::HandedOver || !item || item->collectionId != in.id)
        throw Error::conflict("fulfilment.not-collected",
                              "the bank was not given this invoice with this collection, or gave it back");
    const auto day = in.returnedOn.value_or(Date::of(unit.now()));
    markReturned(unit, *item, day, in.reason);
    if (item->paymentSource && ReceivablesService().takeBack(unit, *item->paymentSource)) return;
    if (item->paymentSource || invoice.paidMinor < item->amountMinor) return; // nothing of it came
    InvoicePayment back;
    back.source = "returned " + item->endToEnd;
    back.amountMinor = -item->amountMinor;
    back.paidOn = day;
    back.note = in.reason;
    InvoiceBook::pay(unit, invoice, std::move(back));
}

void noteCollected(Unit& unit, const Invoice& invoice, const InvoicePayment& payment) {
    const auto item =
        unit.one<Collected>("fulfilment.live-collected-of-invoice", {{"invoiceId", invoice.id}});
    if (!item || item->state != CollectedState::Collecting || item->amountMinor != payment.amountMinor)
        return;
    const auto collection = *unit.one<Collection>("fulfilment.find-collection", {{"id", item->collectionId}});
    if (collection.state == CollectionState::HandedOver)
        unit.run("fulfilment.pay-collected", {{"id", item->id}, {"source", payment.source}});
}

void forgetCollected(Unit& unit, std::string_view source) {
    unit.run("fulfilment.unpay-collected", {{"source", source}});
}

void noteReturned(Unit& unit, std::string_view source, Date day) {
    if (const auto item = unit.one<Collected>("fulfilment.collected-by-payment", {{"source", source}}))
        markReturned(unit, *item, day, "");
}

std::vector<std::string> checkCollections(Unit& unit) {
    std::vector<std::string> wrong;
    const auto add = [&](std::string_view query, const char* what) {
        if (const auto n = unit.number(query); n != 0) wrong.push_back(std::to_string(n) + what);
    };
    add("fulfilment.count-wrong-collections", " collections do not add up with their invoices.");
    add("fulfilment.count-wrong-collected",
        " invoices are collected that are in no collection, or the other way round.");
    return wrong;
}

} // namespace rejoinder::fulfilment
