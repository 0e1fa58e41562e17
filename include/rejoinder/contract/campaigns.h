#pragma once
#include <rejoinder/plugin.h>

/// What campaigns promises: the plan, its cells and offers, the approval gate; and what it would like to be
/// told: forecasts from earlier campaigns.
namespace rejoinder::campaigns {

enum class CampaignState { Draft, Approved, Running, Finished, Cancelled };
REJOINDER_DESCRIBE_ENUM(CampaignState, Draft, Approved, Running, Finished, Cancelled)

/// A group of people treated alike. A hold-out is never contacted; it measures the lift.
struct Cell {
    Id id, campaignId;
    std::string code; ///< short, unique within the campaign: "A"
    std::string name; ///< "Letter with voucher"
    bool holdOut = false;
    Channel channel = Channel::Letter;
    std::optional<Id> offerId;
    UnitCost costPerPiece; ///< in the campaign's currency
};
REJOINDER_DESCRIBE(Cell, id, campaignId, code, name, holdOut, channel, offerId, costPerPiece)

struct CampaignSummary {
    Id id;
    std::string code, name; ///< code: short and unique, "SPRING26"
    CampaignState state = CampaignState::Draft;
    std::string currency;
    std::int64_t fixedCostMinor = 0;
    UnitCost contributionPerOrder; ///< margin of an order after goods and shipping, before promotion
    std::optional<Date> startsOn, endsOn, offerEndsOn;
};
REJOINDER_DESCRIBE(CampaignSummary, id, code, name, state, currency, fixedCostMinor, contributionPerOrder,
                   startsOn, endsOn, offerEndsOn)

class Campaigns {
public:
    static constexpr std::string_view kName = "campaigns.campaigns";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Campaigns() = default;
    virtual std::optional<CampaignSummary> find(Unit& unit, Id campaign) = 0;
    virtual std::vector<CampaignSummary> all(Unit& unit) = 0;
    /// In the order of their codes.
    virtual std::vector<Cell> cells(Unit& unit, Id campaign) = 0;
    /// What an offer is called in letters and e-mails; "" when it is not known.
    virtual std::string offerName(Unit& /*unit*/, Id /*offer*/) { return {}; }
    /// @throws Error Conflict `campaigns.not-approved` unless the plan passed its gate (approved or running).
    virtual void requireApproved(Unit& unit, Id campaign) = 0;
    /// Approved → running; nothing when it runs already.
    virtual void markRunning(Unit& unit, Id campaign) = 0;
};

/// The plan passed its gate; nobody may send before.
struct CampaignApproved {
    static constexpr std::string_view kTopic = "campaigns.campaign-approved";
    Id campaignId;
};
REJOINDER_DESCRIBE(CampaignApproved, campaignId)

/// A campaign was closed; its figures may be learnt from.
struct CampaignFinished {
    static constexpr std::string_view kTopic = "campaigns.campaign-finished";
    Id campaignId;
};
REJOINDER_DESCRIBE(CampaignFinished, campaignId)

/// What to forecast: so many pieces to a segment on a channel.
struct ForecastWish {
    std::string segment; ///< "" = all segments together
    Channel channel = Channel::Letter;
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(ForecastWish, segment, channel, pieces)

/// The expected response of a segment with the range that holds the observed rate in 90 % of the cases.
struct SegmentForecast {
    std::string segment;
    Channel channel = Channel::Letter;
    std::int64_t pieces = 0;
    double rate = 0, rateLow = 0, rateHigh = 0; ///< shares, 0 to 1
    double responses = 0, responsesLow = 0, responsesHigh = 0;
    std::int64_t evidencePieces = 0, evidenceResponses = 0; ///< of this segment and channel itself
    std::int32_t evidenceCampaigns =
        0; ///< finished campaigns it stands on; 0 = nothing was learnt, no forecast
};
REJOINDER_DESCRIBE(SegmentForecast, segment, channel, pieces, rate, rateLow, rateHigh, responses,
                   responsesLow, responsesHigh, evidencePieces, evidenceResponses, evidenceCampaigns)

/// Provided by insight when it is there: closes the cycle without a circle.
class Forecasts {
public:
    static constexpr std::string_view kName = "campaigns.forecasts";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Forecasts() = default;
    /// One forecast per wish, in order; evidence of `except` (the campaign being planned) is not used.
    virtual std::vector<SegmentForecast> forecast(Unit& unit, std::span<const ForecastWish> wishes,
                                                  Id except) = 0;
};

} // namespace rejoinder::campaigns
