#pragma once
#include <rejoinder/plugin.h>

/// What responses promises: who answered, how, and to what it is credited.
namespace rejoinder::responses {

/// Every response type is none, positive or negative; only positive ones count as response.
enum class Reaction { None, Positive, Negative };
REJOINDER_DESCRIBE_ENUM(Reaction, None, Positive, Negative)

/// How a response came to its campaign: by the code of the person's own piece; by a code that says less
/// (that of a medium, or of another campaign than was named); by a reply without a code from somebody who got
/// a piece; by behaviour of a hold-out; by a code that somebody else was sent; by a purchase of somebody who
/// got a piece; or not at all.
enum class Attribution { Direct, DirectInexact, Inferred, HoldOut, PassAlong, Matchback, Unattributed };
REJOINDER_DESCRIBE_ENUM(Attribution, Direct, DirectInexact, Inferred, HoldOut, PassAlong, Matchback,
                        Unattributed)

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
    bool late = false;         ///< after the campaign's offer (without one, the campaign) had ended
    std::int32_t credits = 1;  ///< pieces and hold-outs that it is credited to, this one among them
    std::string reason;        ///< why it is credited like this; consoles have the words, `creditOf.<reason>`
    static void rules(Rules& r) {
        r.at("late").defaulted();
        r.at("credits").defaulted();
        r.at("reason").defaulted();
    }
};
REJOINDER_DESCRIBE(Response, id, receivedAt, channel, type, reaction, attribution, contactId, campaignId,
                   cellId, waveId, pieceId, segment, captures, late, credits, reason)

/// A response was captured (not: captured again).
struct ResponseCaptured {
    static constexpr std::string_view kTopic = "responses.response-captured";
    Response response;
    bool fulfil = false; ///< its type sets fulfilment in motion
    std::vector<RequestedItem> items;
    bool followUp = false; ///< its type sets the campaign's follow-up rules in motion
    static void rules(Rules& r) { r.at("followUp").defaulted(); }
};
REJOINDER_DESCRIBE(ResponseCaptured, response, fulfil, items, followUp)

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

/// Positive responses credited to a cell, by each of the three rules: all to the newest piece (best), in
/// equal parts to all that may have caused it (fractional), in full to each of them (multiple). Hold-outs are
/// credited in full by all rules.
struct CreditCount {
    Id cellId;
    Attribution attribution = Attribution::Unattributed;
    bool late = false;
    std::int64_t best = 0, multiple = 0;
    double fractional = 0;
};
REJOINDER_DESCRIBE(CreditCount, cellId, attribution, late, best, multiple, fractional)

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
    static constexpr Version kVersion{1, 1, 0};
    virtual ~Responses() = default;
    virtual std::optional<Response> find(Unit& unit, Id response) = 0;
    virtual std::vector<ResponseCount> counts(Unit& unit, Id campaign) = 0;
    virtual std::vector<ResponderCount> responders(Unit& unit, Id campaign) = 0;
    virtual std::vector<CreditCount> credits(Unit& unit, Id campaign) = 0;
    virtual std::vector<DayCount> byDay(Unit& unit, Id campaign) = 0;
    /// The credit for what a person did at that moment without a code, such as an order in the shop: that of
    /// the person's newest credited response in the campaign, else what a reply captured then would be
    /// credited to.
    /// @throws Error Invalid when there is no such contact or campaign.
    virtual Credit creditOf(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp at) = 0;
};

} // namespace rejoinder::responses
