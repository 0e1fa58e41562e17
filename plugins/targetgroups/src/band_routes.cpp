#include "bands.h"
#include "routes.h"

#include <money/money.h>

#include <algorithm>
#include <map>

namespace rejoinder::targetgroups {

namespace {

/// A scale to rank people by.
struct Scale {
    std::string fact;
    Best best = Best::Highest;
    std::int32_t bands = 5;
    std::vector<double> edges;
    static void rules(Rules& r) {
        r.at("fact").notEmpty().max(200);
        r.at("best").defaulted().says("Which end of the scale is the good one");
        r.at("bands").range(2, 100).defaulted().says("Bands of equal size; 10 are deciles");
        r.at("edges").max(100).says("Score bands instead: the limits from the best band down");
    }
};
REJOINDER_DESCRIBE(Scale, fact, best, bands, edges)

struct BandInput {
    std::optional<Id> campaignId;
    std::optional<Definition> definition;
    std::optional<std::string> text;
    std::vector<Scale> scales;
    std::optional<contacts::FactCondition> contacted, outcome;
    std::optional<double> costPerPiece, contributionPerOrder;
    static void rules(Rules& r) {
        r.at("campaignId").says("Whose plan knows cost and contribution");
        r.at("definition").says("Absent: everybody");
        r.at("text").max(200'000);
        r.at("scales").max(3).says("One: its bands. Several (recency, frequency, money): their combinations");
        r.at("contacted").says("Who was written to in the campaign that is learnt from; absent: everybody");
        r.at("outcome").says("Who answered or ordered in it");
        r.at("costPerPiece").atLeast(0).says("Instead of the plan's");
        r.at("contributionPerOrder").atLeast(0).says("Instead of the plan's");
    }
};
REJOINDER_DESCRIBE(BandInput, campaignId, definition, text, scales, contacted, outcome, costPerPiece,
                   contributionPerOrder)

/// The edges of one scale, best band first.
struct ScaleBands {
    std::string fact;
    std::vector<std::string> from, to;
};
REJOINDER_DESCRIBE(ScaleBands, fact, from, to)

struct BandTable {
    std::vector<Band> items;
    std::vector<ScaleBands> scales;
    std::int64_t withoutValue = 0; ///< persons with a value missing on one of the scales; in no band
    Economy economy;
    double breakEvenRate = 0;
    std::int32_t bestDepth = 0; ///< so many bands from the top earn the most
};
REJOINDER_DESCRIBE(BandTable, items, scales, withoutValue, economy, breakEvenRate, bestDepth)

Economy economyOf(const Sources& sources, Unit& unit, const BandInput& in) {
    Economy e;
    if (in.campaignId) {
        if (const auto campaign = sources.campaigns->find(unit, *in.campaignId)) {
            e.contributionPerOrder = campaign->contributionPerOrder.toDouble();
            e.fixedCost = money::mainUnits(campaign->fixedCostMinor, campaign->currency);
            e.currency = campaign->currency;
        }
        double cells = 0;
        for (const auto& cell : sources.campaigns->cells(unit, *in.campaignId))
            if (!cell.holdOut) {
                e.costPerPiece += cell.costPerPiece.toDouble();
                ++cells;
            }
        if (cells > 0) e.costPerPiece /= cells; // which cell somebody will be in is not known yet
    }
    if (in.costPerPiece) e.costPerPiece = *in.costPerPiece;
    if (in.contributionPerOrder) e.contributionPerOrder = *in.contributionPerOrder;
    return e;
}

void requireScales(const Providers& providers, const BandInput& in) {
    Faults faults;
    if (in.scales.empty()) faults.add("/scales", "targetgroups.no-scale", "name the fact to rank by");
    for (std::size_t i = 0; i < in.scales.size(); ++i) {
        const auto& scale = in.scales[i];
        const auto base = "/scales/" + std::to_string(i);
        if (!providers.valued(scale.fact))
            faults.add(base + "/fact", "targetgroups.no-values",
                       "this has no value for each person: " + scale.fact);
        const bool down = scale.best == Best::Highest
                              ? std::is_sorted(scale.edges.rbegin(), scale.edges.rend())
                              : std::is_sorted(scale.edges.begin(), scale.edges.end());
        if (!down) faults.add(base + "/edges", "targetgroups.edges", "the edges go from the best band down");
        if (in.scales.size() > 1 && (scale.bands > 9 || scale.edges.size() > 8))
            faults.add(base + "/bands", "targetgroups.too-many-bands",
                       "at most nine bands a scale where several are combined");
    }
    faults.raise();
}

/// The places of everybody on one scale, with the edges of its bands.
std::vector<std::int32_t> placesOn(Sets& sets, const Scale& scale, const Ids& ids, ScaleBands& edges) {
    const auto values = sets.values(scale.fact, ids);
    const auto places = scale.edges.empty() ? bandsOf(values, scale.bands, scale.best)
                                            : bandsOf(values, scale.edges, scale.best);
    const auto count = scale.edges.empty() ? static_cast<std::size_t>(scale.bands) : scale.edges.size() + 1;
    edges.fact = scale.fact;
    edges.from.resize(count);
    edges.to.resize(count);
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i] == 0) continue;
        auto& from = edges.from[static_cast<std::size_t>(places[i]) - 1];
        auto& to = edges.to[static_cast<std::size_t>(places[i]) - 1];
        if (from.empty() || compared(values[i], from) < 0) from = values[i];
        if (to.empty() || compared(values[i], to) > 0) to = values[i];
    }
    return places;
}

