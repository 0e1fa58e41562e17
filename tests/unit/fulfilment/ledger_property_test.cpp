#include "goods_returns.h"
#include "picking.h"
#include "store_room.h"

#include <atomic>
#include <mutex>
#include <random>
#include <thread>

namespace rejoinder::fulfilment {
namespace {

using testing::AnyOf;
using testing::IsEmpty;

/// Random receipts, corrections, orders, steps, shipments, rounds of picking and returns. After every step
/// the whole ledger must add up, nobody may wait while goods are free, and no request may run into anything
/// but a refusal.
class Ledger : public StoreRoom {
protected:
    Ledger() {
        for (const char* sku : {"I0", "I1", "I2"}) item(sku);
        item("P0", R"(,"stocked":false)");
    }

    int pick(std::mt19937& dice, int below) { return std::uniform_int_distribution<>(0, below - 1)(dice); }
    std::string stocked(std::mt19937& dice) { return "I" + std::to_string(pick(dice, 3)); }

    void remember(Id id) {
        const std::lock_guard lock(mutex_);
        made_.push_back(id);
    }
    Id anyOrder(std::mt19937& dice) {
        const std::lock_guard lock(mutex_);
        return made_.empty() ? Id{}
                             : made_[static_cast<std::size_t>(pick(dice, static_cast<int>(made_.size())))];
    }
    test::World::Reply step(std::mt19937& dice) {
        static const std::vector<std::string> kinds{"lost", "found", "scrapped", "returnedToSupplier",
                                                    "returnedByCustomer"};
        const auto what = pick(dice, 13);
        if (what < 2)
            return world.post("/stock/receipts", R"({"sku":")" + stocked(dice) + R"(","quantity":)" +
                                                     std::to_string(1 + pick(dice, 9)) + "}");
        if (what < 3)
            return correct(stocked(dice), kinds[static_cast<std::size_t>(pick(dice, 5))], 1 + pick(dice, 5));
        const auto known = anyOrder(dice);
        if (what < 6 || !known) {
            auto lines = line(stocked(dice), 1 + pick(dice, 6));
            if (pick(dice, 2)) lines += "," + line(stocked(dice), 1 + pick(dice, 3));
            if (pick(dice, 4) == 0) lines += "," + line("P0", 1);
            auto reply =
                world.post("/orders", wish("A" + std::to_string(pick(dice, 4)), lines, ofCampaign()));
            if (reply.status == 201) remember(reply.as<OrderView>().id);
            return reply;
        }
        if (what < 7) return ship(known);
        if (what < 8) return set(known, R"("state":"picked")");
        if (what < 9) return set(known, R"("state":"packed")");
        if (what == 10) return inARound(dice);
        if (what == 11) return back(dice, known);
        if (what == 12) return world.post("/pick-batches", R"({"most":3})");
        if (pick(dice, 2)) return set(known, R"("state":"cancelled")");
        const auto lines = see(known).lines;
        return set(
            known,
            R"("cancelLines":[")" +
                lines[static_cast<std::size_t>(pick(dice, static_cast<int>(lines.size())))].id.toString() +
                "\"]");
    }
    /// Scans, puts back or ends in one of the rounds.
    test::World::Reply inARound(std::mt19937& dice) {
        const auto rounds = world.get("/pick-batches?state=open").as<Page<PickBatch>>().items;
        if (rounds.empty()) return world.post("/pick-batches", R"({"most":3})");
        const auto id = rounds[static_cast<std::size_t>(pick(dice, static_cast<int>(rounds.size())))].id;
        const auto path = "/pick-batches/" + id.toString();
        const auto view = world.get(path).as<PickBatchView>();
        if (view.picks.empty() || pick(dice, 8) == 0)
            return world.call("PATCH", path, R"({"state":"done"})",
                              "\"" + std::to_string(view.version) + "\"");
        const auto& stop =
            view.picks[static_cast<std::size_t>(pick(dice, static_cast<int>(view.picks.size())))];
        if (pick(dice, 4) == 0) return world.call("DELETE", path + "/picks/" + stop.lineId.toString());
        return world.post(path + "/picks", R"({"lineId":")" + stop.lineId.toString() + R"(","code":")" +
                                               stop.sku + R"(","quantity":)" +
                                               std::to_string(1 + pick(dice, 3)) + "}");
    }
    test::World::Reply back(std::mt19937& dice, Id order) {
        static const std::vector<std::string> what{"restock", "quarantine", "scrap", "refundOnly"};
        const auto lines = see(order).lines;
        const auto& line = lines[static_cast<std::size_t>(pick(dice, static_cast<int>(lines.size())))];
        return world.post("/orders/" + order.toString() + "/goods-returns",
                          R"({"reason":"damaged","lines":[{"lineId":")" + line.id.toString() +
                              R"(","quantity":1,"disposition":")" +
                              what[static_cast<std::size_t>(pick(dice, 4))] + "\"}]}");
    }
    void expectNobodyWaitsInVain() {
        for (const auto& row : world.get("/stock").as<Page<StockRow>>().items) {
            EXPECT_GE(row.available, 0) << row.sku;
            EXPECT_TRUE(row.available == 0 || row.backOrdered == 0)
                << row.sku << " " << row.available << " " << row.backOrdered;
        }
    }

private:
    std::mutex mutex_;
    std::vector<Id> made_;
};

TEST_F(Ledger, AddsUpAfterEveryRandomStep) {
    std::mt19937 dice(20261122);
    std::map<int, int> answers;
    for (int i = 0; i < 400; ++i) {
        const auto reply = step(dice);
        ++answers[reply.status];
        ASSERT_THAT(reply.status, AnyOf(200, 201, 204, 409, 422)) << i << " " << reply.body;
        expectNobodyWaitsInVain();
        const auto problems = world.problems();
        ASSERT_THAT(problems, IsEmpty()) << "after step " << i;
    }
    EXPECT_GT(answers[201], 150) << "the steps really do something";
    EXPECT_GT(answers[200], 20);
}

TEST_F(Ledger, AddsUpWithSixteenThreads) {
    std::atomic<int> done{0}, stale{0}, wrong{0};
    std::mutex mutex;
    std::string first;
    std::vector<std::thread> threads;
    for (unsigned thread = 0; thread < 16; ++thread)
        threads.emplace_back([&, thread] {
            std::mt19937 dice(thread);
            for (int i = 0; i < 60; ++i) {
                const auto reply = step(dice);
                if (reply.status < 300) {
                    ++done;
                } else if (reply.status == 412) {
                    ++stale;
                } else if (reply.status != 409 && reply.status != 422) {
                    ++wrong;
                    const std::lock_guard lock(mutex);
                    first = reply.body;
                }
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0) << first;
    EXPECT_GT(done, 300);
    world.settle();
    expectNobodyWaitsInVain();
    EXPECT_THAT(world.problems(), IsEmpty());
}

} // namespace
} // namespace rejoinder::fulfilment
