#include "store_room.h"

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Changes {
    std::vector<OrderChange> changes;
    std::vector<OrderAddress> addresses;
};
REJOINDER_DESCRIBE(Changes, changes, addresses)

class Holds : public StoreRoom {
protected:
    Holds()
        : StoreRoom(4, {{"fulfilment.hold-above", "100"},
                        {"fulfilment.hold-first-above", "50"},
                        {"fulfilment.hold-incomplete-address", "true"}}) {
        item("MUG");
    }
    test::World::Reply hold(Id id) {
        return world.post("/orders/" + id.toString() + "/holds", R"({"note":"calls back"})");
    }
    test::World::Reply release(const Hold& hold) {
        return world.call("PATCH", "/holds/" + hold.id.toString(), R"({"released":true,"note":"checked"})",
                          "\"" + std::to_string(hold.version) + "\"");
    }
    test::World::Reply change(Id id, const std::string& what) {
        return world.call("POST", "/orders/" + id.toString() + "/changes", "{" + what + "}",
                          "\"" + std::to_string(see(id).version) + "\"");
    }
    Changes changes(Id id) { return world.get("/orders/" + id.toString() + "/changes").as<Changes>(); }
    std::vector<std::string> reasons(Id id) {
        std::vector<std::string> out;
        for (const auto& h : see(id).holds) out.push_back(nameOf(h.reason));
        return out;
    }
};

TEST_F(Holds, AHeldOrderTakesNothingMoreAndGoesOnInItsTurn) {
    receive("MUG", 2);
    const auto first = order("Z0", line("MUG", 3)), second = order("Z1", line("MUG", 2));
    EXPECT_THAT(figures("MUG"), ElementsAre(2, 2, 0, 3));
    const auto held = hold(first.id);
    ASSERT_EQ(held.status, 201) << held.body;
    EXPECT_EQ(hold(first.id).code(), "fulfilment.held-already");
    EXPECT_TRUE(see(first.id).order.held);
    EXPECT_THAT(figures("MUG"), ElementsAre(2, 2, 0, 2)) << "what is reserved stays; its rest waits nowhere";
    for (const char* step : {"picked", "packed"})
        EXPECT_NE(set(first.id, R"("state":")" + std::string(step) + "\"").status, 200);
    EXPECT_EQ(set(first.id, R"("state":"picked")").code(), "fulfilment.held");
    EXPECT_EQ(ship(first.id).code(), "fulfilment.held");
    EXPECT_EQ(world.post("/pick-batches", "{}").code(), "fulfilment.nothing-to-pick");

    receive("MUG", 3);
    EXPECT_EQ(see(second.id).order.state, OrderState::Reserved) << "who came later is served meanwhile";
    EXPECT_EQ(order("Z2", line("MUG", 1)).order.state, OrderState::Reserved);
    EXPECT_THAT(figures("MUG"), ElementsAre(5, 5, 0, 0));
    const auto released = release(held.as<Hold>());
    ASSERT_EQ(released.status, 200) << released.body;
    EXPECT_EQ(released.as<Hold>().releaseNote, "checked");
    EXPECT_EQ(release(held.as<Hold>()).status, 412);
    EXPECT_EQ(see(first.id).order.state, OrderState::BackOrdered);
    EXPECT_THAT(figures("MUG"), ElementsAre(5, 5, 0, 1));
    receive("MUG", 1);
    EXPECT_EQ(see(first.id).order.state, OrderState::Reserved);
    EXPECT_EQ(ship(first.id).status, 201);
    EXPECT_EQ(hold(first.id).code(), "fulfilment.state");
}

