#include "invoice_records.h"
#include "shipping_charges.h"
#include "store_room.h"

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

ShippingRate rate(std::int64_t price, std::int64_t from = 0, std::vector<std::string> countries = {},
                  RateMeasure measure = RateMeasure::Value, const std::string& way = {}) {
    ShippingRate r;
    r.name = way.empty() ? "Parcel" : way;
    r.way = way;
    r.countries = std::move(countries);
    r.currency = "CHF";
    r.measure = measure;
    r.fromAmount = from;
    r.priceMinor = price;
    return r;
}

TEST(ShippingRates, TheHighestStepOfTheNearestRowsCounts) {
    std::vector<ShippingRate> rates{rate(900),
                                    rate(500, 5000),
                                    rate(700, 0, {"CH", "LI"}),
                                    rate(400, 5000, {"CH", "LI"}),
                                    rate(1900, 0, {"CH"}, RateMeasure::Weight, "express"),
                                    rate(2900, 2000, {"CH"}, RateMeasure::Weight, "express")};
    const auto cost = [&](const std::string& country, std::int64_t value, std::int64_t grams = 0,
                          const std::string& way = {}) -> std::int64_t {
        const auto charge = chargeBy(rates, way, country, {value, grams, 1});
        return charge ? charge->amountMinor : -1;
    };
    EXPECT_EQ(cost("CH", 1000), 700);
    EXPECT_EQ(cost("LI", 5000), 400) << "from 50.00 on";
    EXPECT_EQ(cost("DE", 4999), 900) << "all others";
    EXPECT_EQ(cost("", 5000), 500);
    EXPECT_EQ(cost("CH", 1000, 1999, "express"), 1900);
    EXPECT_EQ(cost("CH", 1000, 2000, "express"), 2900);
    EXPECT_EQ(cost("DE", 1000, 0, "express"), -1) << "nobody brings it there like that";
    EXPECT_EQ(chargeBy(rates, "express", "CH", {1000, 0, 1})->standardMinor, 700);
    EXPECT_EQ(chargeBy(rates, {}, "CH", {1000, 0, 1})->standardMinor, 700);
    rates[2].freeFromMinor = 3000;
    EXPECT_EQ(cost("CH", 3000), 0);
    EXPECT_EQ(cost("CH", 2999), 700);
    rates.push_back(rate(1100, 10000, {"CH"}, RateMeasure::Weight));
    EXPECT_EQ(cost("CH", 1000, 12000), 1100) << "of value and weight the dearer one";
    EXPECT_THAT(waysBy(rates, "CH", {1000, 0, 1}), SizeIs(2));
    EXPECT_THAT(waysBy(rates, "DE", {1000, 0, 1}), SizeIs(1));
}

struct Quoted {
    std::int64_t valueMinor = 0, shippingMinor = 0, totalMinor = 0;
};
REJOINDER_DESCRIBE(Quoted, valueMinor, shippingMinor, totalMinor)

struct Kept {
    std::vector<OrderChange> changes;
};
REJOINDER_DESCRIBE(Kept, changes)

