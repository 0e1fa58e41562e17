#include "costs.h"
#include "service.h"
#include "store_room.h"

namespace rejoinder::fulfilment {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

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
                }
        return byCell;
    }
    std::vector<contacts::HistoryEvent> told(const contacts::HistoryFilter& filter) {
        return world.read([&](Unit& u) {
            std::vector<contacts::HistoryEvent> events;
            OrderHistory().each(u, "orders", filter, [&](const auto& e) { events.push_back(e); });
            return events;
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
    std::int64_t cost = 0;
    for (const auto& c : world.read([&](Unit& u) { return CostService().costs(u, world.campaign); }).cells)
        if (c.cellId == world.cell("A")) cost += c.cost.micros;
    EXPECT_EQ(cost, (3 * 430 + 2 * 80) * 10'000) << "information costs, too";
    EXPECT_EQ(found.at("H").revenueMinor, 7);
}

TEST_F(OrderFigures, SquaresAreExactForLargeSums) {
    item("MUG", R"(,"stocked":false)");
    order("A0", line("MUG", 1, R"(,"unitPriceMinor":94906265)"), ofCampaign());
    EXPECT_EQ(counts().at("A").revenueMinorSquares, 94906265.0 * 94906265.0); // just below 2^53
}

TEST_F(OrderFigures, HistoryTellsOrdersByCampaignTimeAndPerson) {
    item("MUG", R"(,"stocked":false)");
    brochure();
    order("A0", line("MUG", 2), ofCampaign());
    order("A0", line("MUG", 1), ofCampaign());
    order("B0", line("MUG", 1), ofCampaign() + R"(,"orderedAt":"2020-01-01T00:00:00Z")");
    order("A1", line("BROCHURE", 1), ofCampaign());
    const auto contactsOf = [](const std::vector<contacts::HistoryEvent>& events) {
        std::vector<Id> ids;
        for (const auto& e : events) ids.push_back(e.contactId);
        return ids;
    };
    const auto a0 = world.contact("A0"), b0 = world.contact("B0");
    EXPECT_THAT(contactsOf(told({})), UnorderedElementsAre(a0, a0, b0)) << "information is no order";
    EXPECT_THAT(contactsOf(told({{}, Timestamp{1'600'000'000'000'000}})), UnorderedElementsAre(a0, a0));
    EXPECT_THAT(contactsOf(told({world.campaign, {}})), UnorderedElementsAre(a0, a0, b0));
    EXPECT_THAT(told({Id{4711}, {}}), IsEmpty());
    std::map<Id, std::int64_t> amounts;
    const std::vector<Id> some{a0, b0, world.contact("A1")};
    world.read([&](Unit& u) {
        OrderHistory().of(u, "orders", some, [&](const auto& e) {
            amounts[e.contactId] += e.amount;
            // What was ordered before anything went out is no piece's doing.
            EXPECT_EQ(e.cellId, e.contactId == a0 ? std::optional(world.cell("A")) : std::nullopt);
        });
    });
    EXPECT_EQ(amounts, (std::map<Id, std::int64_t>{{a0, 3750}, {b0, 1250}}));
}

} // namespace
} // namespace rejoinder::fulfilment
