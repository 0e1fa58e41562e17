#include "import_file.h"
#include "import_job.h"
#include "profile.h"
#include "record.h"
#include "text.h"

#include <rejoinder/paging.h>

#include <csv/writer.h>

#include <chrono>
#include <set>

namespace rejoinder::contacts {

namespace {

/// The query string of an upload. What is absent comes from the profile, or is the default.
struct ImportWish {
    std::optional<Id> profileId;
    std::optional<std::string> mapping, consent, delimiter, source, country, language, consentText,
        consentTextVersion;
    std::optional<Unmapped> unmapped;
    std::optional<Existing> existing;
    std::optional<bool> header, again;
    std::optional<std::int32_t> maxErrors;
    static void rules(Rules& r) {
        r.at("profileId").says("a saved profile; what is given besides it wins");
        r.at("mapping").says("JSON object: header → field, attribute:<name>, consent:<channel> or ignore");
        r.at("consent").says("channels on which all persons of the file gave consent, separated by commas");
        r.at("again").says("true: import a file without keys although it was imported before");
    }
};
REJOINDER_DESCRIBE(ImportWish, profileId, mapping, consent, delimiter, source, country, language, consentText,
                   consentTextVersion, unmapped, existing, header, again, maxErrors)

/// An import as clients see it.
struct Import {
    Id id;
    std::string fileName;
    std::int64_t fileBytes = 0;
    ImportState state = ImportState::Queued;
    std::string reason;
    Id operationId;
    std::int64_t records = 0, created = 0, updated = 0, unchanged = 0, failed = 0;
    std::vector<ImportColumn> columns;
    ImportSettings settings;
    Timestamp createdAt;
    std::optional<Timestamp> finishedAt;
};
REJOINDER_DESCRIBE(Import, id, fileName, fileBytes, state, reason, operationId, records, created, updated,
                   unchanged, failed, columns, settings, createdAt, finishedAt)

struct ImportList {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ImportList, limit, cursor)

struct TextRow {
    std::string text;
};
REJOINDER_DESCRIBE(TextRow, text)

Import viewOf(ImportRow row) {
    return {row.id,
            std::move(row.fileName),
            row.fileBytes,
            row.state,
            row.reason,
            row.operationId,
            row.records,
            row.created,
            row.updated,
            row.unchanged,
            row.failed,
            std::move(row.columns.columns),
            std::move(row.settings),
            row.createdAt,
            row.finishedAt};
}

template <class T, class From>
void take(T& to, const std::optional<From>& from) {
    if (from) to = *from;
}

std::vector<Channel> channelsIn(const std::string& list) {
    std::vector<Channel> channels;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        const std::string_view word = trimmed(std::string_view(list).substr(at, comma - at));
        at = comma + 1;
        if (word.empty()) continue;
        const auto channel = enumOf<Channel>(word);
        if (!channel)
            throw Error::invalid("/consent", "contacts.channel",
                                 "\"" + std::string(word) + "\" is no channel.");
        channels.push_back(*channel);
    }
    return channels;
}

ImportSettings settingsOf(const ImportWish& wish, Storage& storage) {
    ImportSettings settings;
    if (wish.profileId)
        settings = storage.read([&](Unit& unit) { return requireProfile(unit, *wish.profileId); }).settings;
    if (wish.mapping) {
        Faults faults;
        settings.mapping.clear();
        json::read(*wish.mapping, typeInfo<decltype(settings.mapping)>(), &settings.mapping, faults);
        faults.raise("contacts.import-mapping");
    }
    if (wish.consent) settings.consent = channelsIn(*wish.consent);
    take(settings.delimiter, wish.delimiter);
    take(settings.source, wish.source);
    take(settings.country, wish.country);
    take(settings.language, wish.language);
    take(settings.consentText, wish.consentText);
    take(settings.consentTextVersion, wish.consentTextVersion);
    take(settings.unmapped, wish.unmapped);
    take(settings.existing, wish.existing);
    take(settings.header, wish.header);
    take(settings.maxErrors, wish.maxErrors);
    checkSettings(settings);
    return settings;
}

bool hasKey(const ImportPlan& plan) {
    for (const ImportColumn& column : plan.columns)
        if (column.target == "externalKey") return true;
    return false;
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

/// Stands for one request of one client with one file; nothing without an Idempotency-Key.
std::optional<std::string> requestKeyOf(const Call& call, const std::string& fileHash) {
    const auto key = call.header("Idempotency-Key");
    if (!key) return std::nullopt;
    const Actor& actor = call.actor();
    return textHash(actor.kind + '\n' + actor.userId.toString() + '\n' + actor.name + '\n' +
                    std::string(*key) + '\n' + fileHash);
}

/// Stores the import and queues its job. The file is in its place already. A request that was done before
/// whose answer got lost finds its import by its key.
ImportRow start(State& state, const ImportRow& wanted, bool again, Call& call) {
    WriteOptions options;
    options.actor = call.actor();
    return state.context->storage().write(
        [&](Unit& unit) {
            if (wanted.requestKey)
                if (auto before = unit.one<ImportRow>("contacts.import-of-request",
                                                      {{"requestKey", wanted.requestKey}}))
                    return *before;
            if (!again && !hasKey(wanted.columns) &&
                unit.number("contacts.imports-of-file", {{"fileHash", wanted.fileHash}}) > 0)
                throw Error::conflict(
                    "contacts.import-again",
                    "This file was imported before, and without a key every row would be doubled. "
                    "Map a column to externalKey, or say again=true.");
            ImportRow row = wanted;
            row.id = unit.newId();
            row.createdAt = unit.now();
            unit.run("contacts.insert-import", row);
            JobRequest request;
            request.uniqueKey = row.id.toString();
            request.title = operationOf(row).title;
            row.operationId = unit.enqueue("contacts.import", ImportJob{row.id}, request);
            unit.run("contacts.set-import-operation", {{"id", row.id}, {"operationId", row.operationId}});
            unit.audit("contacts.import", row.id, row.fileName + " SHA-256 " + row.fileHash);
            return row;
        },
        options);
}

Operation upload(State& state, const ImportWish& wish, Upload& file, Call& call) {
    ImportRow row;
    row.settings = settingsOf(wish, state.context->storage());
    row.columns = planImport(file.path, row.settings);
    row.fileName = shortened(cleaned(file.fileName.empty() ? "contacts.csv" : file.fileName), 150);
    row.fileBytes = static_cast<std::int64_t>(std::filesystem::file_size(file.path));
    row.fileHash = fileHash(file.path);
    row.requestKey = requestKeyOf(call, row.fileHash);
    const auto folder = importFolder(state.context->dataFolder());
    row.storedAs = keepFile(file.path, folder);
    const auto notNeeded = [&] {
        std::error_code gone;
        std::filesystem::remove(folder / row.storedAs, gone);
    };
    try {
        const ImportRow stored = start(state, row, wish.again.value_or(false), call);
        if (stored.storedAs != row.storedAs) notNeeded();
        return operationOf(stored);
    } catch (const Error& e) {
        // Perhaps it did take place, and the job needs the file; else it goes as forgotten.
        if (e.code() != "storage.commit-unknown") notNeeded();
        throw;
    }
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

/// The wrong rows as a file: the columns as they came, and behind them what is wrong; one line per fault.
Download errors(const ById& in, Call&, Unit& unit) {
    const ImportRow import = requireImport(unit, in.id);
    Download file;
    file.contentType = "text/csv; charset=utf-8";
    file.fileName = "import-" + import.id.toString() + "-errors.csv";
    csv::Writer writer(file.content, {import.columns.delimiter[0]});
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

} // namespace

void removeForgottenFiles(Context& context) {
    using namespace std::chrono_literals;
    const auto folder = importFolder(context.dataFolder());
    std::set<std::string> owned;
    context.storage().read([&](Unit& unit) {
        for (TextRow& row : unit.all<TextRow>("contacts.stored-files")) owned.insert(std::move(row.text));
    });
    const auto now = std::filesystem::file_time_type::clock::now();
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::error_code gone;
        const auto age = now - entry.last_write_time(gone);
        // A cancelled import never ends; its file must not stay for ever.
        const bool forgotten = !owned.contains(entry.path().filename().string()) ? age > 24h : age > 24h * 30;
        if (!gone && forgotten) std::filesystem::remove(entry.path(), gone);
    }
}

void declareImports(Declarations& d, State& state) {
    UploadRules rules;
    rules.maxBytes = 4'000'000'000;
    rules.contentTypes = {"text/csv", "text/plain", "application/csv", "application/octet-stream"};
    d.upload<ImportWish, Operation>("/contacts/imports",
                                    {"contacts.import", "Imports a CSV file; the body is the file", 202},
                                    rules, [&state](const ImportWish& wish, Upload& file, Call& call) {
                                        return upload(state, wish, file, call);
                                    });
    d.get<ImportList, Page<Import>>("/contacts/imports", {"contacts.import", "Imports, newest first"}, list);
    d.get<ById, Import>("/contacts/imports/{id}", {"contacts.import", "An import"},
                        [](const ById& in, Call&, Unit& unit) { return viewOf(requireImport(unit, in.id)); });
    d.download<ById>("/contacts/imports/{id}/errors",
                     {"contacts.import", "The wrong rows of an import as CSV"}, errors);
    JobOptions options;
    options.parallel = 1; // one writer is enough; two imports would only take turns
    d.job<ImportJob>("contacts.import", options,
                     [&state](const ImportJob& job, Attempt& attempt) { runImport(state, job, attempt); });
    d.job<None>("contacts.tidy", {},
                [&state](const None&, Attempt&) { removeForgottenFiles(*state.context); });
    d.every(std::chrono::hours(24), "contacts.tidy");
    d.message("CONTACTS-IMPORT-ENDED", "An import of contacts came to its end.",
              "Nothing to do; wrong rows are in /contacts/imports/{id}/errors.");
}

} // namespace rejoinder::contacts
