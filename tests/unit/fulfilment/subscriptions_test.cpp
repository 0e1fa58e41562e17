#include "store_room.h"
#include "subscriptions.h"

#include <rejoinder/contract/responses/withdrawn.h>

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Made {
    std::int32_t number = 0;
    Date dueDay;
    Id orderId;
    OrderState state = OrderState::Entered;
};
REJOINDER_DESCRIBE(Made, number, dueDay, orderId, state)

struct View {
    Id id;
    StandingOrder subscription;
    std::vector<StandingLine> lines;
    std::vector<Made> orders;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(View, id, subscription, lines, orders, version)

Date on(const char* day) {
    return *Date::parse(day);
}

TEST(PlannedDays, KeepTheirDayOfTheMonthAndSkipWhatIsOver) {
    const auto days = [](const char* anchor, int every, Period period, const char* after) {
        return plannedAfter(on(anchor), every, period, on(after)).toString();
    };
    EXPECT_EQ(days("2026-01-31", 1, Period::Months, "2026-01-30"), "2026-01-31") << "the anchor itself";
    EXPECT_EQ(days("2026-01-31", 1, Period::Months, "2026-01-31"), "2026-02-28") << "a short month's last";
    EXPECT_EQ(days("2026-01-31", 1, Period::Months, "2026-02-28"), "2026-03-31") << "and the 31st again";
    EXPECT_EQ(days("2026-01-31", 3, Period::Months, "2027-05-01"), "2027-07-31");
    EXPECT_EQ(days("2027-11-30", 3, Period::Months, "2027-11-30"), "2028-02-29");
    EXPECT_EQ(days("2026-01-01", 14, Period::Days, "2026-01-14"), "2026-01-15");
    EXPECT_EQ(days("2026-01-01", 14, Period::Days, "2026-01-15"), "2026-01-29");
    EXPECT_EQ(days("2026-01-01", 14, Period::Days, "2026-06-30"), "2026-07-02") << "what is over is left out";
}

class SubscriptionsKept : public StoreRoom {
protected:
    SubscriptionsKept() {
        // One clock for both sides, at an hour when it is the same day here and in the house's time zone.
        auto& clock = world.kernel().clock();
        clock.set(Date{Date::of(clock.now()).days + 1}.begin().plus(std::chrono::hours(12)));
        world.settle();
        item("TEA");
        item("CUP");
        receive("TEA", 100);
        receive("CUP", 100);
    }
    std::string later(int days) { return Date{Date::of(now()).days + days}.toString(); }
    Timestamp now() { return world.kernel().clock().now(); }
    View subscribe(const std::string& contact, const std::string& more = "", const std::string& sku = "TEA") {
        const auto reply = world.post("/subscriptions", wish(contact, line(sku, 2), more));
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<View>();
    }
    View look(Id id) { return world.get("/subscriptions/" + id.toString()).as<View>(); }
    test::World::Reply change(Id id, const std::string& what) {
        return world.call("PATCH", "/subscriptions/" + id.toString(), "{" + what + "}",
                          "\"" + std::to_string(look(id).version) + "\"");
    }
    /// So many days go by: everything of it is that much longer ago.
    void pass(Id id, int days) {
        world.write([&](Unit& u) {
            auto s = Subscriptions::open(u, id);
            const auto earlier = [&](std::optional<Date>& day) {
                if (day) day->days -= days;
            };
            s.anchorDay.days -= days;
            earlier(s.nextDay);
            earlier(s.wakeDay);
            earlier(s.untilDay);
            earlier(s.heldUntil);
            u.run("fulfilment.update-subscription", s);
        });
    }
    void work() {
        world.write([&](Unit& u) { u.enqueue("fulfilment.deliver-subscriptions", None{}, {}); });
        world.settle();
    }
    std::vector<std::int32_t> numbers(Id id) {
        std::vector<std::int32_t> out;
        for (const auto& o : look(id).orders) out.push_back(o.number);
        return out;
    }
};

TEST_F(SubscriptionsKept, MakeTheirOrdersOnTheirDaysUntilTheLastOne) {
    const auto made = subscribe("A0", ofCampaign() + R"(,"every":14,"period":"days","deliveries":3)");
    ASSERT_THAT(made.orders, SizeIs(1)) << "its day is today";
    EXPECT_EQ(made.subscription.nextDay->toString(), later(14));
    const auto first = see(made.orders[0].orderId);
    EXPECT_EQ(first.order.state, OrderState::Reserved);
    EXPECT_EQ(first.order.campaignId, world.campaign);
    EXPECT_EQ(first.order.cellId, world.cell("A"));
    work();
    EXPECT_THAT(numbers(made.id), ElementsAre(1)) << "nothing is due";
    pass(made.id, 14);
    work();
    work();
    EXPECT_THAT(numbers(made.id), ElementsAre(1, 2));
    EXPECT_EQ(see(look(made.id).orders[1].orderId).order.cellId, world.cell("A")) << "the same credit";
    pass(made.id, 45);
    work();
    EXPECT_THAT(numbers(made.id), ElementsAre(1, 2, 3)) << "one, not three, and it was the last";
    const auto over = look(made.id).subscription;
    EXPECT_EQ(over.state, SubscriptionState::Ended);
    EXPECT_FALSE(over.nextDay);
    EXPECT_EQ(change(made.id, R"("every":7)").code(), "fulfilment.subscription-over");
    EXPECT_THAT(world.get("/subscriptions/figures?campaignId=" + world.campaign.toString()).body,
                HasSubstr(R"({"state":"ended","subscriptions":1,"deliveries":3})"));
    EXPECT_THAT(world.get("/subscriptions?orderId=" + first.id.toString()).as<Page<StandingOrder>>().items,
                SizeIs(1));
    EXPECT_EQ(figures("TEA"), (std::vector<std::int64_t>{100, 6, 94, 0}));
}

TEST_F(SubscriptionsKept, EndOnADayAndAreTheSameWhenAskedAgain) {
    const auto more = R"(,"every":7,"period":"days","reference":"shop-1","firstDay":")" + later(7) +
                      R"(","untilDay":")" + later(20) + "\"";
    const auto made = subscribe("Z0", more);
    EXPECT_EQ(subscribe("Z0", more).id, made.id);
    EXPECT_THAT(made.orders, IsEmpty());
    for (int i = 0; i < 4; ++i) {
        pass(made.id, 7);
        work();
    }
    EXPECT_THAT(numbers(made.id), ElementsAre(1, 2));
    EXPECT_EQ(look(made.id).subscription.state, SubscriptionState::Ended);
}

