#include "sets.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_map>
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

std::optional<Figure> Providers::figure(std::string_view fact) const {
    using contacts::Measure;
    if (fact.empty()) return std::nullopt;
    for (const auto& history : histories)
        for (const auto& s : history->streams())
            for (const auto& [name, measure] :
                 {std::pair(&s.count, Measure::Count), std::pair(&s.amount, Measure::Amount),
                  std::pair(&s.firstDay, Measure::FirstDay), std::pair(&s.lastDay, Measure::LastDay)})
                if (*name == fact) return Figure{history, s.name, measure};
    return std::nullopt;
}

std::string Figure::text(std::int64_t value) const {
    const bool day = measure == contacts::Measure::FirstDay || measure == contacts::Measure::LastDay;
    return day ? Date{static_cast<std::int32_t>(value)}.toString() : std::to_string(value);
}

std::optional<std::string> attributeOf(std::string_view fact) {
    static constexpr std::array kFields = std::to_array<std::string_view>(
        {"kind", "country", "language", "city", "postcode", "region", "source", "companyName"});
    if (fact.starts_with("attribute.")) return std::string(fact.substr(10));
    if (fact.starts_with("contact.") &&
        std::find(kFields.begin(), kFields.end(), fact.substr(8)) != kFields.end())
        return std::string(fact.substr(8));
    return std::nullopt;
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

/// What happened to ids that were merged counts for the one that stands for them.
std::vector<std::string> SqlSets::figures(const Figure& figure, std::span<const std::int64_t> ids) {
    using contacts::Measure;
    std::unordered_map<std::int64_t, std::int64_t> roots;
    if (providers_.identities)
        for (const auto& alias : contacts::aliases(unit_, *providers_.identities))
            roots.emplace(alias.contact.value, alias.root.value);
    std::unordered_map<std::int64_t, std::int64_t> people;
    figure.history->each(unit_, figure.stream, {}, [&](const contacts::HistoryEvent& e) {
        const auto alias = roots.find(e.contactId.value);
        const std::int64_t day = Date::of(e.at).days;
        const bool days = figure.measure == Measure::FirstDay || figure.measure == Measure::LastDay;
        const auto [at, fresh] =
            people.try_emplace(alias == roots.end() ? e.contactId.value : alias->second, days ? day : 0);
        switch (figure.measure) {
        case Measure::FirstDay: at->second = std::min(at->second, day); break;
        case Measure::LastDay: at->second = std::max(at->second, day); break;
        case Measure::Amount: at->second += e.amount; break;
        case Measure::Exists:
        case Measure::Count: ++at->second; break;
        }
    });
    std::vector<std::string> out;
    out.reserve(ids.size());
    for (const auto id : ids) {
        const auto at = people.find(id);
        out.push_back(at == people.end() ? std::string() : figure.text(at->second));
    }
    return out;
}

std::vector<std::string> SqlSets::values(std::string_view fact, std::span<const std::int64_t> ids) {
    if (const auto figure = providers_.figure(fact)) return figures(*figure, ids);
    const auto attribute = attributeOf(fact).value_or(std::string(fact));
    std::vector<std::string> out;
    out.reserve(ids.size());
    inChunks(ids, [&](const std::vector<Id>& chunk) {
        for (auto& value : providers_.directory->attributeValues(unit_, attribute, chunk))
            out.push_back(std::move(value));
    });
    return out;
}

} // namespace rejoinder::targetgroups
