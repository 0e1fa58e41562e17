#pragma once
#include "order_book.h"
#include "tests/unit/responses/campaign_world.h"

#include <gmock/gmock.h>

/// A campaign with items and orders, through the API.
namespace rejoinder::fulfilment {

class StoreRoom : public testing::Test {
protected:
    explicit StoreRoom(int contactsPerCell = 4, test::World::Settings settings = {})
        : world(contactsPerCell, std::move(settings)) {}
    ~StoreRoom() override { EXPECT_THAT(world.problems(), testing::IsEmpty()); }

    /// Goods for 12.50 CHF that cost 4.30, in stock.
    void item(const std::string& sku, const std::string& more = "") {
        world.make("/items", R"({"sku":")" + sku + R"(","name":"Item )" + sku +
                                 R"(","kind":"goods","unitCost":"4.3","priceMinor":1250,"currency":"CHF")" +
                                 more + "}");
    }
    void brochure(const std::string& sku = "BROCHURE") {
        world.make("/items",
                   R"({"sku":")" + sku +
                       R"(","name":"Brochure","kind":"information","unitCost":"0.8","currency":"CHF"})");
    }
    void receive(const std::string& sku, int quantity) {
        const auto reply =
            world.post("/stock/receipts", R"({"sku":")" + sku + R"(","quantity":)" +
                                              std::to_string(quantity) + R"(,"reason":"delivery"})");
        EXPECT_EQ(reply.status, 201) << reply.body;
    }
    test::World::Reply correct(const std::string& sku, const std::string& kind, int quantity) {
        return world.post("/stock/corrections", R"({"sku":")" + sku + R"(","kind":")" + kind +
                                                    R"(","quantity":)" + std::to_string(quantity) +
                                                    R"(,"reason":"count"})");
    }
    static std::string line(const std::string& sku, int quantity, const std::string& more = "") {
        return R"({"sku":")" + sku + R"(","quantity":)" + std::to_string(quantity) + more + "}";
    }
    std::string wish(const std::string& contact, const std::string& lines, const std::string& more = "") {
        return R"({"contactId":")" + world.contact(contact).toString() + R"(","lines":[)" + lines + "]" +
               more + "}";
    }
    [[nodiscard]] std::string ofCampaign() const {
        return R"(,"campaignId":")" + world.campaign.toString() + "\"";
    }
    OrderView order(const std::string& contact, const std::string& lines, const std::string& more = "") {
        const auto reply = world.post("/orders", wish(contact, lines, more));
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.as<OrderView>();
    }
    OrderView see(Id id) { return world.get("/orders/" + id.toString()).as<OrderView>(); }
    test::World::Reply set(Id id, const std::string& change) {
        return world.call("PATCH", "/orders/" + id.toString(), "{" + change + "}",
                          "\"" + std::to_string(see(id).version) + "\"");
    }
    OrderView to(Id id, const std::string& state) {
        const auto reply = set(id, R"("state":")" + state + "\"");
        EXPECT_EQ(reply.status, 200) << reply.body;
        return reply.as<OrderView>();
    }
    test::World::Reply ship(Id id) {
        return world.post("/orders/" + id.toString() + "/shipments",
                          R"({"trackingNumber":"99.1","carrier":"Post"})");
    }
    StockRow stock(const std::string& sku) {
        for (auto& row : world.get("/stock?limit=1000").as<Page<StockRow>>().items)
            if (row.sku == sku) return row;
        ADD_FAILURE() << "no stock of " << sku;
        return {};
    }
    /// on hand, reserved, available, back-ordered
    std::vector<std::int64_t> figures(const std::string& sku) {
        const auto row = stock(sku);
        return {row.onHand, row.reserved, row.available, row.backOrdered};
    }
    /// ordered, reserved, picked, back-ordered, shipped, cancelled
    static std::vector<std::int64_t> figures(const Line& l) {
        return {l.ordered, l.reserved, l.picked, l.backOrdered, l.shipped, l.cancelled};
    }
    std::vector<Order> orders(const std::string& query = "") {
        return world.get("/orders" + query).as<Page<Order>>().items;
    }

    test::CampaignWorld world;
};

} // namespace rejoinder::fulfilment
