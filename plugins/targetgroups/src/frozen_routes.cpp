#include "routes.h"

#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::targetgroups {

namespace {

struct MemberInput {
    Id id;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(MemberInput, id, limit, cursor)

/// A member with the values it was chosen by, in the order of the list's facts.
struct FrozenMember {
    Id contactId, cellId;
    std::string segment;
    bool holdOut = false;
    std::vector<std::string> chosenBy;
    std::optional<Timestamp> joinedAt; ///< of who joined later
};
REJOINDER_DESCRIBE(FrozenMember, contactId, cellId, segment, holdOut, chosenBy, joinedAt)

TargetGroup frozen(Unit& unit, Id id) {
    auto group = findGroup(unit, id);
    if (group.state != GroupState::Frozen)
        throw Error::conflict("targetgroups.not-frozen", "this target group is not frozen yet");
    return group;
}

/// @throws Error Conflict for lists that no definition made: follow-ups know their people by themselves.
FrozenRow frozenRow(Unit& unit, Id id) {
    frozen(unit, id);
    auto row = unit.one<FrozenRow>("targetgroups.find-frozen", {{"targetGroupId", id}});
    if (!row)
        throw Error::conflict("targetgroups.not-from-conditions", "this list was not made from conditions");
    return std::move(*row);
}

template <class Row>
Page<Row> pageBy(Unit& unit, const MemberInput& in, std::string_view query) {
    frozen(unit, in.id);
    const auto limit = paging::limitOf(in.limit);
    Page<Row> page{
        unit.all<Row>(query,
                      {{"targetGroupId", in.id}, {"after", paging::cursorId(in.cursor)}, {"limit", limit}}),
        {}};
    if (page.items.size() == static_cast<std::size_t>(limit))
        page.nextCursor = page.items.back().contactId.toString();
    return page;
}

Operation beginExtending(Unit& unit, Id id) {
    frozenRow(unit, id);
    const auto group = findGroup(unit, id);
    Operation operation;
    operation.name = "targetgroups.extend";
    operation.title = "Late joiners of " + group.name;
    operation.id = unit.enqueue("targetgroups.extend", FreezeJob{id}, {{}, {}, operation.title});
    operation.createdAt = unit.now();
    unit.audit("target-groups.begin-extending", id);
    return operation;
}

struct MembershipRow {
    Id id, campaignId;
    std::string name;
    bool holdOut = false;
    Timestamp at;
};
REJOINDER_DESCRIBE(MembershipRow, id, campaignId, name, holdOut, at)

struct TraceRow {
    Id contactId;
    bool holdOut = false;
    Timestamp at;
};
REJOINDER_DESCRIBE(TraceRow, contactId, holdOut, at)

class MemberRecords final : public contacts::PersonRecords {
public:
    std::vector<contacts::TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                  std::int32_t limit) override {
        std::vector<contacts::TimelineEntry> all;
        for (const Id contact : contacts)
            for (const auto& m :
                 unit.all<MembershipRow>("targetgroups.memberships-of-contact", {{"contactId", contact}}))
                if (m.at < before)
                    all.push_back({m.at,
                                   m.holdOut ? "targetgroups.heldOut" : "targetgroups.chosen",
                                   m.id,
                                   m.name,
                                   {},
                                   {},
                                   m.campaignId,
                                   "/target-groups/" + m.id.toString()});
        std::ranges::sort(all, [](const auto& a, const auto& b) { return a.at > b.at; });
        if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
        return all;
    }

    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::uint64_t changed = 0;
        for (const Id contact : contacts)
            changed += unit.run("targetgroups.erase-values", {{"contactId", contact}});
        return static_cast<std::int64_t>(changed);
    }

    void traces(Unit& unit, std::span<const Id> contacts, const Trace& take) override {
        contacts::forContacts<TraceRow>(
            unit, "targetgroups.membership-traces", contacts, [&](const TraceRow& r) {
                take(r.contactId, r.at, r.holdOut ? "targetgroups.heldOut" : "targetgroups.chosen");
            });
    }
};

} // namespace

void declareFrozenLists(Declarations& d, const Sources& sources) {
    d.get<MemberInput, Page<FrozenMember>>(
        "/target-groups/{id}/members", {"targetgroups.read", "Members of a frozen list, by contact"},
        [](const MemberInput& in, Call&, Unit& u) {
            return pageBy<FrozenMember>(u, in, "targetgroups.list-members");
        });
    d.get<MemberInput, Page<PressedRow>>(
        "/target-groups/{id}/pressed",
        {"targetgroups.read", "Who is not in a frozen list because of a pressure rule, by contact"},
        [](const MemberInput& in, Call&, Unit& u) {
            return pageBy<PressedRow>(u, in, "targetgroups.list-pressed");
        });
    d.get<ById, FrozenRow>(
        "/target-groups/{id}/frozen",
        {"targetgroups.read",
         "How a list came about: the funnel of that moment, the facts members were chosen by"},
        [](const ById& in, Call&, Unit& u) { return frozenRow(u, in.id); });
    d.get<ById, Changes>("/target-groups/{id}/changes",
                         {"targetgroups.read", "Who would not be chosen any more, and who would be now"},
                         [&sources](const ById& in, Call&) {
                             return sources.context->storage().read([&](Unit& u) {
                                 frozenRow(u, in.id);
                                 return changesOf(sources, u, findGroup(u, in.id));
                             });
                         });
    d.post<ById, Operation>(
        "/target-groups/{id}/late-joiners",
        {"targetgroups.write", "Add who would be chosen today to a frozen list; nobody leaves", 202},
        [](const ById& in, Call&, Unit& u) { return beginExtending(u, in.id); });
    d.job<FreezeJob>("targetgroups.extend", {},
                     [&sources](const FreezeJob& job, Attempt& a) { extend(sources, job, a); });
}

std::shared_ptr<contacts::PersonRecords> makeMemberRecords() {
    return std::make_shared<MemberRecords>();
}

} // namespace rejoinder::targetgroups
