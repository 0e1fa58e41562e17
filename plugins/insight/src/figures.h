#pragma once
#include "fulfilment_cost.h"

#include <rejoinder/contract/campaigns.h>
#include <rejoinder/contract/dispatch.h>
#include <rejoinder/contract/fulfilment.h>
#include <rejoinder/contract/pretests.h>
#include <rejoinder/contract/responses.h>
#include <rejoinder/contract/targetgroups.h>

/// The figures of a campaign, from counts that the other plugins answer for. Rates are shares between 0 and
/// 1; money per head and per response in main units of the campaign's currency, sums in minor units.
namespace rejoinder::insight {

/// Counts of a cell, or of a segment within a cell.
struct Counts {
    std::int64_t pieces = 0; ///< handed over (a hold-out: its members); follow-up pieces not counted
    std::int64_t followUpPieces = 0;
    std::int64_t withheld = 0;   ///< stopped at the last question: objection, no consent, no address
    std::int64_t returned = 0;   ///< of the pieces, came back undeliverable
    std::int64_t responders = 0; ///< persons with a positive response
    std::int64_t responses = 0;
    std::int64_t orders = 0, buyers = 0;
    std::int64_t revenueMinor = 0;
    double revenueMinorSquares = 0;
    void add(const Counts& other);
};

/// One line of the result's table.
struct CellFigures {
    Id cellId; ///< 0 in the line of all cells together
    std::string code, name;
    bool holdOut = false;
    Channel channel = Channel::Letter;
    std::int64_t pieces = 0, followUpPieces = 0, withheld = 0, returned = 0;
    std::int64_t responders = 0, responses = 0;
    std::optional<double> responseRate, responseRateLow, responseRateHigh; ///< Wilson, 95 %
    std::int64_t orders = 0, buyers = 0;
    std::optional<double> orderRate, orderRateLow, orderRateHigh; ///< buyers per piece; Wilson, 95 %
    std::int64_t revenueMinor = 0;
    std::optional<double> revenuePerHead, revenuePerHeadDeviation; ///< per piece; sample standard deviation
    std::int64_t promotionCostMinor = 0, fulfilmentCostMinor = 0;
    std::optional<double> costPerResponse;       ///< raw: promotion cost per responder
    std::optional<double> loadedCostPerResponse; ///< with fulfilment
    std::optional<double> costPerOrder;
};
REJOINDER_DESCRIBE(CellFigures, cellId, code, name, holdOut, channel, pieces, followUpPieces, withheld,
                   returned, responders, responses, responseRate, responseRateLow, responseRateHigh, orders,
                   buyers, orderRate, orderRateLow, orderRateHigh, revenueMinor, revenuePerHead,
                   revenuePerHeadDeviation, promotionCostMinor, fulfilmentCostMinor, costPerResponse,
                   loadedCostPerResponse, costPerOrder)

enum class Measure { ResponseRate, OrderRate, RevenuePerHead };
REJOINDER_DESCRIBE_ENUM(Measure, ResponseRate, OrderRate, RevenuePerHead)

/// A contacted cell against the hold-outs together.
struct Lift {
    Id cellId;
    std::string code;
    Measure measure = Measure::ResponseRate;
    double difference = 0;             ///< cell − hold-out; shares, or money per head
    double low = 0, high = 0;          ///< 95 %
    std::string intervalMethod;        ///< "Wald" or "Welch"
    std::string statistic;             ///< "z" or "t"
    double value = 0;                  ///< of the statistic
    std::string variance;              ///< variance the statistic stands on: "pooled", "unpooled" (Welch)
    std::optional<double> degrees;     ///< of freedom, Welch–Satterthwaite
    double p = 1;                      ///< two-sided
    double adjustedP = 1;              ///< after Holm over the cells compared on this measure
    std::optional<double> incremental; ///< difference × pieces: responses, orders or money won by contacting
};
REJOINDER_DESCRIBE(Lift, cellId, code, measure, difference, low, high, intervalMethod, statistic, value,
                   variance, degrees, p, adjustedP, incremental)

struct SegmentFigures {
    std::string segment;
    Id cellId;
    std::string code;
    std::int64_t pieces = 0, responders = 0, buyers = 0, revenueMinor = 0;
    std::optional<double> responseRate;
    std::optional<double> index; ///< lift index: rate of the segment / rate of its cell
};
REJOINDER_DESCRIBE(SegmentFigures, segment, cellId, code, pieces, responders, buyers, revenueMinor,
                   responseRate, index)

/// The result of a campaign.
struct CampaignFigures {
    Id campaignId;
    std::string code, name, currency;
    campaigns::CampaignState state = campaigns::CampaignState::Draft;
    Timestamp countedAt;
    std::vector<CellFigures> cells;
    CellFigures contacted;                          ///< all cells that are no hold-outs
    CellFigures all;                                ///< hold-outs too
    std::int64_t fixedCostMinor = 0, costMinor = 0; ///< costMinor: fixed, promotion and fulfilment together
    std::optional<double> breakEvenOrders;          ///< promotion and fixed cost / contribution per order
    std::optional<double> contribution; ///< orders × contribution per order − promotion and fixed cost
    std::vector<Lift> lifts;
    std::vector<SegmentFigures> segments;
    FulfilmentCost fulfilment;
};
REJOINDER_DESCRIBE(CampaignFigures, campaignId, code, name, currency, state, countedAt, cells, contacted, all,
                   fixedCostMinor, costMinor, breakEvenOrders, contribution, lifts, segments, fulfilment)

/// Where the counts come from.
struct Sources {
    std::shared_ptr<campaigns::Campaigns> campaigns;
    std::shared_ptr<targetgroups::FrozenLists> lists;
    std::shared_ptr<dispatch::Pieces> pieces;
    std::shared_ptr<responses::Responses> responses;
    std::shared_ptr<fulfilment::Orders> orders;
    std::shared_ptr<fulfilment::Costs> costs;
};

using SegmentCounts = std::map<std::pair<Id, std::string>, Counts>; ///< by cell and segment

/// Asks all sources once; of the cost, which figuresOf() asks for, nothing.
SegmentCounts countsOf(Unit& unit, const Sources& sources, Id campaign);
/// Works the result out. @throws Error NotFound
CampaignFigures figuresOf(Unit& unit, const Sources& sources, Id campaign);
/// Each contacted cell against the hold-outs; empty without a hold-out or without pieces. `perMain`: minor
/// units in a main one of the campaign's currency.
std::vector<Lift> liftsOf(const std::vector<campaigns::Cell>& cells, const std::map<Id, Counts>& counts,
                          double perMain);

} // namespace rejoinder::insight
