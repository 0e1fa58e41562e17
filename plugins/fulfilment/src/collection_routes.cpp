#include "collections.h"
#include "invoice_routes.h"
#include "sepa.h"

#include <rejoinder/paging.h>

namespace rejoinder::fulfilment {

namespace {

struct CollectionList {
    std::optional<Id> invoiceId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("invoiceId").says("Those that this invoice was in"); }
};
REJOINDER_DESCRIBE(CollectionList, invoiceId, limit, cursor)

struct NewCollection {
    std::optional<Date> until;
    static void rules(Rules& r) {
        r.at("until").says("What is to be collected by that day; absent: as soon as the bank takes it");
    }
};
REJOINDER_DESCRIBE(NewCollection, until)

struct ChangeCollection {
    Id id;
    CollectionState state = CollectionState::HandedOver;
    bool anyway = false;
    static void rules(Rules& r) {
        r.at("anyway").defaulted().says("The bank had it before some of it was not to be collected any more");
        r.at("state").says("handedOver: the bank has it; undone: the bank did not and does not get it");
    }
};
REJOINDER_DESCRIBE(ChangeCollection, id, state, anyway)

/// Whole accounts are told in the file only.
CollectionView shown(Unit& u, Id id) {
    auto view = Collections::view(u, id);
    for (auto& item : view.items) item.iban = maskedAccount(item.iban);
    return view;
}

Page<Collection> listCollections(Unit& u, const CollectionList& in) {
    if (in.invoiceId)
        return {u.all<Collection>("fulfilment.collections-of-invoice", {{"invoiceId", *in.invoiceId}}), {}};
    const auto limit = paging::limitOf(in.limit);
    return paging::pageOf(
        u.all<Collection>("fulfilment.newest-collections",
                          {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})}, {"limit", limit}}),
        limit);
}

Download fileOf(Unit& u, Id id) {
    const auto view = Collections::view(u, id);
    if (view.collection.state == CollectionState::Undone)
        throw Error::conflict("fulfilment.collection-state", "this collection is undone");
    requireUpToDate(view);
    Download file;
    file.contentType = "application/xml";
    file.fileName = "collection-" + id.toString() + ".xml";
    file.content = collectionFile(view);
    return file;
}

void change(Unit& u, const ChangeCollection& in, const Call& call) {
    if (in.state == CollectionState::HandedOver) return Collections::handOver(u, in.id, in.anyway, call);
    if (in.state == CollectionState::Undone) return Collections::undo(u, in.id, call);
    throw Error::invalid("/state", "fulfilment.collection-step", "a collection is handed over or undone");
}

} // namespace

void declareCollections(Declarations& d, const Invoicing& book) {
    d.page("/direct-debit-collections", "Collections", "fulfilment.invoices");
    d.get<CollectionList, Page<Collection>>(
        "/direct-debit-collections", {"fulfilment.read", "Collections by direct debit, newest first"},
        [](const CollectionList& in, Call&, Unit& u) { return listCollections(u, in); });
    d.get<NewCollection, CollectionFigures>(
        "/direct-debit-collections/due",
        {"fulfilment.read", "How many invoices wait to be collected, and what they come to"},
        [book](const NewCollection& in, Call&, Unit& u) {
            return Collections(book().rules()).due(u, in.until);
        });
    d.get<ById, CollectionView>(
        "/direct-debit-collections/{id}",
        {"fulfilment.read", "A collection with its invoices and what became of them; accounts are masked"},
        [](const ById& in, Call&, Unit& u) { return shown(u, in.id); });
    d.download<ById>(
        "/direct-debit-collections/{id}/file",
        {"fulfilment.accounts", "The collection for the bank, as pain.008.001.08; the same bytes each time"},
        [](const ById& in, Call&, Unit& u) { return fileOf(u, in.id); });
    d.post<NewCollection, CollectionView>(
        "/direct-debit-collections",
        {.permission = "fulfilment.invoices",
         .summary = "Put all invoices that are due for collection into one file for the bank",
         .success = 201,
         .keyRequired = true},
        [book](const NewCollection& in, Call&, Unit& u) {
            return shown(u, Collections(book().rules()).make(u, in.until).id);
        });
    d.patch<ChangeCollection, CollectionView>(
        "/direct-debit-collections/{id}",
        {"fulfilment.invoices", "Say that the bank has a collection, or undo it before", 200, true},
        [](const ChangeCollection& in, Call& call, Unit& u) {
            change(u, in, call);
            return shown(u, in.id);
        });
    d.post<DebitReturn, CollectionView>("/direct-debit-collections/{id}/returns",
                                        {.permission = "fulfilment.invoices",
                                         .summary = "The bank gave a debit back: the invoice is open again",
                                         .success = 201,
                                         .keyRequired = true,
                                         .at = "/direct-debit-collections/{id}"},
                                        [](const DebitReturn& in, Call&, Unit& u) {
                                            Collections::giveBack(u, in);
                                            return shown(u, in.id);
                                        });
    d.verify("collections", checkCollections);
}

} // namespace rejoinder::fulfilment
