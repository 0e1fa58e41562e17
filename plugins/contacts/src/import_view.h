#pragma once
#include "import_model.h"

#include <rejoinder/http.h>
#include <rejoinder/job.h>

namespace rejoinder::contacts {

/// What a rented list costs by its contract, once it was imported.
struct RentalBill {
    std::int64_t gross = 0;  ///< names delivered that could be read
    std::int64_t net = 0;    ///< of them new
    std::int64_t billed = 0; ///< paid: the new ones, or the agreed share
    std::int64_t costMinor = 0;
    std::string currency;
};
REJOINDER_DESCRIBE(RentalBill, gross, net, billed, costMinor, currency)

/// An import as clients see it.
struct Import {
    Id id;
    std::string fileName;
    std::int64_t fileBytes = 0;
    ImportState state = ImportState::Queued;
    std::string reason;
    Id operationId;
    std::int64_t records = 0, created = 0, updated = 0, unchanged = 0, failed = 0;
    std::optional<std::int64_t> duplicatesSure, duplicatesPerhaps;
    std::int64_t removed = 0, restored = 0, kept = 0;
    ImportForm form = ImportForm::Csv;
    std::vector<ImportColumn> columns;
    ImportSettings settings;
    std::optional<RentalBill> bill;
    std::int64_t version = 1;
    std::string createdBy;
    Timestamp createdAt;
    std::optional<Timestamp> finishedAt;
    std::string undoneBy;
    std::optional<Timestamp> undoneAt;
};
REJOINDER_DESCRIBE(Import, id, fileName, fileBytes, state, reason, operationId, records, created, updated,
                   unchanged, failed, duplicatesSure, duplicatesPerhaps, removed, restored, kept, form,
                   columns, settings, bill, version, createdBy, createdAt, finishedAt, undoneBy, undoneAt)

/// What a client may call a file of contacts.
std::vector<std::string> importContentTypes();

Import viewOf(ImportRow row);

/// What is to be paid for a list of which so many names were delivered and so many are new.
RentalBill billOf(const ListRental& rental, std::int64_t gross, std::int64_t net);

/// The operation that a client is given for an import that begins.
Operation operationOf(const ImportRow& row);

/// Queues the import of a stored row. @returns it with its operation.
ImportRow queueImport(Unit& unit, ImportRow row);

/// Deletes a draft with what its trial found; false when it has begun meanwhile.
bool forgetDraft(Unit& unit, const ImportRow& draft);

/// The file was imported before, and without a key its rows would be doubled. @throws Error Conflict.
void refuseAgain(Unit& unit, const ImportRow& row, bool again);

} // namespace rejoinder::contacts
