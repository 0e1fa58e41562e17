#pragma once
#include <rejoinder/contract/contacts.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What an import is told, what it is planned to do, and what it did.
namespace rejoinder::contacts {

/// What happens to a row whose key a contact has already: its filled cells are taken over, or it is left
/// alone.
enum class Existing { Update, Skip };
REJOINDER_DESCRIBE_ENUM(Existing, Update, Skip)

/// What becomes of columns that nobody mapped and that are not named like a field.
enum class Unmapped { Attribute, Ignore };
REJOINDER_DESCRIBE_ENUM(Unmapped, Attribute, Ignore)

/// How a file is to be read; what an import profile keeps.
struct ImportSettings {
    std::map<std::string, std::string>
        mapping; ///< header → field, "attribute:<name>", "consent:<channel>" or "ignore"
    Unmapped unmapped = Unmapped::Attribute;
    Existing existing = Existing::Update;
    std::optional<std::string> delimiter; ///< one of , ; tab |; detected when absent
    bool header = true;                   ///< without one the columns are called column1, column2 …
    std::string source, country, language;
    std::vector<Channel> consent; ///< channels on which all persons of the file gave consent
    std::string consentText, consentTextVersion;
    std::int32_t maxErrors = 10'000; ///< the import stops when more rows are wrong
    static void rules(Rules& r) {
        for (const auto* name : {"mapping", "unmapped", "existing", "header", "source", "country", "language",
                                 "consent", "consentText", "consentTextVersion", "maxErrors"})
            r.at(name).defaulted();
        r.at("mapping").says("header → field, \"attribute:<name>\", \"consent:<channel>\" or \"ignore\"");
        r.at("source").max(150).says(
            "where the addresses come from, for contacts without a source of their own");
        r.at("country").max(100).says("for contacts without a country");
        r.at("consent").says("channels on which all persons of the file gave consent");
        r.at("consentText").max(20'000);
        r.at("consentTextVersion").max(50);
        r.at("maxErrors").range(0, 100'000);
    }
};
REJOINDER_DESCRIBE(ImportSettings, mapping, unmapped, existing, delimiter, header, source, country, language,
                   consent, consentText, consentTextVersion, maxErrors)

/// One column of the file and where it goes.
struct ImportColumn {
    std::string header, target;
};
REJOINDER_DESCRIBE(ImportColumn, header, target)

/// What was found out about the file when it came in; a running import asks nothing again.
struct ImportPlan {
    std::string delimiter = ",";
    std::int64_t offset = 0; ///< of the first data record
    std::int64_t line = 1;
    std::vector<ImportColumn> columns;
};
REJOINDER_DESCRIBE(ImportPlan, delimiter, offset, line, columns)

enum class ImportState { Queued, Running, Finished, Stopped };
REJOINDER_DESCRIBE_ENUM(ImportState, Queued, Running, Finished, Stopped)

/// An import as stored.
struct ImportRow {
    Id id;
    std::string fileName, storedAs;
    std::int64_t fileBytes = 0;
    std::string fileHash;
    ImportSettings settings;
    ImportPlan columns;
    ImportState state = ImportState::Queued;
    std::string reason;
    Id operationId;
    std::int64_t records = 0, created = 0, updated = 0, unchanged = 0, failed = 0;
    Timestamp createdAt;
    std::optional<Timestamp> finishedAt;
    std::optional<std::string> requestKey; ///< of the request that brought it, with an Idempotency-Key
};
REJOINDER_DESCRIBE(ImportRow, id, fileName, storedAs, fileBytes, fileHash, settings, columns, state, reason,
                   operationId, records, created, updated, unchanged, failed, createdAt, finishedAt,
                   requestKey)

/// Where an import stands; the checkpoint of its job and what it reports in the end.
struct ImportProgress {
    std::int64_t offset = 0, line = 0; ///< of the next record
    std::int64_t records = 0, created = 0, updated = 0, unchanged = 0, failed = 0;
};
REJOINDER_DESCRIBE(ImportProgress, offset, line, records, created, updated, unchanged, failed)

/// One thing that is wrong with a row of the file. `fields` are its columns as they came.
struct ImportErrorRow {
    Id importId;
    std::int64_t line = 0;
    std::int32_t seq = 0;
    std::string code, field, message;
    std::vector<std::string> fields;
};
REJOINDER_DESCRIBE(ImportErrorRow, importId, line, seq, code, field, message, fields)

/// Where a column goes, resolved.
struct ImportTarget {
    enum class Kind { Ignore, Text, ContactKind, Salutation, Undeliverable, Deceased, Attribute, Consent };
    Kind kind = Kind::Ignore;
    std::size_t field = 0;            ///< Text: index into textFields()
    std::string name;                 ///< Attribute
    Channel channel = Channel::Email; ///< Consent
};

/// Reads a target; nothing when there is none of that name.
std::optional<ImportTarget> targetOf(std::string_view text);

/// Decides where the columns of a file go. @throws Error Invalid naming every column that is twice, mapped
/// twice or mapped to nothing known, and every mapping without a column.
std::vector<ImportColumn> mapColumns(const std::vector<std::string>& headers, const ImportSettings& settings);

} // namespace rejoinder::contacts
