#pragma once
#include <rejoinder/contract/campaigns.h>

/// What the plugin stores and shows.
namespace rejoinder::campaigns {

/// A figure that a goal sets a target for.
enum class Figure {
    Pieces,
    Responses,
    ResponseRate,
    Orders,
    OrderRate,
    Revenue,
    CostPerResponse,
    CostPerOrder
};
REJOINDER_DESCRIBE_ENUM(Figure, Pieces, Responses, ResponseRate, Orders, OrderRate, Revenue, CostPerResponse,
                        CostPerOrder)

/// A target: rates are shares (0.025 = 2.5 %), money in main units of the campaign's currency.
struct Goal {
    Figure figure = Figure::Responses;
    double target = 0;
    static void rules(Rules& r) { r.at("target").atLeast(0); }
};
REJOINDER_DESCRIBE(Goal, figure, target)

/// How many pieces are planned to a segment in a cell.
struct Volume {
    std::string cellCode;
    std::string segment; ///< "" when the plan is not made by segments
    std::int64_t pieces = 0;
    static void rules(Rules& r) {
        r.at("segment").max(200).defaulted();
        r.at("pieces").range(0, 1e9);
    }
};
REJOINDER_DESCRIBE(Volume, cellCode, segment, pieces)

struct Campaign {
    Id id;
    std::string code, name, description;
    CampaignState state = CampaignState::Draft;
    std::string currency;
    std::int64_t budgetMinor = 0;    ///< what may be spent at most, minor units
    std::int64_t fixedCostMinor = 0; ///< creation, print set-up …; minor units
    UnitCost contributionPerOrder;
    Date startsOn, endsOn, offerEndsOn;
    std::vector<Goal> goals;
    std::vector<Volume> volumes;
    std::int64_t version = 1;
    Timestamp createdAt, updatedAt;
};
REJOINDER_DESCRIBE(Campaign, id, code, name, description, state, currency, budgetMinor, fixedCostMinor,
                   contributionPerOrder, startsOn, endsOn, offerEndsOn, goals, volumes, version, createdAt,
                   updatedAt)

struct Offer {
    Id id;
    std::string code, name, description;
    Date validFrom, validUntil;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Offer, id, code, name, description, validFrom, validUntil, version)

enum class Verdict { Approved, Rejected, Withdrawn };
REJOINDER_DESCRIBE_ENUM(Verdict, Approved, Rejected, Withdrawn)

/// One decision at the gate before sending.
struct Decision {
    Id id, campaignId;
    Verdict verdict = Verdict::Approved;
    std::string remark, decidedBy;
    Timestamp decidedAt;
};
REJOINDER_DESCRIBE(Decision, id, campaignId, verdict, remark, decidedBy, decidedAt)

/// Commitment levels of money, from first thought to invoice.
enum class CostStage { Committed, Spent };
REJOINDER_DESCRIBE_ENUM(CostStage, Committed, Spent)

struct Cost {
    Id id, campaignId;
    CostStage stage = CostStage::Committed;
    std::string label;
    std::int64_t amountMinor = 0;
    Timestamp bookedAt;
};
REJOINDER_DESCRIBE(Cost, id, campaignId, stage, label, amountMinor, bookedAt)

/// The plan in figures: what it costs, what it must bring, and what earlier campaigns say it will bring.
struct PlanFigures {
    Id campaignId;
    std::string currency;
    std::int64_t plannedPieces = 0;
    std::int64_t budgetMinor = 0, plannedCostMinor = 0, committedCostMinor = 0, spentCostMinor = 0;
    /// Orders that pay for the promotion: planned cost / contribution per order; absent without a
    /// contribution.
    std::optional<double> breakEvenOrders;
    /// Those orders per piece, a share.
    std::optional<double> breakEvenRate;
    /// Per segment and channel; empty as long as nothing was learnt.
    std::vector<SegmentForecast> forecasts;
    std::optional<double> expectedResponses, expectedResponsesLow, expectedResponsesHigh, expectedRate;
    std::optional<double> expectedCostPerResponse; ///< main units of the currency
    /// Names per cell that a pre-test needs to see `testLift` (relative) with 80 % chance at 5 % error,
    /// two-sided.
    std::optional<std::int64_t> testSizePerCell;
    std::optional<double> testBaseRate, testLift;
    std::optional<std::string> testFormula;
};
REJOINDER_DESCRIBE(PlanFigures, campaignId, currency, plannedPieces, budgetMinor, plannedCostMinor,
                   committedCostMinor, spentCostMinor, breakEvenOrders, breakEvenRate, forecasts,
                   expectedResponses, expectedResponsesLow, expectedResponsesHigh, expectedRate,
                   expectedCostPerResponse, testSizePerCell, testBaseRate, testLift, testFormula)

/// The campaign, or Error NotFound.
Campaign findCampaign(Unit& unit, Id id);
/// Cost of the planned pieces and the fixed cost, minor units, half a unit rounded up.
std::int64_t plannedCost(const Campaign& campaign, const std::vector<Cell>& cells);
/// Everything that keeps the plan from being approved.
void checkPlan(const Campaign& campaign, const std::vector<Cell>& cells, Faults& faults);

} // namespace rejoinder::campaigns
