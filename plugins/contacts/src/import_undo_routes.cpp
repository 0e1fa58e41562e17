#include "import_job.h"
#include "import_undo.h"
#include "import_view.h"
#include "merge_identity.h"
#include "rental.h"
#include "store.h"

#include <csv/writer.h>

/// Taking imports back, and where a person's data came from.
namespace rejoinder::contacts {

namespace {

struct KeptReason {
    std::string code;
    std::int64_t contacts = 0;
};
REJOINDER_DESCRIBE(KeptReason, code, contacts)

struct KeptReasons {
    std::vector<KeptReason> items;
};
REJOINDER_DESCRIBE(KeptReasons, items)

enum class OriginDid { Created, Updated };
REJOINDER_DESCRIBE_ENUM(OriginDid, Created, Updated)

struct OriginRow {
    Id importId;
    std::string fileName;
    Timestamp createdAt;
    std::string createdBy;
    ImportSettings settings;
    ImportState state = ImportState::Finished;
    OriginDid did = OriginDid::Created;
};
REJOINDER_DESCRIBE(OriginRow, importId, fileName, createdAt, createdBy, settings, state, did)

/// A file that a person's data came with, and on what ground it may be used.
struct Origin {
    Id importId;
    std::string fileName;
    OriginDid did = OriginDid::Created;
    Timestamp at;
    std::string by, source;
    LegalBasis legalBasis = LegalBasis::Unstated;
    std::string legalNote;
    std::optional<ListRental> rental;
    bool rented = false; ///< the name is of this list still: it was not answered, and did not come otherwise
    std::optional<Timestamp> usedAt;
    std::string usedFor;
};
REJOINDER_DESCRIBE(Origin, importId, fileName, did, at, by, source, legalBasis, legalNote, rental, rented,
                   usedAt, usedFor)

struct Origins {
    std::vector<Origin> items;
};
REJOINDER_DESCRIBE(Origins, items)

/// Begins to take an import back; anew, where it was begun before and failed or was cancelled. What was done
/// stays done, and a job that still runs ends.
Operation undo(const ById& in, Unit& unit) {
    const ImportRow row = requireImport(unit, in.id);
    if (unit.run("contacts.start-import-undo", {{"id", row.id}, {"undoneBy", unit.actor().name}}) == 0)
        throw Error::conflict("contacts.import-not-done",
                              "This import has not done anything that could be undone.");
    unit.run("contacts.delete-import-kept", {{"importId", row.id}});
    JobRequest request;
    const std::int64_t number = row.undos + 1;
    request.uniqueKey = row.id.toString() + "-" + std::to_string(number);
    request.title = "Undo of the import of " + row.fileName;
    Operation operation = operationOf(row);
    operation.id = unit.enqueue("contacts.import-undo", UndoJob{row.id, number}, request);
    operation.name = "contacts.import-undo";
    operation.title = request.title;
    unit.run("contacts.set-import-operation", {{"id", row.id}, {"operationId", operation.id}});
    unit.audit("contacts.import-undo", row.id, row.fileName);
    return operation;
}

Download kept(const ById& in, Unit& unit) {
    const ImportRow import = requireImport(unit, in.id);
    Download file;
    file.contentType = "text/csv; charset=utf-8";
    file.fileName = "import-" + import.id.toString() + "-kept.csv";
    csv::Writer writer(file.content);
    for (const auto* name : {"contactId", "reason", "detail"}) writer.text(name);
    writer.end();
    unit.forEach<ImportKeptRow>(
        "contacts.import-kept", {{"importId", import.id}}, [&](const ImportKeptRow& row) {
            writer.text(row.contactId.toString()).text(row.code).text(row.detail).end();
        });
    return file;
}

/// What became of a rented name.
void tellUse(Unit& unit, State& state, const RentedRow& name, Origin& origin) {
    const RentedHistory history = historyOf(
        unit, [&state] { return state.context->useAll<PersonRecords>(); }, name);
    origin.rented = !history.answered;
    if (!history.used) return;
    origin.usedAt = history.used->at;
    origin.usedFor = history.used->title;
}

Origins origins(const ById& in, State& state, Unit& unit) {
    Origins out;
    for (const Id id : allIdsOf(unit, requireContact(unit, in.id).id)) {
        const auto rented = rentedRow(unit, id);
        for (OriginRow& row : unit.all<OriginRow>("contacts.origins-of-contact", {{"contactId", id}})) {
            Origin origin{row.importId,
                          std::move(row.fileName),
                          row.did,
                          row.createdAt,
                          std::move(row.createdBy),
                          std::move(row.settings.source),
                          row.settings.legalBasis,
                          std::move(row.settings.legalNote),
                          std::move(row.settings.rental),
                          rented && rented->importId == row.importId,
                          {},
                          {}};
            if (origin.rented) tellUse(unit, state, *rented, origin);
            out.items.push_back(std::move(origin));
        }
    }
    return out;
}

} // namespace

void declareImportUndo(Declarations& d, State& state) {
    d.permission("contacts.undo-import", "Take imports back", {"marketer"});
    d.post<ById, Operation>(
        "/contacts/imports/{id}/undo",
        {"contacts.undo-import",
         "Takes an import back: what it made goes, what it changed becomes what it was; people with a "
         "history since stay, and are told",
         202},
        [](const ById& in, Call&, Unit& unit) { return undo(in, unit); });
    d.download<ById>("/contacts/imports/{id}/kept",
                     {"contacts.import", "Whom undoing an import had to leave, and why, as CSV"},
                     [](const ById& in, Call&, Unit& unit) { return kept(in, unit); });
    d.get<ById, KeptReasons>(
        "/contacts/imports/{id}/kept-reasons",
        {"contacts.import", "Why undoing an import had to leave how many contacts"},
        [](const ById& in, Call&, Unit& unit) {
            requireImport(unit, in.id);
            return KeptReasons{unit.all<KeptReason>("contacts.import-kept-reasons", {{"importId", in.id}})};
        });
    d.get<ById, Origins>("/contacts/{id}/origins",
                         {"contacts.read", "The files that a person's data came with, and their legal basis"},
                         [&state](const ById& in, Call&, Unit& unit) { return origins(in, state, unit); });
    JobOptions options;
    options.parallel = 1;
    d.job<UndoJob>("contacts.import-undo", options,
                   [&state](const UndoJob& job, Attempt& attempt) { runUndo(state, job, attempt); });
}

} // namespace rejoinder::contacts
