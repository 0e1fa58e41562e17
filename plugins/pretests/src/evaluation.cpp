#include "records.h"

#include <statistics/intervals.h>
#include <statistics/power.h>
#include <statistics/verdict.h>

#include <stdexcept>

namespace rejoinder::pretests {

namespace {

statistics::SampleSizeFormula formulaOf(Formula formula) {
    switch (formula) {
    case Formula::Baseline: return statistics::SampleSizeFormula::Baseline;
    case Formula::Arcsine: return statistics::SampleSizeFormula::Arcsine;
    case Formula::Pooled: break;
    }
    return statistics::SampleSizeFormula::Pooled;
}

void checkCells(const std::vector<EvaluatedCell>& cells) {
    Faults faults;
    if (cells.size() < 2)
        faults.add("/cells", "pretests.too-few-cells", "a comparison needs two cells or more");
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (cells[i].responders > cells[i].pieces || cells[i].responders < 0)
            faults.add("/cells/" + std::to_string(i) + "/responders", "pretests.more-responders-than-pieces",
                       cells[i].name + " has more responders than pieces");
    faults.raise();
}

std::string sentenceOf(const Evaluation& e, const statistics::Verdict& verdict) {
    switch (verdict.reason) {
    case statistics::VerdictReason::Winner: return *e.winner + " wins against every other cell.";
    case statistics::VerdictReason::TooFew: return "Not enough responders yet to tell the cells apart.";
    case statistics::VerdictReason::NoDifference: break;
    }
    return "No difference found; " + e.leader + " leads, which may be chance.";
}

} // namespace

Evaluation evaluate(std::vector<EvaluatedCell> cells, double alpha) {
    checkCells(cells);
    std::vector<statistics::Sample> samples;
    for (auto& cell : cells) {
        samples.push_back({cell.responders, cell.pieces});
        if (cell.pieces == 0) continue;
        const auto interval = statistics::proportionInterval(samples.back());
        cell.rate = samples.back().rate();
        cell.rateLow = interval.low;
        cell.rateHigh = interval.high;
    }
    statistics::VerdictOptions options;
    options.alpha = alpha;
    const auto verdict = statistics::compareCells(samples, options);

    Evaluation e;
    e.verdict = std::string(statistics::name(verdict.reason));
    e.alpha = alpha;
    e.leader = cells[verdict.leader].name;
    if (verdict.winner) {
        e.winner = cells[*verdict.winner].name;
        e.winnerCellId = cells[*verdict.winner].cellId;
    }
    for (const auto& pair : verdict.pairs)
        e.pairs.push_back({cells[pair.first].name, cells[pair.second].name, pair.difference,
                           pair.interval.low, pair.interval.high, pair.pValue, pair.adjusted,
                           std::string(statistics::name(pair.test))});
    e.sentence = sentenceOf(e, verdict);
    e.cells = std::move(cells);
    return e;
}

SizeAnswer sizeOf(const SizeWish& wish) {
    try {
        statistics::PowerWish power;
        power.alpha = wish.alpha;
        power.power = wish.power;
        const auto size =
            statistics::sampleSizePerCell(wish.baseRate, wish.wishedRate, power, formulaOf(wish.formula));
        return {size.perCell, size.exact, std::string(statistics::name(size.formula)), wish.alpha,
                wish.power};
    } catch (const std::logic_error& e) { // domain_error and invalid_argument are logic errors
        throw Error::invalid("/wishedRate", "pretests.no-size", e.what());
    }
}

} // namespace rejoinder::pretests
