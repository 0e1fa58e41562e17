#include "freezer.h"
#include "lists.h"
#include "plugin_manifest.h"

#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::targetgroups {

namespace {

struct ListInput {
    std::optional<Id> campaignId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ListInput, campaignId, limit, cursor)

struct NewGroup {
    Id campaignId;
    std::string name;
    Definition definition;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("definition").defaulted();
    }
};
REJOINDER_DESCRIBE(NewGroup, campaignId, name, definition)

struct ChangeGroup {
    Id id;
    std::optional<std::string> name;
    std::optional<Definition> definition;
    static void rules(Rules& r) { r.at("name").notEmpty().max(200); }
};
REJOINDER_DESCRIBE(ChangeGroup, id, name, definition)

struct CountInput {
    Definition definition;
    static void rules(Rules& r) { r.at("definition").defaulted(); }
};
REJOINDER_DESCRIBE(CountInput, definition)

struct FactList {
    std::vector<contacts::FactInfo> items;
};
REJOINDER_DESCRIBE(FactList, items)

struct MemberInput {
    Id id;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(MemberInput, id, limit, cursor)

class TargetgroupsPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.page("/target-groups", "Target groups", "targetgroups.read");
        d.permission("targetgroups.read", "See and count target groups", {"marketer", "analyst"});
        d.permission("targetgroups.write", "Make, change and freeze target groups", {"marketer"});
        declareGroups(d);
        declareCounting(d);
        d.job<FreezeJob>("targetgroups.freeze", {},
                         [this](const FreezeJob& job, Attempt& a) { freeze(sources_, job, a); });
        d.verify("frozen lists", [](Unit& u) {
            std::vector<std::string> problems;
            if (u.number("targetgroups.count-groups-with-wrong-members") != 0)
                problems.emplace_back(
                    "targetgroups: a frozen list does not have the members it was frozen with");
            return problems;
        });
    }

    void start(Context& context) override {
        sources_ = {&context, context.use<contacts::Universe>(), context.use<contacts::ContactGate>(),
                    context.use<contacts::Directory>(), context.use<campaigns::Campaigns>()};
        context.provide<FrozenLists>(std::make_shared<Lists>());
        context.provide<Selections>(std::make_shared<SelectionService>(sources_));
    }

    void stop() noexcept override { sources_ = {}; }

