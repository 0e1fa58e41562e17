#pragma once
#include "records.h"

/// What the routes take.
namespace rejoinder::campaigns {

struct ListInput {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ListInput, limit, cursor)

struct NewCell {
    std::string code, name;
    bool holdOut = false;
    Channel channel = Channel::Letter;
    std::optional<Id> offerId;
    UnitCost costPerPiece;
    static void rules(Rules& r) {
        r.at("code").notEmpty().max(16).says("Short name within the campaign: A");
        r.at("name").max(200).defaulted();
        r.at("holdOut").defaulted().says("Never contacted; measures the lift");
        r.at("channel").defaulted();
        r.at("costPerPiece")
            .defaulted()
            .says("Cost in the mail per piece, main units of the campaign's currency");
    }
};
REJOINDER_DESCRIBE(NewCell, code, name, holdOut, channel, offerId, costPerPiece)

struct NewCampaign {
    std::string code, name, description, currency;
    std::int64_t budgetMinor = 0, fixedCostMinor = 0;
    UnitCost contributionPerOrder;
    std::optional<Date> startsOn, endsOn, offerEndsOn;
    std::vector<Goal> goals;
    std::vector<NewCell> cells;
    std::vector<Volume> volumes;
    static void rules(Rules& r) {
        r.at("code").notEmpty().max(32).says("Short and unique: SPRING26");
        r.at("name").notEmpty().max(200);
        r.at("description").max(10000).defaulted();
        r.at("currency").format(Format::Currency);
        r.at("budgetMinor").atLeast(0).defaulted();
        r.at("fixedCostMinor").atLeast(0).defaulted();
        r.at("contributionPerOrder")
            .defaulted()
            .says("Margin of an order after goods, shipping and returns, before promotion; main units");
    }
};
REJOINDER_DESCRIBE(NewCampaign, code, name, description, currency, budgetMinor, fixedCostMinor,
                   contributionPerOrder, startsOn, endsOn, offerEndsOn, goals, cells, volumes)

struct ChangeCampaign {
    Id id;
    std::optional<std::string> name, description;
    std::optional<CampaignState> state;
    std::optional<std::int64_t> budgetMinor, fixedCostMinor;
    std::optional<UnitCost> contributionPerOrder;
    std::optional<Date> startsOn, endsOn, offerEndsOn;
    std::optional<std::vector<Goal>> goals;
    std::optional<std::vector<Volume>> volumes;
    std::optional<std::vector<NewCell>> cells; ///< replaces all; a cell keeps its id by its code
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("budgetMinor").atLeast(0);
        r.at("fixedCostMinor").atLeast(0);
        r.at("state").says(
            "running → finished; draft, approved or running → cancelled. Approval has its own route.");
    }
};
REJOINDER_DESCRIBE(ChangeCampaign, id, name, description, state, budgetMinor, fixedCostMinor,
                   contributionPerOrder, startsOn, endsOn, offerEndsOn, goals, volumes, cells)

/// A campaign with its cells, decisions and version.
struct CampaignView {
    Id id;
    Campaign campaign;
    std::vector<Cell> cells;
    std::vector<Decision> decisions;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(CampaignView, id, campaign, cells, decisions, version)

struct NewDecision {
    Id id;
    Verdict verdict = Verdict::Approved;
    std::string remark;
    static void rules(Rules& r) { r.at("remark").max(2000).defaulted(); }
};
REJOINDER_DESCRIBE(NewDecision, id, verdict, remark)

struct NewCost {
    Id id;
    CostStage stage = CostStage::Committed;
    std::string label;
    std::int64_t amountMinor = 0;
    static void rules(Rules& r) { r.at("label").notEmpty().max(200); }
};
REJOINDER_DESCRIBE(NewCost, id, stage, label, amountMinor)

struct CostList {
    std::vector<Cost> items;
};
REJOINDER_DESCRIBE(CostList, items)

struct NewOffer {
    std::string code, name, description;
    std::optional<Date> validFrom, validUntil;
    static void rules(Rules& r) {
        r.at("code").notEmpty().max(32);
        r.at("name").notEmpty().max(200);
        r.at("description").max(10000).defaulted();
    }
};
REJOINDER_DESCRIBE(NewOffer, code, name, description, validFrom, validUntil)

struct ChangeOffer {
    Id id;
    std::optional<std::string> name, description;
    std::optional<Date> validFrom, validUntil;
    static void rules(Rules& r) { r.at("name").notEmpty().max(200); }
};
REJOINDER_DESCRIBE(ChangeOffer, id, name, description, validFrom, validUntil)

} // namespace rejoinder::campaigns
