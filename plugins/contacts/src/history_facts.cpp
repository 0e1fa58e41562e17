#include "history_facts.h"

#include "services.h"

#include <algorithm>
#include <unordered_map>

namespace rejoinder::contacts {

namespace {

struct RootRow {
    Id contactId, rootId;
};
REJOINDER_DESCRIBE(RootRow, contactId, rootId)

struct Figures {
    std::int64_t count = 0, amount = 0;
    std::int32_t first = INT32_MAX, last = INT32_MIN;
};

/// Whether an event is one of those a plan looks at; campaign and time were seen to by the stream.
class EventTest {
public:
    explicit EventTest(const FactPlan& plan) : plan_(plan) {}
    [[nodiscard]] bool holds(const HistoryEvent& e) const {
        if (plan_.channel && e.channel != plan_.channel) return false;
        if (!plan_.cellIds.empty() &&
            (!e.cellId || std::ranges::find(plan_.cellIds, *e.cellId) == plan_.cellIds.end()))
            return false;
        return plan_.types.empty() || std::ranges::find(plan_.types, e.type) != plan_.types.end();
    }

private:
    const FactPlan& plan_;
};

double figureOf(const Figures& f, Measure measure) {
    switch (measure) {
    case Measure::Exists: return 1;
    case Measure::Count: return static_cast<double>(f.count);
    case Measure::Amount: return static_cast<double>(f.amount);
    case Measure::FirstDay: return f.first;
    case Measure::LastDay: return f.last;
    }
    return 0;
}

/// Narrowings in words are the console's; this says what is measured.
std::string described(const HistoryStream& stream, Measure measure) {
    switch (measure) {
    case Measure::Exists: return stream.happened;
    case Measure::Count: return "how often: " + stream.happened;
    case Measure::Amount: return "sum in minor units (cents, Rappen); 0 for nobody's: " + stream.happened;
    case Measure::FirstDay: return "first day: " + stream.happened;
    case Measure::LastDay: return "last day: " + stream.happened;
    }
    return {};
}

} // namespace

std::optional<StreamOf> streamOf(const Histories& histories, std::string_view fact) {
    if (!histories) return std::nullopt;
    for (auto& history : histories())
        for (auto& stream : history->streams())
            if (measureOf(stream, fact)) return StreamOf{history, std::move(stream)};
    return std::nullopt;
}

std::vector<FactInfo> factsOf(const HistoryStream& stream) {
    std::vector<FactInfo> out;
    const auto add = [&](const std::string& name, FactKind kind, Measure measure) {
        if (!name.empty()) out.push_back({name, kind, described(stream, measure), stream.narrowedBy});
    };
    add(stream.exists, FactKind::YesNo, Measure::Exists);
    add(stream.count, FactKind::Number, Measure::Count);
    add(stream.amount, FactKind::Number, Measure::Amount);
    add(stream.firstDay, FactKind::Day, Measure::FirstDay);
    add(stream.lastDay, FactKind::Day, Measure::LastDay);
    if (!stream.type.empty()) {
        auto narrowedBy = stream.narrowedBy;
        std::erase(narrowedBy, Narrowing::Type);
        out.push_back({stream.type, FactKind::Text, stream.happened + ": the type", std::move(narrowedBy)});
    }
    return out;
}

std::vector<std::int64_t> selectHistory(Unit& unit, const StreamOf& source, const FactCondition& c) {
    const FactPlan plan = historyPlan(source.stream, c, unit.now());
    std::unordered_map<std::int64_t, std::int64_t> roots;
    unit.forEach<RootRow>("contacts.alias-roots", {},
                          [&](const RootRow& r) { roots.emplace(r.contactId.value, r.rootId.value); });
    const auto personOf = [&](Id contact) {
        const auto at = roots.empty() ? roots.end() : roots.find(contact.value);
        return at == roots.end() ? contact.value : at->second;
    };
    const EventTest test(plan);
    const HistoryFilter filter{plan.campaignId, sinceOf(c, unit.now())};
    std::vector<std::int64_t> ids;
    if (plan.measure == Measure::Exists) {
        source.history->each(unit, source.stream.name, filter, [&](const HistoryEvent& e) {
            if (test.holds(e)) ids.push_back(personOf(e.contactId));
        });
    } else {
        std::unordered_map<std::int64_t, Figures> people;
        source.history->each(unit, source.stream.name, filter, [&](const HistoryEvent& e) {
            if (!test.holds(e)) return;
            auto& f = people[personOf(e.contactId)];
            const auto day = Date::of(e.at).days;
            ++f.count;
            f.amount += e.amount;
            f.first = std::min(f.first, day);
            f.last = std::max(f.last, day);
        });
        for (const auto& [id, f] : people) {
            const double figure = figureOf(f, plan.measure);
            if (std::ranges::any_of(plan.numbers, [&](const NumberRange& r) { return r.holds(figure); }))
                ids.push_back(id);
        }
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (!plan.negated) return ids;
    std::vector<std::int64_t> others;
    std::ranges::set_difference(makeUniverse()->all(unit), ids, std::back_inserter(others));
    return others;
}

} // namespace rejoinder::contacts
