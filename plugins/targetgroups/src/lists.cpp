#include "lists.h"

#include <algorithm>

namespace rejoinder::targetgroups {

namespace {

void insertMembers(Unit& unit, Id targetGroup, std::span<const Member> members) {
    std::vector<MemberRow> rows;
    rows.reserve(members.size());
    for (const auto& m : members)
        rows.push_back({targetGroup, m.contactId, m.cellId, m.segment, m.holdOut, {}, {}});
    unit.insertMany("targetgroups.insert-member", rows);
}

} // namespace

TargetGroup findGroup(Unit& unit, Id id) {
    auto group = unit.one<TargetGroup>("targetgroups.find-target-group", {{"id", id}});
    if (!group) throw Error::notFound("targetgroups.no-such-group", "there is no such target group");
    return std::move(*group);
}

Id Lists::campaignOf(Unit& unit, Id targetGroup) {
    const auto group = findGroup(unit, targetGroup);
    if (group.state != GroupState::Frozen)
        throw Error::conflict("targetgroups.not-frozen", "target group " + group.name + " is not frozen yet");
    return group.campaignId;
}

std::vector<Member> Lists::membersAfter(Unit& unit, Id targetGroup, std::span<const Id> cells, Id after,
                                        std::int32_t limit) {
    if (cells.empty())
        return unit.all<Member>("targetgroups.members-after",
                                {{"targetGroupId", targetGroup}, {"after", after}, {"limit", limit}});
    std::vector<Member> members;
    for (const auto cell : cells)
        unit.forEach<Member>(
            "targetgroups.members-of-cell-after",
            {{"targetGroupId", targetGroup}, {"cellId", cell}, {"after", after}, {"limit", limit}},
            [&](Member& m) { members.push_back(std::move(m)); });
    std::sort(members.begin(), members.end(),
              [](const Member& a, const Member& b) { return a.contactId < b.contactId; });
    if (members.size() > static_cast<std::size_t>(limit)) members.resize(static_cast<std::size_t>(limit));
    return members;
}

std::optional<Member> Lists::memberOf(Unit& unit, Id campaign, Id contact) {
    return unit.one<Member>("targetgroups.newest-membership",
                            {{"contactId", contact}, {"campaignId", campaign}});
}

std::vector<HeldOut> Lists::holdOutsOf(Unit& unit, Id contact) {
    std::vector<HeldOut> all;
    unit.forEach<HeldOut>("targetgroups.hold-outs-of-contact", {{"contactId", contact}}, [&](HeldOut& one) {
        if (std::ranges::find(all, one.campaignId, &HeldOut::campaignId) == all.end())
            all.push_back(std::move(one));
    });
    return all;
}

std::vector<std::optional<Member>> Lists::membersOf(Unit& unit, Id campaign, std::span<const Id> contacts) {
    std::vector<std::optional<Member>> members;
    members.reserve(contacts.size());
    for (const auto contact : contacts) members.push_back(memberOf(unit, campaign, contact));
    return members;
}

std::vector<MemberCount> Lists::counts(Unit& unit, Id campaign) {
    return unit.all<MemberCount>("targetgroups.counts-of-campaign", {{"campaignId", campaign}});
}

Id Lists::freeze(Unit& unit, Id campaign, std::string_view name, std::span<const Member> members) {
    TargetGroup group;
    group.id = unit.newId();
    group.campaignId = campaign;
    group.name = name;
    group.state = GroupState::Frozen;
    group.members = static_cast<std::int64_t>(members.size());
    group.createdAt = unit.now();
    group.frozenAt = unit.now();
    unit.run("targetgroups.insert-target-group", group);
    insertMembers(unit, group.id, members);
    unit.audit("target-groups.freeze", group.id, std::to_string(members.size()) + " members");
    return group.id;
}

void Lists::extend(Unit& unit, Id targetGroup, std::span<const Member> members) {
    if (unit.run("targetgroups.add-members",
                 {{"id", targetGroup}, {"members", static_cast<std::int64_t>(members.size())}}) == 0)
        throw Error::conflict("targetgroups.not-frozen", "there is no such frozen list");
    insertMembers(unit, targetGroup, members);
    unit.audit("target-groups.extend", targetGroup, std::to_string(members.size()) + " members");
}

std::vector<std::int64_t> SelectionService::select(Unit& unit, std::span<const contacts::FactCondition> all,
                                                   std::span<const contacts::FactCondition> none) {
    const auto providers = sources_.providers();
    const auto sets = sources_.databaseSets(unit); // rules act upon it at once
    Evaluator evaluator(*sets);
    Faults faults;
    const auto check = [&](std::span<const contacts::FactCondition> list, const std::string& base) {
        for (std::size_t i = 0; i < list.size(); ++i)
            targetgroups::check(providers, {list[i], {}, {}, {}}, base + std::to_string(i), faults);
    };
    check(all, "/did/");
    check(none, "/didNot/");
    faults.raise();
    Set left = all.empty() ? sets->everybody() : sets->evaluate(all.front());
    for (std::size_t i = 1; i < all.size() && !sets->empty(left); ++i)
        left = sets->intersected(left, sets->evaluate(all[i]));
    for (const auto& condition : none)
        if (!sets->empty(left)) left = sets->without(left, sets->evaluate(condition));
    return sets->ids(left);
}

} // namespace rejoinder::targetgroups
