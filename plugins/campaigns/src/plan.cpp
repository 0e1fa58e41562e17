#include "plan.h"

#include <money/money.h>
#include <statistics/distributions.h>
#include <statistics/power.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace rejoinder::campaigns {

namespace {

constexpr double kLevel = 0.9; ///< of a forecast's range

const Cell* cellOf(const std::vector<Cell>& cells, const std::string& code) {
    const auto at = std::find_if(cells.begin(), cells.end(), [&](const Cell& c) { return c.code == code; });
    return at == cells.end() ? nullptr : &*at;
}

void addForecasts(PlanFigures& plan, std::vector<SegmentForecast> forecasts) {
    double mean = 0, variance = 0;
    std::int64_t pieces = 0;
    const double z = statistics::criticalZ(kLevel);
    for (const auto& f : forecasts) {
        if (f.evidenceCampaigns == 0) return; // a sum with a hole in it would be a promise
        mean += f.responses;
        pieces += f.pieces;
        const double deviation = (f.responsesHigh - f.responsesLow) / (2 * z);
        variance += deviation * deviation; // segments vary independently
    }
    plan.forecasts = std::move(forecasts);
    if (pieces == 0) return;
    const double half = z * std::sqrt(variance);
    plan.expectedResponses = mean;
    plan.expectedResponsesLow = std::max(0.0, mean - half);
    plan.expectedResponsesHigh = std::min(static_cast<double>(pieces), mean + half);
    plan.expectedRate = mean / static_cast<double>(pieces);
    if (mean > 0)
        plan.expectedCostPerResponse = money::mainUnits(plan.plannedCostMinor, plan.currency) / mean;
}

} // namespace

std::int64_t plannedCost(const Campaign& campaign, const std::vector<Cell>& cells) {
    std::int64_t micros = 0;
    for (const auto& volume : campaign.volumes)
        if (const auto* cell = cellOf(cells, volume.cellCode); cell && !cell->holdOut)
            micros += volume.pieces * cell->costPerPiece.micros;
    return campaign.fixedCostMinor + money::minorOf(micros, campaign.currency);
}

void checkPlan(const Campaign& campaign, const std::vector<Cell>& cells, Faults& faults) {
    if (std::none_of(cells.begin(), cells.end(), [](const Cell& c) { return !c.holdOut; }))
        faults.add("/cells", "campaigns.no-cell", "the plan has no cell that is contacted");
    if (!campaign.startsOn) faults.add("/startsOn", "campaigns.no-date", "the plan has no start date");
    if (campaign.startsOn && campaign.endsOn && campaign.endsOn < campaign.startsOn)
        faults.add("/endsOn", "campaigns.dates", "the campaign ends before it starts");
    if (campaign.offerEndsOn && campaign.startsOn && campaign.offerEndsOn < campaign.startsOn)
        faults.add("/offerEndsOn", "campaigns.dates", "the offer ends before the campaign starts");
    for (std::size_t i = 0; i < campaign.volumes.size(); ++i)
        if (!cellOf(cells, campaign.volumes[i].cellCode))
            faults.add("/volumes/" + std::to_string(i) + "/cellCode", "campaigns.no-such-cell",
                       "there is no cell " + campaign.volumes[i].cellCode);
    const auto cost = plannedCost(campaign, cells);
    if (cost > campaign.budgetMinor)
        faults.add("/budgetMinor", "campaigns.over-budget",
                   "the plan costs " + std::to_string(cost) + " and the budget is " +
                       std::to_string(campaign.budgetMinor) + " minor units");
}

PlanFigures planFigures(Unit& unit, const Campaign& campaign, const std::vector<Cell>& cells,
                        const std::vector<Cost>& costs, Forecasts* forecasts, double lift) {
    PlanFigures plan;
    plan.campaignId = campaign.id;
    plan.currency = campaign.currency;
    plan.budgetMinor = campaign.budgetMinor;
    plan.plannedCostMinor = plannedCost(campaign, cells);
    for (const auto& cost : costs)
        (cost.stage == CostStage::Spent ? plan.spentCostMinor : plan.committedCostMinor) += cost.amountMinor;

    std::map<std::pair<std::string, Channel>, std::int64_t> pieces;
    for (const auto& volume : campaign.volumes)
        if (const auto* cell = cellOf(cells, volume.cellCode); cell && !cell->holdOut && volume.pieces > 0) {
            pieces[{volume.segment, cell->channel}] += volume.pieces;
            plan.plannedPieces += volume.pieces;
        }

    const double contribution = campaign.contributionPerOrder.toDouble();
    if (contribution > 0) {
        plan.breakEvenOrders = money::mainUnits(plan.plannedCostMinor, plan.currency) / contribution;
        if (plan.plannedPieces > 0)
            plan.breakEvenRate = *plan.breakEvenOrders / static_cast<double>(plan.plannedPieces);
    }
    if (!forecasts || pieces.empty()) return plan;

    std::vector<ForecastWish> wishes;
    for (const auto& [key, count] : pieces) wishes.push_back({key.first, key.second, count});
    addForecasts(plan, forecasts->forecast(unit, wishes, campaign.id));
    const double base = plan.expectedRate.value_or(0);
    const double better = base * (1 + lift);
    if (base > 0 && better < 1) {
        const auto size = statistics::sampleSizePerCell(base, better);
        plan.testSizePerCell = size.perCell;
        plan.testBaseRate = base;
        plan.testLift = lift;
        plan.testFormula = std::string(statistics::name(size.formula));
    }
    return plan;
}

} // namespace rejoinder::campaigns
