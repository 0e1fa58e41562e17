#include "service.h"
#include "store_room.h"

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class OrderFigures : public StoreRoom {
protected:
    std::map<std::string, OrderCount> counts() {
        std::map<std::string, OrderCount> byCell;
        for (const auto& c : world.read([&](Unit& u) { return OrderService().counts(u, world.campaign); }))
            for (const char* cell : {"A", "B", "H"})
                if (c.cellId == world.cell(cell)) {
                    auto& sum = byCell[cell];
                    sum.orders += c.orders;
                    sum.buyers += c.buyers;
                    sum.revenueMinor += c.revenueMinor;
                    sum.revenueMinorSquares += c.revenueMinorSquares;
                    sum.costMinor += c.costMinor;
                }
        return byCell;
    }
    struct Everybody final : contacts::Universe {
        explicit Everybody(std::vector<std::int64_t> ids) : ids_(std::move(ids)) {}
        std::vector<std::int64_t> all(Unit&) override { return ids_; }
        std::vector<std::int64_t> ids_;
    };
    std::vector<Id> select(const contacts::FactCondition& c) {
        std::vector<std::int64_t> all;
        for (const char* key : {"A0", "A1", "B0"}) all.push_back(world.contact(key).value);
        OrderFacts facts(std::make_shared<Everybody>(std::move(all)));
        return world.read([&](Unit& u) {
            std::vector<Id> ids;
            for (const auto id : facts.select(u, c)) ids.push_back({id});
            return ids;
        });
    }
};

TEST_F(OrderFigures, CountPersonsMoneyAndCostWithoutWhatWasCancelled) {
    item("MUG", R"(,"stocked":false)");
    brochure();
    receive("BROCHURE", 10);
    const auto priced = [&](int minor) {
        return line("MUG", 1, R"(,"unitPriceMinor":)" + std::to_string(minor));
    };
    order("A0", priced(1000), ofCampaign());
    order("A0", priced(234), ofCampaign());
    order("A1", priced(50), ofCampaign());
    to(order("A2", priced(999), ofCampaign()).id, "cancelled");
    order("A3", line("BROCHURE", 2), ofCampaign());
    order("H0", priced(7), ofCampaign());
    order("Z0", priced(100000), ofCampaign());
    const auto found = counts();
    ASSERT_THAT(found, SizeIs(2));
    const auto& a = found.at("A");
    EXPECT_EQ(a.orders, 3);
    EXPECT_EQ(a.buyers, 2);
    EXPECT_EQ(a.revenueMinor, 1284);
    EXPECT_EQ(a.revenueMinorSquares, 1234.0 * 1234 + 50 * 50);
    EXPECT_EQ(a.costMinor, 3 * 430 + 2 * 80) << "information costs, too";
    EXPECT_EQ(found.at("H").revenueMinor, 7);
}

TEST_F(OrderFigures, SquaresAreExactForLargeSums) {
    item("MUG", R"(,"stocked":false)");
    order("A0", line("MUG", 1, R"(,"unitPriceMinor":94906265)"), ofCampaign());
    EXPECT_EQ(counts().at("A").revenueMinorSquares, 94906265.0 * 94906265.0); // just below 2^53
}

TEST_F(OrderFigures, FactsSelectBuyersByCampaignCellTimeAndValue) {
    item("MUG", R"(,"stocked":false)");
    brochure();
    order("A0", line("MUG", 2), ofCampaign());
    order("A0", line("MUG", 1), ofCampaign());
    order("B0", line("MUG", 1), ofCampaign() + R"(,"orderedAt":"2020-01-01T00:00:00Z")");
    order("A1", line("BROCHURE", 1), ofCampaign());
    contacts::FactCondition c;
    c.fact = "orders.ordered";
    EXPECT_THAT(select(c), ElementsAre(world.contact("A0"), world.contact("B0")));
    c.cellIds = {world.cell("B")};
    EXPECT_THAT(select(c), ElementsAre(world.contact("B0")));
    c.withinDays = 30;
    EXPECT_THAT(select(c), IsEmpty());
    c = {};
    c.fact = "orders.ordered";
    c.campaignId = Id{4711};
    EXPECT_THAT(select(c), IsEmpty());

    using contacts::Comparison;
    const auto compare = [&](const char* fact, Comparison comparison, std::vector<std::string> values) {
        contacts::FactCondition n;
        n.fact = fact;
        n.comparison = comparison;
        n.values = std::move(values);
        return select(n);
    };
    EXPECT_THAT(compare("orders.amount", Comparison::GreaterOrEqual, {"1251"}),
                ElementsAre(world.contact("A0")));
    EXPECT_THAT(compare("orders.amount", Comparison::Between, {"1250", "3749"}),
                ElementsAre(world.contact("B0")));
    EXPECT_THAT(compare("orders.count", Comparison::Is, {"2"}), ElementsAre(world.contact("A0")));
    EXPECT_THAT(compare("orders.count", Comparison::Less, {"2"}),
                ElementsAre(world.contact("A1"), world.contact("B0")))
        << "who never ordered has a count of 0";
    EXPECT_THAT(compare("orders.count", Comparison::Exists, {}),
                ElementsAre(world.contact("A0"), world.contact("B0")));
    EXPECT_THROW(compare("orders.count", Comparison::Is, {"two"}), Error);
    EXPECT_THROW(compare("orders.count", Comparison::Between, {"2"}), Error);
    EXPECT_THROW(compare("orders.ordered", Comparison::Is, {"false"}), Error);
}

} // namespace
} // namespace rejoinder::fulfilment