TEST_F(SubscriptionsKept, MayHaveNoLastDayAnyMore) {
    const auto made = subscribe("Z0", R"(,"every":7,"period":"days","untilDay":")" + later(10) + "\"");
    EXPECT_THAT(change(made.id, R"("openEnded":true,"untilDay":")" + later(20) + "\"").body,
                HasSubstr("fulfilment.last-day-or-none"));
    EXPECT_EQ(change(made.id, R"("every":8)").status, 200);
    EXPECT_TRUE(look(made.id).subscription.untilDay) << "what is not said stays";
    EXPECT_EQ(change(made.id, R"("openEnded":true)").status, 200);
    EXPECT_FALSE(look(made.id).subscription.untilDay);
    for (int i = 0; i < 2; ++i) {
        pass(made.id, 8);
        work();
    }
    EXPECT_THAT(numbers(made.id), ElementsAre(1, 2, 3));
}

TEST_F(SubscriptionsKept, AreHeldForAWhileAndWhatFallsInItIsLeftOut) {
    const auto made = subscribe("Z0", R"(,"every":7,"period":"days")");
    EXPECT_THAT(change(made.id, R"("state":"held")").body, HasSubstr("fulfilment.reason-needed"));
    EXPECT_THAT(change(made.id, R"("state":"held","reason":"x","heldUntil":")" + later(0) + "\"").body,
                HasSubstr("fulfilment.day-over"));
    ASSERT_EQ(
        change(made.id, R"("state":"held","reason":"on holiday","heldUntil":")" + later(20) + "\"").status,
        200);
    pass(made.id, 15);
    work();
    EXPECT_EQ(look(made.id).subscription.state, SubscriptionState::Held);
    pass(made.id, 5);
    work();
    const auto back = look(made.id);
    EXPECT_EQ(back.subscription.state, SubscriptionState::Active);
    EXPECT_THAT(back.orders, SizeIs(1));
    EXPECT_EQ(back.subscription.nextDay->toString(), later(1)) << "21 days after the first";
    EXPECT_EQ(change(made.id, R"("nextDay":")" + later(-1) + "\"").code(), "fulfilment.invalid-subscription");
    EXPECT_EQ(change(made.id, R"("lines":[)" + line("CUP", 1) + R"(],"nextDay":")" + later(0) + "\"").status,
              200);
    EXPECT_EQ(see(look(made.id).orders.at(1).orderId).lines.at(0).sku, "CUP") << "today is now";
    ASSERT_EQ(change(made.id, R"("state":"cancelled","reason":"enough")").status, 200);
    EXPECT_EQ(look(made.id).subscription.reason, "enough");
    pass(made.id, 30);
    work();
    EXPECT_THAT(numbers(made.id), ElementsAre(1, 2));
}