class ShippingCharges : public StoreRoom {
protected:
    explicit ShippingCharges(const std::string& days = "14")
        : StoreRoom(4, {{"fulfilment.seller-name", "Muster AG"},
                        {"fulfilment.invoice-shipments", "true"},
                        {"fulfilment.withdrawal-days", days}}) {
        item("MUG", R"(,"weightGrams":400,"vatBasisPoints":810)");
        item("SOFA", R"(,"weightGrams":60000)");
        receive("MUG", 100);
        receive("SOFA", 2);
        list(R"("name":"Parcel","priceMinor":700,"freeFromMinor":10000,"vatBasisPoints":810)");
        list(R"("name":"Abroad","countries":["DE","AT"],"priceMinor":1500,"vatBasisPoints":810)");
        list(
            R"("name":"Freight","measure":"weight","fromAmount":30000,"priceMinor":9000,"vatBasisPoints":810)");
        list(R"("name":"Express","way":"express","priceMinor":1900,"vatBasisPoints":810)");
    }
    void list(const std::string& more) {
        const auto reply = world.post("/shipping-rates", R"({"currency":"CHF",)" + more + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
    }
    static std::int64_t shippingIn(const OrderView& view) {
        return view.shipping ? view.shipping->amountMinor : -1;
    }
    test::World::Reply change(Id id, const std::string& what) {
        return world.call("POST", "/orders/" + id.toString() + "/changes", "{" + what + "}",
                          "\"" + std::to_string(see(id).version) + "\"");
    }
    std::vector<InvoiceView> invoicesOf(Id order) {
        world.settle();
        std::vector<InvoiceView> out;
        for (const auto& v : world.get("/invoices?orderId=" + order.toString()).as<Page<Invoice>>().items)
            out.push_back(world.get("/invoices/" + v.id.toString()).as<InvoiceView>());
        return out;
    }
    test::World::Reply credit(Id invoice, const std::string& more = "") {
        return world.post("/invoices/" + invoice.toString() + "/credit-notes",
                          R"({"reason":"sent back")" + more + "}");
    }
};

TEST_F(ShippingCharges, AreShownBeforeSavingAndFollowTheOrderUntilTheInvoice) {
    const auto quoted = world.post("/orders/quotes", wish("Z0", line("MUG", 2))).as<Quoted>();
    EXPECT_EQ(quoted.valueMinor, 2500);
    EXPECT_EQ(quoted.shippingMinor, 700);
    EXPECT_EQ(quoted.totalMinor, 3200);
    EXPECT_THAT(orders(), IsEmpty()) << "nothing was stored";
    const auto made = order("Z0", line("MUG", 2));
    EXPECT_EQ(shippingIn(made), 700);
    EXPECT_EQ(made.order.valueMinor, 2500) << "the value is that of the goods";
    const auto mug = R"("lines":[{"lineId":")" + made.lines[0].id.toString() + R"(","quantity":)";
    EXPECT_EQ(change(made.id, mug + "8}]").status, 200);
    EXPECT_EQ(shippingIn(see(made.id)), 0) << "free from 100.00 on";
    EXPECT_EQ(change(made.id, mug + R"(1}],"note":"by telephone")").status, 200);
    EXPECT_EQ(shippingIn(see(made.id)), 700);
    const auto abroad =
        R"("addresses":[{"kind":"ship","name":"Eva","postcode":"1010","city":"Wien","country":"AT"}])";
    EXPECT_EQ(change(made.id, abroad).status, 200);
    EXPECT_EQ(shippingIn(see(made.id)), 1500);
    std::vector<std::string> told;
    for (const auto& c : world.get("/orders/" + made.id.toString() + "/changes").as<Kept>().changes)
        if (c.kind == ChangeKind::Shipping) told.push_back(c.before + " " + c.after);
    EXPECT_THAT(told, ElementsAre("CHF 7.00 CHF 0.00", "CHF 0.00 CHF 7.00", "CHF 7.00 CHF 15.00"));

    EXPECT_EQ(shippingIn(order("Z0", line("SOFA", 1))), 9000) << "freight";
    EXPECT_EQ(shippingIn(order("Z0", line("MUG", 1), R"(,"shipping":"express")")), 1900);
    EXPECT_EQ(shippingIn(order("Z0", line("MUG", 1), R"(,"shippingMinor":123)")), 123);
    EXPECT_THAT(world.post("/orders", wish("Z0", line("MUG", 1), R"(,"shipping":"donkey")")).body,
                HasSubstr("fulfilment.no-such-way"));
    EXPECT_EQ(world
                  .post("/orders/quotes",
                        wish("Z0", line("MUG", 1), R"(,"shipping":"express","shippingMinor":123)"))
                  .as<Quoted>()
                  .totalMinor,
              1373)
        << "what was agreed";
    brochure();
    receive("BROCHURE", 5);
    EXPECT_EQ(shippingIn(order("Z0", line("BROCHURE", 1))), -1) << "information costs nobody anything";
    item("FILE", R"(,"stocked":false)");
    EXPECT_EQ(shippingIn(order("Z0", line("FILE", 1))), -1) << "nothing is carried";
}

TEST_F(ShippingCharges, AreInvoicedOnceAndGoBackToWhoWithdrawsInTime) {
    item("POT");
    receive("POT", 1);
    const auto made = order("Z0", line("MUG", 1) + "," + line("POT", 2), R"(,"shipping":"express")");
    EXPECT_EQ(ship(made.id).status, 201);
    receive("POT", 1);
    EXPECT_EQ(ship(made.id).status, 201);
    const auto bills = invoicesOf(made.id);
    ASSERT_THAT(bills, SizeIs(2));
    ASSERT_TRUE(bills[0].charge);
    EXPECT_EQ(bills[0].charge->amountMinor, 1900);
    EXPECT_EQ(bills[0].invoice.totalMinor, 2 * 1250 + 1900);
    EXPECT_EQ(bills[0].invoice.vat.back().vatMinor, 236) << "8.1 % in 31.50, rounded once";
    EXPECT_FALSE(bills[1].charge) << "two parcels, one charge";
    EXPECT_EQ(bills[1].invoice.totalMinor, 1250);
    EXPECT_EQ(change(made.id, R"("note":"x")").code(), "fulfilment.no-change");

    const auto first = credit(bills[0].id, R"(,"withdrawn":true)").as<InvoiceView>();
    EXPECT_EQ(first.invoice.totalMinor, 2500) << "a pot is kept";
    EXPECT_EQ(credit(bills[1].id, R"(,"withdrawn":true)").status, 201);
    const auto after = invoicesOf(made.id);
    ASSERT_THAT(after, SizeIs(5)) << "two invoices, two notes for goods and one for the charge";
    const auto& back = after.back();
    EXPECT_EQ(back.invoice.correctsId, bills[0].id);
    EXPECT_EQ(back.invoice.totalMinor, 700) << "what the usual way costs, not the express";
    EXPECT_THAT(back.lines, IsEmpty());
    EXPECT_EQ(after[0].invoice.dueMinor(), 1200);
    EXPECT_EQ(credit(bills[0].id, R"(,"withdrawn":true)").code(), "fulfilment.nothing-to-credit");
    EXPECT_EQ(credit(bills[0].id).as<InvoiceView>().invoice.totalMinor, 1200) << "as a favour, the rest";
    EXPECT_EQ(invoicesOf(made.id)[0].invoice.state, InvoiceState::Credited);
    EXPECT_EQ(world.get("/invoices/" + back.id.toString() + "/document").status, 200);
}

class LateShippingCharges : public ShippingCharges {
protected:
    LateShippingCharges() : ShippingCharges("0") {}
};

TEST_F(LateShippingCharges, StayWithTheSellerWhenItIsTooLateAndGoWithAWholeInvoice) {
    const auto late = order("Z0", line("MUG", 1)), wrong = order("Z1", line("MUG", 1));
    EXPECT_EQ(ship(late.id).status, 201);
    EXPECT_EQ(ship(wrong.id).status, 201);
    const auto invoice = invoicesOf(late.id).at(0);
    EXPECT_EQ(invoice.invoice.totalMinor, 1950);
    EXPECT_EQ(credit(invoice.id, R"(,"withdrawn":true)").code(), "fulfilment.withdrawal-over");
    const auto goods = credit(invoice.id, R"(,"lines":[{"position":1,"quantity":1}])").as<InvoiceView>();
    EXPECT_EQ(goods.invoice.totalMinor, 1250) << "the goods alone";
    EXPECT_FALSE(goods.charge);
    const auto whole = credit(invoicesOf(wrong.id).at(0).id).as<InvoiceView>();
    EXPECT_EQ(whole.invoice.totalMinor, 1950);
    EXPECT_EQ(whole.charge->amountMinor, 700);
}

TEST_F(ShippingCharges, FallWithWhatIsCancelledAndStayWhileTheRestIsStillToCome) {
    const auto heavy = order("Z0", line("SOFA", 1) + "," + line("MUG", 1));
    EXPECT_EQ(shippingIn(heavy), 9000);
    EXPECT_EQ(set(heavy.id, R"("cancelLines":[")" + heavy.lines[0].id.toString() + "\"]").status, 200);
    EXPECT_EQ(shippingIn(see(heavy.id)), 700) << "no freight without the sofa";
    const auto free = order("Z1", line("MUG", 8) + "," + line("MUG", 1));
    EXPECT_EQ(shippingIn(free), 0);
    EXPECT_EQ(set(free.id, R"("cancelLines":[")" + free.lines[0].id.toString() + "\"]").status, 200);
    EXPECT_EQ(shippingIn(see(free.id)), 0) << "what is given up makes nothing dearer";
    item("POT");
    const auto parts = order("Z2", line("MUG", 1) + "," + line("POT", 1));
    EXPECT_EQ(ship(parts.id).status, 201);
    const auto note = credit(invoicesOf(parts.id).at(0).id, R"(,"withdrawn":true)").as<InvoiceView>();
    EXPECT_EQ(note.invoice.totalMinor, 1250) << "the pot is still to come";
}

