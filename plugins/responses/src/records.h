#pragma once
#include <rejoinder/contract/responses.h>

/// What the plugin stores, takes and shows.
namespace rejoinder::responses {

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
};
REJOINDER_DESCRIBE(ResponseType, id, key, name, reaction, fulfil, optOut, optOutChannel, active, version)

/// A reply as it is captured. Give the code when there is one; else the contact, and the campaign when known.
struct NewResponse {
    std::string type;
    Channel channel = Channel::Post;
    std::optional<std::string> code;
    std::optional<Id> contactId;
    std::optional<std::string> externalKey;
    std::optional<Id> campaignId;
    std::optional<Timestamp> receivedAt;
    std::vector<RequestedItem> items;
    std::optional<std::int64_t> valueMinor;
    std::optional<std::string> reference;
    std::string note;
    bool again = false;
    bool clearing = false;
    static void rules(Rules& r) {
        r.at("type").notEmpty().max(64).says("Key of a response type");
        r.at("code").max(64).says("Code of the piece, with or without dashes, any case");
        r.at("externalKey").max(100).says("The contact's number in the source system, instead of contactId");
        r.at("receivedAt").says("Absent: now");
        r.at("items").max(200);
        r.at("valueMinor")
            .atLeast(0)
            .says("Value named in the reply, minor units of the campaign's currency");
        r.at("reference").max(200).says("The source's own number; the same number twice is one reply");
        r.at("note").max(10000).defaulted();
        r.at("again").defaulted().says(
            "The person really answers once more; else the same type in the same campaign "
            "is one response, captured again");
        r.at("clearing").defaulted().says("Without a match put it into clearing instead of refusing it");
    }
};
REJOINDER_DESCRIBE(NewResponse, type, channel, code, contactId, externalKey, campaignId, receivedAt, items,
                   valueMinor, reference, note, again, clearing)

enum class Outcome { Captured, Duplicate, Clearing };
REJOINDER_DESCRIBE_ENUM(Outcome, Captured, Duplicate, Clearing)

/// What became of a capture; `id` is the response's, or the clearing entry's.
struct Captured {
    Id id;
    Outcome outcome = Outcome::Captured;
    std::optional<Response> response;
};
REJOINDER_DESCRIBE(Captured, id, outcome, response)

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
    bool withdrawn = false; ///< it was a wrong assignment and counts no more
};
REJOINDER_DESCRIBE(CaptureRow, id, responseId, capturedAt, receivedAt, channel, capturedBy, referenceKey,
                   items, note, withdrawn)

enum class ClearingState { Open, Assigned, Rejected };
REJOINDER_DESCRIBE_ENUM(ClearingState, Open, Assigned, Rejected)

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
};
REJOINDER_DESCRIBE(ClearingEntry, id, capturedAt, capturedBy, reason, reply, state, responseId, remark,
                   version)

/// Why a letter came back.
enum class ReturnReason { Moved, Unknown, Refused, Deceased, Other };
REJOINDER_DESCRIBE_ENUM(ReturnReason, Moved, Unknown, Refused, Deceased, Other)

struct ReturnRow {
    Id id, pieceId, contactId, campaignId;
    ReturnReason reason = ReturnReason::Unknown;
    std::string remark;
    Timestamp returnedAt;
    bool blocked = false; ///< the address was marked undeliverable because of it
};
REJOINDER_DESCRIBE(ReturnRow, id, pieceId, contactId, campaignId, reason, remark, returnedAt, blocked)

} // namespace rejoinder::responses
