#include "lots.h"
#include "picking.h"
#include "store_room.h"

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Lots : public StoreRoom {
protected:
    Lots() {
        item("PILL", R"(,"lots":true)");
        world.write([&](Unit& u) { today_ = Date::of(u.now()); });
    }
    [[nodiscard]] std::string later(int days) const { return Date{today_.days + days}.toString(); }
    test::World::Reply lot(const std::string& code, int quantity, const std::string& day) {
        return world.post("/stock/receipts", R"({"sku":"PILL","quantity":)" + std::to_string(quantity) +
                                                 R"(,"lot":")" + code + "\"" +
                                                 (day.empty() ? "" : R"(,"expiresOn":")" + day + "\"") + "}");
    }
    std::vector<std::string> lots() {
        std::vector<std::string> out;
        for (const auto& l : world.get("/lots?sku=PILL").as<Page<Lot>>().items)
            out.push_back(l.code + " " + std::to_string(l.inStock) + " " + std::to_string(l.inStaging));
        return out;
    }

private:
    Date today_;
};

TEST_F(Lots, WhatExpiresFirstIsPickedFirstAndGoesBackWhereItCameFrom) {
    EXPECT_EQ(world.post("/stock/receipts", R"({"sku":"PILL","quantity":1})").code(),
              "fulfilment.lot-needed");
    EXPECT_EQ(lot("OLD", 1, "2020-01-01").code(), "fulfilment.lot-expired");
    EXPECT_EQ(lot("A", 5, later(90)).status, 201);
    EXPECT_EQ(lot("B", 3, later(30)).status, 201);
    EXPECT_EQ(lot("C", 9, "").status, 201);
    EXPECT_EQ(lot("B", 1, later(31)).code(), "fulfilment.lot-differs");
    const auto made = order("Z0", line("PILL", 4)), other = order("Z1", line("PILL", 1));
    to(made.id, "picked");
    EXPECT_THAT(lots(), ElementsAre("A 4 1", "B 0 3", "C 9 0"));
    to(made.id, "cancelled");
    EXPECT_THAT(lots(), ElementsAre("A 5 0", "B 3 0", "C 9 0"));
    EXPECT_EQ(ship(other.id).status, 201);
    EXPECT_THAT(lots(), ElementsAre("A 5 0", "B 2 0", "C 9 0"));
    const auto b = world.get("/lots?sku=PILL").as<Page<Lot>>().items.at(1).id;
    EXPECT_NE(world.get("/lots/" + b.toString()).body.find(other.id.toString()), std::string::npos)
        << "who got it is known when it must be called back";
    const auto back =
        world.post("/orders/" + other.id.toString() + "/goods-returns",
                   R"({"reason":"damaged","lines":[{"lineId":")" + other.lines[0].id.toString() +
                       R"(","quantity":1,"disposition":"restock"}]})");
    EXPECT_EQ(back.status, 201) << back.body;
    EXPECT_THAT(lots(), ElementsAre("A 5 0", "B 3 0", "C 9 0"));
    EXPECT_EQ(correct("PILL", "lost", 4).status, 201);
    EXPECT_THAT(lots(), ElementsAre("A 4 0", "B 0 0", "C 9 0"));
    EXPECT_EQ(correct("PILL", "found", 1).code(), "fulfilment.lot-needed");
}

