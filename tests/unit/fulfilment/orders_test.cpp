#include "store_room.h"

#include <rejoinder/contract/fulfilment.h>

#include <atomic>
#include <thread>

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Orders_ : public StoreRoom {};

TEST_F(Orders_, GoesFromEnteredToShippedAndEveryMoveIsWritten) {
    item("MUG");
    receive("MUG", 10);
    const auto made = order("Z0", line("MUG", 3));
    EXPECT_EQ(made.order.state, OrderState::Reserved);
    EXPECT_EQ(made.order.valueMinor, 3750);
    EXPECT_EQ(made.order.cost.toString(), "12.900000");
    EXPECT_THAT(figures("MUG"), ElementsAre(10, 3, 7, 0));

    EXPECT_EQ(to(made.id, "picked").order.state, OrderState::Picked);
    EXPECT_THAT(figures("MUG"), ElementsAre(10, 3, 7, 0));
    EXPECT_EQ(to(made.id, "packed").order.state, OrderState::Packed);
    const auto shipment = ship(made.id).as<ShipmentView>();
    EXPECT_EQ(shipment.orderState, OrderState::Shipped);
    ASSERT_THAT(shipment.lines, SizeIs(1));
    EXPECT_EQ(shipment.lines[0].quantity, 3);
    EXPECT_THAT(figures("MUG"), ElementsAre(7, 0, 7, 0));
    const auto end = see(made.id);
    EXPECT_EQ(end.order.state, OrderState::Shipped);
    EXPECT_THAT(figures(end.lines.at(0)), ElementsAre(3, 0, 0, 0, 3, 0));
    ASSERT_THAT(end.shipments, SizeIs(1));
    EXPECT_EQ(end.shipments[0].trackingNumber, "99.1");

    const auto moves = world.get("/stock/moves?sku=MUG").as<Page<Move>>().items;
    std::vector<std::string> path;
    for (const auto& m : moves)
        path.push_back(nameOf(m.from) + " " + nameOf(m.to) + " " + std::to_string(m.quantity));
    EXPECT_THAT(path, ElementsAre("supplier stock 10", "stock staging 3", "staging customer 3"));
    EXPECT_EQ(ship(made.id).code(), "fulfilment.nothing-to-ship");
    EXPECT_EQ(set(made.id, R"("state":"cancelled")").code(), "fulfilment.state");
}

TEST_F(Orders_, WhatIsNotThereIsBackOrderedAndServedInTurn) {
    item("MUG");
    receive("MUG", 2);
    const auto first = order("Z0", line("MUG", 5)), second = order("Z1", line("MUG", 2)),
               third = order("Z2", line("MUG", 1));
    EXPECT_EQ(first.order.state, OrderState::BackOrdered);
    EXPECT_THAT(figures(first.lines.at(0)), ElementsAre(5, 2, 0, 3, 0, 0));
    EXPECT_THAT(figures("MUG"), ElementsAre(2, 2, 0, 6));
    const auto part = ship(first.id).as<ShipmentView>();
    EXPECT_EQ(part.orderState, OrderState::BackOrdered);
    EXPECT_THAT(figures("MUG"), ElementsAre(0, 0, 0, 6));
    receive("MUG", 4);
    EXPECT_EQ(see(first.id).order.state, OrderState::Reserved);
    EXPECT_THAT(figures(see(second.id).lines.at(0)), ElementsAre(2, 1, 0, 1, 0, 0));
    EXPECT_EQ(see(third.id).order.state, OrderState::BackOrdered);
    receive("MUG", 10);
    EXPECT_EQ(see(second.id).order.state, OrderState::Reserved);
    EXPECT_EQ(see(third.id).order.state, OrderState::Reserved);
    EXPECT_THAT(figures("MUG"), ElementsAre(14, 6, 8, 0));
}

