#include "picking.h"
#include "store_room.h"

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Picking : public StoreRoom {
protected:
    PickBatchView begin(int most = 12) {
        const auto reply = world.post("/pick-batches", R"({"most":)" + std::to_string(most) + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<PickBatchView>();
    }
    test::World::Reply scan(const PickBatchView& batch, const BatchPick& stop, const std::string& code,
                            int quantity = 1) {
        return world.post("/pick-batches/" + batch.id.toString() + "/picks",
                          R"({"lineId":")" + stop.lineId.toString() + R"(","code":")" + code +
                              R"(","quantity":)" + std::to_string(quantity) + "}");
    }
    test::World::Reply end(const PickBatchView& batch) {
        return world.call("PATCH", "/pick-batches/" + batch.id.toString(), R"({"state":"done"})",
                          "\"" + std::to_string(batch.version) + "\"");
    }
};

TEST_F(Picking, ARoundGoesAlongTheBinsAndFillsOneToteForEachOrder) {
    item("CUP", R"(,"bin":"C-3")");
    item("ANT", R"(,"bin":"B-1")");
    receive("CUP", 10);
    receive("ANT", 10);
    const auto one = order("Z0", line("CUP", 2) + "," + line("ANT", 1)), two = order("Z1", line("ANT", 3));
    const auto batch = begin();
    std::vector<std::string> stops;
    for (const auto& p : batch.picks)
        stops.push_back(p.bin + " " + p.sku + " " + std::to_string(p.wanted) + " into " +
                        std::to_string(p.tote));
    EXPECT_THAT(stops, ElementsAre("B-1 ANT 1 into 1", "B-1 ANT 3 into 2", "C-3 CUP 2 into 1"));
    EXPECT_EQ(batch.left, 6);
    EXPECT_EQ(world.post("/pick-batches", "{}").code(), "fulfilment.nothing-to-pick")
        << "all are in this round";

    EXPECT_EQ(scan(batch, batch.picks[0], "CUP").code(), "fulfilment.wrong-item");
    EXPECT_EQ(scan(batch, batch.picks[0], "ant").as<PickBatchView>().left, 5);
    EXPECT_EQ(scan(batch, batch.picks[0], "ANT").code(), "fulfilment.nothing-to-pick") << "one too many";
    EXPECT_EQ(see(one.id).order.state, OrderState::Reserved) << "the cups are missing";
    EXPECT_EQ(scan(batch, batch.picks[1], "ANT", 3).status, 200);
    EXPECT_EQ(see(two.id).order.state, OrderState::Picked);
    EXPECT_EQ(scan(batch, batch.picks[2], "CUP", 2).as<PickBatchView>().left, 0);
    EXPECT_EQ(see(one.id).order.state, OrderState::Picked);
    EXPECT_EQ(end(batch).status, 200);
    EXPECT_EQ(scan(batch, batch.picks[2], "CUP").code(), "fulfilment.batch-done");
    EXPECT_EQ(ship(one.id).status, 201);
    EXPECT_EQ(ship(two.id).status, 201);
    EXPECT_THAT(figures("ANT"), ElementsAre(6, 0, 6, 0));
}

TEST_F(Picking, WhatIsPutBackMissingOrCancelledStaysRight) {
    item("CUP", R"(,"bin":"C-3")");
    receive("CUP", 6);
    const auto one = order("Z0", line("CUP", 4)), two = order("Z1", line("CUP", 2));
    const auto batch = begin();
    EXPECT_EQ(scan(batch, batch.picks[0], "CUP", 3).status, 200);
    const auto undo = [&] {
        return world.call("DELETE", "/pick-batches/" + batch.id.toString() + "/picks/" +
                                        batch.picks[0].lineId.toString());
    };
    EXPECT_EQ(undo().status, 204);
    EXPECT_EQ(undo().code(), "fulfilment.nothing-picked");
    EXPECT_THAT(figures(see(one.id).lines.at(0)), ElementsAre(4, 4, 0, 0, 0, 0));
    EXPECT_EQ(scan(batch, batch.picks[0], "CUP", 3).status, 200);
    // The fourth is broken: it leaves the stock, the order waits for another, what was taken stays in its
    // tote.
    EXPECT_EQ(world
                  .post("/orders/" + one.id.toString() + "/short-picks",
                        R"({"lineId":")" + batch.picks[0].lineId.toString() +
                            R"(","quantity":1,"reason":"damaged"})")
                  .status,
              201);
    auto view = world.get("/pick-batches/" + batch.id.toString()).as<PickBatchView>();
    EXPECT_EQ(view.left, 2);
    EXPECT_EQ(see(one.id).order.state, OrderState::Picked) << "what is there may go out";
    EXPECT_EQ(set(two.id, R"("state":"cancelled")").status, 200);
    view = world.get("/pick-batches/" + batch.id.toString()).as<PickBatchView>();
    EXPECT_EQ(view.left, 1) << "the cancelled order's goods went to who waited, into the same round";
    EXPECT_EQ(scan(view, view.picks[0], "CUP").as<PickBatchView>().left, 0);
    EXPECT_EQ(ship(one.id).as<ShipmentView>().orderState, OrderState::Shipped);
}

