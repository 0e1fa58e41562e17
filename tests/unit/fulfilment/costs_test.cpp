#include "costs.h"
#include "store_room.h"

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;

TEST(ShipmentRates, AreReadByCarrier) {
    const auto rates = shipmentRatesIn(" generic: 8.90, *:1.2 ");
    ASSERT_TRUE(rates);
    ASSERT_EQ(rates->size(), 2U);
    EXPECT_EQ(rates->at(0).carrier, "generic");
    EXPECT_EQ(rates->at(0).cost.micros, 8'900'000);
    EXPECT_EQ(rates->at(1).cost.micros, 1'200'000);
    EXPECT_TRUE(shipmentRatesIn("")->empty());
    for (const char* wrong : {"generic", "generic:", ":1", "generic: -1", "a: 1,", "a: 1, a: 2", "a: much"})
        EXPECT_FALSE(shipmentRatesIn(wrong)) << wrong;
}

class FulfilmentCosts : public StoreRoom {
protected:
    FulfilmentCosts()
        : StoreRoom(4, {{"fulfilment.shipment-costs", "Post: 1.15, generic: 8.90"},
                        {"fulfilment.piece-cost", "0.055"}}) {
        item("MUG");
        brochure();
        receive("MUG", 10);
        receive("BROCHURE", 10);
    }
    CampaignCost costs() {
        return world.read([&](Unit& u) { return CostService().costs(u, world.campaign); });
    }
    void send(Id order, const std::string& how) {
        const auto reply = world.post("/orders/" + order.toString() + "/shipments", how);
        EXPECT_EQ(reply.status, 201) << reply.body;
    }
};

// A mug costs 4.30, a brochure 0.80. By Post with a number of its own: one brochure, 1.15 + 0.055. By the
// generic carrier: two mugs and a brochure, 8.90 + 3 × 0.055. Waiting: a mug. One order is cancelled, one is
// of no campaign.
TEST_F(FulfilmentCosts, AreThoseOfGoodsAndOfTheirWay) {
    send(order("A0", line("BROCHURE", 1), ofCampaign()).id, R"({"carrier":"Post","trackingNumber":"99.1"})");
    send(order("A1", line("MUG", 2) + "," + line("BROCHURE", 1), ofCampaign()).id, "{}");
    order("B0", line("MUG", 1), ofCampaign());
    to(order("B1", line("MUG", 3), ofCampaign()).id, "cancelled");
    order("Z0", line("MUG", 1)); // of no campaign
    const auto found = costs();
    ASSERT_EQ(found.items.size(), 2U);
    EXPECT_EQ(found.items[0].sku, "MUG");
    EXPECT_EQ(found.items[0].pieces, 3);
    EXPECT_EQ(found.items[0].orders, 2);
    EXPECT_EQ(found.items[0].cost.micros, 12'900'000);
    EXPECT_EQ(found.items[1].orders, 2);
    EXPECT_EQ(found.items[1].cost.micros, 1'600'000);
    ASSERT_EQ(found.routes.size(), 3U);
    const auto figures = [](const RouteCost& r) {
        return std::vector<std::int64_t>{r.orders, r.parcels, r.goods.micros, r.handling.micros};
    };
    EXPECT_EQ(found.routes[0].route, "");
    EXPECT_THAT(figures(found.routes[0]), ElementsAre(1, 0, 4'300'000, 0));
    EXPECT_EQ(found.routes[1].route, "Post");
    EXPECT_THAT(figures(found.routes[1]), ElementsAre(1, 1, 800'000, 1'205'000));
    EXPECT_EQ(found.routes[2].route, "generic");
    EXPECT_THAT(figures(found.routes[2]), ElementsAre(1, 1, 9'400'000, 9'065'000));
    std::map<Id, std::int64_t> cells;
    std::int64_t counted = 0;
    for (const auto& c : found.cells) {
        cells[c.cellId] += c.cost.micros;
        counted += c.orders;
    }
    EXPECT_EQ(counted, 3);
    EXPECT_EQ(cells[world.cell("A")], 800'000 + 1'205'000 + 9'400'000 + 9'065'000);
    EXPECT_EQ(cells[world.cell("B")], 4'300'000);
}

// Of a kit its parts are packed, not the kit itself: 8.90 + 3 × 0.055, goods 4.30 (the kit's own) + 3 × 4.30.
TEST_F(FulfilmentCosts, CountThePiecesOfAKitOnce) {
    item("CUP");
    item("SET", R"(,"parts":[{"sku":"MUG"},{"sku":"CUP","quantity":2}])");
    receive("CUP", 5);
    send(order("A0", line("SET", 1), ofCampaign()).id, "{}");
    const auto found = costs();
    ASSERT_EQ(found.routes.size(), 1U);
    EXPECT_EQ(found.routes[0].handling.micros, 8'900'000 + 3 * 55'000);
    EXPECT_EQ(found.routes[0].goods.micros, 4 * 4'300'000);
}

} // namespace
} // namespace rejoinder::fulfilment
