#include "freezer.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace rejoinder::targetgroups {

namespace {

constexpr std::int64_t kStep = 10'000; ///< members per unit of work

/// The segment of everybody at this moment; none when the group has no segments.
std::vector<std::string> segmentsOf(Sets& sets, const Definition& definition,
                                    const std::vector<Placed>& people) {
    if (definition.segmentBy.empty()) return {};
    Ids ids;
    ids.reserve(people.size());
    for (const auto& p : people) ids.push_back(p.contact);
    return sets.values(definition.segmentBy, ids);
}

/// Takes away what an interrupted freezing left, in steps.
void clearMembers(const FreezeJob& job, Attempt& attempt) {
    Id after;
    for (bool more = true; more;)
        attempt.write([&](Unit& u) {
            const Id upto{
                u.number("targetgroups.last-member-of-chunk",
                         {{"targetGroupId", job.targetGroupId}, {"after", after}, {"limit", kStep}})};
            more = upto.value != 0;
            if (more)
                u.run("targetgroups.delete-members",
                      {{"targetGroupId", job.targetGroupId}, {"after", after}, {"upto", upto}});
            after = upto;
        });
}

/// The cells of a split in its order, each once, with how many it takes.
void listCells(const Split& split, const std::map<Id, std::int64_t>& counts, Waterfall& waterfall) {
    waterfall.withoutCell = waterfall.net;
    for (const auto& share : split.shares) {
        const auto listed = std::any_of(waterfall.cells.begin(), waterfall.cells.end(),
                                        [&](const CellCount& c) { return c.cellId == share.cellId; });
        if (listed) continue;
        const auto at = counts.find(share.cellId);
        waterfall.cells.push_back({share.cellId, at == counts.end() ? 0 : at->second});
        waterfall.withoutCell -= waterfall.cells.back().members;
    }
}

} // namespace

Providers Sources::providers() const {
    return {context->useAll<contacts::ContactFacts>(), universe, gate, directory};
}

std::unique_ptr<Sets> Sources::sets(Unit& unit) const {
    return std::make_unique<SqlSets>(unit, providers());
}

Waterfall count(Evaluator& evaluator, const Definition& definition) {
    Waterfall waterfall;
    if (definition.split.mode == SplitMode::Attribute) {
        place(evaluator, definition, waterfall);
        return waterfall;
    }
    net(evaluator, definition, waterfall);
    const auto sizes = shareSizes(waterfall.net, definition.split);
    std::map<Id, std::int64_t> counts;
    for (std::size_t i = 0; i < sizes.size(); ++i) counts[definition.split.shares[i].cellId] += sizes[i];
    listCells(definition.split, counts, waterfall);
    return waterfall;
}

std::vector<Placed> place(Evaluator& evaluator, const Definition& definition, Waterfall& waterfall) {
    auto& sets = evaluator.sets();
    const Set group = net(evaluator, definition, waterfall);
    const auto& split = definition.split;
    std::vector<Placed> people;
    if (split.mode == SplitMode::Random) {
        const auto sizes = shareSizes(waterfall.net, split);
        const auto wanted = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
        people = placed(sets.drawn(group, definition.seed, wanted), sizes, split);
    } else {
        const Ids ids = sets.ids(group);
        people = byValue(ids, sets.values(split.attribute, ids), split);
    }
    std::map<Id, std::int64_t> counts;
    for (const auto& p : people) ++counts[p.cell];
    listCells(split, counts, waterfall);
    return people;
}

void freeze(const Sources& sources, const FreezeJob& job, Attempt& attempt) {
    TargetGroup group;
    std::vector<Placed> people;
    std::vector<std::string> segments;
    std::map<Id, bool> holdOut;
    Waterfall waterfall;
    attempt.read([&](Unit& u) {
        group = findGroup(u, job.targetGroupId);
        if (group.state == GroupState::Frozen) return;
        const auto providers = sources.providers();
        const auto sets = sources.sets(u);
        Evaluator evaluator(*sets, providers);
        people = place(evaluator, group.definition, waterfall);
        segments = segmentsOf(*sets, group.definition, people);
        for (const auto& cell : sources.campaigns->cells(u, group.campaignId))
            holdOut[cell.id] = cell.holdOut;
    });
    if (group.state == GroupState::Frozen) return;
    clearMembers(job, attempt);
    const auto total = people.size();
    for (std::size_t begin = 0; begin < total || begin == 0; begin += static_cast<std::size_t>(kStep)) {
        if (attempt.stopping()) return;
        const auto end = std::min(begin + static_cast<std::size_t>(kStep), total);
        attempt.progress(static_cast<std::int64_t>(end), static_cast<std::int64_t>(total));
        attempt.write([&](Unit& u) {
            std::vector<MemberRow> rows;
            rows.reserve(end - begin);
            for (auto i = begin; i < end; ++i)
                rows.push_back({group.id,
                                {people[i].contact},
                                people[i].cell,
                                segments.empty() ? std::string() : segments[i],
                                holdOut[people[i].cell]});
            u.insertMany("targetgroups.insert-member", rows);
            if (end < total) return;
            u.run("targetgroups.end-freezing",
                  {{"members", static_cast<std::int64_t>(total)}, {"frozenAt", u.now()}, {"id", group.id}});
            u.audit("target-groups.freeze", group.id, std::to_string(total) + " members");
        });
        if (total == 0) break;
    }
    attempt.result(waterfall);
}

} // namespace rejoinder::targetgroups
