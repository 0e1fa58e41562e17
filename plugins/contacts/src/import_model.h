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

/// What an import may do: make contacts, change those that are there, or both. Rows of the other kind are
/// left alone (a known key with `Create`) or refused (an unknown key with `Update`).
enum class ImportMode { Both, Create, Update };
REJOINDER_DESCRIBE_ENUM(ImportMode, Both, Create, Update)

/// On what ground the data of a file may be used (GDPR art. 6 (1)).
enum class LegalBasis { Unstated, Consent, Contract, LegalObligation, LegitimateInterest };
REJOINDER_DESCRIBE_ENUM(LegalBasis, Unstated, Consent, Contract, LegalObligation, LegitimateInterest)

/// The contract under which a list of addresses was rented. Its names expire and may be used once; who
/// answers becomes ours.
struct ListRental {
    std::string owner, reference;
    std::optional<Date> expiresOn; ///< the last day on which its names may be used
    bool singleUse = true;
    std::int64_t pricePerThousandMinor = 0;
    std::string currency;
    std::int32_t netNamesPercent = 0; ///< at least so many per cent of the names are paid, known ones or not
    static void rules(Rules& r) {
        r.at("owner").notEmpty().max(150).says("whose list it is");
        for (const auto* name :
             {"reference", "singleUse", "pricePerThousandMinor", "currency", "netNamesPercent"})
            r.at(name).defaulted();
        r.at("reference").max(100).says("number of the order or contract");
        r.at("pricePerThousandMinor").range(0, 1'000'000'000);
        r.at("currency").max(3);
        r.at("netNamesPercent")
            .range(0, 100)
            .says("net-name agreement: this share of the names is paid at least, the rest only when new");
    }
};
REJOINDER_DESCRIBE(ListRental, owner, reference, expiresOn, singleUse, pricePerThousandMinor, currency,
                   netNamesPercent)

/// What becomes of columns that nobody mapped and that are not named like a field.
enum class Unmapped { Attribute, Ignore };
REJOINDER_DESCRIBE_ENUM(Unmapped, Attribute, Ignore)

/// What holds for settings and for the query of an upload alike.
inline void limitImport(Rules& r) {
    r.at("source").max(150).says("where the addresses come from, for contacts without a source of their own");
    r.at("country").max(100).says("for contacts without a country");
    r.at("legalNote").max(1000).says("what the legal basis rests on, in a sentence");
    r.at("consentText").max(20'000);
    r.at("consentTextVersion").max(50);
    r.at("maxErrors").range(0, 100'000);
}

/// How a file is to be read and what it is; what an import profile keeps. What is absent is found out.
struct ImportSettings {
    std::map<std::string, std::string>
        mapping; ///< header → field, "attribute:<name>", "consent:<channel>" or "ignore"
    Unmapped unmapped = Unmapped::Attribute;
    ImportMode mode = ImportMode::Both;
    std::optional<std::string> encoding;  ///< IANA name
    std::optional<std::string> delimiter; ///< one character, or "tab"
    std::optional<std::string> quote;     ///< one character, or "none"
    std::optional<bool> header;           ///< without one the columns are called column1, column2 …
    std::optional<std::string> sheet;     ///< of a workbook: its name
    std::string source, country, language;
    LegalBasis legalBasis = LegalBasis::Unstated;
    std::string legalNote;
    std::optional<ListRental> rental;
    std::vector<Channel> consent; ///< channels on which all persons of the file gave consent
    std::string consentText, consentTextVersion;
    bool findDuplicates = false;     ///< of what was made, among everybody, when the import is through
    std::int32_t maxErrors = 10'000; ///< the import stops when more rows are wrong
    static void rules(Rules& r) {
        for (const auto* name :
             {"mapping", "unmapped", "mode", "source", "country", "language", "legalBasis", "legalNote",
              "consent", "consentText", "consentTextVersion", "findDuplicates", "maxErrors"})
            r.at(name).defaulted();
        r.at("mapping").says("header → field, \"attribute:<name>\", \"consent:<channel>\" or \"ignore\"");
        r.at("consent").says("channels on which all persons of the file gave consent");
        limitImport(r);
    }
};
REJOINDER_DESCRIBE(ImportSettings, mapping, unmapped, mode, encoding, delimiter, quote, header, sheet, source,
                   country, language, legalBasis, legalNote, rental, consent, consentText, consentTextVersion,
                   findDuplicates, maxErrors)

/// One column of the file and where it goes.
struct ImportColumn {
    std::string header, target;
};
REJOINDER_DESCRIBE(ImportColumn, header, target)

/// What a file is.
enum class ImportForm { Csv, Vcard, Xlsx, Ods };
REJOINDER_DESCRIBE_ENUM(ImportForm, Csv, Vcard, Xlsx, Ods)

/// A sheet of a workbook.
struct ImportSheet {
    std::string name;
    std::int64_t rows = 0, columns = 0;
};
REJOINDER_DESCRIBE(ImportSheet, name, rows, columns)

/// What was found out about the file when it came in; a running import asks nothing again.
struct ImportPlan {
    ImportForm form = ImportForm::Csv;
    std::string readAs;     ///< the CSV in UTF-8 that was made of the file, beside it; "" when it is one
    std::int64_t bytes = 0; ///< of what is read
    std::string encoding = "UTF-8", encodingWhy;
    std::int32_t encodingConfidence = 100;
    std::string encodingExample;
    std::vector<ImportSheet> sheets;
    std::string sheet;
    std::string delimiter = ",";
    std::string quote = "\""; ///< "none": no character quotes
    bool header = true;
    std::int64_t offset = 0; ///< of the first data record
    std::int64_t line = 1;
    std::vector<ImportColumn> columns;
    static void rules(Rules& r) {
        for (const auto* name : {"form", "readAs", "bytes", "encoding", "encodingWhy", "encodingConfidence",
                                 "encodingExample", "sheets", "sheet", "quote", "header"})
            r.at(name).defaulted();
    }
};
REJOINDER_DESCRIBE(ImportPlan, form, readAs, bytes, encoding, encodingWhy, encodingConfidence,
                   encodingExample, sheets, sheet, delimiter, quote, header, offset, line, columns)

/// Draft: the file is here, nothing was done. Checking, Checked: the dry run. Undoing, Undone: it was taken
/// back.
enum class ImportState { Draft, Checking, Checked, Queued, Running, Finished, Stopped, Undoing, Undone };
REJOINDER_DESCRIBE_ENUM(ImportState, Draft, Checking, Checked, Queued, Running, Finished, Stopped, Undoing,
                        Undone)

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
    std::int64_t version = 1;
    std::string createdBy;
    Id firstId, lastId;                                            ///< the contacts it made lie between them
    std::optional<std::int64_t> duplicatesSure, duplicatesPerhaps; ///< rows, found by the dry run
    std::int64_t removed = 0, restored = 0, kept = 0;              ///< what undoing did
    std::int64_t undos = 0;
    std::string undoneBy;
    std::optional<Timestamp> undoneAt;
};
REJOINDER_DESCRIBE(ImportRow, id, fileName, storedAs, fileBytes, fileHash, settings, columns, state, reason,
                   operationId, records, created, updated, unchanged, failed, createdAt, finishedAt,
                   requestKey, version, createdBy, firstId, lastId, duplicatesSure, duplicatesPerhaps,
                   removed, restored, kept, undos, undoneBy, undoneAt)

/// Where an import stands; the checkpoint of its job and what it reports in the end.
struct ImportProgress {
    std::int64_t offset = 0, line = 0; ///< of the next record
    std::int64_t records = 0, created = 0, updated = 0, unchanged = 0, failed = 0;
    Id firstId, lastId; ///< of the contacts that were made
    static void rules(Rules& r) {
        r.at("firstId").defaulted();
        r.at("lastId").defaulted();
    }
};
REJOINDER_DESCRIBE(ImportProgress, offset, line, records, created, updated, unchanged, failed, firstId,
                   lastId)

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

/// The JSON pointer of a header's mapping.
std::string mappingPointer(std::string_view header);

/// Decides where the columns of a file go, and names every column that is twice, mapped twice or mapped to
/// nothing known, and every mapping without a column.
std::vector<ImportColumn> mapColumns(const std::vector<std::string>& headers, const ImportSettings& settings,
                                     Faults& faults);
/// True when a column goes to externalKey.
bool hasKey(const std::vector<ImportColumn>& columns);
/// True when a header is called like a field, in one of the console's languages.
bool isFieldName(std::string_view header);

} // namespace rejoinder::contacts
