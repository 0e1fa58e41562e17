#pragma once
#include "figures.h"

#include <statistics/forecast.h>

/// What finished campaigns taught, and the forecasts made of it.
namespace rejoinder::insight {

/// How a segment answered on a channel in one finished campaign.
struct Learning {
    Id id;
    Id campaignId; ///< 0 for a campaign of before, entered by hand
    std::string campaignName, segment;
    Channel channel = Channel::Letter;
    std::int64_t pieces = 0, responders = 0, buyers = 0;
    Timestamp learntAt;
};
REJOINDER_DESCRIBE(Learning, id, campaignId, campaignName, segment, channel, pieces, responders, buyers,
                   learntAt)

/// Evidence a forecast stands on: one segment on one channel in one campaign.
struct Evidence {
    Id campaignId;
    std::string campaignName, segment;
    Channel channel = Channel::Letter;
    std::int64_t pieces = 0, responders = 0;
    static void rules(Rules& r) {
        r.at("campaignId").defaulted();
        r.at("campaignName").max(200).defaulted();
        r.at("segment").max(200).defaulted();
        r.at("channel").defaulted();
        r.at("pieces").atLeast(0);
        r.at("responders").atLeast(0);
    }
};
REJOINDER_DESCRIBE(Evidence, campaignId, campaignName, segment, channel, pieces, responders)

/// Forecasts by a Beta posterior per segment and channel whose prior is pooled over the other segments and
/// campaigns (of the same channel where it has any); the range holds the rate observed in the next mailing in
/// 90 % of the cases. `weight`: how much a piece of the past counts, 0 to 1. @throws Error Invalid for
/// impossible evidence.
std::vector<campaigns::SegmentForecast> forecastsOf(const std::vector<Evidence>& evidence,
                                                    std::span<const campaigns::ForecastWish> wishes,
                                                    double weight);

/// Stores what a campaign taught; again without effect on the sum.
void learn(Unit& unit, const Sources& sources, Id campaign);

} // namespace rejoinder::insight
