#include "delays.h"
#include "store_room.h"

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Timestamp at(const char* text) {
    return *Timestamp::parse(text);
}

std::string due(const char* ordered, int hours, const char* closed = "") {
    return WorkingTime("Europe/Zurich", "14:00", closed).due(at(ordered), hours).toString().substr(0, 16);
}

TEST(WorkingTime_, CountsHoursOfWorkingDaysOnTheHousesClock) {
    // 2026-12-01 is a Tuesday; Zurich is an hour ahead of UTC in winter.
    EXPECT_EQ(due("2026-12-01T10:00:00+01:00", 24), "2026-12-02T09:00");
    EXPECT_EQ(due("2026-12-01T14:00:00+01:00", 24), "2026-12-02T13:00");
    EXPECT_EQ(due("2026-12-01T14:00:01+01:00", 24), "2026-12-02T23:00")
        << "after the cut-off: all of Wednesday";
    EXPECT_EQ(due("2026-12-04T10:00:00+01:00", 24), "2026-12-07T09:00") << "over a weekend";
    EXPECT_EQ(due("2026-12-05T10:00:00+01:00", 48), "2026-12-08T23:00")
        << "on a Saturday: Monday and Tuesday";
    EXPECT_EQ(due("2026-12-24T10:00:00+01:00", 24, "2026-12-25, 2026-12-28"), "2026-12-29T09:00");
    // On 2026-03-29 the clock goes forward: 10 o'clock is 08:00 UTC then.
    EXPECT_EQ(due("2026-03-27T10:00:00+01:00", 24), "2026-03-30T08:00");
    // 23:30 UTC on Sunday is Monday in Zurich.
    EXPECT_EQ(due("2026-12-06T23:30:00Z", 24), "2026-12-07T23:30");
    EXPECT_EQ(WorkingTime("Europe/Zurich", "14:00", "").day(at("2026-12-06T23:30:00Z")).toString(),
              "2026-12-07");
}

TEST(WorkingTime_, RefusesWhatIsNoTimeOrDay) {
    EXPECT_FALSE(isTimeZone("Europe/Nowhere"));
    EXPECT_TRUE(isTimeZone("Asia/Shanghai"));
    for (const char* text : {"", "24:00", "14:60", "1400", "14.00", "-1:00", "14:00 "})
        EXPECT_FALSE(minutesOfDay(text)) << text;
    EXPECT_EQ(minutesOfDay("14:05"), 845);
    EXPECT_FALSE(daysOf("2026-12-25, 25.12."));
    EXPECT_THAT(*daysOf("2026-12-25,2026-12-26 2026-12-25"), SizeIs(2));
}

PromiseRow promised(int notices, const char* shipBy, const char* answerBy = nullptr) {
    PromiseRow row;
    row.shipBy = *Date::parse(shipBy);
    row.notices = notices;
    if (answerBy) row.answerBy = *Date::parse(answerBy);
    return row;
}

std::string clockSays(const PromiseRow& row, const char* newDay, const char* today) {
    try {
        const auto n =
            Promises::noticeOf(row, newDay ? Date::parse(newDay) : std::nullopt, *Date::parse(today));
        return std::to_string(n.number) + " " + nameOf(n.answer) +
               (n.answerBy ? " " + n.answerBy->toString() : "");
    } catch (const Error& e) {
        return e.faults().empty() ? e.code() : e.faults().front().code;
    }
}

TEST(DelayClock, SilenceIsConsentOnlyForAFirstAndShortDelay) {
    const auto fresh = promised(0, "2026-12-10");
    EXPECT_EQ(clockSays(fresh, "2027-01-09", "2026-12-01"), "1 silent") << "30 days later";
    EXPECT_EQ(clockSays(fresh, "2027-01-10", "2026-12-01"), "1 awaited 2027-01-09") << "31 days later";
    EXPECT_EQ(clockSays(fresh, nullptr, "2026-12-10"), "1 awaited 2027-01-09") << "nobody knows";
    EXPECT_EQ(clockSays(fresh, "2026-12-12", "2026-12-11"), "fulfilment.notice-too-late");
    EXPECT_EQ(clockSays(fresh, "2026-12-10", "2026-12-01"), "fulfilment.no-delay");
    EXPECT_EQ(clockSays(promised(1, "2027-01-09"), "2027-01-12", "2027-01-02"), "2 awaited 2027-01-09")
        << "a second delay needs consent before the first new day is over";
    EXPECT_EQ(clockSays(promised(1, "2026-12-10", "2027-01-09"), "2027-01-20", "2026-12-02"),
              "fulfilment.answer-awaited");
    EXPECT_EQ(clockSays(PromiseRow{}, "2027-01-20", "2026-12-02"), "fulfilment.no-day-promised");
}