TEST_F(Holds, RulesHoldNewOrdersAndEveryReasonMustBeReleased) {
    item("LASER", R"(,"needsApproval":true)");
    receive("MUG", 50);
    receive("LASER", 5);
    const auto small = order("Z0", line("MUG", 4));
    EXPECT_FALSE(small.order.held) << "50 CHF exactly";
    EXPECT_THAT(reasons(order("Z1", line("MUG", 5)).id), ElementsAre("firstOrder"));
    EXPECT_FALSE(order("Z0", line("MUG", 5)).order.held) << "no first order";
    const auto big = order("Z0", line("MUG", 9) + "," + line("LASER", 1));
    EXPECT_EQ(big.order.state, OrderState::Entered);
    EXPECT_THAT(reasons(big.id), ElementsAre("approval", "amount"));
    EXPECT_THAT(figures("LASER"), ElementsAre(5, 0, 5, 0));
    EXPECT_EQ(release(see(big.id).holds[0]).status, 200);
    EXPECT_EQ(see(big.id).order.state, OrderState::Entered) << "one reason is left";
    const auto board = world.get("/orders/ageing");
    EXPECT_THAT(board.body, HasSubstr(R"({"reason":"amount","orders":1})"));
    EXPECT_THAT(board.body, HasSubstr(R"({"reason":"firstOrder","orders":1})"));
    EXPECT_EQ(release(see(big.id).holds[0]).status, 200);
    EXPECT_EQ(see(big.id).order.state, OrderState::Reserved);

    const auto homeless = world.make("/contacts", R"({"externalKey":"N1","familyName":"Nowhere"})");
    const auto lost = world.post("/orders", R"({"externalKey":"N1","lines":[)" + line("MUG", 1) + "]}");
    ASSERT_EQ(lost.status, 201) << lost.body;
    EXPECT_EQ(lost.as<OrderView>().holds.at(0).reason, HoldReason::Address);
    EXPECT_THAT(lost.as<OrderView>().holds.at(0).note, HasSubstr("postcode"));
    const auto cancelled = to(lost.as<OrderView>().id, "cancelled");
    EXPECT_FALSE(cancelled.order.held) << "nothing is left to be released";
    EXPECT_THAT(world.get("/holds?reason=address").as<Page<Hold>>().items, IsEmpty());
    EXPECT_THAT(world.get("/holds?orderId=" + lost.as<OrderView>().id.toString()).as<Page<Hold>>().items,
                SizeIs(1));
    EXPECT_TRUE(homeless);
}

TEST_F(Holds, WhatIsNotOutYetCanBeChangedAndTheHistorySaysSo) {
    item("PEN");
    receive("MUG", 5);
    receive("PEN", 10);
    const auto made = order("Z0", line("MUG", 4)), waiting = order("Z1", line("MUG", 3));
    const auto mug = made.lines.at(0).id.toString();
    const auto quantity = [&](int n) {
        return R"("lines":[{"lineId":")" + mug + R"(","quantity":)" + std::to_string(n) + "}]";
    };
    EXPECT_EQ(change(made.id, "").code(), "fulfilment.no-change");
    EXPECT_EQ(change(made.id, quantity(0)).code(), "fulfilment.nothing-left");
    EXPECT_EQ(change(made.id, R"("addLines":[{"sku":"NONE"}])").code(), "fulfilment.invalid-change");

    const auto less =
        change(made.id, quantity(2) + R"(,"addLines":[)" + line("PEN", 1) + R"(],"note":"by telephone")");
    ASSERT_EQ(less.status, 200) << less.body;
    EXPECT_THAT(figures(see(made.id).lines.at(0)), ElementsAre(4, 2, 0, 0, 0, 2));
    EXPECT_EQ(see(made.id).order.valueMinor, 3 * 1250);
    EXPECT_EQ(see(waiting.id).order.state, OrderState::Reserved) << "what was given up goes to who waits";
    EXPECT_EQ(change(made.id, quantity(3)).status, 200);
    EXPECT_EQ(see(made.id).order.state, OrderState::BackOrdered);
    EXPECT_THAT(figures("MUG"), ElementsAre(5, 5, 0, 1));
    EXPECT_EQ(ship(made.id).status, 201);
    EXPECT_EQ(change(made.id, quantity(1)).code(), "fulfilment.invalid-change") << "two went out";
    EXPECT_EQ(change(made.id, quantity(2)).status, 200);
    EXPECT_EQ(see(made.id).order.state, OrderState::Shipped);
    EXPECT_EQ(change(made.id, quantity(5)).code(), "fulfilment.state");

    std::vector<std::string> told;
    for (const auto& c : changes(made.id).changes)
        told.push_back(nameOf(c.kind) + " " + c.sku + " " + c.before + " " + c.after);
    EXPECT_THAT(told,
                ElementsAre("quantity MUG 4 2", "lineAdded PEN 0 1", "quantity MUG 2 3", "quantity MUG 3 2"));
    EXPECT_EQ(changes(made.id).changes.at(0).note, "by telephone");
    EXPECT_FALSE(changes(made.id).changes.at(0).changedBy.empty());
}

