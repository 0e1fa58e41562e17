#include "inputs.h"
#include "load.h"
#include "plan.h"
#include "plugin_manifest.h"
#include "service.h"

#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::campaigns {

namespace {

/// Makes the cells what the plan says; a cell keeps its id by its code.
void storeCells(Unit& unit, Id campaign, const std::vector<NewCell>& wanted,
                const std::vector<Cell>& present) {
    Faults faults;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto base = "/cells/" + std::to_string(i);
        for (std::size_t j = 0; j < i; ++j)
            if (wanted[j].code == wanted[i].code)
                faults.add(base + "/code", "campaigns.cell-twice",
                           "cell " + wanted[i].code + " is there twice");
        if (wanted[i].offerId && !unit.one<Offer>("campaigns.find-offer", {{"id", *wanted[i].offerId}}))
            faults.add(base + "/offerId", "campaigns.no-such-offer", "there is no such offer");
    }
    faults.raise();
    for (const auto& cell : present)
        if (std::none_of(wanted.begin(), wanted.end(), [&](const NewCell& w) { return w.code == cell.code; }))
            unit.run("campaigns.delete-cell", {{"id", cell.id}});
    for (const auto& w : wanted) {
        const auto old =
            std::find_if(present.begin(), present.end(), [&](const Cell& c) { return c.code == w.code; });
        const Cell cell{old == present.end() ? unit.newId() : old->id,
                        campaign,
                        w.code,
                        w.name.empty() ? w.code : w.name,
                        w.holdOut,
                        w.channel,
                        w.offerId,
                        w.costPerPiece};
        unit.run(old == present.end() ? "campaigns.insert-cell" : "campaigns.update-cell", cell);
    }
}

template <class T>
void change(T& field, const std::optional<T>& wanted) {
    if (wanted) field = *wanted;
}

class CampaignsPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.page("/campaigns", "Campaigns", "campaigns.read");
        d.page("/offers", "Offers", "campaigns.read");
        d.permission("campaigns.read", "See campaigns, plans and offers", {"marketer", "agent", "analyst"});
        d.permission("campaigns.write", "Plan campaigns and offers", {"marketer"});
        d.permission("campaigns.approve", "Decide at the gate before sending", {"marketer"});
        d.setting<double>("test-lift", 0.2,
                          "Relative difference between two cells that a suggested pre-test is to see",
                          [](const double& v) { return v > 0 && v <= 5 ? "" : "between 0 and 5"; });
        declareCampaigns(d);
        declareGate(d);
        declareOffers(d);
        declareCapacity(d, [this] { return workplaces(); });
        d.get<ById, PlanLoad>(
            "/campaigns/{id}/load",
            {"campaigns.read",
             "What the plan makes desk and warehouse do, week by week, and whether they can"},
            [this](const ById& in, Call&, Unit& u) { return load(u, in.id); });
        d.verify("campaign plans", [](Unit& u) {
            std::vector<std::string> problems;
            if (u.number("campaigns.count-cells-without-campaign") != 0)
                problems.emplace_back("campaigns: there are cells without a campaign");
            if (u.number("campaigns.count-running-without-decision") != 0)
                problems.emplace_back("campaigns: a campaign runs without having passed its gate");
            return problems;
        });
    }

    void start(Context& context) override {
        context_ = &context;
        context.provide<Campaigns>(service_);
    }

