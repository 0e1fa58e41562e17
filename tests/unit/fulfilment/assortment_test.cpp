#include "sending_service.h"
#include "store_room.h"

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class Assortment : public StoreRoom {
protected:
    std::vector<std::string> skus(const OrderView& view) {
        std::vector<std::string> out;
        for (const auto& l : view.lines)
            out.push_back(nameOf(l.role) + " " + l.sku + " " + std::to_string(l.ordered));
        return out;
    }
    void lay(const std::string& sku) {
        EXPECT_EQ(world.post("/enclosures", R"({"sku":")" + sku + "\"}").status, 201);
    }
    test::World::Reply add(Id order, const std::string& lines) {
        return world.call("POST", "/orders/" + order.toString() + "/changes",
                          R"({"addLines":[)" + lines + "]}",
                          "\"" + std::to_string(see(order).version) + "\"");
    }
    test::World::Reply quantity(Id order, Id lineId, int wanted) {
        return world.call("POST", "/orders/" + order.toString() + "/changes",
                          R"({"lines":[{"lineId":")" + lineId.toString() + R"(","quantity":)" +
                              std::to_string(wanted) + "}]}",
                          "\"" + std::to_string(see(order).version) + "\"");
    }
};

TEST_F(Assortment, PartsOfAKitAreSentAndItHasOnePrice) {
    item("POT");
    item("CUP");
    item("SET", R"(,"parts":[{"sku":"POT"},{"sku":"CUP","quantity":2}])");
    receive("POT", 3);
    receive("CUP", 3);
    const auto made = order("Z0", line("SET", 2));
    EXPECT_THAT(skus(made), ElementsAre("kit SET 2", "part CUP 4", "part POT 2"));
    EXPECT_EQ(made.order.valueMinor, 2 * 1250);
    EXPECT_EQ(made.order.cost.toString(), "34.400000") << "the kit's own cost and its parts'";
    EXPECT_EQ(made.order.state, OrderState::BackOrdered);
    EXPECT_THAT(figures(made.lines.at(0)), ElementsAre(2, 1, 0, 1, 0, 0)) << "one is complete";
    EXPECT_THAT(figures("CUP"), ElementsAre(3, 3, 0, 1));

    const auto first = ship(made.id).as<ShipmentView>();
    std::vector<std::string> sent;
    for (const auto& l : first.lines) sent.push_back(l.sku + " " + std::to_string(l.quantity));
    EXPECT_THAT(sent, UnorderedElementsAre("CUP 3", "POT 2", "SET 1"));
    EXPECT_EQ(set(made.id, R"("cancelLines":[")" + made.lines[1].id.toString() + "\"]").code(),
              "fulfilment.part-of-kit");
    EXPECT_EQ(quantity(made.id, made.lines[1].id, 9).code(), "fulfilment.invalid-change");
    receive("CUP", 1);
    EXPECT_EQ(see(made.id).order.state, OrderState::Reserved);
    EXPECT_EQ(ship(made.id).as<ShipmentView>().orderState, OrderState::Shipped);
    EXPECT_THAT(figures(see(made.id).lines.at(0)), ElementsAre(2, 0, 0, 0, 2, 0));
    EXPECT_THAT(figures("POT"), ElementsAre(1, 0, 1, 0));
}

TEST_F(Assortment, AKitIsChangedPickedAndCancelledWithItsParts) {
    item("POT");
    item("CUP");
    item("SET", R"(,"parts":[{"sku":"POT"},{"sku":"CUP","quantity":2}])");
    receive("POT", 5);
    receive("CUP", 10);
    const auto made = order("Z0", line("SET", 2));
    EXPECT_EQ(quantity(made.id, made.lines[0].id, 3).status, 200);
    EXPECT_THAT(figures("CUP"), ElementsAre(10, 6, 4, 0));
    EXPECT_EQ(quantity(made.id, made.lines[0].id, 1).status, 200);
    EXPECT_THAT(figures("CUP"), ElementsAre(10, 2, 8, 0));
    EXPECT_EQ(to(made.id, "picked").order.state, OrderState::Picked);
    EXPECT_THAT(figures(see(made.id).lines.at(0)), ElementsAre(3, 1, 1, 0, 0, 2));
    const auto gone = set(made.id, R"("cancelLines":[")" + made.lines[0].id.toString() + "\"]");
    EXPECT_EQ(gone.as<OrderView>().order.state, OrderState::Cancelled);
    EXPECT_THAT(figures("CUP"), ElementsAre(10, 0, 10, 0));
    EXPECT_THAT(figures("POT"), ElementsAre(5, 0, 5, 0));
    EXPECT_EQ(world.refused("/items", R"({"sku":"K2","name":"x","kind":"goods","currency":"CHF",)"
                                      R"("parts":[{"sku":"SET"},{"sku":"NONE"}]})"),
              "fulfilment.invalid-kit");
}

