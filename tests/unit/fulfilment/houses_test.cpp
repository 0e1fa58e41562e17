#include "houses.h"
#include "store_room.h"

#include <rejoinder/contract/fulfilment/costs.h>

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Shown {
    Id id;
    std::int64_t away = 0, late = 0, version = 1;
};
REJOINDER_DESCRIBE(Shown, id, away, late, version)

class Houses : public StoreRoom {
protected:
    Houses() {
        item("CUP");
        item("MUG");
        receive("CUP", 10);
        receive("MUG", 10);
        house = world.make("/houses",
                           R"({"name":"North","parcelCost":"5","pieceCost":"0.5","mapping":{"quantity":"qty",
            "shippedAt":"date","missing":"fehlt"}})");
    }
    test::World::Reply give(const std::string& sku) {
        return world.post("/houses/" + house.toString() + "/items", R"({"sku":")" + sku + "\"}");
    }
    test::World::Reply file() { return world.post("/houses/" + house.toString() + "/files", "{}"); }
    /// Rows of order, sku, qty, outcome, tracking, date, lot, reason.
    test::World::Reply answer(const std::string& rows) {
        return world.call("POST", "/houses/" + house.toString() + "/answers",
                          "order,sku,qty,outcome,trackingNumber,date,lot,reason\n" + rows, {}, "text/csv");
    }
    static std::vector<std::string> told(const test::World::Reply& reply) {
        std::vector<std::string> out;
        for (const auto& l : reply.as<HouseAnswerView>().lines)
            out.push_back(std::to_string(l.lineNo) + " " + nameOf(l.state) +
                          (l.fault.empty() ? "" : " " + l.fault));
        return out;
    }
    Shown shown() { return world.get("/houses/" + house.toString()).as<Shown>(); }
    OrderView make(int cups, int mugs) { return order("Z0", line("CUP", cups) + "," + line("MUG", mugs)); }
    std::string cups(const OrderView& order, const std::string& rest) {
        return order.id.toString() + ",cup," + rest + "\n";
    }
    std::vector<std::int64_t> ofLine(Id order, std::size_t at) { return figures(see(order).lines.at(at)); }

    Id house;
};

TEST_F(Houses, SendWhatLiesThereAndTheRestIsSentFromHere) {
    const auto made = make(3, 2);
    EXPECT_EQ(give("CUP").status, 200);
    EXPECT_THAT(figures("CUP"), ElementsAre(10, 3, 7, 0)) << "it is still the company's";
    receive("CUP", 5);
    EXPECT_EQ(correct("CUP", "lost", 1).status, 201);
    EXPECT_THAT(figures("CUP"), ElementsAre(14, 3, 11, 0));
    const auto sent = file().as<HouseFileView>();
    EXPECT_EQ(sent.file.orders, 1);
    ASSERT_THAT(sent.lines, SizeIs(1));
    EXPECT_EQ(sent.lines[0].quantity, 3);
    EXPECT_THAT(sent.lines[0].address, HasSubstr("Muster Z0"));
    EXPECT_EQ(file().code(), "fulfilment.nothing-to-hand-over") << "nothing is handed over twice";
    EXPECT_EQ(world.get("/house-files/" + sent.id.toString() + "/csv").body,
              world.get("/house-files/" + sent.id.toString() + "/csv").body);
    // Here only the mugs are picked and sent.
    const auto batch = world.post("/pick-batches", "{}");
    EXPECT_EQ(batch.body.find("\"CUP\""), std::string::npos) << batch.body;
    EXPECT_EQ(ship(made.id).status, 201);
    EXPECT_EQ(see(made.id).order.state, OrderState::Reserved);
    EXPECT_THAT(ofLine(made.id, 1), ElementsAre(2, 0, 0, 0, 2, 0));
    EXPECT_EQ(ship(made.id).code(), "fulfilment.nothing-to-ship");
    EXPECT_EQ(set(made.id, R"("state":"cancelled")").code(), "fulfilment.state") << "it lies at the house";
    EXPECT_EQ(give("MUG").status, 200);
    EXPECT_EQ(
        world.call("DELETE", "/houses/" + house.toString() + "/items/" + made.lines[0].itemId.toString())
            .code(),
        "fulfilment.at-house");
    // The house sends two, and later the third.
    EXPECT_THAT(told(answer(cups(made, "2,,A1,2026-03-01,L7,"))), ElementsAre("2 applied"));
    EXPECT_THAT(ofLine(made.id, 0), ElementsAre(3, 1, 1, 0, 2, 0));
    EXPECT_EQ(shown().away, 1);
    EXPECT_EQ(world.get("/house-files/" + sent.id.toString()).as<HouseFileView>().file.state,
              HouseFileState::Handed)
        << "who answers has the file, whoever brought it";
    EXPECT_THAT(told(answer(cups(made, "2,,A1,2026-03-01,L7,") + cups(made, "1,shipped,A2,,,"))),
                ElementsAre("2 again", "3 applied"))
        << "another file may say it again";
    EXPECT_EQ(see(made.id).order.state, OrderState::Shipped);
    auto& clock = world.kernel().clock();
    clock.set(clock.now().plus(std::chrono::hours(2)));
    EXPECT_THAT(told(answer(cups(made, "1,shipped,A2,,,") + cups(made, "7,,,,,"))),
                ElementsAre("2 again", "3 fault fulfilment.not-at-house"))
        << "whenever it comes";
    EXPECT_EQ(shown().away, 0);
    EXPECT_THAT(figures("CUP"), ElementsAre(11, 0, 11, 0));
    EXPECT_EQ(
        world.call("DELETE", "/houses/" + house.toString() + "/items/" + made.lines[0].itemId.toString())
            .status,
        204);
    EXPECT_EQ(ship(order("Z1", line("CUP", 11)).id).status, 201) << "what lay there is here again";
}

