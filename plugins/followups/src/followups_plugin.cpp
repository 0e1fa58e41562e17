#include "plugin_manifest.h"
#include "run_book.h"

#include <rejoinder/contract/dispatch/content_rules.h>
#include <rejoinder/contract/responses.h>
#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::followups {

namespace {

constexpr double kLongestWait = 3650;

struct NewRule {
    Id campaignId;
    std::string name;
    std::vector<contacts::FactCondition> did, didNot;
    std::vector<Id> cellIds;
    std::int32_t waitDays = 0;
    Channel channel = Channel::Letter;
    dispatch::Content content;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200).says("Visited, did not order");
        r.at("did").max(50).defaulted().says(
            "All of these hold; history of the rule's campaign unless it names another");
        r.at("didNot").max(50).defaulted().says("None of these holds");
        r.at("cellIds").max(200).defaulted().says("None: all cells that are contacted");
        r.at("waitDays")
            .range(0, kLongestWait)
            .defaulted()
            .says("Only who got no piece of the campaign in the last so many days");
    }
};
REJOINDER_DESCRIBE(NewRule, campaignId, name, did, didNot, cellIds, waitDays, channel, content)

/// Conditions and cells of a rule never change: who was selected was selected by them.
struct ChangeRule {
    Id id;
    std::optional<std::string> name;
    std::optional<std::int32_t> waitDays;
    std::optional<Channel> channel;
    std::optional<dispatch::Content> content;
    std::optional<bool> active;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("waitDays").range(0, kLongestWait);
    }
};
REJOINDER_DESCRIBE(ChangeRule, id, name, waitDays, channel, content, active)

struct RuleList {
    std::optional<Id> campaignId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(RuleList, campaignId, limit, cursor)

struct NewRun {
    Id id;
    bool start = false;
    static void rules(Rules& r) {
        r.at("id").says("The rule");
        r.at("start").defaulted().says("Hand the wave over once it is built; else a person starts it");
    }
};
REJOINDER_DESCRIBE(NewRun, id, start)

struct RunList {
    std::optional<Id> ruleId, campaignId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(RunList, ruleId, campaignId, limit, cursor)

/// Replies of an hour ask for a follow-up: the campaign's rules run once after it.
struct ReactJob {
    Id campaignId;
};
REJOINDER_DESCRIBE(ReactJob, campaignId)

class FollowupsPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.page("/follow-ups", "Follow-ups", "followups.read");
        d.permission("followups.read", "See follow-up rules and what they selected",
                     {"marketer", "agent", "analyst"});
        d.permission("followups.write", "Make and change follow-up rules", {"marketer"});
        d.permission("followups.run", "Run follow-up rules", {"marketer"});
        d.setting<std::int64_t>(
            "persons-per-step", 5000, "How many persons a run selects in one transaction",
            [](const std::int64_t& v) { return v >= 1 && v <= 5000 ? "" : "between 1 and 5000"; });
        declareRules(d);
        declareRuns(d);
        d.job<RunJob>("run", {}, [this](const RunJob& job, Attempt& attempt) { runs().work(job, attempt); });
        d.job<ReactJob>("react", {}, [this](const ReactJob& job, Attempt& attempt) {
            attempt.write([&](Unit& u) { react(u, job.campaignId); });
        });
        d.on<responses::ResponseCaptured>([](const responses::ResponseCaptured& e, const Delivery& delivery,
                                             Unit& u) { hear(u, e, delivery); });
        d.verify("follow-ups", [](Unit& u) {
            std::vector<std::string> problems;
            if (u.number("followups.count-wrong-runs") != 0)
                problems.emplace_back("followups: a run does not count all whom it selected");
            if (u.number("followups.count-runs-without-wave") != 0)
                problems.emplace_back("followups: a run selected persons and made no wave");
            if (u.number("followups.count-selections-of-other-rules") != 0)
                problems.emplace_back("followups: somebody was selected by a run of another rule");
            return problems;
        });
    }