TEST_F(Assortment, AnItemThatIsOutIsReplacedByWhatMayBeSentInstead) {
    item("BLUE");
    item("RED", R"(,"substitute":"BLUE")");
    const auto blue = world.get("/items?sku=BLUE").as<Page<Item>>().items.at(0);
    EXPECT_EQ(world.call("PATCH", "/items/" + blue.id.toString(), R"({"priceMinor":9900})", "\"1\"").status,
              200);
    receive("RED", 2);
    receive("BLUE", 5);
    EXPECT_THAT(skus(order("Z0", line("RED", 2))), ElementsAre("ordered RED 2"));
    const auto other = order("Z1", line("RED", 3));
    ASSERT_THAT(skus(other), ElementsAre("ordered BLUE 3"));
    EXPECT_EQ(other.lines.at(0).insteadOf, "RED");
    EXPECT_EQ(other.order.valueMinor, 3 * 1250) << "at the price of what was ordered";
    EXPECT_THAT(skus(order("Z2", line("RED", 3))), ElementsAre("ordered RED 3"))
        << "too few of either: it waits";
    receive("BLUE", 6); // eight are there
    EXPECT_THAT(skus(order("Z0", line("BLUE", 3) + "," + line("RED", 6))),
                ElementsAre("ordered BLUE 3", "ordered RED 6"))
        << "the order itself takes some of what would be sent instead";
    EXPECT_THAT(skus(order("Z1", line("RED", 3) + "," + line("BLUE", 2))),
                ElementsAre("ordered BLUE 3", "ordered BLUE 2"));
    EXPECT_EQ(world.refused("/items",
                            R"({"sku":"X","name":"x","kind":"goods","currency":"CHF","substitute":"NONE"})"),
              "fulfilment.unknown-item");
}

TEST_F(Assortment, EnclosuresGoOnceIntoOrdersWhileThereAreSome) {
    item("MUG");
    brochure("WELCOME");
    brochure("SUMMER");
    receive("MUG", 20);
    receive("WELCOME", 2);
    receive("SUMMER", 10);
    const auto lay = [&](const std::string& sku, const std::string& more) {
        const auto reply = world.post("/enclosures", R"({"sku":")" + sku + "\"" + more + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply;
    };
    lay("WELCOME", R"(,"firstOnly":true)");
    lay("SUMMER", R"(,"campaignId":")" + world.campaign.toString() + "\"");
    lay("SUMMER", R"(,"fromDay":"2020-01-01","untilDay":"2020-12-31")");
    const auto first = order("Z0", line("MUG", 1));
    EXPECT_THAT(skus(first), ElementsAre("ordered MUG 1", "enclosure WELCOME 1"));
    EXPECT_EQ(first.order.cost.toString(), "5.100000");
    EXPECT_THAT(skus(order("Z0", line("MUG", 1))), ElementsAre("ordered MUG 1"));
    EXPECT_THAT(skus(order("Z0", line("SUMMER", 2), ofCampaign())), ElementsAre("ordered SUMMER 2"))
        << "who ordered it gets no other";
    EXPECT_THAT(skus(order("Z0", line("MUG", 1), ofCampaign())),
                ElementsAre("ordered MUG 1", "enclosure SUMMER 1"));
    const auto second = order("Z1", line("MUG", 1));
    EXPECT_THAT(skus(order("Z2", line("MUG", 1))), ElementsAre("ordered MUG 1"))
        << "none is left, nobody waits";
    // Alone it is not sent, and whoever is next gets it.
    EXPECT_EQ(set(second.id, R"("cancelLines":[")" + second.lines[0].id.toString() + "\"]")
                  .as<OrderView>()
                  .order.state,
              OrderState::Cancelled);
    world.settle();
    EXPECT_THAT(figures("WELCOME"), ElementsAre(2, 1, 1, 0));
    EXPECT_EQ(correct("WELCOME", "lost", 2).status, 201);
    EXPECT_EQ(see(first.id).order.state, OrderState::Reserved) << "a lost leaflet holds nobody up";
    EXPECT_EQ(ship(first.id).as<ShipmentView>().orderState, OrderState::Shipped);
}