TEST_F(Houses, AnswersNameWhatIsWrongLineByLineAndAreTakenOnce) {
    EXPECT_EQ(give("CUP").status, 200);
    const auto made = make(4, 1);
    EXPECT_EQ(file().status, 201);
    EXPECT_EQ(
        world.call("POST", "/houses/" + house.toString() + "/answers", "order;sku\n1;2\n", {}, "text/csv")
            .code(),
        "fulfilment.no-house-answer");
    const auto rows = "77,CUP,1,,,,,\n" + cups(made, "x,,,,,") + cups(made, "1,eaten,,,,") +
                      cups(made, "1,refused,,,,") + cups(made, "1,,,2099-01-01,,") + cups(made, "5,,,,,") +
                      made.id.toString() + ",MUG,1,,,,,\n" + cups(made, "1,,T1,01.03.2026,,");
    const auto first = answer(rows);
    EXPECT_THAT(told(first),
                ElementsAre("2 fault fulfilment.not-at-house", "3 fault fulfilment.bad-quantity",
                            "4 fault fulfilment.unknown-outcome", "5 fault fulfilment.no-reason",
                            "6 fault fulfilment.bad-moment", "7 fault fulfilment.more-than-handed-over",
                            "8 fault fulfilment.more-than-handed-over", "9 applied"));
    const auto again = answer(rows).as<HouseAnswerView>();
    EXPECT_EQ(again.id, first.as<HouseAnswerView>().id) << "the same file is the same answer";
    EXPECT_EQ(again.answer.applied, 1);
    EXPECT_THAT(ofLine(made.id, 0), ElementsAre(4, 3, 3, 0, 1, 0));
}

TEST_F(Houses, WhatIsMissingWaitsAndWhatIsRefusedIsHeld) {
    EXPECT_EQ(give("CUP").status, 200);
    const auto made = make(10, 1), refused = order("Z1", line("MUG", 1));
    EXPECT_EQ(give("MUG").status, 200);
    EXPECT_EQ(file().status, 201);
    EXPECT_THAT(told(answer(cups(made, "4,FEHLT,,,,water") + cups(made, "6,,T,,,") + refused.id.toString() +
                            ",MUG,1,refused,,,,no such street\n")),
                ElementsAre("2 applied", "3 applied", "4 applied"));
    EXPECT_THAT(ofLine(made.id, 0), ElementsAre(10, 0, 0, 4, 6, 0));
    EXPECT_THAT(figures("CUP"), ElementsAre(0, 0, 0, 4)) << "what the house has not is not in the book";
    const auto view = see(refused.id);
    ASSERT_THAT(view.holds, SizeIs(1));
    EXPECT_EQ(view.holds[0].note, "North: no such street");
    EXPECT_EQ(file().code(), "fulfilment.nothing-to-hand-over");
    receive("CUP", 4);
    EXPECT_EQ(file().as<HouseFileView>().lines.at(0).quantity, 4) << "the rest is handed over by itself";
    EXPECT_EQ(set(refused.id, R"("state":"cancelled")").status, 200);
    const auto at = world.kernel().clock().now();
    world.kernel().clock().set(at.plus(std::chrono::hours(24 * 10)));
    EXPECT_EQ(shown().late, 2) << "the mug of the first order and its new cups";
}