TEST_F(SubscriptionsKept, WaitForAnItemThatIsRetiredAndTakeItsSuccessor) {
    const auto made = subscribe("Z0", R"(,"every":7,"period":"days")");
    const auto tea = world.get("/items?sku=TEA").as<Page<Item>>().items.at(0);
    const auto alter = [&](const std::string& what) {
        const auto item = world.get("/items?sku=TEA").as<Page<Item>>().items.at(0);
        EXPECT_EQ(world
                      .call("PATCH", "/items/" + tea.id.toString(), "{" + what + "}",
                            "\"" + std::to_string(item.version) + "\"")
                      .status,
                  200);
    };
    alter(R"("active":false)");
    pass(made.id, 7);
    work();
    work();
    const auto held = look(made.id);
    EXPECT_EQ(held.subscription.heldBy, HeldBy::Item);
    EXPECT_THAT(held.subscription.reason, HasSubstr("TEA"));
    EXPECT_EQ(held.version, made.version + 1) << "it is said once";
    item("TEA-2");
    receive("TEA-2", 5);
    alter(R"("replacedBy":"TEA-2","replacedFrom":"2020-01-01")");
    work();
    EXPECT_EQ(look(made.id).subscription.state, SubscriptionState::Active);
    EXPECT_EQ(see(look(made.id).orders.at(1).orderId).lines.at(0).sku, "TEA-2");
}

TEST_F(SubscriptionsKept, FollowThePersonThroughMergeAndErasure) {
    const auto made = subscribe("Z0", R"(,"every":7,"period":"days","note":"ring twice")");
    EXPECT_LT(world
                  .post("/contacts/" + world.contact("Z1").toString() + "/merges",
                        R"({"mergedId":")" + world.contact("Z0").toString() + "\"}")
                  .status,
              300);
    pass(made.id, 7);
    work();
    EXPECT_EQ(see(look(made.id).orders.at(1).orderId).order.contactId, world.contact("Z1"));
    const auto of = world.get("/subscriptions?contactId=" + world.contact("Z1").toString());
    EXPECT_THAT(of.as<Page<StandingOrder>>().items, SizeIs(1)) << of.body;
    const auto erased =
        world.post("/contacts/" + world.contact("Z1").toString() + "/erasure", R"({"askedBy":"herself"})");
    EXPECT_LT(erased.status, 300) << erased.body;
    world.settle();
    const auto gone = look(made.id).subscription;
    EXPECT_EQ(gone.state, SubscriptionState::Cancelled);
    EXPECT_EQ(gone.note, "");
    pass(made.id, 60);
    work();
    EXPECT_THAT(numbers(made.id), ElementsAre(1, 2));
}

TEST_F(SubscriptionsKept, OfAReplyThatWasWithdrawnAreCancelledWithWhatIsOpen) {
    const auto reply = world.make("/responses", R"({"type":"question","channel":"post","code":")" +
                                                    world.code("B1") + "\"}");
    const auto made = world.post("/subscriptions", R"({"responseId":")" + reply.toString() +
                                                       R"(","lines":[)" + line("TEA", 1) + "]}");
    ASSERT_EQ(made.status, 201) << made.body;
    const auto view = made.as<View>();
    EXPECT_EQ(view.subscription.contactId, world.contact("B1"));
    EXPECT_EQ(view.subscription.cellId, world.cell("B"));
    responses::ResponseWithdrawn withdrawn;
    withdrawn.response.id = reply;
    world.write([&](Unit& u) { u.publish(withdrawn); });
    world.settle();
    EXPECT_EQ(look(view.id).subscription.state, SubscriptionState::Cancelled);
    EXPECT_EQ(see(view.orders.at(0).orderId).order.state, OrderState::Cancelled);
}

TEST_F(SubscriptionsKept, SayEveryFaultAtOnce) {
    const auto refused = world.post(
        "/subscriptions", wish("Z0", line("NONE", 1), R"(,"firstDay":"2020-01-01","untilDay":"2019-01-01")"));
    EXPECT_EQ(refused.status, 422);
    for (const char* code : {"fulfilment.unknown-item", "fulfilment.day-over", "fulfilment.days"})
        EXPECT_THAT(refused.body, HasSubstr(code));
    EXPECT_EQ(world.post("/subscriptions", wish("Z0", line("TEA", 1), R"(,"every":0)")).status, 422);
    EXPECT_THAT(world.get("/subscriptions").as<Page<StandingOrder>>().items, IsEmpty()) << "nothing was left";
    const auto made = subscribe("Z0");
    EXPECT_THAT(change(made.id, R"("deliveries":1)").body, HasSubstr("fulfilment.already-delivered"));
    EXPECT_THAT(change(made.id, R"("state":"ended")").body, HasSubstr("fulfilment.no-such-step"));
}

} // namespace
} // namespace rejoinder::fulfilment
