#include "import_file.h"
#include "import_job.h"
#include "import_look.h"
#include "import_view.h"
#include "import_wish.h"

#include <rejoinder/paging.h>

#include <csv/writer.h>

#include <chrono>
#include <limits>
#include <set>

namespace rejoinder::contacts {

namespace {

constexpr std::chrono::hours kForgottenAfter{24 * 30};

struct ImportList {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ImportList, limit, cursor)

struct FaultList {
    Id id;
    std::optional<std::int32_t> limit;
};
REJOINDER_DESCRIBE(FaultList, id, limit)

/// One thing that is wrong with a row.
struct RowFault {
    std::int64_t line = 0;
    std::string code, field, message;
    std::vector<std::string> fields;
};
REJOINDER_DESCRIBE(RowFault, line, code, field, message, fields)

struct RowFaults {
    std::vector<RowFault> items;
};
REJOINDER_DESCRIBE(RowFaults, items)

struct TextRow {
    std::string text;
};
REJOINDER_DESCRIBE(TextRow, text)

} // namespace

std::vector<std::string> importContentTypes() {
    return {"text/csv",
            "text/plain",
            "text/tab-separated-values",
            "text/vcard",
            "text/x-vcard",
            "text/directory",
            "application/csv",
            "application/gzip",
            "application/x-gzip",
            "application/octet-stream",
            "application/vnd.ms-excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.oasis.opendocument.spreadsheet"};
}

namespace {

Operation upload(State& state, const ImportWish& wish, Upload& file, Call& call) {
    return operationOf(takeIn(
        state, wish, file, call,
        [](const std::filesystem::path& folder, ImportRow& row) {
            row.columns = openImport(folder, row.storedAs, row.settings);
            row.columns = planImport(readPath(folder, row), row.settings, row.columns);
        },
        [&](Unit& unit, ImportRow row) {
            refuseAgain(unit, row, wish.again.value_or(false));
            unit.run("contacts.insert-import", row);
            return queueImport(unit, std::move(row));
        }));
}

Page<Import> list(const ImportList& in, Call&, Unit& unit) {
    const std::int32_t limit = paging::limitOf(in.limit);
    const Id before = paging::cursorId(in.cursor, Id{std::numeric_limits<std::int64_t>::max()});
    std::vector<Import> items;
    for (ImportRow& row :
         unit.all<ImportRow>("contacts.page-imports", {{"before", before}, {"limit", limit}}))
        items.push_back(viewOf(std::move(row)));
    return paging::pageOf(std::move(items), limit);
}

/// The first of what is wrong, for looking at.
RowFaults faults(const FaultList& in, Call&, Unit& unit) {
    requireImport(unit, in.id);
    RowFaults out;
    for (ImportErrorRow& row : unit.all<ImportErrorRow>(
             "contacts.some-import-errors", {{"importId", in.id}, {"limit", paging::limitOf(in.limit)}}))
        out.items.push_back({row.line, std::move(row.code), std::move(row.field), std::move(row.message),
                             std::move(row.fields)});
    return out;
}

/// The wrong rows as a file: the columns as they came, and behind them what is wrong; one line per fault.
Download errors(const ById& in, Call&, Unit& unit) {
    const ImportRow import = requireImport(unit, in.id);
    Download file;
    file.contentType = "text/csv; charset=utf-8";
    file.fileName = "import-" + import.id.toString() + "-errors.csv";
    const char delimiter = delimiterIn(import.columns.delimiter);
    csv::Writer writer(file.content, {delimiter == '\0' ? ',' : delimiter});
    for (const ImportColumn& column : import.columns.columns) writer.text(column.header);
    for (const auto* name : {"line", "code", "field", "message"}) writer.text(name);
    writer.end();
    unit.forEach<ImportErrorRow>(
        "contacts.import-errors", {{"importId", import.id}}, [&](const ImportErrorRow& row) {
            for (std::size_t i = 0; i < import.columns.columns.size(); ++i)
                writer.text(i < row.fields.size() ? std::string_view(row.fields[i]) : std::string_view());
            writer.number(row.line).text(row.code).text(row.field).text(row.message).end();
        });
    return file;
}

/// Nobody comes back to a file that was only looked at. Each goes in a unit of its own: it may have many
/// error rows.
void forgetOldDrafts(Attempt& attempt) {
    std::vector<ImportRow> old;
    attempt.read([&](Unit& unit) {
        old = unit.all<ImportRow>("contacts.old-drafts", {{"before", unit.now().plus(-kForgottenAfter)}});
    });
    for (const ImportRow& row : old) {
        if (attempt.stopping()) return;
        attempt.write([&](Unit& unit) { forgetDraft(unit, row); });
    }
}

} // namespace

void removeForgottenFiles(Context& context) {
    using namespace std::chrono_literals;
    const auto folder = importFolder(context.dataFolder());
    std::set<std::string> owned;
    context.storage().read([&](Unit& unit) {
        for (TextRow& row : unit.all<TextRow>("contacts.stored-files"))
            owned.insert(row.text.substr(0, row.text.find('.')));
    });
    const auto now = std::filesystem::file_time_type::clock::now();
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::error_code gone;
        const auto age = now - entry.last_write_time(gone);
        // An import that was cancelled never ends; its file must not stay for ever.
        const std::string name = entry.path().filename().string();
        const bool forgotten =
            !owned.contains(name.substr(0, name.find('.'))) ? age > 24h : age > kForgottenAfter;
        if (!gone && forgotten) std::filesystem::remove(entry.path(), gone);
    }
}

void declareImports(Declarations& d, State& state) {
    UploadRules rules;
    rules.maxBytes = 4'000'000'000;
    rules.contentTypes = importContentTypes();
    d.upload<ImportWish, Operation>(
        "/contacts/imports", {"contacts.import", "Imports a file of contacts: CSV, XLSX, ODS or vCard", 202},
        rules, [&state](const ImportWish& wish, Upload& file, Call& call) {
            return upload(state, wish, file, call);
        });
    d.get<ImportList, Page<Import>>("/contacts/imports", {"contacts.import", "Imports, newest first"}, list);
    d.get<ById, Import>("/contacts/imports/{id}", {"contacts.import", "An import"},
                        [](const ById& in, Call&, Unit& unit) { return viewOf(requireImport(unit, in.id)); });
    d.download<ById>("/contacts/imports/{id}/errors",
                     {"contacts.import", "The wrong rows of an import as CSV"}, errors);
    d.get<FaultList, RowFaults>("/contacts/imports/{id}/faults",
                                {"contacts.import", "The first of what is wrong with the rows of an import"},
                                faults);
    JobOptions options;
    options.parallel = 1; // one writer is enough; two imports would only take turns
    d.job<ImportJob>("contacts.import", options,
                     [&state](const ImportJob& job, Attempt& attempt) { runImport(state, job, attempt); });
    options.retries = 2;
    d.job<TrialJob>("contacts.import-trial", options,
                    [&state](const TrialJob& job, Attempt& attempt) { runTrial(state, job, attempt); });
    declareImportDrafts(d, state);
    declareImportUndo(d, state);
    d.job<None>("contacts.tidy", {}, [&state](const None&, Attempt& attempt) {
        forgetOldDrafts(attempt);
        removeForgottenFiles(*state.context);
    });
    d.every(std::chrono::hours(24), "contacts.tidy");
    d.message("CONTACTS-IMPORT-ENDED", "An import of contacts came to its end.",
              "Nothing to do; wrong rows are in /contacts/imports/{id}/errors.");
}

} // namespace rejoinder::contacts