private:
    [[nodiscard]] Workplaces workplaces() const { return Workplaces(context_->useAll<Workloads>()); }

    std::optional<Stream> streamOf(Unit& u, Id id) {
        const auto campaign = findCampaign(u, id);
        const auto plan =
            planFigures(u, campaign, service_->cells(u, id), {}, context_->tryUse<Forecasts>().get(),
                        context_->setting<double>("test-lift"));
        if (!plan.expectedResponses) return std::nullopt;
        return Stream{campaign.startsOn ? campaign.startsOn : Date::of(u.now()), *plan.expectedResponses};
    }

    PlanLoad load(Unit& u, Id id) {
        PlanLoad out;
        out.campaignId = id;
        const auto own = streamOf(u, id);
        const auto arrivals = context_->tryUse<Arrivals>();
        if (!own || !arrivals) return out;
        out.expectedResponses = own->responses;
        const auto pattern = arrivals->pattern(u, id);
        out.learntFrom = pattern.learntFrom;
        std::vector<Stream> others;
        for (const auto& c : service_->all(u)) {
            const bool comes = c.state == CampaignState::Approved || c.state == CampaignState::Running;
            if (!comes || c.id == id) continue;
            if (const auto other = streamOf(u, c.id)) others.push_back(*other);
        }
        const auto today = Date::of(u.now());
        out.weeks = loadWeeks(*own, pattern.share, today);
        const auto places = workplaces();
        for (const auto& view : places.views(u))
            out.workplaces.push_back(
                workplaceLoad(view, places.paceOf(view.capacity), *own, others, pattern.share, today));
        return out;
    }

    CampaignView view(Unit& u, Id id) {
        auto campaign = findCampaign(u, id);
        const auto version = campaign.version;
        return {id, std::move(campaign), service_->cells(u, id),
                u.all<Decision>("campaigns.decisions-of-campaign", {{"campaignId", id}}), version};
    }

    void declareCampaigns(Declarations& d) {
        d.get<ListInput, Page<Campaign>>(
            "/campaigns", {"campaigns.read", "Campaigns, oldest first"},
            [](const ListInput& in, Call&, Unit& u) {
                const auto limit = paging::limitOf(in.limit);
                return paging::pageOf(
                    u.all<Campaign>("campaigns.list-campaigns",
                                    {{"after", paging::cursorId(in.cursor)}, {"limit", limit}}),
                    limit);
            });
        d.get<ById, CampaignView>("/campaigns/{id}",
                                  {"campaigns.read", "A campaign with its cells and decisions"},
                                  [this](const ById& in, Call&, Unit& u) { return view(u, in.id); });
        d.get<ById, PlanFigures>(
            "/campaigns/{id}/plan",
            {"campaigns.read",
             "The plan in figures: cost, break-even, forecast from earlier campaigns, test size"},
            [this](const ById& in, Call&, Unit& u) {
                return planFigures(u, findCampaign(u, in.id), service_->cells(u, in.id),
                                   u.all<Cost>("campaigns.costs-of-campaign", {{"campaignId", in.id}}),
                                   context_->tryUse<Forecasts>().get(),
                                   context_->setting<double>("test-lift"));
            });
        d.post<NewCampaign, CampaignView>(
            "/campaigns", {"campaigns.write", "Plan a campaign", 201},
            [this](const NewCampaign& in, Call&, Unit& u) { return create(u, in); });
        d.patch<ChangeCampaign, CampaignView>(
            "/campaigns/{id}", {"campaigns.write", "Change a plan, finish or cancel a campaign", 200, true},
            [this](const ChangeCampaign& in, Call& call, Unit& u) {
                auto campaign = findCampaign(u, in.id);
                call.requireMatch(campaign.version);
                applyChange(u, in, campaign);
                return view(u, in.id);
            });
        d.get<ById, CostList>(
            "/campaigns/{id}/costs", {"campaigns.read", "Committed and spent cost"},
            [](const ById& in, Call&, Unit& u) {
                return CostList{u.all<Cost>("campaigns.costs-of-campaign", {{"campaignId", in.id}})};
            });
        d.post<NewCost, Cost>("/campaigns/{id}/costs",
                              {.permission = "campaigns.write",
                               .summary = "Book a cost; a negative amount corrects",
                               .success = 201,
                               .at = "/campaigns/{id}/costs"},
                              [](const NewCost& in, Call&, Unit& u) {
                                  findCampaign(u, in.id);
                                  const Cost cost{u.newId(), in.id,          in.stage,
                                                  in.label,  in.amountMinor, u.now()};
                                  u.run("campaigns.insert-cost", cost);
                                  u.audit("campaigns.cost", in.id, in.label);
                                  return cost;
                              });
    }

    CampaignView create(Unit& u, const NewCampaign& in) {
        if (u.one<Campaign>("campaigns.find-campaign-by-code", {{"code", in.code}}))
            throw Error::conflict("campaigns.code-taken", "there is a campaign " + in.code + " already");
        Campaign c;
        c.id = u.newId();
        c.code = in.code;
        c.name = in.name;
        c.description = in.description;
        c.currency = in.currency;
        c.budgetMinor = in.budgetMinor;
        c.fixedCostMinor = in.fixedCostMinor;
        c.contributionPerOrder = in.contributionPerOrder;
        change(c.startsOn, in.startsOn);
        change(c.endsOn, in.endsOn);
        change(c.offerEndsOn, in.offerEndsOn);
        c.goals = in.goals;
        c.volumes = in.volumes;
        c.createdAt = c.updatedAt = u.now();
        u.run("campaigns.insert-campaign", c);
        storeCells(u, c.id, in.cells, {});
        u.audit("campaigns.create", c.id, c.code);
        return view(u, c.id);
    }

    void applyChange(Unit& u, const ChangeCampaign& in, Campaign& c) {
        const bool planTouched = in.budgetMinor || in.fixedCostMinor || in.contributionPerOrder ||
                                 in.startsOn || in.goals || in.volumes || in.cells;
        if (planTouched && c.state != CampaignState::Draft)
            throw Error::conflict("campaigns.plan-locked", "campaign " + c.code + " is " + nameOf(c.state) +
                                                               "; withdraw the approval to change its plan");
        change(c.name, in.name);
        change(c.description, in.description);
        change(c.budgetMinor, in.budgetMinor);
        change(c.fixedCostMinor, in.fixedCostMinor);
        change(c.contributionPerOrder, in.contributionPerOrder);
        change(c.startsOn, in.startsOn);
        change(c.endsOn, in.endsOn);
        change(c.offerEndsOn, in.offerEndsOn);
        change(c.goals, in.goals);
        change(c.volumes, in.volumes);
        if (in.state && *in.state != c.state) {
            const bool finish = *in.state == CampaignState::Finished && c.state == CampaignState::Running;
            const bool cancel = *in.state == CampaignState::Cancelled && c.state != CampaignState::Finished;
            if (!finish && !cancel)
                throw Error::conflict("campaigns.state", "a campaign does not go from " + nameOf(c.state) +
                                                             " to " + nameOf(*in.state));
            c.state = *in.state;
            if (finish) u.publish(CampaignFinished{c.id});
        }
        c.updatedAt = u.now();
        u.run("campaigns.update-campaign", c);
        if (in.cells) storeCells(u, c.id, *in.cells, service_->cells(u, c.id));
        u.audit("campaigns.change", c.id, json::write(in));
    }

    void declareGate(Declarations& d) {
        d.post<NewDecision, CampaignView>(
            "/campaigns/{id}/decisions",
            {"campaigns.approve",
             "Approve or reject the plan, or withdraw the approval before anything was sent"},
            [this](const NewDecision& in, Call& call, Unit& u) {
                const auto campaign = findCampaign(u, in.id);
                const auto expected =
                    in.verdict == Verdict::Withdrawn ? CampaignState::Approved : CampaignState::Draft;
                if (campaign.state != expected)
                    throw Error::conflict("campaigns.gate", "campaign " + campaign.code + " is " +
                                                                nameOf(campaign.state) + "; it cannot be " +
                                                                nameOf(in.verdict));
                if (in.verdict == Verdict::Approved) {
                    Faults faults;
                    checkPlan(campaign, service_->cells(u, in.id), faults);
                    faults.raise("campaigns.plan-incomplete");
                }
                u.run("campaigns.insert-decision",
                      Decision{u.newId(), in.id, in.verdict, in.remark, call.actor().name, u.now()});
                const auto next =
                    in.verdict == Verdict::Approved ? CampaignState::Approved : CampaignState::Draft;
                u.run("campaigns.set-state", {{"state", next}, {"updatedAt", u.now()}, {"id", in.id}});
                if (in.verdict == Verdict::Approved) u.publish(CampaignApproved{in.id});
                u.audit("campaigns.decide", in.id, nameOf(in.verdict));
                return view(u, in.id);
            });
    }

    static Offer findOffer(Unit& u, Id id) {
        auto offer = u.one<Offer>("campaigns.find-offer", {{"id", id}});
        if (!offer) throw Error::notFound("campaigns.no-such-offer", "there is no such offer");
        return *offer;
    }

    void declareOffers(Declarations& d) {
        d.get<ListInput, Page<Offer>>(
            "/offers", {"campaigns.read", "Offers, oldest first"}, [](const ListInput& in, Call&, Unit& u) {
                const auto limit = paging::limitOf(in.limit);
                return paging::pageOf(
                    u.all<Offer>("campaigns.list-offers",
                                 {{"after", paging::cursorId(in.cursor)}, {"limit", limit}}),
                    limit);
            });
        d.get<ById, Offer>("/offers/{id}", {"campaigns.read", "An offer"},
                           [](const ById& in, Call&, Unit& u) { return findOffer(u, in.id); });
        d.post<NewOffer, Offer>("/offers", {"campaigns.write", "Make an offer", 201},
                                [](const NewOffer& in, Call&, Unit& u) {
                                    if (u.one<Offer>("campaigns.find-offer-by-code", {{"code", in.code}}))
                                        throw Error::conflict("campaigns.code-taken",
                                                              "there is an offer " + in.code + " already");
                                    Offer offer{u.newId(), in.code, in.name, in.description, {}, {}, 1};
                                    change(offer.validFrom, in.validFrom);
                                    change(offer.validUntil, in.validUntil);
                                    u.run("campaigns.insert-offer", offer);
                                    u.audit("offers.create", offer.id, offer.code);
                                    return offer;
                                });
        d.patch<ChangeOffer, Offer>("/offers/{id}", {"campaigns.write", "Change an offer", 200, true},
                                    [](const ChangeOffer& in, Call& call, Unit& u) {
                                        auto offer = findOffer(u, in.id);
                                        call.requireMatch(offer.version);
                                        change(offer.name, in.name);
                                        change(offer.description, in.description);
                                        change(offer.validFrom, in.validFrom);
                                        change(offer.validUntil, in.validUntil);
                                        u.run("campaigns.update-offer", offer);
                                        u.audit("offers.change", offer.id, json::write(in));
                                        return findOffer(u, in.id);
                                    });
    }

    Context* context_ = nullptr;
    std::shared_ptr<CampaignService> service_ = std::make_shared<CampaignService>();
};

} // namespace

} // namespace rejoinder::campaigns

REJOINDER_PLUGIN(rejoinder::campaigns::CampaignsPlugin)