struct Cell {
    std::string age, state;
    std::int64_t orders = 0;
};
REJOINDER_DESCRIBE(Cell, age, state, orders)
struct Board {
    std::int64_t open = 0, late = 0, soon = 0, shipped = 0, kept = 0;
    std::vector<Cell> cells;
};
REJOINDER_DESCRIBE(Board, open, late, soon, shipped, kept, cells)
struct Promised {
    Id id;
    std::string state;
    Timestamp dueAt;
    std::optional<Date> shipBy;
};
REJOINDER_DESCRIBE(Promised, id, state, dueAt, shipBy)
struct Duty {
    Id id;
    std::string step;
    Date by;
};
REJOINDER_DESCRIBE(Duty, id, step, by)

class Promises_ : public StoreRoom {
protected:
    /// An order that came in at noon so many days ago; that many times 24 hours would be another day late in
    /// the evening when the clocks have changed since.
    OrderView ago(const std::string& contact, const std::string& lines, int days) {
        return order(contact, lines, R"(,"orderedAt":")" + day(-days).toString() + "T12:00:00Z\"");
    }
    Timestamp now() {
        return world.read([](Unit& u) { return u.now(); });
    }
    Date day(int later) { return Date{WorkingTime("Europe/Zurich", "14:00", "").day(now()).days + later}; }
    std::vector<Promised> promises(const std::string& query = "") {
        return world.get("/promises" + query).as<Page<Promised>>().items;
    }
    std::vector<std::string> duties() {
        std::vector<std::string> out;
        for (const auto& d : world.get("/delay-notices/due").as<Page<Duty>>().items)
            out.push_back(d.id.toString() + " " + d.step + " " + d.by.toString());
        return out;
    }
    test::World::Reply tell(Id order, const std::string& body) {
        return world.post("/orders/" + order.toString() + "/delay-notices", body);
    }
    static std::string newDay(Date day) { return R"({"newDay":")" + day.toString() + "\"}"; }
    test::World::Reply answer(const DelayNotice& notice, const std::string& what) {
        return world.call("PATCH", "/delay-notices/" + notice.id.toString(), R"({"answer":")" + what + "\"}",
                          "\"" + std::to_string(notice.version) + "\"");
    }
    std::int64_t endAsOf(Date today) {
        return world.write([&](Unit& u) {
            OrderBook orders(100);
            return endWithoutConsent(u, today, orders);
        });
    }
};

TEST_F(Promises_, TheBoardShowsWhatIsLateFirstAndWhy) {
    item("MUG");
    brochure();
    receive("BROCHURE", 10);
    const auto old = ago("Z0", line("MUG", 1), 20), fresh = order("Z1", line("BROCHURE", 1));
    const auto held = ago("Z2", line("BROCHURE", 1), 5);
    EXPECT_THAT(promises(), SizeIs(3));
    EXPECT_EQ(promises().front().id, old.id);
    EXPECT_TRUE(promises().front().shipBy) << "a buyer has rights";
    EXPECT_FALSE(promises().back().shipBy) << "who asked for a brochure did not buy";
    EXPECT_THAT(promises("?late=true"), SizeIs(2));
    EXPECT_THAT(promises("?state=backOrdered"), SizeIs(1));
    auto board = world.get("/orders/ageing").as<Board>();
    EXPECT_EQ(board.open, 3);
    EXPECT_EQ(board.late, 2);
    ASSERT_FALSE(board.cells.empty());
    EXPECT_EQ(board.cells.front().age + " " + board.cells.front().state, "lateWeek backOrdered");
    ship(fresh.id);
    ship(held.id);
    board = world.get("/orders/ageing").as<Board>();
    EXPECT_EQ(board.open, 1);
    EXPECT_EQ(board.shipped, 2);
    EXPECT_EQ(board.kept, 1);
    // Pages go on where the one before ended, although the ids are in another order.
    const auto first = ago("Z0", line("MUG", 1), 30);
    const auto page = world.get("/promises?limit=1");
    EXPECT_EQ(page.as<Page<Promised>>().items.at(0).id, first.id);
    EXPECT_EQ(promises("?limit=1&cursor=" + page.textAfter("\"nextCursor\":\"")).at(0).id, old.id);
    EXPECT_EQ(world.get("/promises?cursor=12").code(), "kernel.bad-cursor");
}