    void start(Context& context) override {
        context_ = &context;
        sources_ = {context.use<campaigns::Campaigns>(), context.use<targetgroups::Selections>(),
                    context.use<targetgroups::FrozenLists>(), context.use<dispatch::Waves>()};
        rules_ = context.use<dispatch::ContentRules>();
    }

    void stop() noexcept override {
        sources_ = {};
        rules_.reset();
    }

private:
    RunBook runs() const { return {sources_, context_->setting<std::int64_t>("persons-per-step")}; }

    /// Whoever answers within the same hour is seen by the same runs.
    static void hear(Unit& u, const responses::ResponseCaptured& e, const Delivery& d) {
        if (!e.followUp || !e.response.campaignId) return;
        constexpr std::int64_t kHour = 3'600'000'000;
        constexpr std::int64_t kSlack = 60'000'000; // a reply is published before its commit
        const auto hour = d.publishedAt.micros / kHour + 1;
        const auto campaign = *e.response.campaignId;
        u.enqueue("followups.react", ReactJob{campaign},
                  {campaign.toString() + ":" + std::to_string(hour), Timestamp{hour * kHour + kSlack},
                   "Follow-ups to replies"});
    }

    /// Runs the active rules of a campaign; a person starts the waves.
    void react(Unit& u, Id campaign) const {
        const auto rules = u.all<Rule>("followups.list-rules-of-campaign",
                                       {{"campaignId", campaign}, {"after", Id{}}, {"limit", 1000}});
        const auto summary = sources_.campaigns->find(u, campaign);
        const bool sendable = summary && (summary->state == campaigns::CampaignState::Approved ||
                                          summary->state == campaigns::CampaignState::Running);
        if (!sendable) return; // a campaign that ended is not followed up any more
        for (const auto& rule : rules)
            if (rule.active) runs().start(u, rule, false);
    }

    void declareRules(Declarations& d) {
        d.get<RuleList, Page<Rule>>(
            "/follow-up-rules",
            {"followups.read", "Follow-up rules, oldest first; of a campaign when it is named"},
            [](const RuleList& in, Call&, Unit& u) {
                const auto limit = paging::limitOf(in.limit);
                const auto after = paging::cursorId(in.cursor);
                return paging::pageOf(
                    in.campaignId
                        ? u.all<Rule>("followups.list-rules-of-campaign",
                                      {{"campaignId", *in.campaignId}, {"after", after}, {"limit", limit}})
                        : u.all<Rule>("followups.list-rules", {{"after", after}, {"limit", limit}}),
                    limit);
            });
        d.get<ById, Rule>("/follow-up-rules/{id}", {"followups.read", "A follow-up rule"},
                          [](const ById& in, Call&, Unit& u) { return findRule(u, in.id); });
        d.post<NewRule, Rule>(
            "/follow-up-rules",
            {"followups.write", "Make a rule: who did this and not that gets another piece", 201},
            [this](const NewRule& in, Call&, Unit& u) { return create(u, in); });
        d.patch<ChangeRule, Rule>(
            "/follow-up-rules/{id}",
            {"followups.write", "Change what is sent, on which channel, and whether the rule is active", 200,
             true},
            [this](const ChangeRule& in, Call& call, Unit& u) { return change(u, in, call); });
        d.ask<ById, Preview>(
            "/follow-up-rules/{id}/preview",
            {"followups.read", "What a run would select now, and who is left out and why; changes nothing"},
            [this](const ById& in, Call&, Unit& u) { return previewOf(u, sources_, findRule(u, in.id)); });
    }

    void declareRuns(Declarations& d) {
        d.post<NewRun, Run>(
            "/follow-up-rules/{id}/runs",
            {"followups.run", "Select, freeze and make a wave; nobody twice, however often it is run", 202},
            [this](const NewRun& in, Call& call, Unit& u) {
                if (in.start && !call.may("dispatch.start"))
                    throw Error(ErrorKind::Forbidden, "followups.may-not-start",
                                "handing a wave over needs the permission dispatch.start");
                return runs().start(u, findRule(u, in.id), in.start);
            });
        d.get<RunList, Page<Run>>(
            "/follow-ups",
            {"followups.read", "Runs of follow-up rules, oldest first; of a rule or a campaign"},
            [](const RunList& in, Call&, Unit& u) { return list(u, in); });
        d.get<ById, Run>("/follow-ups/{id}", {"followups.read", "A run with what it selected"},
                         [](const ById& in, Call&, Unit& u) { return findRun(u, in.id); });
    }