TEST_F(Lots, WhatHasExpiredLeavesTheStockAndPromisesOnItWait) {
    EXPECT_EQ(lot("A", 3, later(10)).status, 201);
    EXPECT_EQ(lot("B", 2, later(90)).status, 201);
    const auto first = order("Z0", line("PILL", 2)), second = order("Z1", line("PILL", 3));
    EXPECT_THAT(figures("PILL"), ElementsAre(5, 5, 0, 0));
    world.write([&](Unit& u) {
        EXPECT_EQ(expireLots(u, Date{Date::of(u.now()).days + 10}), 0) << "its last day counts";
        EXPECT_EQ(expireLots(u, Date{Date::of(u.now()).days + 11}), 1);
        EXPECT_EQ(expireLots(u, Date{Date::of(u.now()).days + 11}), 0);
    });
    EXPECT_THAT(figures("PILL"), ElementsAre(2, 2, 0, 3));
    EXPECT_THAT(lots(), ElementsAre("A 0 0", "B 2 0"));
    EXPECT_EQ(see(first.id).order.state, OrderState::Reserved);
    EXPECT_EQ(see(second.id).order.state, OrderState::BackOrdered) << "the newest promise first";
    EXPECT_EQ(lot("C", 3, later(50)).status, 201);
    EXPECT_EQ(ship(second.id).status, 201);
    EXPECT_EQ(ship(first.id).status, 201);
    EXPECT_THAT(figures("PILL"), ElementsAre(0, 0, 0, 0));
}

TEST_F(Lots, WhatExpiredAfterItWasPickedIsNotSent) {
    EXPECT_EQ(lot("A", 2, later(2)).status, 201);
    const auto made = order("Z0", line("PILL", 2));
    to(made.id, "picked");
    auto& clock = world.kernel().clock();
    clock.set(clock.now().plus(std::chrono::hours(24 * 4)));
    EXPECT_EQ(ship(made.id).code(), "fulfilment.lot-expired");
    EXPECT_EQ(see(made.id).order.state, OrderState::Picked);
    EXPECT_THAT(lots(), ElementsAre("A 0 2"));
    const auto back = "/orders/" + made.id.toString() + "/picks/" + made.lines[0].id.toString();
    to(made.id, "packed");
    EXPECT_EQ(world.call("DELETE", back).status, 204) << "out of the parcel onto the shelf";
    EXPECT_EQ(see(made.id).order.state, OrderState::Reserved);
    EXPECT_THAT(lots(), ElementsAre("A 2 0"));
    EXPECT_EQ(world.call("DELETE", back).code(), "fulfilment.nothing-picked");
    world.write([&](Unit& u) { // and from there out of the stock
        EXPECT_EQ(expireLots(u, Date::of(u.now())), 1);
    });
    EXPECT_EQ(see(made.id).order.state, OrderState::BackOrdered);
    EXPECT_THAT(figures("PILL"), ElementsAre(0, 0, 0, 2));
    EXPECT_EQ(lot("B", 2, later(90)).status, 201);
    EXPECT_EQ(ship(made.id).status, 201);
    EXPECT_THAT(lots(), ElementsAre("A 0 0", "B 0 0"));
}

TEST_F(Lots, NothingComesInOfALotThatHasExpired) {
    EXPECT_EQ(lot("A", 2, later(2)).status, 201);
    auto& clock = world.kernel().clock();
    clock.set(clock.now().plus(std::chrono::hours(24 * 4)));
    EXPECT_EQ(lot("A", 2, "").code(), "fulfilment.lot-expired") << "its day is known, though nobody says it";
    EXPECT_EQ(lot("B", 2, "").status, 201);
    EXPECT_THAT(lots(), ElementsAre("A 2 0", "B 2 0"));
}

TEST_F(Lots, ARoundIsNotSentToWhatHasExpired) {
    EXPECT_EQ(lot("OLD", 2, later(2)).status, 201);
    EXPECT_EQ(lot("NEW", 2, later(90)).status, 201);
    order("Z0", line("PILL", 1));
    const auto batch = world.post("/pick-batches", "{}").as<PickBatchView>();
    EXPECT_EQ(batch.picks.at(0).lot, "OLD");
    world.write([&](Unit& u) {
        const auto in = [&](Date today) {
            return u.all<BatchPick>("fulfilment.picks-of-batch", {{"batchId", batch.id}, {"today", today}})
                .at(0)
                .lot;
        };
        EXPECT_EQ(in(Date{Date::of(u.now()).days + 2}), "OLD") << "its last day counts";
        EXPECT_EQ(in(Date{Date::of(u.now()).days + 3}), "NEW");
    });
}

} // namespace
} // namespace rejoinder::fulfilment