TEST_F(Orders_, CancellingGivesTheGoodsToWhoWaits) {
    item("MUG");
    item("PEN");
    receive("MUG", 3);
    receive("PEN", 3);
    const auto first = order("Z0", line("MUG", 3) + "," + line("PEN", 2));
    const auto waiting = order("Z1", line("MUG", 2));
    to(first.id, "picked");
    const auto cancelled =
        set(first.id, R"("cancelLines":[")" + first.lines[0].id.toString() + "\"]").as<OrderView>();
    EXPECT_EQ(cancelled.order.state, OrderState::Picked);
    EXPECT_EQ(cancelled.order.valueMinor, 2500);
    EXPECT_THAT(figures(cancelled.lines.at(0)), ElementsAre(3, 0, 0, 0, 0, 3));
    EXPECT_EQ(see(waiting.id).order.state, OrderState::Reserved);
    EXPECT_THAT(figures("MUG"), ElementsAre(3, 2, 1, 0));
    const auto gone = to(first.id, "cancelled").order;
    EXPECT_EQ(gone.state, OrderState::Cancelled);
    EXPECT_EQ(gone.valueMinor, 0);
    EXPECT_FALSE(gone.purchase);
    EXPECT_THAT(figures("PEN"), ElementsAre(3, 0, 3, 0));
    EXPECT_EQ(set(waiting.id, R"("cancelLines":["4711"])").code(), "fulfilment.no-such-line");
}

TEST_F(Orders_, AnOrderThatWasShippedInPartAndCancelledIsShipped) {
    item("MUG");
    receive("MUG", 1);
    const auto made = order("Z0", line("MUG", 4));
    ship(made.id);
    const auto end = to(made.id, "cancelled");
    EXPECT_EQ(end.order.state, OrderState::Shipped);
    EXPECT_EQ(end.order.valueMinor, 1250);
    EXPECT_THAT(figures(end.lines.at(0)), ElementsAre(4, 0, 0, 0, 1, 3));
    EXPECT_THAT(figures("MUG"), ElementsAre(0, 0, 0, 0));
}

TEST_F(Orders_, WhatIsNotStockedIsAlwaysThere) {
    item("PDF", R"(,"stocked":false)");
    const auto made = order("Z0", line("PDF", 1000));
    EXPECT_EQ(made.order.state, OrderState::Reserved);
    EXPECT_EQ(ship(made.id).as<ShipmentView>().orderState, OrderState::Shipped);
    EXPECT_EQ(world.refused("/stock/receipts", R"({"sku":"PDF","quantity":1})"), "fulfilment.not-stocked");
    EXPECT_THAT(world.get("/stock/moves").as<Page<Move>>().items, IsEmpty());
}

TEST_F(Orders_, CorrectionsAreCounterMovesAndTakeFromTheNewestPromise) {
    item("MUG");
    receive("MUG", 10);
    const auto old = order("Z0", line("MUG", 4)), picked = order("Z1", line("MUG", 2)),
               young = order("Z2", line("MUG", 3));
    to(picked.id, "picked");
    EXPECT_EQ(correct("MUG", "lost", 1).status, 201);
    EXPECT_THAT(figures("MUG"), ElementsAre(9, 9, 0, 0));
    EXPECT_EQ(correct("MUG", "scrapped", 5).status, 201);
    EXPECT_THAT(figures("MUG"), ElementsAre(4, 4, 0, 5));
    EXPECT_EQ(see(young.id).order.state, OrderState::BackOrdered);
    EXPECT_THAT(figures(see(old.id).lines.at(0)), ElementsAre(4, 2, 0, 2, 0, 0));
    EXPECT_EQ(see(picked.id).order.state, OrderState::Picked);
    EXPECT_EQ(correct("MUG", "lost", 3).code(), "fulfilment.not-there") << "two are in staging";
    EXPECT_EQ(correct("MUG", "found", 2).status, 201);
    EXPECT_THAT(figures(see(old.id).lines.at(0)), ElementsAre(4, 4, 0, 0, 0, 0));
    EXPECT_EQ(correct("MUG", "returnedByCustomer", 1).code(), "fulfilment.not-there")
        << "nothing was shipped";
    ship(picked.id);
    EXPECT_EQ(correct("MUG", "returnedByCustomer", 2).status, 201);
    EXPECT_THAT(figures(see(young.id).lines.at(0)), ElementsAre(3, 2, 0, 1, 0, 0));
    EXPECT_EQ(correct("MUG", "returnedToSupplier", 1).status, 201);
    EXPECT_THAT(figures("MUG"), ElementsAre(5, 5, 0, 2));
}