TEST_F(Assortment, AnOrderHoldsNoMoreAndNoLessThanItMay) {
    item("MUG", R"(,"minPerOrder":2,"maxPerOrder":6)");
    receive("MUG", 20);
    const auto refused = world.post("/orders", wish("Z0", line("MUG", 1)));
    EXPECT_EQ(refused.code(), "fulfilment.invalid-order");
    EXPECT_THAT(refused.body,
                HasSubstr(R"("pointer":"/lines/0/quantity","code":"fulfilment.below-minimum")"));
    EXPECT_THAT(world.post("/orders", wish("Z0", line("MUG", 4) + "," + line("MUG", 3))).body,
                HasSubstr("fulfilment.above-maximum"));
    const auto made = order("Z0", line("MUG", 6));
    EXPECT_THAT(quantity(made.id, made.lines[0].id, 7).body, HasSubstr("fulfilment.above-maximum"));
    EXPECT_EQ(quantity(made.id, made.lines[0].id, 2).status, 200);
    EXPECT_EQ(
        world.refused(
            "/items",
            R"({"sku":"Y","name":"x","kind":"goods","currency":"CHF","minPerOrder":5,"maxPerOrder":2})"),
        "fulfilment.limits");
    world.make("/responses", R"({"type":"order","channel":"post","code":")" + world.code("A0") +
                                 R"(","items":[{"sku":"MUG","quantity":9}]})");
    world.settle();
    const auto held = orders("?state=entered");
    ASSERT_THAT(held, SizeIs(1)) << "what a reply asks for waits for a person";
    EXPECT_THAT(held[0].problem, HasSubstr("at most 6"));
}

TEST_F(Assortment, AKitComesBackByItsPartsOnly) {
    item("POT");
    item("CUP");
    item("SET", R"(,"parts":[{"sku":"POT"},{"sku":"CUP","quantity":2}])");
    receive("POT", 1);
    receive("CUP", 2);
    const auto made = order("Z0", line("SET", 1));
    EXPECT_EQ(ship(made.id).status, 201);
    const auto back = [&](std::size_t at, int quantity) {
        return world.post("/orders/" + made.id.toString() + "/goods-returns",
                          R"({"reason":"damaged","lines":[{"lineId":")" + made.lines.at(at).id.toString() +
                              R"(","quantity":)" + std::to_string(quantity) +
                              R"(,"disposition":"restock"}]})");
    };
    const auto expected = world.get("/goods-returns/expected?code=" + made.id.toString());
    EXPECT_THAT(expected.body, HasSubstr(R"("sku":"CUP")"));
    EXPECT_THAT(expected.body, HasSubstr(R"("sku":"POT")"));
    EXPECT_THAT(expected.body, testing::Not(HasSubstr(R"("sku":"SET")")));
    EXPECT_EQ(back(0, 1).code(), "fulfilment.invalid-return") << "nothing would move";
    EXPECT_EQ(back(1, 2).status, 201);
    EXPECT_EQ(back(2, 1).status, 201);
    EXPECT_THAT(figures("CUP"), ElementsAre(2, 0, 2, 0));
    EXPECT_THAT(figures("POT"), ElementsAre(1, 0, 1, 0));
}

TEST_F(Assortment, AnEnclosureIsNotSentWhileItsGoodsWait) {
    item("MUG");
    brochure("LEAF");
    receive("LEAF", 5);
    lay("LEAF");
    const auto made = order("Z0", line("MUG", 1));
    EXPECT_EQ(made.order.state, OrderState::BackOrdered);
    EXPECT_THAT(figures(made.lines.at(1)), ElementsAre(1, 1, 0, 0, 0, 0)) << "kept for the mug";
    EXPECT_EQ(set(made.id, R"("state":"picked")").code(), "fulfilment.nothing-to-pick");
    EXPECT_EQ(ship(made.id).code(), "fulfilment.nothing-to-ship");
    receive("MUG", 1);
    const auto sent = ship(made.id).as<ShipmentView>();
    EXPECT_EQ(sent.orderState, OrderState::Shipped);
    EXPECT_THAT(sent.lines, SizeIs(2)) << "both together";
    EXPECT_THAT(figures("LEAF"), ElementsAre(4, 0, 4, 0));
}

