#include "store_room.h"
#include "ways.h"

namespace rejoinder::fulfilment {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class Ways : public StoreRoom {
protected:
    Ways() {
        item("CUP");
        brochure();
        receive("CUP", 50);
        receive("BROCHURE", 50);
    }
    Id route(const std::string& body) {
        return world.make("/fulfilment-routes", R"({"name":"Route",)" + body + "}");
    }
    Order reply(const std::string& contact, const std::string& type, const std::string& items) {
        const auto captured =
            world.make("/responses", R"({"type":")" + type + R"(","channel":"phone","contactId":")" +
                                         world.contact(contact).toString() + R"(","items":[)" + items + "]}");
        world.settle();
        for (auto& o : orders("?limit=1000"))
            if (o.responseId == captured) return o;
        return {};
    }
    std::vector<Approval> waiting() { return world.get("/approvals").as<Page<Approval>>().items; }
    std::vector<Appointment> appointments(const std::string& state) {
        return world.get("/appointments?state=" + state).as<Page<Appointment>>().items;
    }
    test::World::Reply decide(const Approval& a, const std::string& state, const std::string& reason = "") {
        return world.call("PATCH", "/approvals/" + a.id.toString(),
                          R"({"state":")" + state + R"(","reason":")" + reason + "\"}",
                          "\"" + std::to_string(a.version) + "\"");
    }
};

TEST_F(Ways, WithoutARouteEverythingIsAsItWas) {
    const auto made = reply("Z0", "order", line("CUP", 2));
    EXPECT_EQ(made.state, OrderState::Reserved);
    EXPECT_THAT(waiting(), IsEmpty());
    EXPECT_EQ(world.post("/fulfilment-routes", R"({"name":"Nothing","kind":"parcel"})").code(),
              "fulfilment.invalid-route");
    EXPECT_EQ(world.post("/fulfilment-routes", R"({"name":"House","kind":"house","sku":"CUP"})").code(),
              "fulfilment.invalid-route");
}

TEST_F(Ways, WhatMustBeApprovedWaitsAndIsRefusedWithAReason) {
    route(R"("kind":"parcel","responseType":"order","approval":true)");
    const auto first = reply("Z0", "order", line("CUP", 2)), second = reply("Z1", "order", line("CUP", 3));
    EXPECT_TRUE(first.held);
    EXPECT_EQ(ship(first.id).code(), "fulfilment.held");
    const auto holds = see(first.id).holds;
    ASSERT_THAT(holds, SizeIs(1));
    EXPECT_EQ(
        world.call("PATCH", "/holds/" + holds[0].id.toString(), R"({"released":true,"note":""})", "\"1\"")
            .code(),
        "fulfilment.needs-approval")
        << "a hold is no way round who must agree";
    auto all = waiting();
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(decide(all[0], "approved").status, 200);
    EXPECT_FALSE(see(first.id).order.held);
    EXPECT_EQ(decide(all[0], "refused", "late").status, 412);
    EXPECT_EQ(decide(all[1], "refused").code(), "fulfilment.no-reason");
    EXPECT_EQ(decide(all[1], "refused", "pays never").status, 200);
    EXPECT_EQ(see(second.id).order.state, OrderState::Cancelled);
    EXPECT_THAT(waiting(), IsEmpty());
    const auto history = world.get("/approvals?decided=true").as<Page<Approval>>().items;
    ASSERT_THAT(history, SizeIs(2));
    EXPECT_EQ(history[0].reason, "pays never");
    EXPECT_EQ(ship(first.id).status, 201);
}

TEST_F(Ways, OnlyWhoIsAskedMayApproveAndAllMust) {
    route(R"("kind":"parcel","sku":"CUP","approval":true,"approvers":["berta"])");
    route(R"("kind":"parcel","responseType":"order","approval":true)");
    const auto made = reply("Z0", "order", line("CUP", 1));
    const auto all = waiting();
    ASSERT_THAT(all, SizeIs(2));
    const auto& hers = all[0].approvers.empty() ? all[1] : all[0];
    const auto& anybodys = all[0].approvers.empty() ? all[0] : all[1];
    EXPECT_EQ(decide(hers, "approved").code(), "fulfilment.not-approver");
    EXPECT_EQ(decide(anybodys, "approved").status, 200);
    EXPECT_TRUE(see(made.id).order.held) << "berta was not heard yet";
    world.kernel().storage().write(
        [&](Unit& u) {
            OrderBook orders(1000);
            fulfilment::decide(u, hers, true, "", orders);
        },
        {Priority::Interactive, {"user", "berta", Id{77}, {}}});
    EXPECT_FALSE(see(made.id).order.held);
    const auto other = order("Z1", line("CUP", 1));
    EXPECT_TRUE(other.order.held) << "entered by hand, what its item says counts, too";
    EXPECT_EQ(set(other.id, R"("state":"cancelled")").status, 200);
    EXPECT_THAT(waiting(), IsEmpty()) << "nobody is asked for what is cancelled";
}