TEST_F(ShippingCharges, RatesNeverChangeButEnd) {
    const auto all = world.get("/shipping-rates").as<Page<ShippingRate>>().items;
    const auto& parcel = all.back();
    EXPECT_EQ(parcel.name, "Parcel");
    const auto end = [&](const std::string& day) {
        return world.call("PATCH", "/shipping-rates/" + parcel.id.toString(),
                          R"({"untilDay":")" + day + "\"}", "\"" + std::to_string(parcel.version) + "\"");
    };
    EXPECT_EQ(end("2020-01-01").code(), "fulfilment.day-over") << "orders of since then stand on it";
    EXPECT_EQ(end("2999-01-01").status, 200);
    EXPECT_EQ(end("2999-02-01").status, 412);
    EXPECT_EQ(shippingIn(order("Z0", line("MUG", 1))), 700);
    const auto refused = world.post("/shipping-rates", R"({"name":"x","currency":"CHF","priceMinor":1,)"
                                                       R"("countries":["Schweiz"],"fromDay":"2026-02-01",)"
                                                       R"("untilDay":"2026-01-01"})");
    for (const char* code : {"fulfilment.country", "fulfilment.days"})
        EXPECT_THAT(refused.body, HasSubstr(code));
}

} // namespace
} // namespace rejoinder::fulfilment
