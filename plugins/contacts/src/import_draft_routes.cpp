#include "import_file.h"
#include "import_job.h"
#include "import_look.h"
#include "import_view.h"
#include "import_wish.h"
#include "profile.h"

#include <intake/encoding.h>

/// An import step by step: the file comes, is looked at and tried as often as wanted, and is done in the end.
namespace rejoinder::contacts {

namespace {

/// What stands in the way of an import; as a fault of a request.
struct ImportFault {
    std::string pointer, code, message;
};
REJOINDER_DESCRIBE(ImportFault, pointer, code, message)

/// A file and what was found out about it; everything can be corrected by its settings.
struct ImportExamination {
    Id id;
    std::int64_t version = 1;
    ImportState state = ImportState::Draft;
    std::string fileName;
    std::int64_t fileBytes = 0;
    ImportForm form = ImportForm::Csv;
    std::string encoding, encodingWhy, encodingExample;
    std::int32_t encodingConfidence = 100;
    std::vector<std::string> encodings; ///< that can be chosen
    std::vector<ImportSheet> sheets;
    std::string sheet, delimiter, quote;
    bool header = true;
    std::vector<ImportSample> columns;
    std::vector<ImportFault> faults;
    ImportSettings settings;
};
REJOINDER_DESCRIBE(ImportExamination, id, version, state, fileName, fileBytes, form, encoding, encodingWhy,
                   encodingExample, encodingConfidence, encodings, sheets, sheet, delimiter, quote, header,
                   columns, faults, settings)

struct NewSettings {
    Id id;
    ImportSettings settings;
};
REJOINDER_DESCRIBE(NewSettings, id, settings)

struct RunWish {
    Id id;
    std::optional<bool> again;
    static void rules(Rules& r) {
        r.at("again").says("true: import a file without keys although it was imported before");
    }
};
REJOINDER_DESCRIBE(RunWish, id, again)

ImportExamination examined(const ImportRow& row, const ImportLook& look) {
    ImportExamination e;
    e.id = row.id, e.version = row.version, e.state = row.state;
    e.fileName = row.fileName, e.fileBytes = row.fileBytes;
    const ImportPlan& plan = look.plan;
    e.form = plan.form;
    e.encoding = plan.encoding, e.encodingWhy = plan.encodingWhy, e.encodingExample = plan.encodingExample;
    e.encodingConfidence = plan.encodingConfidence;
    e.encodings = intake::encodings();
    e.sheets = plan.sheets, e.sheet = plan.sheet;
    e.delimiter = plan.delimiter == "\t" ? "tab" : plan.delimiter, e.quote = plan.quote,
    e.header = plan.header;
    e.columns = look.samples;
    try {
        asMember([&] { look.faults.raise(); });
    } catch (const Error& error) {
        for (const Fault& f : error.faults()) e.faults.push_back({f.pointer, f.code, f.message});
    }
    e.settings = row.settings;
    return e;
}

Error alreadyDone() {
    return Error::conflict("contacts.import-not-a-draft",
                           "This import was begun; it cannot be changed any more.");
}

Error stale() {
    return {ErrorKind::Stale, "contacts.stale", "Somebody else changed this import meanwhile."};
}

bool isDraft(const ImportRow& row) {
    return row.state == ImportState::Draft || row.state == ImportState::Checking ||
           row.state == ImportState::Checked;
}

ImportRow requireDraft(Unit& unit, Id id) {
    ImportRow row = requireImport(unit, id);
    if (!isDraft(row)) throw alreadyDone();
    return row;
}

/// Looks at the kept file of a draft.
ImportLook lookAgain(const State& state, const ImportRow& row) {
    return lookAt(readPath(importFolder(state.context->dataFolder()), row), row.columns, row.settings);
}

/// Of an import that has begun, or whose file only another node has, what was decided is known.
ImportExamination examination(const State& state, const ImportRow& row) {
    if (isDraft(row) && std::filesystem::exists(readPath(importFolder(state.context->dataFolder()), row)))
        return examined(row, lookAgain(state, row));
    ImportLook look;
    look.plan = row.columns;
    for (const ImportColumn& column : row.columns.columns)
        look.samples.push_back({column.header, column.target, {}});
    return examined(row, look);
}

ImportExamination draft(State& state, const ImportWish& wish, Upload& file, Call& call) {
    std::optional<ImportLook> look;
    const ImportRow stored = takeIn(
        state, wish, file, call,
        [&look](const std::filesystem::path& folder, ImportRow& row) {
            row.state = ImportState::Draft;
            row.columns = openImport(folder, row.storedAs, row.settings);
            look = lookAt(readPath(folder, row), row.columns, row.settings);
            row.columns = look->plan;
        },
        [](Unit& unit, ImportRow row) {
            unit.run("contacts.insert-import", row);
            unit.audit("contacts.import-draft", row.id, row.fileName + " SHA-256 " + row.fileHash);
            return row;
        });
    // The same request brought the same file, to whichever node: as long as nobody changed the draft, what
    // was seen just now is what there is to see.
    return stored.version == 1 ? examined(stored, *look) : examination(state, stored);
}

/// Changes a draft; what a trial had found is forgotten.
void storeChange(Unit& unit, ImportRow& row, ImportState next) {
    row.state = next;
    ++row.version;
    row.records = row.created = row.updated = row.unchanged = row.failed = 0;
    row.duplicatesSure.reset(), row.duplicatesPerhaps.reset();
    if (unit.run("contacts.change-import", row) == 0) throw stale();
    unit.run("contacts.delete-import-errors", {{"importId", row.id}});
}

ImportExamination change(State& state, const NewSettings& in, Call& call) {
    ImportRow row = state.context->storage().read([&](Unit& unit) { return requireDraft(unit, in.id); });
    call.requireMatch(row.version);
    ImportSettings settings = in.settings;
    checkMember(settings);
    const auto folder = importFolder(state.context->dataFolder());
    const bool same = row.settings.encoding == settings.encoding && row.settings.sheet == settings.sheet;
    const std::string before = row.columns.readAs;
    row.settings = std::move(settings);
    // Somebody else may change the same draft now: each removes only what it made, or what it replaced.
    Leftover leftover(folder);
    const ImportLook look = asMember([&] {
        if (!same) row.columns = openImport(folder, row.storedAs, row.settings);
        if (!same) leftover.name = row.columns.readAs;
        return lookAgain(state, row);
    });
    row.columns = look.plan;
    WriteOptions options;
    options.actor = call.actor();
    try {
        row = state.context->storage().write(
            [&](Unit& unit) {
                ImportRow changed = row;
                storeChange(unit, changed, ImportState::Draft);
                unit.audit("contacts.import-settings", changed.id, {});
                return changed;
            },
            options);
    } catch (const Error& e) {
        if (e.code() == "storage.commit-unknown") leftover.name.clear();
        throw;
    }
    leftover.name = same ? std::string() : before;
    return examined(row, look);
}

/// What must hold before anything is done with the rows.
void requireReady(State& state, const ImportRow& row) {
    asMember([&] { lookAgain(state, row).faults.raise("contacts.import-mapping"); });
}

Operation tryIt(State& state, const ById& in, Unit& unit) {
    ImportRow row = requireDraft(unit, in.id);
    requireReady(state, row);
    storeChange(unit, row, ImportState::Checking);
    JobRequest request;
    request.uniqueKey = row.id.toString() + "-" + std::to_string(row.version);
    request.title = "Dry run of " + row.fileName;
    row.operationId = unit.enqueue("contacts.import-trial", TrialJob{row.id, row.version}, request);
    unit.run("contacts.set-import-operation", {{"id", row.id}, {"operationId", row.operationId}});
    unit.audit("contacts.import-try", row.id, row.fileName);
    Operation operation = operationOf(row);
    operation.name = "contacts.import-trial";
    operation.title = request.title;
    return operation;
}

Operation runIt(State& state, const RunWish& in, Unit& unit) {
    ImportRow row = requireDraft(unit, in.id);
    requireReady(state, row);
    refuseAgain(unit, row, in.again.value_or(false));
    if (unit.run("contacts.start-import", {{"id", row.id}, {"version", row.version}}) == 0) throw stale();
    unit.run("contacts.delete-import-errors", {{"importId", row.id}});
    return operationOf(queueImport(unit, std::move(row)));
}

} // namespace

void declareImportDrafts(Declarations& d, State& state) {
    UploadRules rules;
    rules.maxBytes = 4'000'000'000;
    rules.contentTypes = importContentTypes();
    d.upload<ImportWish, ImportExamination>(
        "/contacts/import-drafts",
        {.permission = "contacts.import",
         .summary = "Looks at a file of contacts without importing it; the body is the file",
         .success = 201,
         .at = "/contacts/imports/{made}",
         .kept = Kept::Nothing}, // its answer shows people; takeIn() knows a repetition
        rules, [&state](const ImportWish& wish, Upload& file, Call& call) {
            return draft(state, wish, file, call);
        });
    d.get<ById, ImportExamination>(
        "/contacts/imports/{id}/examination",
        {"contacts.import", "What was found out about the file of an import"},
        [&state](const ById& in, Call&) {
            return examination(
                state, state.context->storage().read([&](Unit& unit) { return requireImport(unit, in.id); }));
        });
    d.put<NewSettings, ImportExamination>(
        "/contacts/imports/{id}/settings",
        {.permission = "contacts.import",
         .summary = "Corrects how the file of an import is read that has not begun",
         .ifMatch = true,
         .kept = Kept::Key},
        [&state](const NewSettings& in, Call& call) { return change(state, in, call); });
    d.post<ById, Operation>(
        "/contacts/imports/{id}/trials",
        {"contacts.import", "Tries an import: counts what it would do, and stores no row", 202},
        [&state](const ById& in, Call&, Unit& unit) { return tryIt(state, in, unit); });
    d.post<RunWish, Operation>(
        "/contacts/imports/{id}/runs",
        {"contacts.import", "Begins the import of a file that was looked at", 202},
        [&state](const RunWish& in, Call&, Unit& unit) { return runIt(state, in, unit); });
    d.remove<ById>("/contacts/imports/{id}",
                   {"contacts.import", "Forgets a file that was looked at and not imported"},
                   // The daily tidying takes the file.
                   [](const ById& in, Call&, Unit& unit) {
                       const ImportRow row = requireDraft(unit, in.id);
                       if (!forgetDraft(unit, row)) throw alreadyDone();
                   });
}

} // namespace rejoinder::contacts