TEST_F(Assortment, WhatGoesAsAFileLeavesKitsAndEnclosuresBehind) {
    item("PDF", R"(,"stocked":false)");
    item("BOX", R"(,"parts":[{"sku":"PDF"}])");
    item("MUG");
    brochure("LEAF");
    receive("MUG", 5);
    receive("LEAF", 5);
    lay("LEAF");
    const auto sending = makeSendingService();
    const auto lines = [&](Id order) {
        std::vector<std::string> out;
        for (const auto& l : world.read([&](Unit& u) { return sending->lines(u, order); }))
            out.push_back(l.sku);
        return out;
    };
    const auto all = [&](Id order) {
        return world.write([&](Unit& u) { return sending->shipIfAll(u, order, {"PDF"}, "e-mail"); });
    };
    const auto made = order("Z0", line("BOX", 1));
    EXPECT_THAT(skus(made), ElementsAre("kit BOX 1", "part PDF 1", "enclosure LEAF 1"));
    EXPECT_THAT(lines(made.id), ElementsAre("PDF", "LEAF"));
    EXPECT_TRUE(all(made.id));
    const auto end = see(made.id);
    EXPECT_EQ(end.order.state, OrderState::Shipped);
    EXPECT_THAT(figures(end.lines.at(0)), ElementsAre(1, 0, 0, 0, 1, 0));
    EXPECT_THAT(figures(end.lines.at(2)), ElementsAre(1, 0, 0, 0, 0, 1)) << "there is no parcel to lay it in";
    EXPECT_THAT(figures("LEAF"), ElementsAre(5, 0, 5, 0));

    const auto both = order("Z1", line("PDF", 1) + "," + line("MUG", 1));
    EXPECT_FALSE(all(both.id));
    EXPECT_EQ(see(both.id).version, both.version) << "who looks at it may still change it";
    EXPECT_EQ(ship(both.id).as<ShipmentView>().lines.size(), 3U);
}

TEST_F(Assortment, AnOrderThatNobodyUnderstoodIsNotReleasedForItsEnclosure) {
    item("MUG");
    brochure("LEAF");
    receive("LEAF", 5);
    receive("MUG", 5);
    lay("LEAF");
    world.make("/responses", R"({"type":"order","channel":"post","code":")" + world.code("A0") +
                                 R"(","items":[{"sku":"NONE"}]})");
    world.settle();
    const auto held = orders("?state=entered");
    ASSERT_THAT(held, SizeIs(1));
    EXPECT_THAT(see(held[0].id).lines, IsEmpty());
    EXPECT_EQ(set(held[0].id, R"("state":"reserved")").code(), "fulfilment.no-lines");
    EXPECT_EQ(see(held[0].id).order.state, OrderState::Entered);
    EXPECT_EQ(add(held[0].id, line("MUG", 1)).status, 200);
    EXPECT_EQ(to(held[0].id, "reserved").order.state, OrderState::Reserved);
    EXPECT_EQ(world.refused("/enclosures", R"({"sku":"LEAF","campaignId":"4711"})"),
              "fulfilment.no-such-campaign");
}

TEST_F(Assortment, WhatIsAddedLaterCountsForTheLimitsToo) {
    item("MUG", R"(,"minPerOrder":2,"maxPerOrder":6)");
    receive("MUG", 20);
    const auto made = order("Z0", line("MUG", 4));
    EXPECT_THAT(add(made.id, line("MUG", 3)).body, HasSubstr("fulfilment.above-maximum"));
    EXPECT_EQ(add(made.id, line("MUG", 1)).status, 200) << "five are more than the least";
    EXPECT_THAT(quantity(made.id, made.lines[0].id, 6).body, HasSubstr("fulfilment.above-maximum"))
        << "with the other line seven";
    EXPECT_EQ(quantity(made.id, made.lines[0].id, 5).status, 200);
}

} // namespace
} // namespace rejoinder::fulfilment
