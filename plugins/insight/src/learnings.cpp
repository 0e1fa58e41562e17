#include "learnings.h"

#include <set>

namespace rejoinder::insight {

namespace {

bool belongs(const Evidence& e, const campaigns::ForecastWish& wish) {
    return e.channel == wish.channel && (wish.segment.empty() || e.segment == wish.segment);
}

void checkEvidence(const std::vector<Evidence>& evidence) {
    Faults faults;
    for (std::size_t i = 0; i < evidence.size(); ++i)
        if (evidence[i].responders > evidence[i].pieces)
            faults.add("/evidence/" + std::to_string(i) + "/responders",
                       "insight.more-responders-than-pieces", "more responders than pieces");
    faults.raise();
}

/// The groups the prior is pooled over: those of the channel, or all where the channel has none.
std::vector<statistics::Sample> groupsOf(const std::vector<Evidence>& evidence, Channel channel,
                                         std::set<std::string>& campaigns) {
    std::vector<statistics::Sample> same, all;
    std::set<std::string> sameNames, allNames;
    for (const auto& e : evidence) {
        if (e.pieces == 0) continue;
        const auto name = e.campaignId ? e.campaignId.toString() : e.campaignName;
        all.push_back({e.responders, e.pieces});
        allNames.insert(name);
        if (e.channel != channel) continue;
        same.push_back({e.responders, e.pieces});
        sameNames.insert(name);
    }
    campaigns = same.empty() ? allNames : sameNames;
    return same.empty() ? all : same;
}

} // namespace

std::vector<campaigns::SegmentForecast> forecastsOf(const std::vector<Evidence>& evidence,
                                                    std::span<const campaigns::ForecastWish> wishes,
                                                    double weight) {
    checkEvidence(evidence);
    struct Pool {
        std::optional<statistics::PooledPrior> prior;
        std::int32_t campaigns = 0;
    };
    std::map<Channel, Pool> pools;
    std::vector<campaigns::SegmentForecast> out;
    for (const auto& wish : wishes) {
        const auto [at, fresh] = pools.try_emplace(wish.channel);
        auto& pool = at->second;
        if (fresh) {
            std::set<std::string> names;
            const auto groups = groupsOf(evidence, wish.channel, names);
            if (!groups.empty()) pool.prior = statistics::estimatePooledPrior(groups);
            pool.campaigns = static_cast<std::int32_t>(names.size());
        }
        campaigns::SegmentForecast f;
        f.segment = wish.segment;
        f.channel = wish.channel;
        f.pieces = wish.pieces;
        f.evidenceCampaigns = pool.campaigns;
        statistics::Sample own;
        for (const auto& e : evidence)
            if (belongs(e, wish)) {
                own.successes += e.responders;
                own.trials += e.pieces;
            }
        f.evidencePieces = own.trials;
        f.evidenceResponses = own.successes;
        if (pool.prior && wish.pieces > 0) {
            statistics::ForecastOptions options;
            options.evidenceWeight = weight;
            const auto r = statistics::forecastRate(own, *pool.prior, wish.pieces, options);
            f.rate = r.mean;
            f.rateLow = r.range.low;
            f.rateHigh = r.range.high;
            f.responses = r.responders;
            f.responsesLow = static_cast<double>(r.fewest);
            f.responsesHigh = static_cast<double>(r.most);
        }
        out.push_back(std::move(f));
    }
    return out;
}

void learn(Unit& unit, const Sources& sources, Id campaign) {
    const auto summary = sources.campaigns->find(unit, campaign);
    if (!summary) return; // taken away since
    std::map<Id, campaigns::Cell> cells;
    for (auto& cell : sources.campaigns->cells(unit, campaign)) cells[cell.id] = cell;
    std::map<std::pair<std::string, Channel>, Learning> lines;
    for (const auto& [key, c] : countsOf(unit, sources, campaign)) {
        const auto cell = cells.find(key.first);
        if (cell == cells.end() || cell->second.holdOut || c.pieces == 0) continue;
        auto& line = lines[{key.second, cell->second.channel}];
        line.pieces += c.pieces;
        line.responders += std::min(c.responders, c.pieces);
        line.buyers += std::min(c.buyers, c.pieces);
    }
    unit.run("insight.delete-learnings-of-campaign", {{"campaignId", campaign}});
    for (auto& [key, line] : lines) {
        line.id = unit.newId();
        line.campaignId = campaign;
        line.campaignName = summary->name;
        line.segment = key.first;
        line.channel = key.second;
        line.learntAt = unit.now();
        unit.run("insight.insert-learning", line);
    }
    unit.audit("insight.learn", campaign, std::to_string(lines.size()) + " segments");
}

} // namespace rejoinder::insight
