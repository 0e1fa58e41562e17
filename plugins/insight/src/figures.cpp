#include "figures.h"

#include <money/money.h>
#include <statistics/intervals.h>
#include <statistics/means.h>

#include <algorithm>

namespace rejoinder::insight {

namespace {

std::optional<double> ratio(double a, double b) {
    return b > 0 ? std::optional(a / b) : std::nullopt;
}

void setRate(std::int64_t who, std::int64_t of, std::optional<double>& rate, std::optional<double>& low,
             std::optional<double>& high) {
    if (of <= 0) return;
    const statistics::Sample sample{std::min(who, of), of};
    const auto interval = statistics::proportionInterval(sample);
    rate = static_cast<double>(who) / static_cast<double>(of);
    low = interval.low;
    high = interval.high;
}

/// What was spent on a line of the table, in minor units.
struct Spent {
    std::int64_t promotion = 0, fulfilment = 0;
};

CellFigures lineOf(const campaigns::Cell& cell, const Counts& c, const Spent& spent, double perMain) {
    CellFigures f;
    f.cellId = cell.id;
    f.code = cell.code;
    f.name = cell.name;
    f.holdOut = cell.holdOut;
    f.channel = cell.channel;
    f.pieces = c.pieces;
    f.followUpPieces = c.followUpPieces;
    f.withheld = c.withheld;
    f.returned = c.returned;
    f.responders = c.responders;
    f.responses = c.responses;
    f.orders = c.orders;
    f.buyers = c.buyers;
    f.revenueMinor = c.revenueMinor;
    f.promotionCostMinor = spent.promotion;
    f.fulfilmentCostMinor = spent.fulfilment;
    setRate(c.responders, c.pieces, f.responseRate, f.responseRateLow, f.responseRateHigh);
    setRate(c.buyers, c.pieces, f.orderRate, f.orderRateLow, f.orderRateHigh);
    if (c.pieces > 0)
        f.revenuePerHead = static_cast<double>(c.revenueMinor) / perMain / static_cast<double>(c.pieces);
    if (c.pieces > 1)
        f.revenuePerHeadDeviation =
            statistics::Moments::fromSums(c.pieces, static_cast<long double>(c.revenueMinor),
                                          static_cast<long double>(c.revenueMinorSquares))
                .deviation() /
            perMain;
    const double cost = static_cast<double>(spent.promotion) / perMain;
    const double loaded = cost + static_cast<double>(spent.fulfilment) / perMain;
    if (!cell.holdOut) {
        f.costPerResponse = ratio(cost, static_cast<double>(c.responders));
        f.loadedCostPerResponse = ratio(loaded, static_cast<double>(c.responders));
        f.costPerOrder = ratio(cost, static_cast<double>(c.orders));
    }
    return f;
}

std::int64_t promotionOf(const campaigns::Cell& cell, const Counts& c, const std::string& currency) {
    if (cell.holdOut) return 0;
    return money::minorOf((c.pieces + c.followUpPieces) * cell.costPerPiece.micros, currency);
}

/// What fulfilment cost each cell; together exactly what it cost in all.
std::vector<std::int64_t> fulfilmentOf(const std::vector<campaigns::Cell>& cells,
                                       const fulfilment::CampaignCost& cost, std::int64_t allMinor,
                                       const std::string& currency) {
    std::vector<std::int64_t> micros(cells.size());
    for (const auto& part : cost.cells) {
        const auto cell = std::ranges::find(cells, part.cellId, &campaigns::Cell::id);
        if (cell != cells.end()) micros[static_cast<std::size_t>(cell - cells.begin())] += part.cost.micros;
    }
    return sharedOut(allMinor, micros, currency);
}

void addSegments(CampaignFigures& result, const std::vector<campaigns::Cell>& cells,
                 const SegmentCounts& counts) {
    for (const auto& cell : cells) {
        const auto line = std::find_if(result.cells.begin(), result.cells.end(),
                                       [&](const CellFigures& f) { return f.cellId == cell.id; });
        for (auto at = counts.lower_bound({cell.id, ""}); at != counts.end() && at->first.first == cell.id;
             ++at) {
            const auto& c = at->second;
            SegmentFigures s{at->first.second, cell.id,        cell.code, c.pieces, c.responders,
                             c.buyers,         c.revenueMinor, {},        {}};
            s.responseRate = ratio(static_cast<double>(c.responders), static_cast<double>(c.pieces));
            if (s.responseRate && line->responseRate) s.index = ratio(*s.responseRate, *line->responseRate);
            result.segments.push_back(std::move(s));
        }
    }
}

} // namespace

CampaignFigures figuresOf(Unit& unit, const Sources& sources, Id campaign) {
    const auto summary = sources.campaigns->find(unit, campaign);
    if (!summary) throw Error::notFound("insight.no-such-campaign", "there is no such campaign");
    const auto cells = sources.campaigns->cells(unit, campaign);
    const auto segments = countsOf(unit, sources, campaign);
    std::map<Id, Counts> counts;
    for (const auto& [key, c] : segments) counts[key.first].add(c);

    CampaignFigures result;
    result.campaignId = campaign;
    result.code = summary->code;
    result.name = summary->name;
    result.currency = summary->currency;
    const auto perMain = static_cast<double>(money::minorPerMain(result.currency));
    result.state = summary->state;
    result.countedAt = unit.now();
    result.fixedCostMinor = summary->fixedCostMinor;
    Counts contacted, all;
    for (const auto& cell : cells) {
        if (!cell.holdOut) contacted.add(counts[cell.id]);
        all.add(counts[cell.id]);
    }
    const auto cost = sources.costs->costs(unit, campaign);
    result.fulfilment = fulfilmentCostOf(cost, all.responders, result.currency);
    const auto fulfilled = fulfilmentOf(cells, cost, result.fulfilment.costMinor, result.currency);
    std::int64_t promotion = 0, ofContacted = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto& c = counts[cells[i].id];
        const Spent spent{promotionOf(cells[i], c, result.currency), fulfilled[i]};
        result.cells.push_back(lineOf(cells[i], c, spent, perMain));
        promotion += spent.promotion;
        if (!cells[i].holdOut) ofContacted += spent.fulfilment;
    }
    campaigns::Cell sum;
    sum.name = "all contacted";
    const auto spent = promotion + summary->fixedCostMinor;
    result.contacted = lineOf(sum, contacted, {spent, ofContacted}, perMain);
    sum.name = "all";
    result.all = lineOf(sum, all, {spent, result.fulfilment.costMinor}, perMain);
    result.costMinor = spent + result.fulfilment.costMinor;
    const double perOrder = summary->contributionPerOrder.toDouble();
    const double spentMain = static_cast<double>(spent) / perMain;
    result.breakEvenOrders = ratio(spentMain, perOrder);
    if (perOrder > 0) result.contribution = static_cast<double>(contacted.orders) * perOrder - spentMain;
    result.lifts = liftsOf(cells, counts, perMain);
    addSegments(result, cells, segments);
    return result;
}

} // namespace rejoinder::insight
