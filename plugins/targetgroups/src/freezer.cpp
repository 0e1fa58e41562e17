#include "freezer.h"

#include <algorithm>
#include <functional>
#include <set>

namespace rejoinder::targetgroups {

namespace {

constexpr std::int64_t kStep = 10'000; ///< rows per unit of work
constexpr std::size_t kSample = 100;

/// Waits until the index has what was committed before; false when it takes too long. A mark comes after the
/// events that were published before it, as far as the clocks of the nodes agree; an event that failed comes
/// later.
bool upToDate(const Sources& sources, Attempt& attempt) {
    constexpr std::chrono::seconds kPatience{5};
    if (!sources.index || !sources.index->state().ready) return false;
    std::string mark;
    attempt.write([&](Unit& u) {
        mark = u.newId().toString();
        u.publish(IndexMarked{mark});
    });
    return sources.index->waitFor(mark, kPatience);
}

using Work = std::function<void(Unit&)>;
/// Runs work in a unit; false when it may not.
using Writer = std::function<bool(const Work&)>;

/// Writes as long as the group is this job's. Each unit changes the group's row, so that of two jobs the
/// second waits, or is refused its certification, and looks again.
Writer ownersWriter(const FreezeJob& job, Attempt& attempt) {
    return [&](const Work& work) {
        return attempt.write([&](Unit& u) {
            if (u.run("targetgroups.hold-freezing",
                      {{"id", job.targetGroupId}, {"operationId", attempt.jobId()}}) == 0)
                return false;
            work(u);
            return true;
        });
    };
}

/// Takes away what is left of an interrupted freezing, or of an older evaluation, in steps.
bool clear(Id group, const Attempt& attempt, const Writer& write, std::string_view lastOfChunk,
           std::string_view remove) {
    Id after, upto;
    do {
        const bool written = !attempt.stopping() && write([&](Unit& u) {
            upto = Id{u.number(lastOfChunk, {{"targetGroupId", group}, {"after", after}, {"limit", kStep}})};
            if (upto) u.run(remove, {{"targetGroupId", group}, {"after", after}, {"upto", upto}});
        });
        if (!written) return false;
        after = upto;
    } while (upto);
    return true;
}

/// The people a group chooses at one moment.
struct Selection {
    std::vector<Choice> people;
    std::vector<PressedRow> pressed;
    Waterfall waterfall;
    std::vector<std::string> facts;
    std::set<Id> holdOutCells;
};

void addValues(Sets& sets, Selection& chosen) {
    Ids ids;
    ids.reserve(chosen.people.size());
    for (const auto& p : chosen.people) ids.push_back(p.placed.contact);
    for (const auto& fact : chosen.facts) {
        auto values = sets.values(fact, ids);
        for (std::size_t i = 0; i < ids.size(); ++i) chosen.people[i].values.push_back(std::move(values[i]));
    }
}

void addSegments(Sets& sets, const Funnel& funnel, const Definition& definition, Selection& chosen) {
    for (auto& p : chosen.people) p.segment = funnel.segmentName(p.placed.segment);
    if (definition.segmentBy.empty()) return;
    Ids ids;
    ids.reserve(chosen.people.size());
    for (const auto& p : chosen.people) ids.push_back(p.placed.contact);
    auto values = sets.values(definition.segmentBy, ids);
    for (std::size_t i = 0; i < ids.size(); ++i) chosen.people[i].segment = std::move(values[i]);
}

/// `members`: who is in the list already, when it is added to.
Selection selected(const Sources& sources, Unit& unit, const TargetGroup& group, Sets& sets,
                   Ids members = {}) {
    auto around = sources.surroundings(unit, group.campaignId, group.id);
    around.members = std::move(members);
    Evaluator evaluator(sets);
    Funnel funnel(evaluator, group.definition, around);
    Selection chosen;
    for (auto& placed : funnel.place()) chosen.people.push_back({placed, {}, {}});
    chosen.waterfall = funnel.figures();
    chosen.facts = valueFacts(sources.providers(), group.definition);
    for (const auto& cell : around.cells)
        if (cell.holdOut) chosen.holdOutCells.insert(cell.id);
    addSegments(sets, funnel, group.definition, chosen);
    for (std::size_t i = 0; i < funnel.stages().size(); ++i) {
        const auto& step = funnel.stages()[i].step;
        if (step.kind != StepKind::Pressure) continue;
        for (const auto id : sets.ids(funnel.removedBy(i)))
            chosen.pressed.push_back({group.id, Id{id}, funnel.pressed().at(id), step.name});
    }
    return chosen;
}

std::vector<MemberRow> rowsOf(const TargetGroup& group, const Selection& chosen, std::size_t begin,
                              std::size_t end, std::optional<Timestamp> joinedAt) {
    std::vector<MemberRow> rows;
    rows.reserve(end - begin);
    for (auto i = begin; i < end; ++i) {
        const auto& p = chosen.people[i];
        rows.push_back({group.id,
                        {p.placed.contact},
                        p.placed.cell,
                        p.segment,
                        chosen.holdOutCells.contains(p.placed.cell),
                        p.values,
                        joinedAt});
    }
    return rows;
}

bool storePressed(Id group, const Selection& chosen, const Attempt& attempt, const Writer& write) {
    if (!clear(group, attempt, write, "targetgroups.last-pressed-of-chunk", "targetgroups.delete-pressed"))
        return false;
    const auto total = chosen.pressed.size();
    for (std::size_t begin = 0; begin < total; begin += kStep) {
        const auto some =
            std::span(chosen.pressed).subspan(begin, std::min<std::size_t>(kStep, total - begin));
        const bool written =
            !attempt.stopping() && write([&](Unit& u) { u.insertMany("targetgroups.insert-pressed", some); });
        if (!written) return false;
    }
    return true;
}

void collect(const Condition& c, std::vector<std::string>& facts) {
    if (c.where) facts.push_back(c.where->fact);
    for (const auto* list : {&c.all, &c.any, &c.none})
        for (const auto& part : *list) collect(part, facts);
}

std::vector<Id> memberIds(Unit& unit, Id group) {
    std::vector<Id> members;
    for (const auto id : unit.numbers("targetgroups.member-ids", {{"targetGroupId", group}}))
        members.push_back(Id{id});
    return members;
}

/// Who would be chosen today besides the members, whatever id these are known under today.
Selection joiners(const Sources& sources, Unit& unit, const TargetGroup& group, Sets& sets) {
    Ids members;
    for (const auto id : sources.identities->current(unit, memberIds(unit, group.id)))
        members.push_back(id.value);
    std::ranges::sort(members);
    members.erase(std::unique(members.begin(), members.end()), members.end());
    Selection chosen = selected(sources, unit, group, sets, members);
    const auto known = [&](std::int64_t id) { return std::ranges::binary_search(members, id); };
    std::erase_if(chosen.people, [&](const Choice& p) { return known(p.placed.contact); });
    std::erase_if(chosen.pressed, [&](const PressedRow& p) { return known(p.contactId.value); });
    return chosen;
}

} // namespace

Providers Sources::providers() const {
    return {context->useAll<contacts::ContactFacts>(), universe,  gate, directory,
            context->useAll<contacts::History>(),      identities};
}

std::unique_ptr<Sets> Sources::sets(Unit& unit, bool askGate) const {
    if (index)
        if (auto ready = index->sets(unit, providers(), askGate)) return ready;
    return databaseSets(unit);
}

std::unique_ptr<Sets> Sources::databaseSets(Unit& unit) const {
    return std::make_unique<SqlSets>(unit, providers());
}

Surroundings Sources::surroundings(Unit& unit, Id campaign, Id own) const {
    Surroundings around;
    around.unit = &unit;
    around.campaign = campaign;
    around.own = own;
    if (campaign && campaigns->find(unit, campaign)) around.cells = campaigns->cells(unit, campaign);
    around.households = households;
    around.pressure = context->tryUse<ContactPressure>();
    return around;
}

Waterfall count(const Sources& sources, Unit& unit, const Definition& definition, Id campaign, Id own) {
    const auto sets = sources.sets(unit);
    const auto around = sources.surroundings(unit, campaign, own);
    Evaluator evaluator(*sets);
    Funnel funnel(evaluator, definition, around);
    return funnel.count();
}

std::vector<std::string> valueFacts(const Providers& providers, const Definition& d) {
    std::vector<std::string> named, facts;
    collect(d.condition, named);
    for (const auto& e : d.exclusions)
        if (e.condition) collect(*e.condition, named);
    for (const auto& s : d.segments) collect(s.condition, named);
    // What happened within some days or to a campaign is no value that a person has.
    std::erase_if(named, [](const std::string& name) { return !attributeOf(name); });
    for (const auto& l : d.limits) {
        named.push_back(l.per);
        named.push_back(l.by);
    }
    named.push_back(d.split.stratifyBy);
    named.push_back(d.split.orderBy);
    for (const auto& name : named)
        if (providers.valued(name) && std::find(facts.begin(), facts.end(), name) == facts.end())
            facts.push_back(name);
    return facts;
}

void freeze(const Sources& sources, const FreezeJob& job, Attempt& attempt) {
    const auto write = ownersWriter(job, attempt);
    const bool indexed = upToDate(sources, attempt);
    TargetGroup group;
    Selection chosen;
    bool mine = false;
    std::optional<FrozenRow> done; // by an attempt that died before it could say so
    attempt.read([&](Unit& u) {
        group = findGroup(u, job.targetGroupId);
        mine = group.state == GroupState::Freezing && group.operationId == attempt.jobId();
        if (group.state == GroupState::Frozen && group.operationId == attempt.jobId())
            done = u.one<FrozenRow>("targetgroups.find-frozen", {{"targetGroupId", group.id}});
        if (!mine) return;
        const auto sets = indexed ? sources.sets(u, true) : sources.databaseSets(u);
        chosen = selected(sources, u, group, *sets);
        addValues(*sets, chosen);
    });
    if (done) attempt.result(done->waterfall);
    if (!mine ||
        !clear(group.id, attempt, write, "targetgroups.last-member-of-chunk",
               "targetgroups.delete-members") ||
        !storePressed(group.id, chosen, attempt, write))
        return;
    const auto total = chosen.people.size();
    for (std::size_t begin = 0; begin < total || begin == 0; begin += static_cast<std::size_t>(kStep)) {
        if (attempt.stopping()) return;
        const auto end = std::min(begin + static_cast<std::size_t>(kStep), total);
        attempt.progress(static_cast<std::int64_t>(end), static_cast<std::int64_t>(total));
        const bool written = write([&](Unit& u) {
            u.insertMany("targetgroups.insert-member", rowsOf(group, chosen, begin, end, {}));
            if (end < total) return;
            u.run("targetgroups.insert-frozen", FrozenRow{group.id, chosen.facts, chosen.waterfall});
            u.run("targetgroups.end-freezing",
                  {{"members", static_cast<std::int64_t>(total)}, {"frozenAt", u.now()}, {"id", group.id}});
            u.audit("target-groups.freeze", group.id, std::to_string(total) + " members");
        });
        if (!written) return;
        if (total == 0) break;
    }
    attempt.result(chosen.waterfall);
}

void extend(const Sources& sources, const FreezeJob& job, Attempt& attempt) {
    const bool indexed = upToDate(sources, attempt);
    TargetGroup group;
    Selection chosen;
    attempt.read([&](Unit& u) {
        group = findGroup(u, job.targetGroupId);
        const auto sets = indexed ? sources.sets(u, true) : sources.databaseSets(u);
        chosen = joiners(sources, u, group, *sets);
        // What a list keeps of its members stands in the order of the day it was frozen.
        if (const auto kept = u.one<FrozenRow>("targetgroups.find-frozen", {{"targetGroupId", group.id}}))
            chosen.facts = kept->facts;
        addValues(*sets, chosen);
    });
    // An attempt that was interrupted is seen in the members themselves: they are not new any more.
    const auto total = chosen.people.size();
    for (std::size_t begin = 0; begin < total; begin += static_cast<std::size_t>(kStep)) {
        if (attempt.stopping()) return;
        const auto end = std::min(begin + static_cast<std::size_t>(kStep), total);
        attempt.progress(static_cast<std::int64_t>(end), static_cast<std::int64_t>(total));
        attempt.write([&](Unit& u) {
            u.insertMany("targetgroups.insert-member", rowsOf(group, chosen, begin, end, u.now()));
            u.run("targetgroups.add-members",
                  {{"id", group.id}, {"members", static_cast<std::int64_t>(end - begin)}});
            u.audit("target-groups.extend", group.id, std::to_string(end - begin) + " late joiners");
        });
    }
    const Writer write = [&](const Work& work) {
        attempt.write([&](Unit& u) { work(u); });
        return true;
    };
    storePressed(group.id, chosen, attempt, write);
    attempt.result(Extended{static_cast<std::int64_t>(total)});
}

Changes changesOf(const Sources& sources, Unit& unit, const TargetGroup& group) {
    const auto sets = sources.sets(unit);
    const auto chosen = selected(sources, unit, group, *sets);
    Changes changes;
    changes.asOf = unit.now();
    changes.now = chosen.waterfall;
    std::set<std::int64_t> today;
    for (const auto& p : chosen.people) today.insert(p.placed.contact);
    const auto members = memberIds(unit, group.id);
    changes.members = static_cast<std::int64_t>(members.size());
    const auto current = sources.identities->current(unit, members);
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (today.contains(current[i].value)) continue;
        if (changes.leavingSample.size() < kSample)
            if (const auto m = unit.one<Member>("targetgroups.find-member",
                                                {{"targetGroupId", group.id}, {"contactId", members[i]}}))
                changes.leavingSample.push_back({m->contactId, m->cellId, m->segment});
        ++changes.leaving;
    }
    const auto joining = joiners(sources, unit, group, *sets).people;
    changes.joining = static_cast<std::int64_t>(joining.size());
    for (const auto& p : joining) {
        if (changes.joiningSample.size() == kSample) break;
        changes.joiningSample.push_back({Id{p.placed.contact}, p.placed.cell, p.segment});
    }
    return changes;
}

} // namespace rejoinder::targetgroups