TEST_F(Orders_, AShortPickSaysWhyAndTheLineTakesOthersOrWaitsForGoods) {
    item("TEA");
    item("PAPER", R"(,"stocked":false)");
    receive("TEA", 5);
    const auto made = order("A0", line("TEA", 4) + "," + line("PAPER", 1));
    const auto short_ = [&](std::size_t at, int quantity, const std::string& reason) {
        return world.post("/orders/" + made.id.toString() + "/short-picks",
                          R"({"lineId":")" + made.lines.at(at).id.toString() + R"(","quantity":)" +
                              std::to_string(quantity) + R"(,"reason":")" + reason + R"(","note":"bin 4"})");
    };
    EXPECT_EQ(short_(0, 5, "notFound").code(), "fulfilment.more-than-left");
    EXPECT_EQ(short_(1, 1, "damaged").code(), "fulfilment.not-stocked");
    EXPECT_EQ(short_(0, 0, "damaged").status, 422);
    EXPECT_EQ(short_(0, 1, "tired").status, 422);
    EXPECT_EQ(world
                  .post("/orders/" + made.id.toString() + "/short-picks",
                        R"({"lineId":"77","quantity":1,"reason":"damaged"})")
                  .code(),
              "fulfilment.no-such-line");

    EXPECT_EQ(short_(0, 2, "pickLater").status, 201);
    EXPECT_THAT(figures("TEA"), ElementsAre(5, 4, 1, 0)) << "picked later: nothing moves";
    const auto lost = short_(0, 1, "notFound");
    ASSERT_EQ(lost.status, 201) << lost.body;
    EXPECT_EQ(lost.as<ShortPick>().refilled, 1) << "another one lay elsewhere";
    EXPECT_EQ(see(made.id).order.state, OrderState::Reserved);
    EXPECT_THAT(figures("TEA"), ElementsAre(4, 4, 0, 0));
    EXPECT_EQ(short_(0, 2, "damaged").as<ShortPick>().refilled, 0);
    EXPECT_THAT(figures("TEA"), ElementsAre(2, 2, 0, 2));
    const auto now = see(made.id);
    EXPECT_EQ(now.order.state, OrderState::BackOrdered);
    EXPECT_THAT(figures(now.lines.at(0)), ElementsAre(4, 2, 0, 2, 0, 0));
    ASSERT_THAT(now.shortPicks, SizeIs(3));
    EXPECT_EQ(now.shortPicks.at(1).reason, ShortReason::NotFound);
    EXPECT_EQ(now.shortPicks.at(1).sku, "TEA");
    EXPECT_EQ(now.shortPicks.at(1).note, "bin 4");
    const auto id = lost.as<ShortPick>().id;
    EXPECT_EQ(world.get("/short-picks/" + id.toString()).as<ShortPick>().quantity, 1);
    EXPECT_THAT(world.get("/short-picks?sku=TEA").as<Page<ShortPick>>().items, SizeIs(3));
    EXPECT_THAT(world.get("/short-picks?sku=PAPER").as<Page<ShortPick>>().items, IsEmpty());

    EXPECT_EQ(ship(made.id).status, 201) << "what is there goes out";
    EXPECT_THAT(figures(see(made.id).lines.at(0)), ElementsAre(4, 0, 0, 2, 2, 0));
    EXPECT_EQ(short_(0, 1, "notFound").code(), "fulfilment.nothing-to-pick");
    EXPECT_EQ(correct("TEA", "found", 1).status, 201);
    EXPECT_THAT(figures(see(made.id).lines.at(0)), ElementsAre(4, 1, 0, 1, 2, 0));
}

