#include "figures.h"

#include <statistics/intervals.h>
#include <statistics/means.h>
#include <statistics/proportions.h>

#include <stdexcept>

namespace rejoinder::insight {

namespace {

Lift rateLift(const campaigns::Cell& cell, Measure measure, const statistics::Sample& contacted,
              const statistics::Sample& control) {
    const auto test = statistics::twoProportionZ(contacted, control, statistics::Variance::Pooled);
    const auto interval =
        statistics::differenceInterval(contacted, control, 0.95, statistics::DifferenceMethod::Wald);
    return {cell.id,
            cell.code,
            measure,
            test.difference,
            interval.low,
            interval.high,
            std::string(statistics::name(statistics::DifferenceMethod::Wald)),
            "z",
            test.z,
            std::string(statistics::name(test.variance)),
            {},
            test.pValue,
            test.pValue,
            test.difference * static_cast<double>(contacted.trials)};
}

std::optional<Lift> moneyLift(const campaigns::Cell& cell, const Counts& contacted, const Counts& control,
                              double perMain) {
    if (contacted.pieces < 2 || control.pieces < 2 || (contacted.buyers == 0 && control.buyers == 0))
        return {};
    const auto moments = [](const Counts& c) {
        return statistics::Moments::fromSums(c.pieces, static_cast<long double>(c.revenueMinor),
                                             static_cast<long double>(c.revenueMinorSquares));
    };
    const auto test = statistics::welch(moments(contacted), moments(control));
    return Lift{cell.id,
                cell.code,
                Measure::RevenuePerHead,
                test.difference / perMain,
                test.interval.low / perMain,
                test.interval.high / perMain,
                "Welch",
                "t",
                test.t,
                std::string(statistics::name(statistics::Variance::Unpooled)),
                test.degrees,
                test.pValue,
                test.pValue,
                test.difference / perMain * static_cast<double>(contacted.pieces)};
}

void adjust(std::vector<Lift>& lifts, Measure measure) {
    std::vector<double> p;
    for (const auto& l : lifts)
        if (l.measure == measure) p.push_back(l.p);
    const auto adjusted = statistics::holmAdjusted(p);
    std::size_t i = 0;
    for (auto& l : lifts)
        if (l.measure == measure) l.adjustedP = adjusted[i++];
}

} // namespace

std::vector<Lift> liftsOf(const std::vector<campaigns::Cell>& cells, const std::map<Id, Counts>& counts,
                          double perMain) {
    Counts control;
    for (const auto& cell : cells)
        if (const auto at = counts.find(cell.id); cell.holdOut && at != counts.end()) control.add(at->second);
    std::vector<Lift> lifts;
    if (control.pieces == 0) return lifts;
    for (const auto& cell : cells) {
        const auto at = counts.find(cell.id);
        if (cell.holdOut || at == counts.end() || at->second.pieces == 0) continue;
        const auto& c = at->second;
        // More responders than pieces happen when pieces of a cell were withheld but the person answered all
        // the same.
        const auto sample = [](std::int64_t who, std::int64_t of) {
            return statistics::Sample{std::min(who, of), of};
        };
        lifts.push_back(rateLift(cell, Measure::ResponseRate, sample(c.responders, c.pieces),
                                 sample(control.responders, control.pieces)));
        lifts.push_back(rateLift(cell, Measure::OrderRate, sample(c.buyers, c.pieces),
                                 sample(control.buyers, control.pieces)));
        if (auto money = moneyLift(cell, c, control, perMain)) lifts.push_back(std::move(*money));
    }
    for (const auto measure : {Measure::ResponseRate, Measure::OrderRate, Measure::RevenuePerHead})
        adjust(lifts, measure);
    return lifts;
}

} // namespace rejoinder::insight
