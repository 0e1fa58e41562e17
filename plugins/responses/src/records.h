#pragma once
#include <rejoinder/contract/responses/capturing.h>

/// What the plugin stores, takes and shows.
namespace rejoinder::responses {

/// What kind of values a field of a response type takes.
enum class FieldKind { Text, Number, Date, Time, YesNo, Choice };
REJOINDER_DESCRIBE_ENUM(FieldKind, Text, Number, Date, Time, YesNo, Choice)

/// What a response type asks for besides.
struct TypeField {
    std::string key, label;
    FieldKind kind = FieldKind::Text;
    bool required = false;
    std::vector<std::string> choices;
    static void rules(Rules& r) {
        r.at("key").notEmpty().max(64).says(
            "Stable short name; street, houseNumber, addressLine2, postcode, city and country are the new "
            "address of a type that corrects addresses");
        r.at("label").notEmpty().max(200);
        r.at("kind").defaulted();
        r.at("required").defaulted();
        r.at("choices").max(100).defaulted().says("Of kind choice");
    }
};
REJOINDER_DESCRIBE(TypeField, key, label, kind, required, choices)

/// A kind of answer, as data. Keys are stable; names may change.
struct ResponseType {
    Id id;
    std::string key, name;
    Reaction reaction = Reaction::Positive;
    bool fulfil = false;                  ///< sets fulfilment in motion
    bool optOut = false;                  ///< is an objection to advertising; acts at once
    std::optional<Channel> optOutChannel; ///< of an objection: that channel only; none = all
    bool active = true;
    std::int64_t version = 1;
    std::vector<TypeField> fields;
    bool callBack = false;       ///< a person waits to be called: they are told at once
    bool followUp = false;       ///< sets the campaign's follow-up rules in motion
    bool correctAddress = false; ///< its fields are the person's new address
};
REJOINDER_DESCRIBE(ResponseType, id, key, name, reaction, fulfil, optOut, optOutChannel, active, version,
                   fields, callBack, followUp, correctAddress)

/// One of a batch: what became of it, or why it was refused.
struct BatchResult {
    std::int32_t index = 0;
    std::optional<Captured> captured;
    std::optional<std::string> code, problem;
};
REJOINDER_DESCRIBE(BatchResult, index, captured, code, problem)

struct CaptureRow {
    Id id, responseId;
    Timestamp capturedAt, receivedAt;
    Channel channel = Channel::Other;
    std::string capturedBy;
    std::optional<std::string> referenceKey;
    std::vector<RequestedItem> items;
    std::string note;
    bool withdrawn = false;                ///< it was a wrong assignment and counts no more
    Outcome outcome = Outcome::Captured;   ///< the first that stands made the response, others repeat it
    std::optional<Id> clearingId, batchId; ///< where it came from
    std::map<std::string, std::string> fields;
};
REJOINDER_DESCRIBE(CaptureRow, id, responseId, capturedAt, receivedAt, channel, capturedBy, referenceKey,
                   items, note, withdrawn, outcome, clearingId, batchId, fields)

/// A credit of a response that shares it, as it is stored.
struct CreditRow {
    Id responseId;
    std::int32_t number = 1; ///< 1: the response's own
    std::optional<Id> campaignId, cellId, waveId, pieceId;
    std::string segment;
    Attribution attribution = Attribution::Unattributed;
    std::string reason;
    bool late = false, best = false;
    double share = 1;
};
REJOINDER_DESCRIBE(CreditRow, responseId, number, campaignId, cellId, waveId, pieceId, segment, attribution,
                   reason, late, best, share)

/// A reply without a sure match, waiting for a person.
struct ClearingEntry {
    Id id;
    Timestamp capturedAt;
    std::string capturedBy;
    std::string reason; ///< code of the refusal it would have been
    NewResponse reply;
    ClearingState state = ClearingState::Open;
    std::optional<Id> responseId;
    std::string remark;
    std::int64_t version = 1;
    std::optional<Id> batchId;
};
REJOINDER_DESCRIBE(ClearingEntry, id, capturedAt, capturedBy, reason, reply, state, responseId, remark,
                   version, batchId)

} // namespace rejoinder::responses
