#include "credit_question.h"
#include "store_room.h"
#include "subscriptions.h"
#include "tests/unit/webhooks/receiver.h"

#include <fstream>

namespace rejoinder::fulfilment {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(CreditQuestions, AreFilledWithoutBreakingTheirJsonAndAnswersAreReadAsTheProfileSays) {
    CreditProfile profile;
    profile.body =
        R"({"who": "{{familyName}}", "sum": {{amount}}, "in": "{{currency}}", "ref": "{{reference}}"})";
    profile.decision = "/result/status";
    profile.reason = "/result/text";
    profile.approved = {"green"};
    profile.refused = {"red", "black"};
    CreditCheck check;
    check.id = Id{77};
    check.amountMinor = 12050;
    check.currency = "CHF";
    contacts::Contact person;
    person.familyName = "O\"Hara\n";
    EXPECT_EQ(questionOf(profile, check, person),
              R"({"who": "O\"Hara\n", "sum": 120.50, "in": "CHF", "ref": "77"})");
    const auto says = [&](int status, const std::string& body) {
        const auto answer = answerIn(profile, status, body);
        return (!answer.approved ? "none" : *answer.approved ? "yes" : "no") + (": " + answer.reason);
    };
    EXPECT_EQ(says(200, R"({"result":{"status":"GREEN","text":"fine"}})"), "yes: fine");
    EXPECT_EQ(says(200, R"({"result":{"status":"black"}})"), "no: ");
    EXPECT_EQ(says(200, R"({"result":{"status":"amber"}})"), "none: nobody knows what amber means");
    EXPECT_EQ(says(503, R"({"result":{"status":"green"}})"), "none: status 503");
    EXPECT_EQ(says(200, "<html>"), "none: the answer has no decision");
}

struct History {
    std::vector<OrderChange> changes;
};
REJOINDER_DESCRIBE(History, changes)

/// Somebody who says yes or no to orders over 50 francs.
struct Bureau {
    Bureau() { yes(); }
    void yes() { receiver.says("200 OK", R"({"decision":"approved","reason":"known for years"})"); }
    void no() { receiver.says("200 OK", R"({"decision":"refused","reason":"owes others"})"); }
    void busy() { receiver.says("503 Busy", "later"); }
    test::Receiver receiver;
};

std::string secretFile() {
    const auto path =
        std::filesystem::temp_directory_path() / ("rejoinder-credit-" + std::to_string(::getpid()));
    std::ofstream(path) << "s3cret\n";
    return path.string();
}

class Credit : public Bureau, public StoreRoom {
protected:
    explicit Credit(const std::string& inner = "true")
        : StoreRoom(4, {{"fulfilment.credit-check-url", receiver.url()},
                        {"fulfilment.credit-check-inner", inner},
                        {"fulfilment.credit-check-secret-file", secretFile()},
                        {"fulfilment.credit-check-above", "50"}}) {
        item("MUG");
        receive("MUG", 100);
    }
    ~Credit() override { std::filesystem::remove(secretFile()); }
    /// The order after everybody was asked who is to be asked now.
    OrderView asked(const std::string& contact, int mugs, const std::string& more = "") {
        const auto made = order(contact, line("MUG", mugs), more);
        world.settle();
        return see(made.id);
    }
    static std::vector<std::string> holdsOf(const OrderView& view) {
        std::vector<std::string> out;
        for (const auto& h : view.holds) out.push_back(nameOf(h.reason));
        return out;
    }
    std::vector<CreditCheck> checks(Id order) {
        return world.get("/credit-checks?orderId=" + order.toString()).as<Page<CreditCheck>>().items;
    }
    std::vector<std::string> history(Id order) {
        std::vector<std::string> out;
        for (const auto& c : world.get("/orders/" + order.toString() + "/changes").as<History>().changes)
            if (c.kind == ChangeKind::CreditAsked || c.kind == ChangeKind::CreditAnswered)
                out.push_back(nameOf(c.kind) + " " + c.after + (c.note.empty() ? "" : ": " + c.note));
        return out;
    }
    void again(const CreditCheck& check, std::int32_t turn) {
        world.write([&](Unit& u) { u.enqueue(kCreditJob, CreditJob{check.id, turn}, {}); });
        world.settle();
    }
    test::World::Reply quantity(const OrderView& view, int mugs) {
        return world.call("POST", "/orders/" + view.id.toString() + "/changes",
                          R"({"lines":[{"lineId":")" + view.lines[0].id.toString() + R"(","quantity":)" +
                              std::to_string(mugs) + "}]}",
                          "\"" + std::to_string(see(view.id).version) + "\"");
    }
    test::World::Reply releaseFirst(Id order) {
        const auto hold = see(order).holds.at(0);
        return world.call("PATCH", "/holds/" + hold.id.toString(), R"({"released":true,"note":"knows them"})",
                          "\"" + std::to_string(hold.version) + "\"");
    }
};

