#include "funnel.h"

#include <algorithm>

namespace rejoinder::targetgroups {

namespace {

constexpr std::size_t kChunk = 10'000; ///< contacts per question

/// Draws of one definition are independent of each other: each gets a seed of its own from the definition's.
std::int64_t seedOf(std::int64_t seed, std::int64_t purpose) {
    return purpose == 0 ? seed
                        : static_cast<std::int64_t>(drawOf(static_cast<std::uint64_t>(seed), purpose) >> 1U);
}
constexpr std::int64_t kSplitDraw = 0, kHoldOutDraw = 1, kLimitDraw = 100;

std::int64_t nthOf(std::int64_t size, std::int64_t every, std::int64_t wait) {
    return size > wait ? (size - wait - 1) / every + 1 : 0;
}

} // namespace

Funnel::Funnel(Evaluator& evaluator, const Definition& definition, const Surroundings& surroundings)
    : evaluator_(evaluator), sets_(evaluator.sets()), definition_(definition), around_(surroundings) {
    select();
    exclude();
    press();
    segment();
    limit();
    figures_.net = stages_.back().step.left;
}

void Funnel::push(StepKind kind, std::string name, Set left) {
    const auto size = sets_.size(left);
    const auto before = stages_.empty() ? size : stages_.back().step.left;
    left_ = left;
    stages_.push_back({{kind, std::move(name), before - size, size}, std::move(left)});
}

Set Funnel::removedBy(std::size_t stage) {
    if (stage == 0) return sets_.nobody();
    return sets_.without(stages_.at(stage - 1).left, stages_.at(stage).left);
}

void Funnel::select() {
    push(StepKind::Universe, {}, sets_.everybody());
    push(StepKind::Condition, {}, evaluator_.evaluate(definition_.condition));
    figures_.universe = stages_[0].step.left;
    figures_.matching = stages_[1].step.left;
}

void Funnel::exclude() {
    for (const auto& exclusion : definition_.exclusions) {
        Set left = left_;
        if (exclusion.condition) left = sets_.without(left, evaluator_.evaluate(*exclusion.condition));
        if (exclusion.notContactable)
            left = sets_.without(left, sets_.notContactable(left, *exclusion.notContactable));
        push(StepKind::Exclusion, exclusion.name, left);
        figures_.exclusions.push_back({exclusion.name, stages_.back().step.removed});
    }
}

void Funnel::press() {
    if (!around_.pressure || !around_.campaign) return;
    std::vector<Channel> channels;
    for (const auto& cell : around_.cells) {
        const auto used = definition_.split.shares.empty() ||
                          std::any_of(definition_.split.shares.begin(), definition_.split.shares.end(),
                                      [&](const Share& s) { return s.cellId == cell.id; });
        if (used && !cell.holdOut &&
            std::find(channels.begin(), channels.end(), cell.channel) == channels.end())
            channels.push_back(cell.channel);
    }
    std::map<Id, Ids> rules;
    for (const auto channel : channels)
        for (const auto& over : around_.pressure->over(*around_.unit, around_.campaign, channel, around_.own))
            if (pressed_.try_emplace(over.contact, over.rule).second)
                rules[over.rule].push_back(over.contact);
    for (auto& [rule, ids] : rules) {
        std::sort(ids.begin(), ids.end());
        const auto name = around_.pressure->ruleName(*around_.unit, rule);
        push(StepKind::Pressure, name, sets_.without(left_, sets_.of(std::move(ids))));
        figures_.pressure.push_back({rule, name, stages_.back().step.removed});
    }
}

void Funnel::segment() {
    if (definition_.segments.empty()) return;
    Set open = left_;
    for (const auto& segment : definition_.segments) {
        const Set fits = sets_.intersected(open, evaluator_.evaluate(segment.condition));
        segments_.push_back(fits);
        figures_.segments.push_back({segment.name, sets_.size(fits)});
        open = sets_.without(open, fits);
    }
    segments_.push_back(open);
    if (definition_.others == Others::Keep) {
        figures_.segments.push_back({definition_.otherSegment, sets_.size(open)});
    } else {
        push(StepKind::Segments, {}, sets_.without(left_, open));
        figures_.inNoSegment = stages_.back().step.removed;
    }
}

std::vector<std::string> Funnel::keys(const std::string& per, const Ids& ids) {
    if (per != "household") return sets_.values(per, ids);
    if (!around_.households)
        throw Error::conflict("targetgroups.no-households", "nobody knows who lives together");
    std::vector<std::string> out;
    out.reserve(ids.size());
    std::vector<Id> chunk;
    for (std::size_t begin = 0; begin < ids.size(); begin += kChunk) {
        chunk.clear();
        for (auto i = begin; i < std::min(begin + kChunk, ids.size()); ++i) chunk.push_back({ids[i]});
        for (const auto household : around_.households->of(*around_.unit, chunk))
            out.push_back(household == 0 ? std::string() : std::to_string(household));
    }
    return out;
}

void Funnel::limit() {
    std::int64_t purpose = kLimitDraw;
    for (const auto& limit : definition_.limits) {
        const Ids left = sets_.ids(left_);
        Ids ids, chosen;
        std::ranges::set_difference(left, around_.members, std::back_inserter(ids));
        std::map<std::string, std::int32_t> taken;
        if (!around_.members.empty())
            for (auto& key : keys(limit.per, around_.members))
                if (!key.empty()) ++taken[std::move(key)];
        std::vector<std::string> ranks;
        if (!limit.by.empty()) ranks = sets_.values(limit.by, ids);
        const auto seed = seedOf(definition_.seed, purpose++);
        std::ranges::set_intersection(left, around_.members, std::back_inserter(chosen));
        for (const auto id : limited(ids, keys(limit.per, ids), ranks, limit, seed, taken))
            chosen.push_back(id);
        std::ranges::sort(chosen);
        push(StepKind::Limit, limit.per, sets_.of(std::move(chosen)));
        figures_.limits.push_back({limit.per, stages_.back().step.removed});
    }
}

std::string Funnel::segmentName(std::int32_t index) const {
    if (index < 0) return {};
    const auto i = static_cast<std::size_t>(index);
    return i < definition_.segments.size() ? definition_.segments[i].name : definition_.otherSegment;
}

std::vector<std::int32_t> Funnel::segmentsOf(const Ids& ids) {
    std::vector<std::int32_t> out;
    if (segments_.empty()) return out;
    out.assign(ids.size(), -1);
    for (std::size_t s = 0; s < segments_.size(); ++s) {
        const Ids members = sets_.ids(segments_[s]);
        auto at = members.begin();
        for (std::size_t i = 0; i < ids.size() && at != members.end(); ++i) {
            while (at != members.end() && *at < ids[i]) ++at;
            if (at != members.end() && *at == ids[i]) out[i] = static_cast<std::int32_t>(s);
        }
    }
    return out;
}

Known Funnel::known(const Ids& ids, std::span<const std::int32_t> segments) {
    Known known;
    const auto& split = definition_.split;
    if (split.mode == SplitMode::Attribute) known.values = sets_.values(split.attribute, ids);
    if (split.mode == SplitMode::Nth && !split.orderBy.empty())
        known.values = sets_.values(split.orderBy, ids);
    if (split.stratifyBy == "segment" && !segments.empty())
        for (const auto segment : segments) known.strata.push_back(std::to_string(segment));
    else if (split.stratifyBy == "segment" && !definition_.segmentBy.empty())
        known.strata = sets_.values(definition_.segmentBy, ids);
    else if (!split.stratifyBy.empty() && split.stratifyBy != "segment")
        known.strata = sets_.values(split.stratifyBy, ids);
    return known;
}

std::vector<Id> Funnel::notContactedCells() const {
    std::vector<Id> cells;
    for (const auto& cell : around_.cells)
        if (cell.holdOut) cells.push_back(cell.id);
    if (definition_.holdOut) cells.push_back(definition_.holdOut->cellId);
    return cells;
}

void Funnel::notice(std::string pointer, std::string_view code, std::string message) {
    figures_.notices.push_back({std::move(pointer), std::string(code), std::move(message)});
}

/// The cells' sizes by arithmetic, before the hold-out.
std::map<Id, std::int64_t> Funnel::sizes() {
    const auto& split = definition_.split;
    std::map<Id, std::int64_t> cells;
    if (split.mode == SplitMode::Random) {
        const auto sizes = shareSizes(figures_.net, split);
        for (std::size_t i = 0; i < sizes.size(); ++i) cells[split.shares[i].cellId] += sizes[i].gets;
        return cells;
    }
    auto left = figures_.net;
    for (std::size_t i = 0; i < split.shares.size(); ++i) {
        const auto& share = split.shares[i];
        const auto every = static_cast<std::uint64_t>(share.rest ? 1 : std::max(1, share.every.value_or(1)));
        const auto wait = drawOf(static_cast<std::uint64_t>(seedOf(definition_.seed, kSplitDraw)),
                                 static_cast<std::int64_t>(i)) %
                          every;
        const auto taken = nthOf(left, static_cast<std::int64_t>(every), static_cast<std::int64_t>(wait));
        cells[share.cellId] += taken;
        left -= taken;
    }
    return cells;
}

const Waterfall& Funnel::count() {
    if (definition_.split.mode == SplitMode::Attribute) {
        place();
        return figures_;
    }
    auto cells = sizes();
    const auto out = notContactedCells();
    if (definition_.holdOut)
        for (auto& [cell, size] : cells)
            if (std::find(out.begin(), out.end(), cell) == out.end()) {
                const auto held = heldOutOf(size, *definition_.holdOut);
                size -= held;
                cells[definition_.holdOut->cellId] += held;
            }
    sum(std::move(cells));
    return figures_;
}

std::vector<Placed> Funnel::place() {
    const auto seed = seedOf(definition_.seed, kSplitDraw);
    const Ids ids = sets_.ids(left_);
    const auto segments = segmentsOf(ids);
    auto people = placed(ids, known(ids, segments), definition_.split, seed);
    std::size_t at = 0;
    for (auto& p : people) {
        if (segments.empty()) break;
        while (ids[at] < p.contact) ++at;
        p.segment = segments[at];
    }
    if (definition_.holdOut)
        holdOut(people, *definition_.holdOut, notContactedCells(), seedOf(definition_.seed, kHoldOutDraw));
    std::map<Id, std::int64_t> cells;
    for (const auto& p : people) ++cells[p.cell];
    sum(std::move(cells));
    return people;
}

void Funnel::sum(std::map<Id, std::int64_t> cells) {
    const auto& split = definition_.split;
    figures_.steps.clear();
    figures_.cells.clear();
    figures_.notices.clear();
    for (const auto& stage : stages_) figures_.steps.push_back(stage.step);
    const auto list = [&](Id cell) -> CellCount& {
        for (auto& c : figures_.cells)
            if (c.cellId == cell) return c;
        return figures_.cells.emplace_back(CellCount{cell, cells[cell], 0});
    };
    const auto sizes =
        split.mode == SplitMode::Random ? shareSizes(figures_.net, split) : std::vector<ShareSize>();
    for (std::size_t i = 0; i < split.shares.size(); ++i) {
        auto& cell = list(split.shares[i].cellId);
        const auto pointer = "/definition/split/shares/" + std::to_string(i);
        if (!sizes.empty()) {
            cell.wanted += sizes[i].wanted;
            if (sizes[i].gets < sizes[i].wanted)
                notice(pointer, "targetgroups.short-cell",
                       "the share asks for " + std::to_string(sizes[i].wanted) + " persons and gets " +
                           std::to_string(sizes[i].gets));
        } else if (cell.members == 0 && figures_.net > 0) {
            notice(pointer, "targetgroups.empty-cell", "nobody gets into this cell");
        }
    }
    if (definition_.holdOut) list(definition_.holdOut->cellId);
    const auto out = notContactedCells();
    std::int64_t inCells = 0;
    figures_.heldOut = 0;
    for (auto& cell : figures_.cells) {
        if (sizes.empty()) cell.wanted = cell.members;
        inCells += cell.members;
        if (std::find(out.begin(), out.end(), cell.cellId) != out.end()) figures_.heldOut += cell.members;
    }
    figures_.withoutCell = figures_.net - inCells;
    figures_.contacted = inCells - figures_.heldOut;
    if (split.shares.empty()) return;
    if (figures_.withoutCell > 0)
        figures_.steps.push_back({StepKind::WithoutCell, {}, figures_.withoutCell, inCells});
    if (!out.empty() && figures_.heldOut > 0)
        figures_.steps.push_back({StepKind::HoldOut, {}, figures_.heldOut, figures_.contacted});
    figures_.steps.push_back({StepKind::Contacted, {}, 0, figures_.contacted});
}

} // namespace rejoinder::targetgroups
