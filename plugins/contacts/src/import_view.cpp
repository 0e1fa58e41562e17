#include "import_view.h"

#include "import_job.h"
#include "rental.h"

#include <algorithm>

namespace rejoinder::contacts {

RentalBill billOf(const ListRental& rental, std::int64_t gross, std::int64_t net) {
    RentalBill bill{gross, net, net, 0, rental.currency};
    const std::int64_t least = (gross * rental.netNamesPercent + 99) / 100;
    bill.billed = std::max(net, least);
    bill.costMinor = (bill.billed * rental.pricePerThousandMinor + 500) / 1000;
    return bill;
}

Import viewOf(ImportRow row) {
    Import view;
    view.id = row.id;
    view.fileName = std::move(row.fileName);
    view.fileBytes = row.fileBytes;
    view.state = row.state;
    view.reason = std::move(row.reason);
    view.operationId = row.operationId;
    view.records = row.records, view.created = row.created, view.updated = row.updated;
    view.unchanged = row.unchanged, view.failed = row.failed;
    view.duplicatesSure = row.duplicatesSure, view.duplicatesPerhaps = row.duplicatesPerhaps;
    view.removed = row.removed, view.restored = row.restored, view.kept = row.kept;
    view.form = row.columns.form;
    view.columns = std::move(row.columns.columns);
    if (row.settings.rental) view.bill = billOf(*row.settings.rental, row.records - row.failed, row.created);
    view.settings = std::move(row.settings);
    view.version = row.version;
    view.createdBy = std::move(row.createdBy);
    view.createdAt = row.createdAt;
    view.finishedAt = row.finishedAt;
    view.undoneBy = std::move(row.undoneBy);
    view.undoneAt = row.undoneAt;
    return view;
}

Operation operationOf(const ImportRow& row) {
    Operation operation;
    operation.id = row.operationId;
    operation.name = "contacts.import";
    operation.title = "Import of " + row.fileName;
    operation.createdAt = row.createdAt;
    ImportResult result;
    result.importId = row.id;
    operation.result = JsonText{json::write(result)};
    return operation;
}

ImportRow queueImport(Unit& unit, ImportRow row) {
    JobRequest request;
    request.uniqueKey = row.id.toString();
    request.title = operationOf(row).title;
    row.operationId = unit.enqueue("contacts.import", ImportJob{row.id}, request);
    unit.run("contacts.set-import-operation", {{"id", row.id}, {"operationId", row.operationId}});
    if (row.settings.rental) storeRental(unit, row.id, *row.settings.rental);
    unit.audit("contacts.import", row.id, row.fileName + " SHA-256 " + row.fileHash);
    return row;
}

bool forgetDraft(Unit& unit, const ImportRow& draft) {
    // Held until the commit: nobody begins it between this and its end.
    if (unit.run("contacts.take-draft", {{"id", draft.id}}) == 0) return false;
    unit.run("contacts.delete-import-errors", {{"importId", draft.id}});
    unit.run("contacts.delete-import", {{"id", draft.id}});
    unit.audit("contacts.import-forget", draft.id, draft.fileName);
    return true;
}

void refuseAgain(Unit& unit, const ImportRow& row, bool again) {
    if (again || hasKey(row.columns.columns) ||
        unit.number("contacts.imports-of-file", {{"fileHash", row.fileHash}}) == 0)
        return;
    throw Error::conflict("contacts.import-again",
                          "This file was imported before, and without a key every row would be doubled. "
                          "Map a column to externalKey, or say again=true.");
}

} // namespace rejoinder::contacts
