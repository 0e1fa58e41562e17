#include "picking.h"

#include "routes.h"

#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

constexpr std::int32_t kMostTotes = 40;
constexpr std::string_view kRounds = "rounds"; ///< the counter

struct ToteRow {
    Id batchId;
    std::int32_t tote = 1;
    Id orderId;
};
REJOINDER_DESCRIBE(ToteRow, batchId, tote, orderId)

struct NewPickBatch {
    std::int32_t most = 12;
    static void rules(Rules& r) {
        r.at("most").range(1, kMostTotes).defaulted().says("How many orders, one for each tote");
    }
};
REJOINDER_DESCRIBE(NewPickBatch, most)

struct BatchList {
    std::optional<RoundState> state;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(BatchList, state, limit, cursor)

struct ChangeBatch {
    Id id;
    RoundState state = RoundState::Done;
    static void rules(Rules& r) { r.at("state").says("done: the round is over"); }
};
REJOINDER_DESCRIBE(ChangeBatch, id, state)

struct LineOfBatch {
    Id id, lineId;
};
REJOINDER_DESCRIBE(LineOfBatch, id, lineId)

PickBatch findBatch(Unit& unit, Id id) {
    auto found = unit.one<PickBatch>("fulfilment.find-pick-batch", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-batch", "there is no such pick batch");
    return std::move(*found);
}

/// The stop of an open round. @throws Error Conflict, Invalid
BatchPick stopOf(Unit& unit, Id batch, Id line) {
    if (findBatch(unit, batch).state != RoundState::Open)
        throw Error::conflict("fulfilment.batch-done", "this round is over");
    for (auto& pick : unit.all<BatchPick>("fulfilment.picks-of-batch",
                                          {{"batchId", batch}, {"today", Date::of(unit.now())}}))
        if (pick.lineId == line) return std::move(pick);
    throw Error::invalid("/lineId", "fulfilment.no-such-line",
                         "nothing of this line is to be picked in this round");
}

bool same(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

} // namespace

PickBatchView viewBatch(Unit& unit, Id id) {
    PickBatchView view;
    view.id = id;
    view.batch = findBatch(unit, id);
    view.totes = unit.all<Tote>("fulfilment.totes-of-batch", {{"batchId", id}});
    view.picks =
        unit.all<BatchPick>("fulfilment.picks-of-batch", {{"batchId", id}, {"today", Date::of(unit.now())}});
    for (const auto& pick : view.picks) view.left += pick.wanted - pick.picked;
    view.version = view.batch.version;
    return view;
}

PickBatchView beginBatch(Unit& unit, std::int32_t most) {
    // On databases with several writers two would choose the same orders; who comes second waits here.
    unit.run("fulfilment.lock-counter", {{"name", kRounds}});
    const auto orders = unit.numbers("fulfilment.orders-to-pick", {{"limit", most}});
    if (orders.empty()) throw Error::conflict("fulfilment.nothing-to-pick", "no order waits to be picked");
    const auto id = unit.newId();
    unit.run("fulfilment.insert-pick-batch", {{"id", id},
                                              {"orders", static_cast<std::int64_t>(orders.size())},
                                              {"createdAt", unit.now()},
                                              {"createdBy", unit.actor().name}});
    std::vector<ToteRow> rows;
    for (const auto order : orders)
        rows.push_back({id, static_cast<std::int32_t>(rows.size()) + 1, Id{order}});
    unit.insertMany("fulfilment.insert-pick-tote", rows);
    unit.audit("pick-batches.begin", id, std::to_string(orders.size()));
    return viewBatch(unit, id);
}

PickBatchView pickScanned(Unit& unit, const ScannedPick& scan) {
    const auto stop = stopOf(unit, scan.id, scan.lineId);
    if (!same(scan.code, stop.sku))
        throw Error::invalid("/code", "fulfilment.wrong-item", "this is not " + stop.sku);
    auto open = OrderBook::open(unit, stop.orderId);
    OrderBook::pickSome(unit, open, scan.lineId, scan.quantity);
    unit.audit("orders.pick", stop.orderId, stop.sku + ": " + std::to_string(scan.quantity));
    return viewBatch(unit, scan.id);
}

PickBatchView putBackPick(Unit& unit, Id batch, Id line) {
    const auto stop = stopOf(unit, batch, line);
    auto open = OrderBook::open(unit, stop.orderId);
    if (open.order.state == OrderState::Packed)
        throw Error::conflict("fulfilment.state", "the order is packed already");
    OrderBook::putBack(unit, open, line);
    return viewBatch(unit, batch);
}

PickBatchView endBatch(Unit& unit, Id id) {
    if (unit.run("fulfilment.close-pick-batch", {{"id", id}, {"closedAt", unit.now()}}) != 0) {
        unit.run("fulfilment.free-pick-totes", {{"batchId", id}});
        unit.audit("pick-batches.end", id);
    }
    return viewBatch(unit, id);
}

void OrderBook::pickSome(Unit& unit, OpenOrder& open, Id line, std::int64_t quantity) {
    const auto it = std::ranges::find(open.lines, line, &Line::id);
    if (open.order.held)
        throw Error::conflict("fulfilment.held", "the order is held; somebody must release it");
    if (it == open.lines.end() || it->houseId || it->reserved - it->picked < quantity)
        throw Error::conflict("fulfilment.nothing-to-pick", "so many of this line are not to be picked");
    if (it->stocked) move(unit, {it->itemId, MoveReason::Picked, quantity, it->id, {}, it->lots, {}});
    it->picked += quantity;
    store(unit, open.order, *it);
    if (open.order.state == OrderState::Packed) open.order.state = OrderState::Picked; // it is packed again
    settle(unit, open);
}

void OrderBook::putBack(Unit& unit, OpenOrder& open, Id line) {
    const auto it = std::ranges::find(open.lines, line, &Line::id);
    if (it == open.lines.end() || it->houseId || it->picked == 0)
        throw Error::conflict("fulfilment.nothing-picked", "nothing of this line was picked");
    if (it->stocked) move(unit, {it->itemId, MoveReason::Unpicked, it->picked, it->id, {}, it->lots, {}});
    it->picked = 0;
    store(unit, open.order, *it);
    open.order.state = OrderState::Reserved; // or back-ordered: the lines say it
    settle(unit, open);
    unit.audit("orders.put-back", open.order.id, it->sku);
}

void declarePickBatches(Declarations& d) {
    d.page("/pick-batches", "Pick rounds", "fulfilment.work");
    d.get<BatchList, Page<PickBatch>>(
        "/pick-batches", {"fulfilment.read", "Rounds of picking, newest first"},
        [](const BatchList& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(u.all<PickBatch>("fulfilment.newest-pick-batches",
                                                   {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                                    {"state", in.state ? nameOf(*in.state) : std::string()},
                                                    {"limit", limit}}),
                                  limit);
        });
    d.get<ById, PickBatchView>("/pick-batches/{id}",
                               {"fulfilment.read", "A round of picking: its stops in the order of the bins"},
                               [](const ById& in, Call&, Unit& u) { return viewBatch(u, in.id); });
    d.post<NewPickBatch, PickBatchView>(
        "/pick-batches", {"fulfilment.work", "Begin a round with the orders that must be out first", 201},
        [](const NewPickBatch& in, Call&, Unit& u) { return beginBatch(u, in.most); });
    d.post<ScannedPick, PickBatchView>(
        "/pick-batches/{id}/picks",
        {"fulfilment.work", "Something was taken and scanned; another item than the wanted one is refused"},
        [](const ScannedPick& in, Call&, Unit& u) { return pickScanned(u, in); });
    d.remove<LineOfBatch>("/pick-batches/{id}/picks/{lineId}",
                          {"fulfilment.work", "Put back what was picked of a line"},
                          [](const LineOfBatch& in, Call&, Unit& u) { putBackPick(u, in.id, in.lineId); });
    d.patch<ChangeBatch, PickBatchView>(
        "/pick-batches/{id}",
        {"fulfilment.work", "End a round; what was not picked is free for another", 200, true},
        [](const ChangeBatch& in, Call& call, Unit& u) {
            call.requireMatch(findBatch(u, in.id).version);
            if (in.state != RoundState::Done)
                throw Error::conflict("fulfilment.batch-done",
                                      "a round that is over stays so; begin another");
            return endBatch(u, in.id);
        });
}

} // namespace rejoinder::fulfilment
