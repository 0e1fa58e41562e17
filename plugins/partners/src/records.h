#pragma once
#include <rejoinder/contract/fulfilment/entering.h>
#include <rejoinder/contract/responses/returns.h>
#include <rejoinder/plugin.h>

/// What the plugin stores and shows.
namespace rejoinder::partners {

/// Who tells us something, and what.
enum class Source { Payments, ShopOrders, PostalReturns };
REJOINDER_DESCRIBE_ENUM(Source, Payments, ShopOrders, PostalReturns)

/// How a file is written: the bank's XML (camt.054, also in a ZIP), or a table with columns.
enum class Form { Camt, Table };
REJOINDER_DESCRIBE_ENUM(Form, Camt, Table)

/// Mapping: a person says first which column is what.
enum class FileState { Mapping, Reading, Read, Failed };
REJOINDER_DESCRIBE_ENUM(FileState, Mapping, Reading, Read, Failed)

/// What became of what a line tells. Clearing: a person looks at it. Withdrawn: it was reversed or cancelled
/// by who told it.
enum class EntryState { Captured, Duplicate, Clearing, Rejected, Withdrawn };
REJOINDER_DESCRIBE_ENUM(EntryState, Captured, Duplicate, Clearing, Rejected, Withdrawn)

/// How a table is read.
struct TableMapping {
    std::map<std::string, std::string> columns;   ///< our field → the column's header
    std::map<std::string, std::string> words;     ///< their word for a reason or state → ours
    std::string delimiter, encoding;              ///< empty: as found
    std::string decimal;                          ///< "." or ","; empty: as the value looks
    std::string dayOrder;                         ///< "ymd", "dmy" or "mdy"; empty: as the value looks
    std::string currency, account, shop, country; ///< of lines whose columns do not say it
    static void rules(Rules& r) {
        r.at("columns").defaulted().says("Our field → the header of its column");
        r.at("words").defaulted().says("A word of theirs → moved, unknown, refused, deceased, other; placed, "
                                       "cancelled");
        r.at("delimiter").max(1).defaulted();
        r.at("encoding").max(40).defaulted();
        r.at("decimal").max(1).defaulted();
        r.at("dayOrder").max(3).defaulted().says("ymd, dmy or mdy");
        r.at("currency").max(3).defaulted();
        r.at("account").max(34).defaulted();
        r.at("shop").max(60).defaulted();
        r.at("country").max(2).defaulted();
    }
};
REJOINDER_DESCRIBE(TableMapping, columns, words, delimiter, encoding, decimal, dayOrder, currency, account,
                   shop, country)

/// What an account's file says of itself, against what stands in it; credits only.
struct FileControl {
    std::string account, currency;
    std::optional<std::int64_t> statedEntries;
    std::int64_t readEntries = 0;
    std::int64_t statedMinor = 0, readMinor = 0;
    bool balanced = true;
};
REJOINDER_DESCRIBE(FileControl, account, currency, statedEntries, readEntries, statedMinor, readMinor,
                   balanced)

/// A file as it is stored.
struct PartnerFileRow {
    Id id;
    Source source = Source::Payments;
    Form form = Form::Table;
    std::string name;
    std::int64_t bytes = 0;
    FileState state = FileState::Reading;
    std::string fault; ///< code of why it could not be read
    TableMapping mapping;
    std::vector<FileControl> controls;
    std::int32_t lineCount = 0;
    Timestamp receivedAt;
    std::string receivedBy;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(PartnerFileRow, id, source, form, name, bytes, state, fault, mapping, controls, lineCount,
                   receivedAt, receivedBy, version)

/// What a line tells, whoever tells it; what does not apply is empty.
struct Told {
    std::string account, entryReference, reference, payerName, payerIban, message; ///< payments
    bool reversal = false;
    std::string shop, number, status, note; ///< orders
    std::optional<Timestamp> changedAt;
    std::vector<fulfilment::EnteredLine> lines;
    std::string code, externalKey; ///< who it is
    std::string givenName, familyName, companyName, email, phone;
    std::string street, houseNumber, addressLine2, postcode, city, country; ///< of returns: the new address
    std::string reason;                                                     ///< of returns, in our words
    std::string remark;                                                     ///< of returns, in theirs
    static void rules(Rules& r) {
        for (const auto* name : {"account",  "entryReference", "reference", "payerName",   "payerIban",
                                 "message",  "shop",           "number",    "status",      "note",
                                 "code",     "externalKey",    "givenName", "familyName",  "companyName",
                                 "email",    "phone",          "street",    "houseNumber", "addressLine2",
                                 "postcode", "city",           "country",   "reason",      "remark"})
            r.at(name).defaulted();
        r.at("reversal").defaulted();
        r.at("lines").defaulted();
    }
};
REJOINDER_DESCRIBE(Told, account, entryReference, reference, payerName, payerIban, message, reversal, shop,
                   number, status, note, changedAt, lines, code, externalKey, givenName, familyName,
                   companyName, email, phone, street, houseNumber, addressLine2, postcode, city, country,
                   reason, remark)

/// A payment, an order or a returned letter.
struct PartnerEntry {
    Id id;
    Source source = Source::Payments;
    std::string entryKey, digest;
    EntryState state = EntryState::Clearing;
    std::string reason; ///< why a person looks at it, or why it counts no more
    std::string title;  ///< who or what, for lists
    Told told;
    std::optional<std::int64_t> amountMinor;
    std::string currency, payerIban;
    Timestamp happenedAt;
    std::optional<Id> referenceId, responseId, contactId, pieceId, campaignId, orderId;
    std::string captureReference; ///< under which responses knows it
    std::optional<Id> reversedBy;
    std::string remark, decidedBy;
    std::optional<Timestamp> decidedAt;
    Timestamp takenAt;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(PartnerEntry, id, source, entryKey, digest, state, reason, title, told, amountMinor,
                   currency, payerIban, happenedAt, referenceId, responseId, contactId, pieceId, campaignId,
                   orderId, captureReference, reversedBy, remark, decidedBy, decidedAt, takenAt, version)

/// A line of a file, read: what it tells, or why it tells nothing.
struct Line {
    std::int32_t number = 0;
    std::string fault;  ///< code; then nothing else counts
    PartnerEntry entry; ///< without id and outcome
};

/// A reference printed on a payment slip.
struct PaymentReference {
    Id id;
    std::string reference; ///< 27 digits (Swiss QR) or RF…, without blanks
    std::optional<Id> pieceId, orderId;
    Id contactId;
    std::optional<Id> campaignId;
    std::optional<std::int64_t> amountMinor; ///< none: the payer chooses, as with gifts
    std::string currency;
    std::int64_t paidMinor = 0;
    std::int32_t payments = 0;
    Timestamp issuedAt;
    std::string issuedBy;
};
REJOINDER_DESCRIBE(PaymentReference, id, reference, pieceId, orderId, contactId, campaignId, amountMinor,
                   currency, paidMinor, payments, issuedAt, issuedBy)

/// The job that reads a file.
struct ReadFile {
    Id fileId;
};
REJOINDER_DESCRIBE(ReadFile, fileId)

/// A file was read to its end, or cannot be read.
struct FileRead {
    static constexpr std::string_view kTopic = "partners.file-read";
    Id fileId;
    FileState state = FileState::Read;
};
REJOINDER_DESCRIBE(FileRead, fileId, state)

} // namespace rejoinder::partners
