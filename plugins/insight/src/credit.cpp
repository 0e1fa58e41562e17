#include "credit.h"

#include <money/money.h>

namespace rejoinder::insight {

namespace {

using responses::Attribution;

bool byCode(Attribution a) {
    return a == Attribution::Direct || a == Attribution::DirectInexact || a == Attribution::PassAlong;
}

bool counts(const responses::CreditCount& c, const CreditWish& wish) {
    if (wish.by != CreditBy::All && (wish.by == CreditBy::Code) != byCode(c.attribution)) return false;
    return wish.time == CreditTime::All || (wish.time == CreditTime::Late) == c.late;
}

double amount(const responses::CreditCount& c, CreditRule rule) {
    switch (rule) {
    case CreditRule::Best: return static_cast<double>(c.best);
    case CreditRule::Fractional: return c.fractional;
    case CreditRule::Multiple: return static_cast<double>(c.multiple);
    }
    return 0;
}

} // namespace

CampaignCredit creditOf(Unit& unit, const Sources& sources, const CreditWish& wish) {
    const auto figures = figuresOf(unit, sources, wish.id);
    const auto credits = sources.responses->credits(unit, wish.id);
    const auto perMain = static_cast<double>(money::minorPerMain(figures.currency));
    CampaignCredit result;
    result.campaignId = wish.id;
    result.currency = figures.currency;
    result.rule = wish.rule;
    for (const auto& line : figures.cells) {
        CellCredit cell{line.cellId, line.code, line.name, line.holdOut, line.pieces, 0, {}, {}, {}};
        for (const auto& c : credits) {
            if (c.cellId != line.cellId) continue;
            cell.how.push_back(c);
            if (counts(c, wish)) cell.credited += amount(c, wish.rule);
        }
        if (line.pieces > 0) cell.rate = cell.credited / static_cast<double>(line.pieces);
        if (!line.holdOut && cell.credited > 0)
            cell.costPerCredited = static_cast<double>(line.promotionCostMinor) / perMain / cell.credited;
        if (!line.holdOut) result.credited += cell.credited;
        result.cells.push_back(std::move(cell));
    }
    return result;
}

} // namespace rejoinder::insight
