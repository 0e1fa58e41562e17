#pragma once
#include <rejoinder/contract/responses/capturing.h>

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
