#include "plugin_manifest.h"
#include "records.h"

#include <rejoinder/contract/campaigns.h>
#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::pretests {

namespace {

PreTest findPreTest(Unit& u, Id id) {
    auto row = u.one<PreTest>("pretests.find-pre-test", {{"id", id}});
    if (!row) throw Error::notFound("pretests.no-such-pre-test", "there is no such pre-test");
    return std::move(*row);
}

PreTestView viewOf(PreTest t) {
    const auto size = sizeOf({t.baseRate, t.wishedRate, t.alpha, t.power, Formula::Pooled});
    const auto id = t.id;
    const auto version = t.version;
    return {id, std::move(t), size, version};
}

class PretestsPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.page("/pre-tests", "Pre-tests", "pretests.read");
        d.permission("pretests.read", "See pre-tests and work out test sizes", {"marketer", "analyst"});
        d.permission("pretests.write", "Set up pre-tests and decide on the roll-out", {"marketer"});
        d.ask<SizeWish, SizeAnswer>("/pre-tests/sample-sizes",
                                    {"pretests.read", "Names per cell needed to see a wished difference"},
                                    [](const SizeWish& in, Call&) { return sizeOf(in); });
        d.ask<GivenCells, Evaluation>(
            "/pre-tests/evaluations", {"pretests.read", "Compare cells by given figures"},
            [](const GivenCells& in, Call&) {
                std::vector<EvaluatedCell> cells;
                for (const auto& c : in.cells)
                    cells.push_back({{}, c.name, c.pieces, c.responders, {}, {}, {}});
                return evaluate(std::move(cells), in.alpha);
            });
        d.get<ListInput, Page<PreTest>>("/pre-tests", {"pretests.read", "Pre-tests, oldest first"},
                                        [](const ListInput& in, Call&, Unit& u) { return list(u, in); });
        d.get<ById, PreTestView>(
            "/pre-tests/{id}", {"pretests.read", "A pre-test with the size it needs"},
            [](const ById& in, Call&, Unit& u) { return viewOf(findPreTest(u, in.id)); });
        d.post<NewPreTest, PreTestView>(
            "/pre-tests", {"pretests.write", "Set up a pre-test", 201},
            [this](const NewPreTest& in, Call&, Unit& u) { return create(u, in); });
        d.get<ById, Evaluation>(
            "/pre-tests/{id}/result",
            {"pretests.read", "What the responses so far say: a winner, or why there is none"},
            [this](const ById& in, Call&, Unit& u) { return result(u, findPreTest(u, in.id)); });
        d.post<RollOut, PreTestView>(
            "/pre-tests/{id}/decision",
            {"pretests.write", "Choose the cell to roll out; closes the pre-test"},
            [](const RollOut& in, Call&, Unit& u) {
                const auto test = findPreTest(u, in.id);
                if (test.state == PreTestState::Decided)
                    throw Error::conflict("pretests.decided",
                                          "pre-test " + test.name + " is decided already");
                if (std::find(test.cellIds.begin(), test.cellIds.end(), in.cellId) == test.cellIds.end())
                    throw Error::invalid("/cellId", "pretests.no-such-cell",
                                         "this cell is not part of the pre-test");
                u.run("pretests.decide-pre-test",
                      {{"chosenCellId", in.cellId}, {"remark", in.remark}, {"id", in.id}});
                u.audit("pretests.decide", in.id, in.remark);
                return viewOf(findPreTest(u, in.id));
            });
    }

    void start(Context& context) override { context_ = &context; }

private:
    static Page<PreTest> list(Unit& u, const ListInput& in) {
        const auto after = paging::cursorId(in.cursor);
        const auto limit = paging::limitOf(in.limit);
        return paging::pageOf(
            in.campaignId
                ? u.all<PreTest>("pretests.list-pre-tests-of-campaign",
                                 {{"campaignId", *in.campaignId}, {"after", after}, {"limit", limit}})
                : u.all<PreTest>("pretests.list-pre-tests", {{"after", after}, {"limit", limit}}),
            limit);
    }

    PreTestView create(Unit& u, const NewPreTest& in) {
        const auto campaigns = context_->use<campaigns::Campaigns>();
        if (!campaigns->find(u, in.campaignId))
            throw Error::invalid("/campaignId", "pretests.no-such-campaign", "there is no such campaign");
        const auto cells = campaigns->cells(u, in.campaignId);
        PreTest test{
            u.newId(), in.campaignId,         in.name, in.cellIds, in.baseRate, in.wishedRate, in.alpha,
            in.power,  PreTestState::Running, {},      {},         1,           u.now()};
        if (test.cellIds.empty())
            for (const auto& cell : cells)
                if (!cell.holdOut) test.cellIds.push_back(cell.id);
        Faults faults;
        for (std::size_t i = 0; i < test.cellIds.size(); ++i)
            if (std::none_of(cells.begin(), cells.end(),
                             [&](const auto& c) { return c.id == test.cellIds[i]; }))
                faults.add("/cellIds/" + std::to_string(i), "pretests.no-such-cell",
                           "the campaign has no cell " + test.cellIds[i].toString());
        if (test.cellIds.size() < 2)
            faults.add("/cellIds", "pretests.too-few-cells", "a pre-test compares two cells or more");
        faults.raise();
        auto view = viewOf(test); // refuses rates that cannot be told apart before anything is stored
        u.run("pretests.insert-pre-test", test);
        u.audit("pretests.create", test.id, test.name);
        return view;
    }

    Evaluation result(Unit& u, const PreTest& test) {
        const auto results = context_->tryUse<CellResults>();
        if (!results)
            throw Error(ErrorKind::Unavailable, "pretests.no-figures",
                        "the plugin that counts pieces and responses (insight) is not running");
        std::vector<EvaluatedCell> cells;
        for (const auto& r : results->results(u, test.campaignId))
            if (std::find(test.cellIds.begin(), test.cellIds.end(), r.cellId) != test.cellIds.end())
                cells.push_back({r.cellId, r.name, r.pieces, r.responders, {}, {}, {}});
        return evaluate(std::move(cells), test.alpha);
    }

    Context* context_ = nullptr;
};

} // namespace

} // namespace rejoinder::pretests

REJOINDER_PLUGIN(rejoinder::pretests::PretestsPlugin)
