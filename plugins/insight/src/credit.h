#pragma once
#include "figures.h"

/// The responses of a campaign as one of the three rules credits them.
namespace rejoinder::insight {

/// Best: all to the newest piece; fractional: in equal parts to all that may have caused it; multiple: in
/// full to each. A hold-out is credited in full by all.
enum class CreditRule { Best, Fractional, Multiple };
REJOINDER_DESCRIBE_ENUM(CreditRule, Best, Fractional, Multiple)

/// Which responses count: all, only those by a code, only those without.
enum class CreditBy { All, Code, Behaviour };
REJOINDER_DESCRIBE_ENUM(CreditBy, All, Code, Behaviour)

enum class CreditTime { All, InTime, Late };
REJOINDER_DESCRIBE_ENUM(CreditTime, All, InTime, Late)

struct CreditWish {
    Id id;
    CreditRule rule = CreditRule::Best;
    CreditBy by = CreditBy::All;
    CreditTime time = CreditTime::All;
    static void rules(Rules& r) {
        r.at("rule").defaulted().says(
            "best: the newest piece; fractional: in equal parts; multiple: each in full");
        r.at("by").defaulted().says("code: direct, inexact and pass-along; behaviour: all others");
        r.at("time").defaulted().says("late: after the offer had ended");
    }
};
REJOINDER_DESCRIBE(CreditWish, id, rule, by, time)

/// What a cell is credited with.
struct CellCredit {
    Id cellId;
    std::string code, name;
    bool holdOut = false;
    std::int64_t pieces = 0;
    double credited = 0;
    std::optional<double> rate;              ///< credited / pieces
    std::optional<double> costPerCredited;   ///< promotion cost, main units of the currency
    std::vector<responses::CreditCount> how; ///< by attribution and time, whatever was wished
};
REJOINDER_DESCRIBE(CellCredit, cellId, code, name, holdOut, pieces, credited, rate, costPerCredited, how)

struct CampaignCredit {
    Id campaignId;
    std::string currency;
    CreditRule rule = CreditRule::Best;
    std::vector<CellCredit> cells;
    double credited = 0; ///< of all cells that are no hold-outs
};
REJOINDER_DESCRIBE(CampaignCredit, campaignId, currency, rule, cells, credited)

/// @throws Error NotFound
CampaignCredit creditOf(Unit& unit, const Sources& sources, const CreditWish& wish);

} // namespace rejoinder::insight