TEST_F(Promises_, TheAlarmIsRaisedOnceForEachOrder) {
    item("MUG");
    ago("Z0", line("MUG", 1), 20);
    order("Z1", line("MUG", 1));
    const auto alarm = [&](std::int64_t hours) {
        return world.write([&](Unit& u) {
            PromiseRules rules;
            rules.alarmHours = hours;
            return alarmSoonLate(u, rules);
        });
    };
    EXPECT_EQ(alarm(1), 1);
    EXPECT_EQ(alarm(1), 0);
    EXPECT_EQ(alarm(24 * 30), 1) << "the other one, seen from far away";
    EXPECT_EQ(alarm(24 * 30), 0);
}

TEST_F(Promises_, ADelayIsToldOnceAndSilenceKeepsTheOrder) {
    item("MUG");
    const auto made = ago("Z0", line("MUG", 1), 25);
    EXPECT_THAT(duties(), ElementsAre(made.id.toString() + " tell " + day(5).toString()));
    const auto told = tell(made.id, newDay(day(20)));
    ASSERT_EQ(told.status, 201) << told.body;
    EXPECT_EQ(told.as<DelayNotice>().answer, DelayAnswer::Silent);
    EXPECT_THAT(duties(), IsEmpty());
    EXPECT_EQ(promises().at(0).shipBy, day(20));
    EXPECT_EQ(endAsOf(day(100)), 0) << "silence never cancels";
    const auto again = tell(made.id, newDay(day(30))).as<DelayNotice>();
    EXPECT_EQ(again.number, 2);
    EXPECT_EQ(again.answer, DelayAnswer::Awaited);
    EXPECT_EQ(again.answerBy, day(20));
    EXPECT_EQ(tell(made.id, newDay(day(40))).code(), "fulfilment.answer-awaited");
    EXPECT_EQ(answer(told.as<DelayNotice>(), "cancelled").code(), "fulfilment.answered")
        << "a newer one counts";
    const auto agreed = answer(again, "consented");
    ASSERT_EQ(agreed.status, 200) << agreed.body;
    EXPECT_EQ(promises().at(0).shipBy, day(30));
    EXPECT_EQ(answer(agreed.as<DelayNotice>(), "cancelled").code(), "fulfilment.answered");
    receive("MUG", 1);
    ship(made.id);
    EXPECT_THAT(promises(), IsEmpty());
    EXPECT_EQ(tell(made.id, newDay(day(40))).code(), "fulfilment.no-day-promised");
    EXPECT_THAT(world.get("/delay-notices?orderId=" + made.id.toString()).as<Page<DelayNotice>>().items,
                SizeIs(2));
}

TEST_F(Promises_, WithoutConsentTheOrderIsCancelledAndToBeRefunded) {
    item("MUG");
    const auto made = ago("Z0", line("MUG", 1), 25), kept = ago("Z1", line("MUG", 1), 25);
    const auto asked = tell(made.id, "{}").as<DelayNotice>(), other = tell(kept.id, "{}").as<DelayNotice>();
    EXPECT_EQ(asked.answerBy, day(35));
    EXPECT_EQ(answer(other, "consented").status, 200);
    EXPECT_EQ(answer(asked, "expired").code(), "fulfilment.no-such-answer");
    EXPECT_THAT(duties(), ElementsAre(made.id.toString() + " awaitAnswer " + day(35).toString()));
    EXPECT_EQ(endAsOf(day(35)), 0) << "the last day is still theirs";
    EXPECT_EQ(endAsOf(day(36)), 1);
    EXPECT_EQ(endAsOf(day(36)), 0);
    const auto ended = see(made.id);
    EXPECT_EQ(ended.order.state, OrderState::Cancelled);
    EXPECT_THAT(ended.order.problem, HasSubstr("refund"));
    EXPECT_EQ(world.get("/delay-notices/" + asked.id.toString()).as<DelayNotice>().answer,
              DelayAnswer::Expired);
    EXPECT_EQ(see(kept.id).order.state, OrderState::BackOrdered);
    // Who agreed to an open date may cancel at any time.
    EXPECT_EQ(
        answer(world.get("/delay-notices/" + other.id.toString()).as<DelayNotice>(), "cancelled").status,
        200);
    EXPECT_EQ(see(kept.id).order.state, OrderState::Cancelled);
}

TEST_F(Promises_, WhatWasNotToldInTimeIsToBeRefunded) {
    item("MUG");
    const auto made = ago("Z0", line("MUG", 1), 40);
    EXPECT_THAT(duties(), ElementsAre(made.id.toString() + " refund " + day(-10).toString()));
    EXPECT_EQ(tell(made.id, newDay(day(3))).code(), "fulfilment.notice-too-late");
    EXPECT_EQ(tell(made.id, R"({"channel":"sms"})").code(), "fulfilment.delay-channel");
}

} // namespace
} // namespace rejoinder::fulfilment
