#include "freezer.h"
#include "lists.h"
#include "plugin_manifest.h"
#include "routes.h"

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
    std::optional<Definition> definition;
    std::optional<std::string> text; ///< the definition as text instead
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("text").max(200'000);
    }
};
REJOINDER_DESCRIBE(NewGroup, campaignId, name, definition, text)

struct ChangeGroup {
    Id id;
    std::optional<std::string> name;
    std::optional<Definition> definition;
    std::optional<std::string> text; ///< the definition as text instead
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("text").max(200'000);
    }
};
REJOINDER_DESCRIBE(ChangeGroup, id, name, definition, text)

struct CountInput {
    std::optional<Definition> definition;
    std::optional<std::string> text;
    std::optional<Id> campaignId;
    static void rules(Rules& r) {
        r.at("definition").says("Absent: everybody");
        r.at("text").max(200'000).says("The definition as text instead");
        r.at("campaignId").says("Whose cells and pressure rules count");
    }
};
REJOINDER_DESCRIBE(CountInput, definition, text, campaignId)

/// A fact with what the builder must know of it.
struct SelectableFact {
    std::string name;
    contacts::FactKind kind = contacts::FactKind::Text;
    std::string description;
    std::vector<contacts::Narrowing> narrowedBy;
    bool perPerson = false; ///< has one value for each person: for limits, strata, orders and bands
};
REJOINDER_DESCRIBE(SelectableFact, name, kind, description, narrowedBy, perPerson)

struct FactList {
    std::vector<SelectableFact> items;
};
REJOINDER_DESCRIBE(FactList, items)

class TargetgroupsPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.page("/target-groups", "Target groups", "targetgroups.read");
        d.permission("targetgroups.read", "See and count target groups", {"marketer", "analyst"});
        d.permission("targetgroups.write", "Make, change and freeze target groups", {"marketer"});
        declareGroups(d);
        declareCounting(d);
        declareFrozenLists(d, sources_);
        declareText(d, sources_);
        declareBands(d, sources_);
        d.job<FreezeJob>("targetgroups.freeze", {},
                         [this](const FreezeJob& job, Attempt& a) { freeze(sources_, job, a); });
        declareIndex(d, sources_);
        declareProfile(d, sources_);
        d.verify("frozen lists", [](Unit& u) {
            std::vector<std::string> problems;
            if (u.number("targetgroups.count-groups-with-wrong-members") != 0)
                problems.emplace_back(
                    "targetgroups: a frozen list does not have the members it was frozen with");
            return problems;
        });
    }

    void start(Context& context) override {
        sources_ = {&context,
                    context.use<contacts::Universe>(),
                    context.use<contacts::ContactGate>(),
                    context.use<contacts::Directory>(),
                    context.use<campaigns::Campaigns>(),
                    context.use<contacts::Households>(),
                    context.use<contacts::Identities>(),
                    makeKeeper(context)};
        context.provide<FrozenLists>(std::make_shared<Lists>());
        context.provide<contacts::ContactFacts>(makeListFacts(sources_));
        context.provide<contacts::PersonRecords>(makeMemberRecords());
        context.provide<Selections>(std::make_shared<SelectionService>(sources_));
    }

    void ready() override {
        if (sources_.index) sources_.index->start(); // whoever has history has started
    }

    void drain(std::stop_token) override {
        if (sources_.index) sources_.index->stop();
    }

    void stop() noexcept override {
        if (sources_.index) sources_.index->stop();
        sources_ = {};
    }

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
        d.post<NewGroup, TargetGroup>(
            "/target-groups", {"targetgroups.write", "Make a target group", 201},
            [this](const NewGroup& in, Call&, Unit& u) {
                TargetGroup group;
                group.id = u.newId();
                group.campaignId = in.campaignId;
                group.name = in.name;
                group.definition =
                    definitionOf(sources_, u, in.definition, in.text, in.campaignId).value_or(Definition{});
                group.createdAt = u.now();
                requireRight(sources_, u, group.definition, group.campaignId);
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
                if (auto given = definitionOf(sources_, u, in.definition, in.text, group.campaignId))
                    group.definition = std::move(*given);
                requireRight(sources_, u, group.definition, group.campaignId);
                if (u.run("targetgroups.update-target-group", group) == 0)
                    throw Error::conflict("targetgroups.changed", "somebody else changed " + group.name);
                u.audit("target-groups.change", group.id, json::write(in));
                return findGroup(u, in.id);
            });
        d.post<ById, Operation>(
            "/target-groups/{id}/freezes",
            {"targetgroups.write",
             "Freeze: draw the cells and keep the list for ever; while that goes on, its operation again",
             202},
            [this](const ById& in, Call&, Unit& u) { return beginFreezing(u, in.id); });
        d.remove<ById>("/target-groups/{id}/freezes",
                       {"targetgroups.write", "Give a freezing up: the group is a draft again"},
                       [](const ById& in, Call&, Unit& u) {
                           const auto group = findGroup(u, in.id);
                           if (u.run("targetgroups.give-up-freezing", {{"id", in.id}}) == 0)
                               throw Error::conflict("targetgroups.not-freezing",
                                                     "target group " + group.name + " is not being frozen");
                           u.audit("target-groups.give-up-freezing", in.id, group.name);
                       });
    }

    void declareCounting(Declarations& d) {
        d.get<None, FactList>("/target-groups/facts", {"targetgroups.read", "What conditions can ask about"},
                              [this](const None&, Call&, Unit& u) {
                                  FactList list;
                                  const auto providers = sources_.providers();
                                  for (const auto& facts : providers.facts)
                                      for (auto& f : facts->facts(u)) {
                                          const bool valued = providers.valued(f.name);
                                          list.items.push_back({std::move(f.name), f.kind,
                                                                std::move(f.description),
                                                                std::move(f.narrowedBy), valued});
                                      }
                                  return list;
                              });
        d.ask<CountInput, Waterfall>(
            "/target-groups/count",
            {"targetgroups.read", "Count a definition that is not stored: the funnel in figures"},
            [this](const CountInput& in, Call&, Unit& u) {
                const Id campaign = in.campaignId.value_or(Id{});
                const auto definition =
                    definitionOf(sources_, u, in.definition, in.text, campaign).value_or(Definition{});
                requireRight(sources_, u, definition, campaign);
                return count(sources_, u, definition, campaign);
            });
        d.get<ById, Waterfall>("/target-groups/{id}/count",
                               {"targetgroups.read", "Count a target group as it would be frozen now"},
                               [this](const ById& in, Call&, Unit& u) {
                                   const auto group = findGroup(u, in.id);
                                   return count(sources_, u, group.definition, group.campaignId, group.id);
                               });
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
        Operation operation;
        if (group.state == GroupState::Freezing) {
            operation.id = group.operationId.value();
        } else {
            requireRight(sources_, u, group.definition, group.campaignId);
            operation.id =
                u.enqueue("targetgroups.freeze", FreezeJob{id},
                          {id.toString() + ":" + std::to_string(group.version), {}, "Freeze " + group.name});
            if (u.run("targetgroups.begin-freezing", {{"operationId", operation.id}, {"id", id}}) == 0)
                throw Error::conflict("targetgroups.frozen", "somebody else freezes " + group.name);
            u.audit("target-groups.begin-freezing", id);
        }
        operation.name = "targetgroups.freeze";
        operation.title = "Freeze " + group.name;
        operation.createdAt = u.now();
        return operation;
    }

    Sources sources_;
};

} // namespace

} // namespace rejoinder::targetgroups

REJOINDER_PLUGIN(rejoinder::targetgroups::TargetgroupsPlugin)