    Rule create(Unit& u, const NewRule& in) {
        Rule rule{u.newId(),   in.campaignId, in.name,    in.did, in.didNot, in.cellIds,
                  in.waitDays, in.channel,    in.content, true,   u.now(),   1};
        Faults faults;
        if (!sources_.campaigns->find(u, in.campaignId)) {
            faults.add("/campaignId", "followups.no-such-campaign", "there is no such campaign");
            faults.raise("followups.invalid-rule");
        }
        const auto cells = sources_.campaigns->cells(u, in.campaignId);
        for (std::size_t i = 0; i < in.cellIds.size(); ++i) {
            const auto pointer = "/cellIds/" + std::to_string(i);
            const auto cell = std::find_if(cells.begin(), cells.end(),
                                           [&](const campaigns::Cell& c) { return c.id == in.cellIds[i]; });
            if (cell == cells.end())
                faults.add(pointer, "followups.no-such-cell", "the campaign has no such cell");
            else if (cell->holdOut)
                faults.add(pointer, "followups.hold-out", "a hold-out is never contacted");
        }
        narrowToCampaign(rule.did, in.campaignId);
        narrowToCampaign(rule.didNot, in.campaignId);
        checkConditions(u, sources_, rule.did, "/did", faults);
        checkConditions(u, sources_, rule.didNot, "/didNot", faults);
        rules_->check(rule.content, rule.channel, "/content", faults);
        faults.raise("followups.invalid-rule");
        u.run("followups.insert-rule", rule);
        u.audit("follow-up-rules.create", rule.id, rule.name);
        return rule;
    }

    Rule change(Unit& u, const ChangeRule& in, const Call& call) {
        auto rule = findRule(u, in.id);
        call.requireMatch(rule.version);
        rule.name = in.name.value_or(rule.name);
        rule.waitDays = in.waitDays.value_or(rule.waitDays);
        rule.channel = in.channel.value_or(rule.channel);
        rule.content = in.content.value_or(rule.content);
        rule.active = in.active.value_or(rule.active);
        if (in.content || in.channel) {
            Faults faults;
            rules_->check(rule.content, rule.channel, "/content", faults);
            faults.raise("followups.invalid-rule");
        }
        u.run("followups.update-rule", rule);
        u.audit("follow-up-rules.change", in.id, rule.name);
        return findRule(u, in.id);
    }

    static Page<Run> list(Unit& u, const RunList& in) {
        const auto limit = paging::limitOf(in.limit);
        const auto after = paging::cursorId(in.cursor);
        if (in.ruleId && in.campaignId)
            throw Error::invalid("/campaignId", "followups.one-filter",
                                 "name a rule or a campaign, not both");
        if (in.ruleId)
            return paging::pageOf(u.all<Run>("followups.list-runs-of-rule",
                                             {{"ruleId", *in.ruleId}, {"after", after}, {"limit", limit}}),
                                  limit);
        if (in.campaignId)
            return paging::pageOf(
                u.all<Run>("followups.list-runs-of-campaign",
                           {{"campaignId", *in.campaignId}, {"after", after}, {"limit", limit}}),
                limit);
        return paging::pageOf(u.all<Run>("followups.list-runs", {{"after", after}, {"limit", limit}}), limit);
    }

    Context* context_ = nullptr;
    Sources sources_;
    std::shared_ptr<dispatch::ContentRules> rules_;
};

} // namespace

} // namespace rejoinder::followups

REJOINDER_PLUGIN(rejoinder::followups::FollowupsPlugin)