private:
    // One route after the other, nothing nested. NOLINTNEXTLINE(readability-function-size)
    void declareGroups(Declarations& d) {
        d.get<ListInput, Page<TargetGroup>>(
            "/target-groups",
            {"targetgroups.read", "Target groups, oldest first; of a campaign when one is named"},
            [](const ListInput& in, Call&, Unit& u) {
                const auto limit = paging::limitOf(in.limit);
                const auto after = paging::cursorId(in.cursor);
                return paging::pageOf(
                    in.campaignId ? u.all<TargetGroup>(
                                        "targetgroups.list-target-groups-of-campaign",
                                        {{"campaignId", *in.campaignId}, {"after", after}, {"limit", limit}})
                                  : u.all<TargetGroup>("targetgroups.list-target-groups",
                                                       {{"after", after}, {"limit", limit}}),
                    limit);
            });
        d.get<ById, TargetGroup>("/target-groups/{id}", {"targetgroups.read", "A target group"},
                                 [](const ById& in, Call&, Unit& u) { return findGroup(u, in.id); });
        d.post<NewGroup, TargetGroup>("/target-groups", {"targetgroups.write", "Make a target group", 201},
                                      [this](const NewGroup& in, Call&, Unit& u) {
                                          TargetGroup group;
                                          group.id = u.newId();
                                          group.campaignId = in.campaignId;
                                          group.name = in.name;
                                          group.definition = in.definition;
                                          group.createdAt = u.now();
                                          check(u, group.definition, group.campaignId);
                                          u.run("targetgroups.insert-target-group", group);
                                          u.audit("target-groups.create", group.id, group.name);
                                          return group;
                                      });
        d.patch<ChangeGroup, TargetGroup>(
            "/target-groups/{id}",
            {"targetgroups.write", "Change a target group that is not frozen", 200, true},
            [this](const ChangeGroup& in, Call& call, Unit& u) {
                auto group = findGroup(u, in.id);
                call.requireMatch(group.version);
                requireDraft(group);
                if (in.name) group.name = *in.name;
                if (in.definition) group.definition = *in.definition;
                check(u, group.definition, group.campaignId);
                u.run("targetgroups.update-target-group", group);
                u.audit("target-groups.change", group.id, json::write(in));
                return findGroup(u, in.id);
            });
        d.post<ById, Operation>(
            "/target-groups/{id}/freezes",
            {"targetgroups.write", "Freeze: draw the cells and keep the list for ever", 202},
            [this](const ById& in, Call&, Unit& u) { return beginFreezing(u, in.id); });
        d.get<MemberInput, Page<Member>>(
            "/target-groups/{id}/members", {"targetgroups.read", "Members of a frozen list, by contact"},
            [](const MemberInput& in, Call&, Unit& u) {
                if (findGroup(u, in.id).state != GroupState::Frozen)
                    throw Error::conflict("targetgroups.not-frozen", "this target group is not frozen yet");
                const auto limit = paging::limitOf(in.limit);
                Page<Member> page{
                    u.all<Member>(
                        "targetgroups.list-members",
                        {{"targetGroupId", in.id}, {"after", paging::cursorId(in.cursor)}, {"limit", limit}}),
                    {}};
                if (page.items.size() == static_cast<std::size_t>(limit))
                    page.nextCursor = page.items.back().contactId.toString();
                return page;
            });
    }

    void declareCounting(Declarations& d) {
        d.get<None, FactList>("/target-groups/facts", {"targetgroups.read", "What conditions can ask about"},
                              [this](const None&, Call&, Unit& u) {
                                  FactList list;
                                  for (const auto& facts : sources_.context->useAll<contacts::ContactFacts>())
                                      for (auto& fact : facts->facts(u))
                                          list.items.push_back(std::move(fact));
                                  return list;
                              });
        d.post<CountInput, Waterfall>(
            "/target-groups/count",
            {"targetgroups.read", "Count a definition that is not stored: the funnel in figures"},
            [this](const CountInput& in, Call&) {
                return sources_.context->storage().read([&](Unit& u) {
                    check(u, in.definition, {});
                    return countIn(u, in.definition);
                });
            });
        d.get<ById, Waterfall>(
            "/target-groups/{id}/count",
            {"targetgroups.read", "Count a target group as it would be frozen now"},
            [this](const ById& in, Call&, Unit& u) { return countIn(u, findGroup(u, in.id).definition); });
    }

    Waterfall countIn(Unit& u, const Definition& definition) {
        const auto providers = sources_.providers();
        const auto sets = sources_.sets(u);
        Evaluator evaluator(*sets, providers);
        return count(evaluator, definition);
    }

    static void requireDraft(const TargetGroup& group) {
        if (group.state != GroupState::Draft)
            throw Error::conflict("targetgroups.frozen",
                                  "target group " + group.name + " is " + nameOf(group.state));
    }

    Operation beginFreezing(Unit& u, Id id) {
        const auto group = findGroup(u, id);
        if (group.state == GroupState::Frozen)
            throw Error::conflict("targetgroups.frozen", "target group " + group.name + " is frozen already");
        if (group.definition.split.shares.empty())
            throw Error::conflict("targetgroups.no-cells", "say first which cells the group is split into");
        check(u, group.definition, group.campaignId);
        const auto job =
            u.enqueue("targetgroups.freeze", FreezeJob{id},
                      {id.toString() + ":" + std::to_string(group.version), {}, "Freeze " + group.name});
        u.run("targetgroups.begin-freezing", {{"operationId", job}, {"id", id}});
        u.audit("target-groups.begin-freezing", id);
        Operation operation;
        operation.id = job;
        operation.name = "targetgroups.freeze";
        operation.title = "Freeze " + group.name;
        operation.createdAt = u.now();
        return operation;
    }

    /// @throws Error Invalid naming everything that is wrong with a definition. Without a campaign its cells
    /// are not looked up.
    void check(Unit& u, const Definition& definition, Id campaign) {
        Faults faults;
        const auto providers = sources_.providers();
        const auto sets = sources_.sets(u);
        const Evaluator evaluator(*sets, providers);
        evaluator.check(definition.condition, "/definition/condition", faults);
        for (std::size_t i = 0; i < definition.exclusions.size(); ++i) {
            const auto& e = definition.exclusions[i];
            const auto base = "/definition/exclusions/" + std::to_string(i);
            if (e.condition.has_value() == e.notContactable.has_value())
                faults.add(base, "targetgroups.exclusion",
                           "an exclusion has a condition or notContactable, one of them");
            if (e.condition) evaluator.check(*e.condition, base + "/condition", faults);
        }
        checkSplit(definition.split, faults);
        if (campaign) checkCells(u, definition.split, campaign, faults);
        faults.raise();
    }

    static void checkSplit(const Split& split, Faults& faults) {
        double percent = 0;
        for (std::size_t i = 0; i < split.shares.size(); ++i) {
            const auto& share = split.shares[i];
            const auto base = "/definition/split/shares/" + std::to_string(i);
            percent += share.percent.value_or(0);
            if (split.mode == SplitMode::Attribute ? !share.value
                                                   : share.percent.has_value() == share.count.has_value())
                faults.add(base, "targetgroups.share",
                           split.mode == SplitMode::Attribute ? "name the value that belongs to the cell"
                                                              : "give per cent or a count, one of them");
        }
        if (percent > 100.000001)
            faults.add("/definition/split/shares", "targetgroups.over-100",
                       "the cells take more than 100 per cent");
        if (split.mode == SplitMode::Attribute && split.attribute.empty())
            faults.add("/definition/split/attribute", "targetgroups.no-attribute",
                       "name the attribute to split by");
    }

    void checkCells(Unit& u, const Split& split, Id campaign, Faults& faults) {
        if (!sources_.campaigns->find(u, campaign)) {
            faults.add("/campaignId", "targetgroups.no-such-campaign", "there is no such campaign");
            return;
        }
        const auto cells = sources_.campaigns->cells(u, campaign);
        for (std::size_t i = 0; i < split.shares.size(); ++i)
            if (std::none_of(cells.begin(), cells.end(),
                             [&](const auto& c) { return c.id == split.shares[i].cellId; }))
                faults.add("/definition/split/shares/" + std::to_string(i) + "/cellId",
                           "targetgroups.no-such-cell", "the campaign has no such cell");
    }

    Sources sources_;
};

} // namespace

} // namespace rejoinder::targetgroups

REJOINDER_PLUGIN(rejoinder::targetgroups::TargetgroupsPlugin)
