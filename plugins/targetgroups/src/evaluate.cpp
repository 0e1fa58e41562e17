#include "evaluate.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace rejoinder::targetgroups {

namespace {

constexpr std::size_t kChunk = 5000; ///< contacts per question to the gate

std::size_t partsOf(const Condition& c) {
    return static_cast<std::size_t>(c.where.has_value()) + static_cast<std::size_t>(!c.all.empty()) +
           static_cast<std::size_t>(!c.any.empty()) + static_cast<std::size_t>(!c.none.empty());
}

} // namespace

Ids united(const Ids& a, const Ids& b) {
    Ids out;
    out.reserve(a.size() + b.size());
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

Ids intersected(const Ids& a, const Ids& b) {
    Ids out;
    out.reserve(std::min(a.size(), b.size()));
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

Ids without(const Ids& a, const Ids& b) {
    Ids out;
    out.reserve(a.size());
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

Evaluator::Evaluator(Unit& unit, std::vector<std::shared_ptr<contacts::ContactFacts>> facts,
                     std::shared_ptr<contacts::Universe> universe,
                     std::shared_ptr<contacts::ContactGate> gate)
    : unit_(unit), facts_(std::move(facts)), universe_(std::move(universe)), gate_(std::move(gate)) {}

contacts::ContactFacts* Evaluator::provider(std::string_view fact) const {
    const auto at =
        std::find_if(facts_.begin(), facts_.end(), [fact](const auto& f) { return f->knows(fact); });
    return at == facts_.end() ? nullptr : at->get();
}

void Evaluator::check(const Condition& c, const std::string& pointer, Faults& faults) const {
    if (partsOf(c) > 1)
        faults.add(pointer, "targetgroups.condition-shape", "a condition is one of where, all, any and none");
    if (c.where && !provider(c.where->fact))
        faults.add(pointer + "/where/fact", "targetgroups.unknown-fact", "there is no fact " + c.where->fact);
    const auto each = [&](const std::vector<Condition>& list, const char* name) {
        for (std::size_t i = 0; i < list.size(); ++i)
            check(list[i], pointer + "/" + name + "/" + std::to_string(i), faults);
    };
    each(c.all, "all");
    each(c.any, "any");
    each(c.none, "none");
}

const Ids& Evaluator::everybody() {
    if (!everybody_) everybody_ = universe_->all(unit_);
    return *everybody_;
}

Ids Evaluator::evaluate(const contacts::FactCondition& condition) {
    auto* facts = provider(condition.fact);
    if (!facts)
        throw Error::invalid("/fact", "targetgroups.unknown-fact", "there is no fact " + condition.fact);
    return facts->select(unit_, condition);
}

Ids Evaluator::evaluate(const Condition& c) {
    if (c.where) return evaluate(*c.where);
    if (!c.all.empty()) {
        Ids out = evaluate(c.all.front());
        for (std::size_t i = 1; i < c.all.size() && !out.empty(); ++i)
            out = intersected(out, evaluate(c.all[i]));
        return out;
    }
    Ids out;
    for (const auto& part : c.any) out = united(out, evaluate(part));
    if (!c.any.empty()) return out;
    for (const auto& part : c.none) out = united(out, evaluate(part));
    return without(everybody(), out); // none of nothing: everybody
}

Ids Evaluator::notContactable(const Ids& ids, Channel channel) {
    Ids out;
    std::vector<Id> chunk;
    for (std::size_t begin = 0; begin < ids.size(); begin += kChunk) {
        const auto end = std::min(begin + kChunk, ids.size());
        chunk.clear();
        for (auto i = begin; i < end; ++i) chunk.push_back({ids[i]});
        const auto answers = gate_->mayContact(unit_, channel, chunk);
        for (std::size_t i = 0; i < chunk.size(); ++i)
            if (answers[i] != contacts::Refusal::None) out.push_back(chunk[i].value);
    }
    return out;
}

Ids net(Evaluator& evaluator, const Definition& definition, Waterfall& waterfall) {
    waterfall.universe = static_cast<std::int64_t>(evaluator.everybody().size());
    Ids ids = evaluator.evaluate(definition.condition);
    waterfall.matching = static_cast<std::int64_t>(ids.size());
    for (const auto& exclusion : definition.exclusions) {
        const auto before = ids.size();
        if (exclusion.condition) ids = without(ids, evaluator.evaluate(*exclusion.condition));
        if (exclusion.notContactable)
            ids = without(ids, evaluator.notContactable(ids, *exclusion.notContactable));
        waterfall.exclusions.push_back({exclusion.name, static_cast<std::int64_t>(before - ids.size())});
    }
    waterfall.net = static_cast<std::int64_t>(ids.size());
    return ids;
}

std::uint64_t drawOf(std::uint64_t seed, std::int64_t id) noexcept {
    const auto mix = [](std::uint64_t z) {
        z += 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    };
    return mix(mix(seed) ^ static_cast<std::uint64_t>(id));
}

std::vector<Placed> drawn(const Ids& ids, const Split& split, std::int64_t seed) {
    std::vector<std::pair<std::uint64_t, std::int64_t>> order;
    order.reserve(ids.size());
    for (const auto id : ids) order.emplace_back(drawOf(static_cast<std::uint64_t>(seed), id), id);
    std::sort(order.begin(), order.end());
    std::vector<Placed> out;
    out.reserve(ids.size());
    std::size_t next = 0;
    double percent = 0; // boundaries come from the sum, so rounding never adds up
    std::size_t counted = 0;
    for (const auto& share : split.shares) {
        if (share.count) counted += static_cast<std::size_t>(*share.count);
        percent += share.percent.value_or(0);
        const auto bound =
            counted + static_cast<std::size_t>(std::llround(static_cast<double>(ids.size()) * percent / 100));
        for (const auto end = std::min(bound, ids.size()); next < end; ++next)
            out.push_back({order[next].second, share.cellId});
    }
    std::sort(out.begin(), out.end(), [](const Placed& a, const Placed& b) { return a.contact < b.contact; });
    return out;
}

std::vector<Placed> byValue(const Ids& ids, const std::vector<std::string>& values, const Split& split) {
    std::vector<Placed> out;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto share = std::find_if(split.shares.begin(), split.shares.end(),
                                        [&](const Share& s) { return s.value && *s.value == values[i]; });
        if (share != split.shares.end()) out.push_back({ids[i], share->cellId});
    }
    return out;
}

} // namespace rejoinder::targetgroups
