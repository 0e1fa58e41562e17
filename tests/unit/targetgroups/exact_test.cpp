#include "exact_world.h"

/// The live-count index against the database: random conditions over random people and histories, with random
/// changes in between, on every engine, must give the same people.
namespace rejoinder::targetgroups {
namespace {

using test::Exact;

TEST_P(Exact, TheIndexGivesTheSamePeopleAsTheDatabase) {
    for (int i = 0; i < 20; ++i) add();
    for (int i = 0; i < 40; ++i) happen();
    world_->settle();
    keeper_->rebuild();
    compare(200);
    for (int round = 0; round < 12 && !HasFatalFailure(); ++round) {
        for (int i = 0; i < 12; ++i) happen();
        world_->settle();
        keeper_->follow();
        keeper_->followGate();
        if (round % 4 == 3) loadPlaces(1000 + round * 500); // acts at once, without a change of anybody
        compare(60);
        compareFigures();
        compareRefused();
    }
}

TEST_P(Exact, AChangeIsInTheCountWithinASecond) {
    keeper_->rebuild();
    keeper_->start();
    const auto size = [&] {
        return world_->read([&](Unit& unit) {
            contacts::FactCondition c;
            c.fact = "contact.city";
            c.comparison = contacts::Comparison::Is;
            c.values = {"Vaduz"};
            const auto sets = keeper_->sets(unit, providers_);
            return sets ? sets->size(sets->evaluate(c)) : -1;
        });
    };
    ASSERT_EQ(size(), 0);
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_EQ(world_->post("/contacts", R"({"familyName":"Neu","city":"Vaduz"})").status, 201);
    while (size() != 1 && std::chrono::steady_clock::now() - begin < std::chrono::seconds(20))
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    EXPECT_EQ(size(), 1);
    RecordProperty("seconds", std::to_string(took));
    std::printf("a change was in the count after %.0f ms\n", took * 1000);
    EXPECT_LT(took, 10) << "one second on a machine that does nothing else";
}

INSTANTIATE_TEST_SUITE_P(Engines, Exact, testing::Values("storage-sqlite", "storage-mysql"),
                         [](const auto& engine) { return std::string(engine.param).substr(8); });

} // namespace
} // namespace rejoinder::targetgroups