TEST_F(Picking, WhatARoundLeavesIsFreeForTheNext) {
    item("CUP");
    receive("CUP", 10);
    order("Z0", line("CUP", 1));
    order("Z1", line("CUP", 1));
    const auto first = begin(1), second = begin(1);
    EXPECT_NE(first.totes.at(0).orderId, second.totes.at(0).orderId);
    EXPECT_EQ(end(first).status, 200);
    EXPECT_EQ(end(first).status, 412) << "it changed meanwhile";
    const auto third = begin();
    EXPECT_THAT(third.totes, SizeIs(1));
    EXPECT_EQ(third.totes[0].orderId, first.totes[0].orderId);
    EXPECT_THAT(world.get("/pick-batches?state=open").as<Page<PickBatch>>().items, SizeIs(2));
    EXPECT_EQ(world.get("/pick-batches/7").code(), "fulfilment.no-such-batch");
}

TEST_F(Picking, WhatIsLeftOutOfARoundHoldsNobodyUp) {
    item("ANT");
    item("CUP");
    receive("ANT", 5);
    receive("CUP", 5);
    const auto made = order("Z0", line("ANT", 1) + "," + line("CUP", 1));
    const auto batch = begin();
    EXPECT_EQ(scan(batch, batch.picks[0], "ANT").status, 200);
    EXPECT_EQ(see(made.id).order.state, OrderState::Reserved);
    const auto none =
        world.call("POST", "/orders/" + made.id.toString() + "/changes",
                   R"({"lines":[{"lineId":")" + made.lines[1].id.toString() + R"(","quantity":0}]})",
                   "\"" + std::to_string(see(made.id).version) + "\"");
    ASSERT_EQ(none.status, 200) << none.body;
    EXPECT_EQ(see(made.id).order.state, OrderState::Picked) << "all that is wanted was taken";
    EXPECT_EQ(to(made.id, "packed").order.state, OrderState::Packed);
    EXPECT_EQ(ship(made.id).as<ShipmentView>().orderState, OrderState::Shipped);

    const auto other = order("Z1", line("ANT", 1) + "," + line("CUP", 1));
    const auto second = begin();
    EXPECT_EQ(scan(second, second.picks[0], "ANT").status, 200);
    EXPECT_EQ(set(other.id, R"("cancelLines":[")" + other.lines[1].id.toString() + "\"]")
                  .as<OrderView>()
                  .order.state,
              OrderState::Picked);
}

TEST_F(Picking, AShortPickThatIsRefilledIsStillToBePicked) {
    item("ANT");
    item("CUP");
    receive("ANT", 5);
    receive("CUP", 5);
    const auto made = order("Z0", line("ANT", 1) + "," + line("CUP", 1));
    const auto batch = begin();
    EXPECT_EQ(scan(batch, batch.picks[0], "ANT").status, 200);
    const auto missing =
        world.post("/orders/" + made.id.toString() + "/short-picks",
                   R"({"lineId":")" + made.lines[1].id.toString() + R"(","quantity":1,"reason":"damaged"})");
    ASSERT_EQ(missing.status, 201) << missing.body;
    EXPECT_EQ(missing.as<ShortPick>().refilled, 1);
    EXPECT_EQ(see(made.id).order.state, OrderState::Reserved) << "another cup is to be fetched";
    EXPECT_EQ(set(made.id, R"("state":"packed")").code(), "fulfilment.state");
    EXPECT_EQ(scan(batch, batch.picks[1], "CUP").as<PickBatchView>().left, 0);
    EXPECT_EQ(to(made.id, "packed").order.state, OrderState::Packed);
    EXPECT_EQ(ship(made.id).as<ShipmentView>().lines.size(), 2U);
    EXPECT_THAT(figures("CUP"), ElementsAre(3, 0, 3, 0));
}

} // namespace
} // namespace rejoinder::fulfilment
