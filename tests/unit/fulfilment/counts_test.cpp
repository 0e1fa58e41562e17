#include "counts.h"
#include "lots.h"
#include "store_room.h"

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class Counts : public StoreRoom {
protected:
    StockCountView plan(const std::string& scope, const std::string& chosen, const std::string& more = "") {
        const auto reply = world.post("/stock-counts", R"({"scope":")" + scope + R"(","chosen":")" + chosen +
                                                           "\"" + more + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<StockCountView>();
    }
    static const CountLine& lineOf(const StockCountView& view, const std::string& sku) {
        for (const auto& l : view.lines)
            if (l.sku == sku) return l;
        throw std::runtime_error("no line of " + sku);
    }
    test::World::Reply count(const StockCountView& view, const std::string& sku, int counted) {
        return world.post("/stock-counts/" + view.id.toString() + "/tallies",
                          R"({"lineId":")" + lineOf(view, sku).id.toString() + R"(","code":")" + sku +
                              R"(","counted":)" + std::to_string(counted) + "}");
    }
    /// Somebody else counts.
    StockCountView countAgain(const StockCountView& view, const std::string& sku, int counted) {
        return world.kernel().storage().write(
            [&](Unit& u) {
                return takeTally(u, {view.id, lineOf(view, sku).id, sku, counted}, OrderBook(1000));
            },
            {Priority::Interactive, {"user", "berta", Id{77}, {}}});
    }
    StockCountView see(Id count) {
        return world.get("/stock-counts/" + count.toString()).as<StockCountView>();
    }
    std::vector<StockCount> open() {
        return world.get("/stock-counts?state=open").as<Page<StockCount>>().items;
    }
};

TEST_F(Counts, AreBlindAndPostedAsMoves) {
    item("CUP", R"(,"bin":"C-3")");
    item("ANT", R"(,"bin":"B-1")");
    item("POT", R"(,"bin":"B-10")");
    receive("CUP", 10);
    receive("ANT", 100);
    const auto made = plan("bin", "B-*");
    EXPECT_THAT(made.lines, SizeIs(2)) << "two bins begin with B";
    EXPECT_EQ(world.get("/stock-counts/" + made.id.toString()).body.find("\"expected\""), std::string::npos)
        << "who counts is not told how many there should be";
    EXPECT_EQ(world.post("/stock-counts", R"({"scope":"item","chosen":"ANT"})").code(),
              "fulfilment.nothing-to-count")
        << "it is being counted";
    EXPECT_EQ(
        world
            .post("/stock-counts/" + made.id.toString() + "/tallies",
                  R"({"lineId":")" + lineOf(made, "ANT").id.toString() + R"(","code":"CUP","counted":1})")
            .code(),
        "fulfilment.wrong-item");
    auto after = count(made, "ANT", 98).as<StockCountView>(); // 2 % is within the tolerance
    EXPECT_EQ(lineOf(after, "ANT").difference, -2);
    EXPECT_THAT(figures("ANT"), ElementsAre(98, 0, 98, 0));
    EXPECT_EQ(count(made, "ANT", 98).code(), "fulfilment.counted");
    after = count(made, "POT", 0).as<StockCountView>();
    EXPECT_EQ(after.count.state, CountState::Done);
    EXPECT_EQ(after.count.exact, 1);
    EXPECT_EQ(count(made, "POT", 0).code(), "fulfilment.count-over");
    const auto figure = world.get("/stock-counts/accuracy").body;
    EXPECT_NE(figure.find("\"lineShare\":5000"), std::string::npos) << figure;
    EXPECT_NE(figure.find("\"pieceShare\":9800"), std::string::npos) << figure;
    EXPECT_EQ(plan("bin", "C-3").lines.at(0).sku, "CUP");
}

