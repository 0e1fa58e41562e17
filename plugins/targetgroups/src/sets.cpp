#include "sets.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace rejoinder::targetgroups {

namespace {

constexpr std::size_t kChunk = 10'000; ///< contacts per question to gate and directory

struct SortedIds final : SetBody {
    explicit SortedIds(Ids list) : ids(std::move(list)) {}
    Ids ids;
};

const Ids& idsOf(const Set& set) {
    return static_cast<const SortedIds&>(*set).ids;
}

Set made(Ids ids) {
    return std::make_shared<SortedIds>(std::move(ids));
}

template <class F>
void inChunks(std::span<const std::int64_t> ids, F&& f) {
    std::vector<Id> chunk;
    for (std::size_t begin = 0; begin < ids.size(); begin += kChunk) {
        chunk.clear();
        for (const auto id : ids.subspan(begin, std::min(kChunk, ids.size() - begin))) chunk.push_back({id});
        f(std::as_const(chunk));
    }
}

} // namespace

std::uint64_t drawOf(std::uint64_t seed, std::int64_t id) noexcept {
    const auto mix = [](std::uint64_t z) {
        z += 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    };
    return mix(mix(seed) ^ static_cast<std::uint64_t>(id));
}

Ids drawnIds(Ids ids, std::int64_t seed, std::int64_t most) {
    const auto wanted = std::min(static_cast<std::size_t>(std::max<std::int64_t>(most, 0)), ids.size());
    std::vector<std::pair<std::uint64_t, std::int64_t>> order;
    order.reserve(ids.size());
    for (const auto id : ids) order.emplace_back(drawOf(static_cast<std::uint64_t>(seed), id), id);
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(wanted);
    if (wanted < order.size()) std::nth_element(order.begin(), end, order.end());
    std::sort(order.begin(), end);
    ids.resize(wanted);
    std::transform(order.begin(), end, ids.begin(), [](const auto& entry) { return entry.second; });
    return ids;
}

contacts::ContactFacts* Providers::of(std::string_view fact) const {
    const auto at =
        std::find_if(facts.begin(), facts.end(), [fact](const auto& f) { return f->knows(fact); });
    return at == facts.end() ? nullptr : at->get();
}

SqlSets::SqlSets(Unit& unit, Providers providers) : unit_(unit), providers_(std::move(providers)) {}

Set SqlSets::everybody() {
    if (!everybody_) everybody_ = made(providers_.universe->all(unit_));
    return everybody_;
}

Set SqlSets::evaluate(const contacts::FactCondition& condition) {
    auto* facts = providers_.of(condition.fact);
    if (!facts)
        throw Error::invalid("/fact", "targetgroups.unknown-fact", "there is no fact " + condition.fact);
    // History may name people who were merged into others since.
    return of(facts->select(unit_, condition));
}

Set SqlSets::notContactable(const Set& among, Channel channel) {
    Ids out;
    inChunks(idsOf(among), [&](const std::vector<Id>& chunk) {
        const auto answers = providers_.gate->mayContact(unit_, channel, chunk);
        for (std::size_t i = 0; i < chunk.size(); ++i)
            if (answers[i] != contacts::Refusal::None) out.push_back(chunk[i].value);
    });
    return made(std::move(out));
}

Set SqlSets::of(Ids ids) {
    return ids.empty() ? made({}) : intersected(made(std::move(ids)), everybody());
}

Set SqlSets::united(const Set& a, const Set& b) {
    Ids out;
    out.reserve(idsOf(a).size() + idsOf(b).size());
    std::ranges::set_union(idsOf(a), idsOf(b), std::back_inserter(out));
    return made(std::move(out));
}

Set SqlSets::intersected(const Set& a, const Set& b) {
    Ids out;
    out.reserve(std::min(idsOf(a).size(), idsOf(b).size()));
    std::ranges::set_intersection(idsOf(a), idsOf(b), std::back_inserter(out));
    return made(std::move(out));
}

Set SqlSets::without(const Set& a, const Set& b) {
    Ids out;
    out.reserve(idsOf(a).size());
    std::ranges::set_difference(idsOf(a), idsOf(b), std::back_inserter(out));
    return made(std::move(out));
}

std::int64_t SqlSets::size(const Set& set) {
    return static_cast<std::int64_t>(idsOf(set).size());
}

Ids SqlSets::ids(const Set& set) {
    return idsOf(set);
}

Ids SqlSets::drawn(const Set& set, std::int64_t seed, std::int64_t most) {
    return drawnIds(idsOf(set), seed, most);
}

std::vector<std::string> SqlSets::values(std::string_view attribute, std::span<const std::int64_t> ids) {
    std::vector<std::string> out;
    out.reserve(ids.size());
    inChunks(ids, [&](const std::vector<Id>& chunk) {
        for (auto& value : providers_.directory->attributeValues(unit_, attribute, chunk))
            out.push_back(std::move(value));
    });
    return out;
}

} // namespace rejoinder::targetgroups
