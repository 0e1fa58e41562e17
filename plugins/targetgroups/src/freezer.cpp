#include "freezer.h"

#include <algorithm>
#include <map>

namespace rejoinder::targetgroups {

namespace {

constexpr std::int64_t kStep = 10'000; ///< members per unit of work

std::vector<std::string> valuesOf(Unit& unit, const Sources& sources, const std::string& attribute,
                                  const Ids& ids) {
    std::vector<std::string> values;
    values.reserve(ids.size());
    std::vector<Id> chunk;
    for (std::size_t begin = 0; begin < ids.size(); begin += kStep) {
        const auto end = std::min(begin + static_cast<std::size_t>(kStep), ids.size());
        chunk.clear();
        for (auto i = begin; i < end; ++i) chunk.push_back({ids[i]});
        for (auto& value : sources.directory->attributeValues(unit, attribute, chunk))
            values.push_back(std::move(value));
    }
    return values;
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

} // namespace

Evaluator Sources::evaluator(Unit& unit) const {
    return {unit, context->useAll<contacts::ContactFacts>(), universe, gate};
}

std::vector<Placed> place(Unit& unit, const Sources& sources, const Definition& definition,
                          Waterfall& waterfall) {
    auto evaluator = sources.evaluator(unit);
    const Ids ids = net(evaluator, definition, waterfall);
    auto placed =
        definition.split.mode == SplitMode::Random
            ? drawn(ids, definition.split, definition.seed)
            : byValue(ids, valuesOf(unit, sources, definition.split.attribute, ids), definition.split);
    std::map<Id, std::int64_t> counts;
    for (const auto& share : definition.split.shares) counts[share.cellId];
    for (const auto& p : placed) ++counts[p.cell];
    for (const auto& share : definition.split.shares) {
        const auto listed = std::any_of(waterfall.cells.begin(), waterfall.cells.end(),
                                        [&](const CellCount& c) { return c.cellId == share.cellId; });
        if (!listed) waterfall.cells.push_back({share.cellId, counts[share.cellId]});
    }
    waterfall.withoutCell = waterfall.net - static_cast<std::int64_t>(placed.size());
    return placed;
}

void freeze(const Sources& sources, const FreezeJob& job, Attempt& attempt) {
    TargetGroup group;
    std::vector<Placed> placed;
    std::map<Id, bool> holdOut;
    Waterfall waterfall;
    attempt.read([&](Unit& u) {
        group = findGroup(u, job.targetGroupId);
        if (group.state == GroupState::Frozen) return;
        placed = place(u, sources, group.definition, waterfall);
        for (const auto& cell : sources.campaigns->cells(u, group.campaignId))
            holdOut[cell.id] = cell.holdOut;
    });
    if (group.state == GroupState::Frozen) return;
    clearMembers(job, attempt);
    const auto total = placed.size();
    for (std::size_t begin = 0; begin < total || begin == 0; begin += static_cast<std::size_t>(kStep)) {
        if (attempt.stopping()) return;
        const auto end = std::min(begin + static_cast<std::size_t>(kStep), total);
        attempt.progress(static_cast<std::int64_t>(end), static_cast<std::int64_t>(total));
        attempt.write([&](Unit& u) {
            std::vector<MemberRow> rows;
            Ids ids;
            for (auto i = begin; i < end; ++i) {
                rows.push_back({group.id, {placed[i].contact}, placed[i].cell, {}, holdOut[placed[i].cell]});
                ids.push_back(placed[i].contact);
            }
            if (!group.definition.segmentBy.empty()) {
                auto segments = valuesOf(u, sources, group.definition.segmentBy, ids);
                for (std::size_t i = 0; i < rows.size(); ++i) rows[i].segment = std::move(segments[i]);
            }
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