TEST_F(Counts, WhatDiffersTooMuchIsCountedAgainBySomebodyElse) {
    item("CUP");
    receive("CUP", 10);
    const auto first = order("Z0", line("CUP", 6)), second = order("Z1", line("CUP", 3));
    const auto made = plan("item", "CUP");
    auto after = count(made, "CUP", 4).as<StockCountView>();
    EXPECT_EQ(lineOf(after, "CUP").state, CountLineState::ToCountAgain);
    EXPECT_THAT(figures("CUP"), ElementsAre(10, 9, 1, 0)) << "nothing is posted yet";
    EXPECT_EQ(count(made, "CUP", 4).code(), "fulfilment.same-counter");
    after = countAgain(made, "CUP", 7);
    EXPECT_EQ(after.count.state, CountState::Done);
    EXPECT_EQ(lineOf(after, "CUP").difference, -3) << "the second count is what is posted";
    EXPECT_THAT(figures("CUP"), ElementsAre(7, 7, 0, 2));
    EXPECT_EQ(StoreRoom::see(first.id).order.state, OrderState::Reserved);
    EXPECT_EQ(StoreRoom::see(second.id).order.state, OrderState::BackOrdered) << "the newest promise waits";
    const auto again = plan("item", "CUP", R"(,"tolerancePieces":5)");
    EXPECT_EQ(lineOf(count(again, "CUP", 9).as<StockCountView>(), "CUP").difference, 2);
    EXPECT_EQ(StoreRoom::see(second.id).order.state, OrderState::Reserved) << "who waits gets what was found";
}

TEST_F(Counts, AShortPickHasItsBinCounted) {
    item("CUP", R"(,"bin":"C-3")");
    item("ANT", R"(,"bin":"C-3")");
    receive("CUP", 5);
    receive("ANT", 5);
    const auto made = order("Z0", line("CUP", 3));
    const auto report = [&](const char* reason) {
        return world.post("/orders/" + made.id.toString() + "/short-picks",
                          R"({"lineId":")" + made.lines[0].id.toString() + R"(","quantity":1,"reason":")" +
                              reason + "\"}");
    };
    EXPECT_EQ(report("pickLater").status, 201);
    EXPECT_THAT(open(), SizeIs(0)) << "nobody looked for it";
    EXPECT_EQ(report("notFound").status, 201);
    ASSERT_THAT(open(), SizeIs(1));
    EXPECT_EQ(report("notFound").status, 201);
    ASSERT_THAT(open(), SizeIs(1)) << "once is enough";
    const auto planned = see(open().at(0).id);
    EXPECT_EQ(planned.count.source, CountSource::ShortPick);
    EXPECT_THAT(planned.lines, SizeIs(2)) << "all of the bin";
    EXPECT_EQ(lineOf(count(planned, "CUP", 3).as<StockCountView>(), "CUP").difference, 0);
    const auto ended =
        world.call("PATCH", "/stock-counts/" + planned.id.toString(), R"({"state":"cancelled"})",
                   "\"" + std::to_string(see(planned.id).version) + "\"");
    EXPECT_EQ(ended.as<StockCountView>().count.state, CountState::Cancelled);
    EXPECT_EQ(lineOf(see(planned.id), "ANT").state, CountLineState::Dropped);
    EXPECT_THAT(plan("bin", "C-3").lines, SizeIs(2)) << "it may be counted again";
}

TEST_F(Counts, OfDearItemsAndOfLots) {
    item("DEAR", R"(,"bin":"A-1")");
    item("CHEAP");
    item("NEVER");
    for (const auto* sku : {"DEAR", "CHEAP", "NEVER"}) receive(sku, 100);
    EXPECT_EQ(ship(order("Z0", line("DEAR", 90)).id).status, 201);
    EXPECT_EQ(ship(order("Z1", line("CHEAP", 15)).id).status, 201);
    std::string classes;
    for (const auto& i : world.get("/stock-counts/classes").as<Page<ClassedItem>>().items)
        classes += i.sku + i.itemClass + " ";
    EXPECT_EQ(classes, "DEARA CHEAPB NEVERC ");
    EXPECT_EQ(plan("class", "A").lines.at(0).sku, "DEAR");
    EXPECT_EQ(world.post("/stock-counts", R"({"scope":"class","chosen":"D"})").code(),
              "fulfilment.no-such-class");
    item("PILL", R"(,"lots":true)");
    for (const auto* lot : {"L1", "L2"})
        EXPECT_EQ(
            world.post("/stock/receipts", R"({"sku":"PILL","quantity":4,"lot":")" + std::string(lot) + "\"}")
                .status,
            201);
    const auto pills = plan("item", "PILL", R"(,"tolerancePieces":9)");
    ASSERT_THAT(pills.lines, SizeIs(2)) << "each lot by itself";
    EXPECT_EQ(count(pills, "PILL", 6).status, 200);
    std::vector<std::string> lots;
    for (const auto& l : world.get("/lots?sku=PILL").as<Page<Lot>>().items)
        lots.push_back(l.code + " " + std::to_string(l.inStock));
    EXPECT_THAT(lots, ElementsAre("L1 6", "L2 4"));
}

} // namespace
} // namespace rejoinder::fulfilment