TEST_F(Houses, WhoDoesNotAnswerIsNamedEachWorkingDay) {
    EXPECT_EQ(give("CUP").status, 200);
    make(1, 1);
    EXPECT_EQ(file().status, 201);
    auto& clock = world.kernel().clock();
    const auto untold = [&](Timestamp now) {
        return world.read([&](Unit& u) {
            return u.number("fulfilment.count-late-houses", {{"now", now}, {"today", Date::of(now).days}});
        });
    };
    // 1970-01-01 was a Thursday.
    auto friday = Date::of(clock.now().plus(std::chrono::hours(24 * 10)));
    friday.days += (8 - friday.days % 7) % 7;
    for (const auto& [days, late] : {std::pair{0, 0}, {1, 1}, {2, 1}, {3, 0}, {4, 0}}) {
        const auto noon = friday.begin().plus(std::chrono::hours(24 * days + 12));
        EXPECT_EQ(untold(noon), 1) << days; // asked before: once it is noon, it may be told at any moment
        clock.set(noon);
        world.settle();
        EXPECT_EQ(untold(noon), late) << days << ": not at the weekend";
    }
}

TEST_F(Houses, AnAnswerThatIsTooLongIsRefusedAsAWhole) {
    std::string rows;
    for (int i = 0; i <= 2000; ++i) rows += std::to_string(i + 1) + ",CUP,1,,,,,\n";
    EXPECT_EQ(answer(rows).code(), "fulfilment.too-many-lines");
}

TEST_F(Houses, CostAndPromiseCountFromWhatTheHouseTold) {
    EXPECT_EQ(give("CUP").status, 200);
    const auto made = order("A0", line("CUP", 2), ofCampaign());
    EXPECT_EQ(file().status, 201);
    auto& clock = world.kernel().clock();
    const auto sent = clock.now().plus(std::chrono::hours(1));
    clock.set(clock.now().plus(std::chrono::hours(24 * 6)));
    EXPECT_THAT(told(answer(cups(made, "2,,T," + sent.toString() + ",,"))), ElementsAre("2 applied"));
    const auto promise = world.read([&](Unit& u) {
        return u.one<PromiseRow>("fulfilment.find-promise", {{"orderId", made.id}});
    });
    ASSERT_TRUE(promise && promise->shippedAt);
    EXPECT_LT(*promise->shippedAt, promise->dueAt) << "it was out in time, told late";
    world.read([&](Unit& u) {
        const auto routes = u.all<RouteCost>("fulfilment.costs-by-route", {{"campaignId", world.campaign}});
        ASSERT_THAT(routes, SizeIs(1));
        EXPECT_EQ(routes[0].route, "North");
        EXPECT_EQ(routes[0].handling.micros, 6'000'000);
    });
}

TEST_F(Houses, OrdersThatAreHeldGoTheWayOfTheirGoods) {
    item("ASK", R"(,"needsApproval":true)");
    receive("ASK", 3);
    const auto made = order("Z0", line("ASK", 1)), other = order("Z1", line("ASK", 1));
    EXPECT_EQ(made.order.state, OrderState::Entered);
    EXPECT_EQ(give("ASK").status, 200);
    const auto release = [&](const OrderView& o) { return set(o.id, R"("state":"reserved")"); };
    EXPECT_EQ(release(made).status, 200);
    EXPECT_EQ(file().as<HouseFileView>().file.orders, 1);
    EXPECT_THAT(told(answer(made.id.toString() + ",ASK,1,,T,,,\n")), ElementsAre("2 applied"));
    EXPECT_EQ(
        world.call("DELETE", "/houses/" + house.toString() + "/items/" + made.lines[0].itemId.toString())
            .status,
        204);
    EXPECT_EQ(release(other).status, 200);
    EXPECT_EQ(file().code(), "fulfilment.nothing-to-hand-over");
    EXPECT_EQ(ship(other.id).status, 201) << "what came back is sent from here";
}

TEST_F(Houses, KeepOutWhatTheyCannotSend) {
    item("SET", R"(,"parts":[{"sku":"MUG"}])");
    EXPECT_EQ(give("SET").code(), "fulfilment.in-a-kit");
    EXPECT_EQ(give("MUG").code(), "fulfilment.in-a-kit");
    item("PILL", R"(,"lots":true)");
    EXPECT_EQ(give("PILL").code(), "fulfilment.lots-here");
    to(order("Z0", line("CUP", 1)).id, "picked");
    EXPECT_EQ(give("CUP").code(), "fulfilment.picked-here");
    EXPECT_EQ(world.post("/houses", R"({"name":"North","folder":"../x","sendAt":"25:00"})").code(),
              "fulfilment.invalid-house");
}

} // namespace
} // namespace rejoinder::fulfilment