TEST_F(Ways, WhoIsErasedHasNothingLeftToAgreeTo) {
    route(R"("kind":"parcel","sku":"CUP","approval":true)");
    const auto gone = order("Z0", line("CUP", 2)), other = order("Z1", line("CUP", 1));
    const auto erased =
        world.post("/contacts/" + world.contact("Z0").toString() + "/erasure", R"({"askedBy":"herself"})");
    EXPECT_LT(erased.status, 300) << erased.body;
    world.settle();
    EXPECT_EQ(see(gone.id).order.state, OrderState::Cancelled);
    ASSERT_THAT(waiting(), SizeIs(1));
    EXPECT_EQ(waiting()[0].orderId, other.id);
}

TEST_F(Ways, LettersDownloadsAndHousesGoTheirWay) {
    route(R"("kind":"letter","sku":"BROCHURE")");
    const auto letter = order("Z0", line("BROCHURE", 1));
    const auto sent = world.post("/orders/" + letter.id.toString() + "/shipments", "{}").as<ShipmentView>();
    EXPECT_EQ(sent.shipment.carrier, "letter");
    EXPECT_TRUE(sent.shipment.trackingNumber.empty());
    const auto both = order("Z3", line("BROCHURE", 1) + "," + line("CUP", 1));
    const auto parcel = world.post("/orders/" + both.id.toString() + "/shipments", "{}").as<ShipmentView>();
    EXPECT_EQ(parcel.shipment.carrier, "generic") << "a letter beside goods is no letter";
    item("EBOOK", R"(,"stocked":false)");
    route(R"("kind":"digital","sku":"EBOOK")");
    order("Z1", line("EBOOK", 1));
    EXPECT_EQ(world.post("/pick-batches", "{}").code(), "fulfilment.nothing-to-pick");
    const auto house = world.make("/houses", R"({"name":"North"})").toString();
    item("POSTER", R"(,"stocked":false)");
    route(R"("kind":"house","sku":"POSTER","houseId":")" + house + "\"");
    order("Z2", line("POSTER", 2));
    EXPECT_EQ(world.post("/pick-batches", "{}").code(), "fulfilment.nothing-to-pick");
    EXPECT_EQ(world.post("/houses/" + house + "/files", "{}").status, 201);
}

TEST_F(Ways, AppointmentsAreMadeForADayAndDroppedWithTheirReply) {
    route(R"("kind":"appointment","responseType":"question","days":2,"assignee":"berta")");
    const auto captured = world.make("/responses", R"({"type":"question","channel":"phone","contactId":")" +
                                                       world.contact("Z0").toString() + "\"}");
    world.settle();
    const auto open = appointments("open");
    ASSERT_THAT(open, SizeIs(1));
    EXPECT_EQ(open[0].assignee, "berta");
    EXPECT_GT(open[0].dueOn, Date::of(world.kernel().clock().now()));
    EXPECT_EQ(world
                  .call("PATCH", "/appointments/" + open[0].id.toString(),
                        R"({"state":"done","note":"called"})", "\"1\"")
                  .status,
              200);
    EXPECT_THAT(appointments("open"), IsEmpty());
    EXPECT_EQ(appointments("done").at(0).note, "called");
    EXPECT_TRUE(captured);
    route(R"("kind":"appointment","responseType":"question","approval":true)");
    const auto again = world.make("/responses", R"({"type":"question","channel":"phone","contactId":")" +
                                                    world.contact("Z1").toString() + "\"}");
    world.settle();
    ASSERT_THAT(waiting(), SizeIs(1));
    EXPECT_THAT(appointments("waiting"), SizeIs(1));
    world.write([&](Unit& u) { dropReply(u, again); });
    EXPECT_THAT(waiting(), IsEmpty());
    EXPECT_THAT(appointments("open"), IsEmpty()) << "nobody calls for a reply that was a mistake";
}

} // namespace
} // namespace rejoinder::fulfilment