TEST_F(Credit, IsAskedOnceForAnOrderByInvoiceOverTheLimitWhichThenGoesOn) {
    EXPECT_FALSE(asked("Z0", 4).order.held) << "50 francs exactly";
    const auto entered = order("Z0", line("MUG", 5));
    EXPECT_EQ(entered.order.state, OrderState::Entered) << "nothing is reserved before somebody answers";
    EXPECT_THAT(holdsOf(entered), ElementsAre("creditCheck"));
    world.settle();
    EXPECT_EQ(see(entered.id).order.state, OrderState::Reserved);
    ASSERT_THAT(receiver.requests(), SizeIs(1));
    const auto check = checks(entered.id).at(0);
    EXPECT_THAT(receiver.requests()[0],
                AllOf(HasSubstr("Authorization: Bearer s3cret"),
                      HasSubstr("Idempotency-Key: " + check.id.toString()), HasSubstr(R"("amount": "62.50")"),
                      HasSubstr(R"("familyName": "Muster Z0")"), HasSubstr(R"("city": "Zürich")")));
    EXPECT_EQ(check.state, CreditState::Approved);
    EXPECT_THAT(history(entered.id),
                ElementsAre("creditAsked CHF 62.50", "creditAnswered approved: known for years"));
    again(check, 0);
    EXPECT_THAT(receiver.requests(), SizeIs(1)) << "what was answered is not asked again";

    EXPECT_FALSE(asked("Z1", 9, R"(,"payment":{"kind":"card","reference":"auth-1"})").order.held);
    EXPECT_EQ(asked("Z1", 9, R"(,"payment":{"kind":"prepaid"})").payment.kind, PaymentKind::Prepaid);
    EXPECT_THAT(receiver.requests(), SizeIs(1)) << "who pays otherwise is not asked for";
}

TEST_F(Credit, CountsWhatShippingCosts) {
    EXPECT_EQ(world.post("/shipping-rates", R"({"name":"Parcel","currency":"CHF","priceMinor":700})").status,
              201);
    const auto made = order("Z0", line("MUG", 4));
    ASSERT_THAT(holdsOf(made), ElementsAre("creditCheck")) << "50 francs of goods, 57 to be paid";
    EXPECT_EQ(made.holds[0].note, "CHF 57.00");
    world.settle();
    EXPECT_EQ(checks(made.id).at(0).amountMinor, 5700);
    const auto little = asked("Z1", 3);
    EXPECT_FALSE(little.order.held);
    EXPECT_EQ(quantity(little, 4).status, 200);
    EXPECT_THAT(holdsOf(see(little.id)), ElementsAre("creditCheck"));
    const auto shop = asked("Z2", 9, R"(,"shippingMinor":0,"payment":{"kind":"elsewhere"})");
    EXPECT_FALSE(shop.order.held);
    EXPECT_EQ(quantity(shop, 10).status, 200);
    EXPECT_FALSE(see(shop.id).order.held) << "whoever took the order answers for it";
    EXPECT_EQ(see(shop.id).shipping->amountMinor, 0);
}

TEST_F(Credit, ThatIsRefusedHoldsTheOrderUntilAPersonDecides) {
    no();
    const auto made = asked("Z0", 8);
    EXPECT_EQ(made.order.state, OrderState::Entered);
    EXPECT_THAT(holdsOf(made), ElementsAre("creditRefused"));
    EXPECT_EQ(made.holds[0].note, "owes others");
    yes();
    EXPECT_EQ(quantity(made, 5).status, 200);
    world.settle();
    EXPECT_EQ(see(made.id).order.state, OrderState::Reserved) << "for less they said yes";
    EXPECT_THAT(receiver.requests(), SizeIs(2));
    no();
    const auto other = asked("Z1", 8);
    EXPECT_EQ(quantity(other, 4).status, 200);
    EXPECT_THAT(holdsOf(see(other.id)), ElementsAre("creditRefused")) << "a no is lifted by a person";
    EXPECT_EQ(releaseFirst(other.id).status, 200);
    EXPECT_EQ(see(other.id).order.state, OrderState::Reserved);
}

