#include "credit.h"
#include "curve.h"
#include "learnings.h"
#include "plugin_manifest.h"

#include <rejoinder/contract/campaigns/workload.h>
#include <rejoinder/paging.h>

namespace rejoinder::insight {

namespace {

struct ListInput {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ListInput, limit, cursor)

struct NewLearning {
    std::string campaignName, segment;
    Channel channel = Channel::Letter;
    std::int64_t pieces = 0, responders = 0, buyers = 0;
    static void rules(Rules& r) {
        r.at("campaignName").notEmpty().max(200).says("A campaign from before Rejoinder");
        r.at("segment").max(200).defaulted();
        r.at("pieces").range(1, 1e12);
        r.at("responders").atLeast(0);
        r.at("buyers").atLeast(0).defaulted();
    }
};
REJOINDER_DESCRIBE(NewLearning, campaignName, segment, channel, pieces, responders, buyers)

struct ForecastInput {
    std::vector<campaigns::ForecastWish> wishes;
    std::optional<std::vector<Evidence>> evidence;
    static void rules(Rules& r) {
        r.at("wishes").notEmpty().max(1000);
        r.at("evidence").says("Absent: what finished campaigns taught");
    }
};
REJOINDER_DESCRIBE(ForecastInput, wishes, evidence)

struct ForecastList {
    std::vector<campaigns::SegmentForecast> items;
};
REJOINDER_DESCRIBE(ForecastList, items)

/// Answers what campaigns and pretests would like to be told.
class Teller final : public campaigns::Forecasts, public campaigns::Arrivals, public pretests::CellResults {
public:
    explicit Teller(Context& context)
        : context_(context), sources_{context.use<campaigns::Campaigns>(),
                                      context.use<targetgroups::FrozenLists>(),
                                      context.use<dispatch::Pieces>(),
                                      context.use<responses::Responses>(),
                                      context.use<fulfilment::Orders>(),
                                      context.use<fulfilment::Costs>()} {}

    std::vector<campaigns::SegmentForecast> forecast(Unit& unit,
                                                     std::span<const campaigns::ForecastWish> wishes,
                                                     Id except) override {
        return forecastsOf(unit.all<Evidence>("insight.pooled-learnings", {{"exceptCampaignId", except}}),
                           wishes, context_.setting<double>("evidence-weight"));
    }

    campaigns::ArrivalPattern pattern(Unit& unit, Id except) override {
        return arrivalsOf(unit, sources_, except);
    }

    std::vector<pretests::CellResult> results(Unit& unit, Id campaign) override {
        std::vector<pretests::CellResult> out;
        for (const auto& f : figuresOf(unit, sources_, campaign).cells)
            out.push_back({f.cellId, f.code, f.name, f.holdOut, f.pieces, std::min(f.responders, f.pieces)});
        return out;
    }

    [[nodiscard]] const Sources& sources() const noexcept { return sources_; }

private:
    Context& context_;
    Sources sources_;
};

class InsightPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.page("/results", "Results", "insight.read");
        d.page("/learnings", "Learnings", "insight.read");
        d.permission("insight.read", "See results, learnings and forecasts", {"marketer", "analyst"});
        d.permission("insight.write", "Enter what campaigns of before taught", {"marketer"});
        d.setting<double>(
            "evidence-weight", 1.0,
            "How much a piece of an earlier campaign counts in a forecast; below 1 the range also covers a "
            "change of offer or season",
            [](const double& v) { return v > 0 && v <= 1 ? "" : "above 0 and at most 1"; });
        d.get<ById, CampaignFigures>(
            "/insight/campaigns/{id}",
            {"insight.read", "The result: responses, orders, revenue, cost, lift, segments"},
            [this](const ById& in, Call&, Unit& u) { return figuresOf(u, teller_->sources(), in.id); });
        d.get<CreditWish, CampaignCredit>(
            "/insight/campaigns/{id}/credit",
            {"insight.read", "Responses per cell as the chosen rule credits them, and how they came"},
            [this](const CreditWish& in, Call&, Unit& u) { return creditOf(u, teller_->sources(), in); });
        d.get<ById, Curve>(
            "/insight/campaigns/{id}/curve",
            {"insight.read", "Responses per day and in sum, and what is to be expected, with its range"},
            [this](const ById& in, Call&, Unit& u) { return curveOf(u, teller_->sources(), in.id); });
        declareLearnings(d);
        d.on<campaigns::CampaignFinished>([this](const campaigns::CampaignFinished& e, const Delivery&,
                                                 Unit& u) { learn(u, teller_->sources(), e.campaignId); });
        d.verify("learnings", [](Unit& u) {
            std::vector<std::string> problems;
            if (u.number("insight.count-impossible-learnings") != 0)
                problems.emplace_back("insight: a learning has more responders or buyers than pieces");
            return problems;
        });
    }

    void start(Context& context) override {
        context_ = &context;
        teller_ = std::make_shared<Teller>(context);
        context.provide<campaigns::Forecasts>(teller_);
        context.provide<campaigns::Arrivals>(teller_);
        context.provide<pretests::CellResults>(teller_);
    }

    void stop() noexcept override { teller_.reset(); }

private:
    void declareLearnings(Declarations& d) {
        d.get<ListInput, Page<Learning>>(
            "/learnings", {"insight.read", "What finished campaigns taught, by segment and channel"},
            [](const ListInput& in, Call&, Unit& u) {
                const auto limit = paging::limitOf(in.limit);
                return paging::pageOf(
                    u.all<Learning>("insight.list-learnings",
                                    {{"after", paging::cursorId(in.cursor)}, {"limit", limit}}),
                    limit);
            });
        d.get<ById, Learning>("/learnings/{id}", {"insight.read", "What a campaign taught about a segment"},
                              [](const ById& in, Call&, Unit& u) {
                                  auto line = u.one<Learning>("insight.find-learning", {{"id", in.id}});
                                  if (!line)
                                      throw Error::notFound("insight.no-such-learning",
                                                            "there is no such learning");
                                  return std::move(*line);
                              });
        d.post<NewLearning, Learning>(
            "/learnings", {"insight.write", "Enter what a campaign from before Rejoinder taught", 201},
            [](const NewLearning& in, Call&, Unit& u) {
                Faults faults;
                if (in.responders > in.pieces)
                    faults.add("/responders", "insight.more-responders-than-pieces",
                               "more responders than pieces");
                if (in.buyers > in.pieces)
                    faults.add("/buyers", "insight.more-buyers-than-pieces", "more buyers than pieces");
                faults.raise();
                const Learning line{u.newId(),     {},         in.campaignName,
                                    in.segment,    in.channel, in.pieces,
                                    in.responders, in.buyers,  u.now()};
                u.run("insight.insert-learning", line);
                u.audit("insight.enter-learning", line.id, in.campaignName);
                return line;
            });
        d.ask<ForecastInput, ForecastList>(
            "/forecasts",
            {"insight.read", "Expected responses of segments, from learnings or from given evidence"},
            [this](const ForecastInput& in, Call&, Unit& u) { return ForecastList{forecastList(u, in)}; });
    }

    std::vector<campaigns::SegmentForecast> forecastList(Unit& u, const ForecastInput& in) {
        if (in.evidence)
            return forecastsOf(*in.evidence, in.wishes, context_->setting<double>("evidence-weight"));
        return teller_->forecast(u, in.wishes, Id{});
    }

    Context* context_ = nullptr;
    std::shared_ptr<Teller> teller_;
};

} // namespace

} // namespace rejoinder::insight

REJOINDER_PLUGIN(rejoinder::insight::InsightPlugin)