TEST_F(Holds, AnOrderGoesWhereItIsToldAndTheRulesLookAtChanges) {
    receive("MUG", 20);
    const auto made = order("Z0", line("MUG", 1));
    const auto to = [](const std::string& kind, const std::string& name) {
        return R"("addresses":[{"kind":")" + kind + R"(","name":")" + name +
               R"(","street":"Gasse","houseNumber":"9","postcode":"3011","city":"Bern","country":"CH"}])";
    };
    EXPECT_EQ(change(made.id, to("ship", "")).status, 422);
    EXPECT_EQ(change(made.id, to("ship", "Neighbour")).status, 200);
    EXPECT_EQ(change(made.id, to("bill", "Firm")).status, 200);
    EXPECT_THAT(changes(made.id).addresses, SizeIs(2));
    EXPECT_EQ(change(made.id, R"("ownAddress":["bill"])").status, 200);
    EXPECT_THAT(changes(made.id).addresses, SizeIs(1));
    EXPECT_THAT(changes(made.id).changes.back().before, HasSubstr("Firm, Gasse 9, 3011 Bern"));
    const auto more = R"("lines":[{"lineId":")" + made.lines[0].id.toString() + R"(","quantity":9}])";
    EXPECT_EQ(change(made.id, more).status, 200);
    EXPECT_THAT(reasons(made.id), ElementsAre("amount")) << "112.50 CHF is over the limit";
    EXPECT_EQ(release(see(made.id).holds.at(0)).status, 200);
    const auto shipment = world.post("/orders/" + made.id.toString() + "/shipments", "{}");
    ASSERT_EQ(shipment.status, 201) << shipment.body;
    const auto label =
        world.get("/shipments/" + shipment.as<ShipmentView>().id.toString() + "/label?form=zpl");
    EXPECT_THAT(label.body, HasSubstr("Neighbour"));

    const auto erased =
        world.post("/contacts/" + world.contact("Z0").toString() + "/erasure", R"({"askedBy":"herself"})");
    EXPECT_LT(erased.status, 300) << erased.body;
    world.settle();
    EXPECT_THAT(changes(made.id).addresses, IsEmpty());
    for (const auto& c : changes(made.id).changes) EXPECT_EQ(c.before.find("Gasse"), std::string::npos);
}

TEST_F(Holds, AKitThatWaitsIsHeldAndGoesOnWithItsParts) {
    item("POT");
    item("SET", R"(,"parts":[{"sku":"POT"},{"sku":"MUG"}])");
    receive("MUG", 1);
    const auto made = order("Z0", line("SET", 1));
    EXPECT_EQ(made.order.state, OrderState::BackOrdered);
    const auto held = hold(made.id);
    EXPECT_THAT(world.problems(), IsEmpty());
    EXPECT_EQ(release(held.as<Hold>()).status, 200);
    EXPECT_THAT(world.problems(), IsEmpty()) << "kit and parts wait again";
    EXPECT_THAT(figures("POT"), ElementsAre(0, 0, 0, 1));
    receive("POT", 1);
    EXPECT_EQ(see(made.id).order.state, OrderState::Reserved);
    EXPECT_EQ(ship(made.id).as<ShipmentView>().orderState, OrderState::Shipped);
}

TEST_F(Holds, ALaterLineGivesTheCurrencyAndItsPartsMayNeedApproval) {
    item("LASER", R"(,"needsApproval":true)");
    item("LAB", R"(,"parts":[{"sku":"LASER"},{"sku":"MUG"}])");
    receive("MUG", 5);
    receive("LASER", 5);
    world.make("/responses", R"({"type":"order","channel":"post","contactId":")" +
                                 world.contact("Z0").toString() + R"(","items":[{"sku":"NONE"}]})");
    world.settle();
    const auto unclear = orders("?state=entered");
    ASSERT_THAT(unclear, SizeIs(1));
    EXPECT_EQ(unclear[0].currency, "");
    EXPECT_EQ(change(unclear[0].id, R"("addLines":[)" + line("MUG", 1) + "]").status, 200);
    EXPECT_EQ(see(unclear[0].id).order.currency, "CHF");

    const auto made = order("Z1", line("MUG", 1));
    EXPECT_EQ(change(made.id, R"("addLines":[)" + line("LAB", 1) + "]").status, 200);
    EXPECT_THAT(reasons(made.id), ElementsAre("approval"));
    EXPECT_EQ(see(made.id).holds.at(0).note, "LASER");
    EXPECT_EQ(set(made.id, R"("cancelLines":[")" + made.lines[0].id.toString() + "\"]").status, 200);
    const auto last = changes(made.id).changes.back();
    EXPECT_EQ(last.kind, ChangeKind::Cancelled);
    EXPECT_EQ(last.before + " " + last.after, "1 0");
}

} // namespace
} // namespace rejoinder::fulfilment
