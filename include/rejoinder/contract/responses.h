#pragma once
#include <rejoinder/plugin.h>

/// What responses promises: who answered, how, and to what it is credited.
namespace rejoinder::responses {

/// Every response type is none, positive or negative; only positive ones count as response.
enum class Reaction { None, Positive, Negative };
REJOINDER_DESCRIBE_ENUM(Reaction, None, Positive, Negative)

/// How a response came to its campaign: by code, by the person's newest piece, by behaviour of a hold-out, or
/// not at all.
enum class Attribution { Direct, Inferred, HoldOut, PassAlong, Unattributed };
REJOINDER_DESCRIBE_ENUM(Attribution, Direct, Inferred, HoldOut, PassAlong, Unattributed)

/// An item somebody asked for.
struct RequestedItem {
    std::string sku;
    std::int32_t quantity = 1;
    static void rules(Rules& r) {
        r.at("quantity").range(1, 10000).defaulted();
        r.at("sku").notEmpty().max(64);
    }
};
REJOINDER_DESCRIBE(RequestedItem, sku, quantity)

struct Response {
    Id id;
    Timestamp receivedAt;
    Channel channel = Channel::Other;
    std::string type; ///< key of the response type
    Reaction reaction = Reaction::Positive;
    Attribution attribution = Attribution::Unattributed;
    std::optional<Id> contactId, campaignId, cellId, waveId, pieceId;
    std::string segment;
    std::int32_t captures = 1; ///< how often the same reply was captured
};
REJOINDER_DESCRIBE(Response, id, receivedAt, channel, type, reaction, attribution, contactId, campaignId,
                   cellId, waveId, pieceId, segment, captures)

/// A response was captured (not: captured again).
struct ResponseCaptured {
    static constexpr std::string_view kTopic = "responses.response-captured";
    Response response;
    bool fulfil = false; ///< its type sets fulfilment in motion
    std::vector<RequestedItem> items;
};
REJOINDER_DESCRIBE(ResponseCaptured, response, fulfil, items)

/// Persons who answered, per cell, segment and response type.
struct ResponseCount {
    Id cellId;
    std::string segment, type;
    Reaction reaction = Reaction::Positive;
    bool followUp = false;       ///< credited to a piece of a follow-up wave
    std::int64_t responders = 0; ///< distinct persons
    std::int64_t responses = 0;
};
REJOINDER_DESCRIBE(ResponseCount, cellId, segment, type, reaction, followUp, responders, responses)

/// Persons with at least one positive response, per cell and segment.
struct ResponderCount {
    Id cellId;
    std::string segment;
    std::int64_t responders = 0;
};
REJOINDER_DESCRIBE(ResponderCount, cellId, segment, responders)

/// Responses per day since the campaign's first piece was handed over.
struct DayCount {
    Date day;
    std::int64_t responses = 0;
};
REJOINDER_DESCRIBE(DayCount, day, responses)

/// To which campaign, cell and piece something that a person does belongs.
struct Credit {
    std::optional<Id> campaignId, cellId, pieceId;
    std::string segment;
    Attribution attribution = Attribution::Unattributed;
};

class Responses {
public:
    static constexpr std::string_view kName = "responses.responses";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Responses() = default;
    virtual std::optional<Response> find(Unit& unit, Id response) = 0;
    virtual std::vector<ResponseCount> counts(Unit& unit, Id campaign) = 0;
    virtual std::vector<ResponderCount> responders(Unit& unit, Id campaign) = 0;
    virtual std::vector<DayCount> byDay(Unit& unit, Id campaign) = 0;
    /// The credit for what a person did at that moment without a code, such as an order in the shop: that of
    /// the person's newest credited response in the campaign, else what a reply captured then would be
    /// credited to.
    /// @throws Error Invalid when there is no such contact or campaign.
    virtual Credit creditOf(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp at) = 0;
};

} // namespace rejoinder::responses