/// "1" … "10" on one scale; on several a digit for each, the highest being best, as RFM codes are written.
std::string bandName(const std::vector<Scale>& scales, const std::vector<std::int32_t>& places) {
    if (scales.size() == 1) return std::to_string(places[0]);
    std::string name;
    for (std::size_t s = 0; s < scales.size(); ++s) {
        const auto count =
            scales[s].edges.empty() ? scales[s].bands : static_cast<std::int32_t>(scales[s].edges.size()) + 1;
        name += std::to_string(count + 1 - places[s]);
    }
    return name;
}

/// Who of the ids is in the set; all of them without a condition.
std::vector<bool> among(Sets& sets, const std::optional<contacts::FactCondition>& condition, const Ids& ids,
                        bool otherwise) {
    std::vector<bool> in(ids.size(), otherwise);
    if (!condition) return in;
    const Ids members = sets.ids(sets.evaluate(*condition));
    for (std::size_t i = 0; i < ids.size(); ++i)
        in[i] = std::binary_search(members.begin(), members.end(), ids[i]);
    return in;
}

BandTable tableOf(const Sources& sources, Unit& unit, const BandInput& in) {
    requireScales(sources.providers(), in);
    const Id campaign = in.campaignId.value_or(Id{});
    const auto definition =
        definitionOf(sources, unit, in.definition, in.text, campaign).value_or(Definition{});
    requireRight(sources, unit, definition, campaign);
    const auto sets = sources.sets(unit);
    const auto around = sources.surroundings(unit, campaign);
    Evaluator evaluator(*sets);
    const Funnel funnel(evaluator, definition, around);
    const Ids ids = sets->ids(funnel.stages().back().left);
    BandTable table;
    std::vector<std::vector<std::int32_t>> places;
    for (const auto& scale : in.scales)
        places.push_back(placesOn(*sets, scale, ids, table.scales.emplace_back()));
    const auto contacted = among(*sets, in.contacted, ids, in.outcome.has_value());
    const auto answered = among(*sets, in.outcome, ids, false);
    std::map<std::vector<std::int32_t>, Band> bands;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        std::vector<std::int32_t> place;
        for (const auto& on : places) place.push_back(on[i]);
        if (std::find(place.begin(), place.end(), 0) != place.end()) {
            ++table.withoutValue;
            continue;
        }
        auto& band = bands[place];
        ++band.persons;
        band.contacted += contacted[i] ? 1 : 0;
        band.responders += contacted[i] && answered[i] ? 1 : 0;
    }
    for (auto& [place, band] : bands) {
        band.name = bandName(in.scales, place);
        if (in.scales.size() == 1) {
            band.from = table.scales[0].from[static_cast<std::size_t>(place[0]) - 1];
            band.to = table.scales[0].to[static_cast<std::size_t>(place[0]) - 1];
        }
        table.items.push_back(std::move(band));
    }
    const auto rate = [](const Band& b) {
        return b.contacted > 0 ? static_cast<double>(b.responders) / static_cast<double>(b.contacted) : 0;
    };
    if (in.scales.size() > 1 && in.outcome) // combinations are ranked by what they brought
        std::stable_sort(table.items.begin(), table.items.end(),
                         [&](const Band& a, const Band& b) { return rate(a) > rate(b); });
    table.economy = economyOf(sources, unit, in);
    complete(table.items, table.economy);
    table.breakEvenRate = table.economy.breakEvenRate();
    table.bestDepth = bestDepth(table.items);
    return table;
}

struct ValueInput {
    std::string fact;
};
REJOINDER_DESCRIBE(ValueInput, fact)

struct FactValue {
    std::string value;
    double share = 0; ///< of the people asked, 0 to 1
};
REJOINDER_DESCRIBE(FactValue, value, share)

struct FactValues {
    std::vector<FactValue> items;
};
REJOINDER_DESCRIBE(FactValues, items)

/// The most frequent values among some people drawn from all.
FactValues valuesOf(const Sources& sources, Unit& unit, const std::string& fact) {
    constexpr std::int64_t kAsked = 2000;
    constexpr std::size_t kShown = 100;
    FactValues out;
    if (!sources.providers().valued(fact)) return out;
    const auto sets = sources.sets(unit);
    Ids ids = sets->drawn(sets->everybody(), 1, kAsked);
    std::sort(ids.begin(), ids.end());
    std::map<std::string, std::int64_t> counts;
    for (const auto& value : sets->values(fact, ids))
        if (!value.empty()) ++counts[value];
    for (const auto& [value, count] : counts)
        out.items.push_back({value, static_cast<double>(count) / static_cast<double>(ids.size())});
    std::stable_sort(out.items.begin(), out.items.end(),
                     [](const FactValue& a, const FactValue& b) { return a.share > b.share; });
    if (out.items.size() > kShown) out.items.resize(kShown);
    return out;
}

} // namespace

void declareBands(Declarations& d, const Sources& sources) {
    d.ask<BandInput, BandTable>(
        "/target-groups/bands",
        {"targetgroups.read", "Deciles, score bands or RFM of a definition, with the break-even line"},
        [&sources](const BandInput& in, Call&, Unit& u) { return tableOf(sources, u, in); });
    d.get<ValueInput, FactValues>(
        "/target-groups/fact-values",
        {"targetgroups.read", "Values that people have of a fact, most frequent first"},
        [&sources](const ValueInput& in, Call&, Unit& u) { return valuesOf(sources, u, in.fact); });
}

} // namespace rejoinder::targetgroups
