#include "prices.h"
#include "store_room.h"

#include <rejoinder/contract/campaigns.h>

namespace rejoinder::fulfilment {
namespace {

using testing::HasSubstr;

class Prices : public StoreRoom {
protected:
    std::int64_t priceIn(const OrderView& view) { return view.lines.at(0).unitPriceMinor; }
    void list(const std::string& row) {
        const auto reply = world.post("/prices", "{" + row + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
    }
    Item find(const std::string& sku) { return world.get("/items?sku=" + sku).as<Page<Item>>().items.at(0); }
    test::World::Reply change(const std::string& sku, const std::string& what) {
        const auto item = find(sku);
        return world.call("PATCH", "/items/" + item.id.toString(), "{" + what + "}",
                          "\"" + std::to_string(item.version) + "\"");
    }
};

TEST_F(Prices, CountBetweenTheirDaysTheNewestFirst) {
    item("MUG");
    receive("MUG", 50);
    list(R"("sku":"MUG","priceMinor":900,"fromDay":"2020-01-01","untilDay":"2020-12-31")");
    EXPECT_EQ(priceIn(order("Z0", line("MUG", 1))), 1250) << "over";
    EXPECT_EQ(priceIn(order("Z0", line("MUG", 1), R"(,"orderedAt":"2020-06-01T10:00:00Z")")), 900)
        << "of the day it was ordered";
    list(R"("sku":"MUG","priceMinor":1100,"fromDay":"2020-01-01")");
    list(R"("sku":"MUG","priceMinor":5000,"fromDay":"2999-01-01")");
    const auto made = order("Z0", line("MUG", 1));
    EXPECT_EQ(priceIn(made), 1100);
    EXPECT_EQ(priceIn(order("Z0", line("MUG", 1, R"(,"unitPriceMinor":1)"))), 1) << "what is said counts";
    const auto row = world.get("/prices?sku=MUG").as<Page<Price>>().items.at(1);
    EXPECT_EQ(
        world.call("PATCH", "/prices/" + row.id.toString(), R"({"untilDay":"2021-01-01"})", "\"1\"").status,
        200);
    EXPECT_EQ(priceIn(order("Z0", line("MUG", 1))), 1250);
    EXPECT_EQ(priceIn(see(made.id)), 1100) << "an order keeps its price";
    for (const auto& [body, code] : std::vector<std::pair<std::string, std::string>>{
             {R"("priceMinor":5)", "fulfilment.price-of-what"},
             {R"("sku":"NONE","priceMinor":5)", "fulfilment.unknown-item"},
             {R"("sku":"MUG")", "fulfilment.price-or-discount"},
             {R"("sku":"MUG","priceMinor":5,"discountBasisPoints":10)", "fulfilment.price-or-discount"},
             {R"("sku":"MUG","priceMinor":5,"offerId":"77")", "fulfilment.no-such-offer"},
             {R"("sku":"MUG","priceMinor":5,"fromDay":"2026-02-01","untilDay":"2026-01-01")",
              "fulfilment.days"}})
        EXPECT_THAT(world.post("/prices", "{" + body + "}").body, HasSubstr(code));
}

TEST_F(Prices, VariantsHaveTheirOwnStockAndTheirBasesPrice) {
    item("SHIRT");
    item("SHIRT-L", R"(,"base":"SHIRT","variant":"L")");
    item("SHIRT-XL", R"(,"base":"SHIRT","variant":"XL")");
    receive("SHIRT-L", 3);
    list(R"("sku":"SHIRT","priceMinor":1900)");
    list(R"("sku":"SHIRT-XL","priceMinor":2100)");
    EXPECT_EQ(priceIn(order("Z0", line("SHIRT-L", 1))), 1900);
    EXPECT_EQ(priceIn(order("Z0", line("SHIRT-XL", 1))), 2100);
    EXPECT_EQ(find("SHIRT-L").base, "SHIRT");
    EXPECT_TRUE(find("SHIRT").hasVariants);
    EXPECT_THAT(world.post("/orders", wish("Z0", line("SHIRT", 1))).body,
                HasSubstr("fulfilment.choose-variant"));
    EXPECT_EQ(world.refused("/items",
                            R"({"sku":"S3","name":"x","kind":"goods","currency":"CHF","base":"SHIRT-L"})"),
              "fulfilment.no-base");
    world.make("/responses", R"({"type":"order","channel":"post","code":")" + world.code("A0") +
                                 R"(","items":[{"sku":"SHIRT","quantity":1}]})");
    world.settle();
    EXPECT_THAT(orders("?state=entered").at(0).problem, HasSubstr("which variant"));
}

TEST_F(Prices, ANewVersionTakesThePlaceOfTheOldFromItsDay) {
    brochure("B-1");
    brochure("B-2");
    receive("B-1", 5);
    receive("B-2", 5);
    EXPECT_EQ(change("B-1", R"("replacedBy":"B-2","replacedFrom":"2999-01-01")").status, 200);
    EXPECT_EQ(order("Z0", line("B-1", 1)).lines.at(0).sku, "B-1") << "not yet";
    EXPECT_EQ(change("B-1", R"("replacedFrom":"2020-01-01")").status, 200);
    EXPECT_EQ(find("B-1").replacedBy, "B-2");
    EXPECT_EQ(order("Z0", line("B-1", 1)).lines.at(0).sku, "B-2");
    EXPECT_EQ(change("B-2", R"("replacedBy":"B-1")").code(), "fulfilment.no-successor");
    EXPECT_EQ(change("B-1", R"("replacedBy":"")").status, 200);
    EXPECT_EQ(order("Z0", line("B-1", 1)).lines.at(0).sku, "B-1");
}

TEST_F(Prices, WhoAnswersAnOfferPaysItsPrice) {
    item("MUG");
    receive("MUG", 50);
    const auto offer = world.make("/offers", R"({"code":"SAVE","name":"Save 10 %","description":"x",)"
                                             R"("validFrom":"2020-01-01","validUntil":"2999-01-01"})");
    list(R"("offerId":")" + offer.toString() + R"(","discountBasisPoints":1000)");
    const Item mug = find("MUG");
    world.write([&](Unit& u) {
        EXPECT_EQ(priceOf(u, mug, {Date::of(u.now()), offer}), 1125);
        EXPECT_EQ(priceOf(u, mug, {Date::of(u.now()), {}}), 1250);
    });
    list(R"("sku":"MUG","offerId":")" + offer.toString() + R"(","priceMinor":1000)");
    world.write([&](Unit& u) { EXPECT_EQ(priceOf(u, mug, {Date::of(u.now()), offer}), 1000); });
    EXPECT_EQ(priceIn(order("A0", line("MUG", 1), ofCampaign())), 1250) << "its cell has no offer";
    world.write([&](Unit& u) {
        u.run("campaigns.update-cell",
              campaigns::Cell{
                  world.cell("A"), world.campaign, "A", "Letter", false, Channel::Letter, offer, {}});
    });
    EXPECT_EQ(priceIn(order("A0", line("MUG", 1), ofCampaign())), 1000);
    EXPECT_EQ(priceIn(order("B0", line("MUG", 1), ofCampaign())), 1250);
}

} // namespace
} // namespace rejoinder::fulfilment