TEST_F(Credit, IsAskedAgainForMoreAndNotForLess) {
    const auto made = asked("Z0", 8);
    EXPECT_EQ(quantity(made, 6).status, 200);
    world.settle();
    EXPECT_THAT(receiver.requests(), SizeIs(1));
    EXPECT_EQ(quantity(made, 9).status, 200);
    EXPECT_THAT(holdsOf(see(made.id)), ElementsAre("creditCheck"));
    world.settle();
    EXPECT_THAT(receiver.requests(), SizeIs(2));
    EXPECT_THAT(holdsOf(see(made.id)), IsEmpty());
    EXPECT_EQ(checks(made.id).back().revision, 2);
    busy();
    const auto waiting = asked("Z1", 8);
    EXPECT_EQ(quantity(waiting, 4).status, 200);
    EXPECT_THAT(holdsOf(see(waiting.id)), IsEmpty()) << "below the limit nobody is asked";
    EXPECT_EQ(checks(waiting.id).at(0).state, CreditState::Superseded);
    EXPECT_EQ(quantity(waiting, 8).status, 200);
    EXPECT_THAT(holdsOf(see(waiting.id)), ElementsAre("creditCheck")) << "nobody answered for that amount";
}

TEST_F(Credit, ThatNobodyAnswersIsAskedLaterUnderTheSameNameUnlessAPersonIsFaster) {
    busy();
    const auto made = asked("Z0", 8);
    EXPECT_THAT(holdsOf(made), ElementsAre("creditCheck"));
    auto check = checks(made.id).at(0);
    EXPECT_EQ(check.state, CreditState::Waiting);
    EXPECT_EQ(check.tries, 1);
    EXPECT_EQ(check.reason, "status 503");
    ASSERT_TRUE(check.nextAt);
    again(check, 0);
    EXPECT_THAT(receiver.requests(), SizeIs(1)) << "that attempt is over";
    yes();
    again(check, 1);
    ASSERT_THAT(receiver.requests(), SizeIs(2));
    EXPECT_THAT(receiver.requests()[1], HasSubstr("Idempotency-Key: " + check.id.toString()));
    EXPECT_EQ(see(made.id).order.state, OrderState::Reserved);
    EXPECT_THAT(history(made.id), SizeIs(2)) << "asked is said once";

    busy();
    const auto other = asked("Z1", 8);
    check = checks(other.id).at(0);
    EXPECT_EQ(releaseFirst(other.id).status, 200);
    EXPECT_EQ(see(other.id).order.state, OrderState::Reserved);
    again(check, 1);
    EXPECT_THAT(receiver.requests(), SizeIs(3)) << "a person decided";
    EXPECT_EQ(checks(other.id).at(0).state, CreditState::Dropped);
}

TEST_F(Credit, HoldsTheNextDeliveryOfASubscription) {
    no();
    const auto held = asked("Z0", 8);
    const auto made =
        world.post("/subscriptions", wish("Z0", line("MUG", 1), R"(,"every":7,"period":"days")"));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_THAT(made.body, HasSubstr(R"("heldBy":"credit")"));
    EXPECT_EQ(releaseFirst(held.id).status, 200);
    world.write([&](Unit& u) { u.enqueue("fulfilment.deliver-subscriptions", None{}, {}); });
    world.settle();
    const auto after = world.get("/subscriptions").as<Page<StandingOrder>>().items.at(0);
    EXPECT_EQ(after.state, SubscriptionState::Active);
    EXPECT_EQ(after.delivered, 1);
}

TEST_F(Credit, LeavesNoWordsOfWhoIsErased) {
    no();
    const auto made = asked("Z0", 8);
    EXPECT_LT(
        world.post("/contacts/" + world.contact("Z0").toString() + "/erasure", R"({"askedBy":"herself"})")
            .status,
        300);
    world.settle();
    EXPECT_EQ(checks(made.id).at(0).reason, "");
    for (const auto& told : history(made.id)) EXPECT_THAT(told, Not(HasSubstr("owes")));
}

class GuardedCredit : public Credit {
protected:
    GuardedCredit() : Credit("false") {}
};

TEST_F(GuardedCredit, DoesNotAskInOurOwnNetworkUnlessTheSettingsSaySo) {
    const auto made = asked("Z0", 8);
    EXPECT_THAT(holdsOf(made), ElementsAre("creditCheck"));
    EXPECT_THAT(checks(made.id).at(0).reason, HasSubstr("our own network"));
    EXPECT_THAT(receiver.requests(), IsEmpty());
}

} // namespace
} // namespace rejoinder::fulfilment