TEST_F(Orders_, AWithdrawnReplyCancelsItsOrder) {
    item("TEA");
    receive("TEA", 10);
    const auto reply = [&](const std::string& key) {
        const auto entry = world.make(
            "/responses", R"({"type":"order","channel":"post","externalKey":"unreadable","clearing":true,)"
                          R"("reference":")" +
                              key + R"(","items":[{"sku":"TEA","quantity":3}]})");
        const auto path = "/clearing/" + entry.toString();
        EXPECT_EQ(world
                      .call("PATCH", path,
                            R"({"state":"assigned","contactId":")" + world.contact(key).toString() + R"("})",
                            "\"1\"")
                      .status,
                  200);
        world.settle();
        return path;
    };
    const auto orderOf = [&](const std::string& key) {
        return see(
            world.get("/orders?contactId=" + world.contact(key).toString()).as<Page<Order>>().items.at(0).id);
    };
    const auto first = reply("A0");
    const auto second = reply("A1");
    EXPECT_EQ(ship(orderOf("A1").id).status, 201);
    for (const auto& path : {first, second})
        EXPECT_EQ(world.call("PATCH", path, R"({"state":"open"})", "\"2\"").status, 200);
    world.settle();
    EXPECT_EQ(orderOf("A0").order.state, OrderState::Cancelled);
    EXPECT_EQ(orderOf("A1").order.state, OrderState::Shipped);
    EXPECT_NE(orderOf("A1").order.problem, "");
    EXPECT_THAT(figures("TEA"), ElementsAre(7, 0, 7, 0));
}

TEST_F(Orders_, AReceiptServesManyInSteps) {
    item("MUG");
    std::vector<Id> made;
    for (int i = 0; i < 7; ++i) made.push_back(order("Z0", line("MUG", 1)).id);
    const auto id = stock("MUG").id;
    world.write([&](Unit& u) {
        move(u, {id, MoveReason::Received, 7, {}, "by hand"});
        changeStock(u, {id, 7, 0, 0});
        EXPECT_EQ(OrderBook(2).fill(u, id), 2);
    });
    world.settle(); // the job serves the rest
    for (const auto order : made) EXPECT_EQ(see(order).order.state, OrderState::Reserved);
    EXPECT_THAT(figures("MUG"), ElementsAre(7, 7, 0, 0));
}

TEST_F(Orders_, AReplyBecomesAnOrderOnce) {
    brochure();
    item("MUG");
    receive("BROCHURE", 5);
    const std::string reply = R"({"type":"information-request","channel":"post","code":")" +
                              world.code("A0") + R"(","items":[{"sku":"BROCHURE"}]})";
    std::vector<std::thread> agents;
    std::atomic<int> accepted{0};
    for (int i = 0; i < 16; ++i)
        agents.emplace_back([&] { accepted += world.post("/responses", reply).status == 201; });
    for (auto& agent : agents) agent.join();
    EXPECT_EQ(accepted, 16);
    world.settle();
    const auto all = orders();
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_TRUE(all[0].responseId);
    EXPECT_EQ(all[0].contactId, world.contact("A0"));
    EXPECT_EQ(all[0].campaignId, world.campaign);
    EXPECT_EQ(all[0].cellId, world.cell("A"));
    EXPECT_FALSE(all[0].segment.empty());
    EXPECT_EQ(all[0].state, OrderState::Reserved);
    EXPECT_FALSE(all[0].purchase) << "a request for information is no order";
    EXPECT_THAT(figures("BROCHURE"), ElementsAre(5, 1, 4, 0));
    EXPECT_EQ(world.refused("/orders", R"({"responseId":")" + all[0].responseId->toString() +
                                           R"(","lines":[)" + line("MUG", 1) + "]}"),
              "fulfilment.response-has-order");
}

TEST_F(Orders_, AReplyThatAsksForTheUnknownWaitsForAPerson) {
    brochure();
    world.make("/items", R"({"sku":"EURO","name":"x","kind":"goods","currency":"EUR","priceMinor":100})");
    world.make("/responses",
               R"({"type":"order","channel":"post","code":")" + world.code("A0") +
                   R"(","items":[{"sku":"BROCHURE","quantity":2},{"sku":"NONE"},{"sku":"EURO"}]})");
    world.make("/responses", R"({"type":"order","channel":"post","code":")" + world.code("A1") +
                                 R"(","items":[{"sku":"NONE"}]})");
    world.make("/responses", R"({"type":"visit","channel":"web","code":")" + world.code("A2") + R"("})");
    world.settle();
    const auto held = orders("?state=entered");
    ASSERT_THAT(held, SizeIs(2));
    EXPECT_FALSE(held[0].problem.empty());
    EXPECT_THAT(figures("BROCHURE"), ElementsAre(0, 0, 0, 0));
    EXPECT_EQ(ship(held[0].id).code(), "fulfilment.nothing-to-ship");
    EXPECT_EQ(set(held[0].id, R"("state":"picked")").code(), "fulfilment.state");
    EXPECT_EQ(to(held[0].id, "reserved").order.state, OrderState::BackOrdered);
    EXPECT_EQ(set(held[1].id, R"("state":"reserved")").code(), "fulfilment.no-lines");
    EXPECT_EQ(to(held[1].id, "cancelled").order.state, OrderState::Cancelled);
}

TEST_F(Orders_, AShopOrderIsCreditedAsAReplyWouldBe) {
    item("MUG", R"(,"stocked":false)");
    EXPECT_EQ(order("A0", line("MUG", 1), ofCampaign()).order.cellId, world.cell("A"));
    EXPECT_EQ(order("B0", line("MUG", 1)).order.cellId, world.cell("B")) << "its newest piece";
    EXPECT_EQ(order("H0", line("MUG", 1), ofCampaign()).order.cellId, world.cell("H"))
        << "a hold-out by behaviour";
    const auto stranger = order("Z0", line("MUG", 1), ofCampaign()).order;
    EXPECT_EQ(stranger.campaignId, world.campaign);
    EXPECT_FALSE(stranger.cellId);
    EXPECT_FALSE(order("Z0", line("MUG", 1)).order.campaignId);
    // A pass-along reply credits its cell, and so does the order that follows it.
    world.make("/responses", R"({"type":"visit","channel":"web","code":")" + world.code("B1") +
                                 R"(","contactId":")" + world.contact("Z1").toString() + R"("})");
    EXPECT_EQ(order("Z1", line("MUG", 1), ofCampaign()).order.cellId, world.cell("B"));
    EXPECT_THAT(orders("?campaignId=" + world.campaign.toString()), SizeIs(5));
    EXPECT_THAT(orders("?contactId=" + world.contact("Z0").toString()), SizeIs(2));
    EXPECT_THAT(
        orders("?contactId=" + world.contact("Z0").toString() + "&campaignId=" + world.campaign.toString()),
        SizeIs(1));
    EXPECT_THAT(orders("?campaignId=" + world.campaign.toString() + "&state=shipped"), IsEmpty());
}

TEST_F(Orders_, ABatchAnswersEachByItself) {
    item("MUG", R"(,"stocked":false)");
    const auto good =
        wish("A0", line("MUG", 1, R"(,"unitPriceMinor":4990)"), ofCampaign() + R"(,"reference":"S-1")");
    const auto reply = world.post(
        "/orders/batches", R"({"items":[)" + good + "," + good + "," + wish("A1", line("NONE", 1)) + "," +
                               R"({"contactId":"77","lines":[)" + line("MUG", 1) + "]}," + R"({"lines":[)" +
                               line("MUG", 1) + "]}," + wish("B0", line("MUG", 2)) + "]}");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_NE(reply.body.find(R"("stored":2,"duplicates":1,"refused":3)"), std::string::npos) << reply.body;
    for (const char* code : {"fulfilment.unknown-item", "responses.unknown-contact", "fulfilment.no-contact"})
        EXPECT_NE(reply.body.find(code), std::string::npos) << reply.body;
    const auto all = orders();
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].valueMinor, 4990);
    EXPECT_EQ(all[1].valueMinor, 2500);
}

TEST_F(Orders_, RefusesWhatCannotBe) {
    item("MUG");
    world.make("/items", R"({"sku":"EURO","name":"x","kind":"goods","currency":"EUR","priceMinor":100})");
    EXPECT_EQ(world.refused("/items", R"({"sku":"MUG","name":"x","kind":"goods","currency":"CHF"})"),
              "fulfilment.item-exists");
    EXPECT_EQ(world.refused("/items",
                            R"({"sku":"X","name":"x","kind":"goods","currency":"CHF","unitCost":"1000001"})"),
              "fulfilment.unit-cost");
    const auto refusal =
        world.post("/orders", wish("A0", line("EURO", 1) + "," + line("NONE", 1), ofCampaign()));
    EXPECT_EQ(refusal.code(), "fulfilment.invalid-order");
    for (const char* part :
         {"/lines/0/sku", "fulfilment.currency", "/lines/1/sku", "fulfilment.unknown-item"})
        EXPECT_NE(refusal.body.find(part), std::string::npos) << refusal.body;
    EXPECT_EQ(world.post("/orders", wish("A0", line("MUG", 0))).status, 422);
    EXPECT_EQ(world.post("/orders", wish("A0", "")).status, 422);
    EXPECT_EQ(world.refused("/orders", wish("A0", line("MUG", 1), R"(,"orderedAt":"2199-01-01T00:00:00Z")")),
              "fulfilment.invalid-order");
    const auto made = order("Z0", line("MUG", 1));
    const auto path = "/orders/" + made.id.toString();
    EXPECT_EQ(world.call("PATCH", path, R"({"state":"cancelled"})", "\"9\"").status, 412);
    EXPECT_EQ(see(made.id).order.state, OrderState::BackOrdered) << "a stale change changes nothing";
    EXPECT_EQ(set(made.id, R"("state":"picked")").code(), "fulfilment.nothing-to-pick");
    EXPECT_EQ(set(made.id, R"("state":"shipped")").code(), "fulfilment.no-such-step");
    EXPECT_EQ(set(made.id, "").code(), "fulfilment.one-change");
    const auto mug = world.get("/items?sku=MUG").as<Page<Item>>().items.at(0);
    const auto changed =
        world.call("PATCH", "/items/" + mug.id.toString(), R"({"priceMinor":990,"active":false})", "\"1\"");
    EXPECT_EQ(changed.as<Item>().priceMinor, 990);
    EXPECT_EQ(see(made.id).order.valueMinor, 1250) << "an order keeps the price of its day";
    EXPECT_EQ(world.refused("/orders", wish("A0", line("MUG", 1))), "fulfilment.invalid-order");
}

TEST_F(Orders_, AShipmentIsToldOnceToWhoListens) {
    item("MUG", R"(,"stocked":false)");
    std::atomic<int> told{0};
    const auto listener = world.kernel().bus().addListener([&](const auto& topic, const auto&, Id) {
        if (topic == OrderShipped::kTopic) ++told;
    });
    ship(order("Z0", line("MUG", 1)).id);
    world.settle();
    for (int i = 0; i < 3000 && told == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    world.kernel().bus().removeListener(listener);
    EXPECT_EQ(told, 1);
}

} // namespace
} // namespace rejoinder::fulfilment
