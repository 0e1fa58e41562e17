#include "kernel/storage/migrator.h"
#include "kernel/storage/schema_lease.h"
#include "tests/unit/storage-mysql/fixture.h"

#include <atomic>
#include <thread>

namespace rejoinder::mysql::test {
namespace {

using storage::Migrator;
using storage::SchemaLease;

struct SetTime : Clock {
    std::atomic<std::int64_t> micros{1'790'000'000'000'000};
    [[nodiscard]] Timestamp now() const override { return {micros}; }
};

/// Nodes that would all change the schema of one empty database.
class SchemaLeaseTest : public DatabaseTest {
protected:
    SchemaLeaseTest() {
        queries.load("kernel", rejoinder::test::sourceFolder() / "sql/kernel/queries", "mysql");
    }
    [[nodiscard]] Migrator migrator(Database& database) const {
        const auto sql = rejoinder::test::sourceFolder() / "sql";
        return {database,
                queries,
                clock,
                {{"kernel", sql / "kernel/migrations"}, {"contacts", sql / "contacts/migrations"}},
                "1.0.0"};
    }
    /// The ledger, as the kernel's first migration makes it.
    void makeLedger() {
        Database database(options());
        const auto plan = migrator(database).plan();
        database.migrate([&](driver::Connection& c) { c.execute(plan.front().statements.front()); });
    }

    SetTime clock;
    storage::QueryCatalog queries;
};

TEST_F(SchemaLeaseTest, OneOfFourMigratesAnEmptyDatabaseAndTheOthersWaitForIt) {
    std::atomic<std::size_t> ran{0}, told{0};
    std::atomic<int> workers{0};
    std::vector<std::jthread> nodes;
    for (int i = 0; i < 4; ++i)
        nodes.emplace_back([&] {
            Database database(options());
            auto mine = migrator(database);
            const auto count = mine.apply([&](const auto&) { ++told; });
            ran += count;
            workers += count > 0 ? 1 : 0;
            EXPECT_EQ(mine.refusal(), "");
        });
    nodes.clear();
    Database database(options());
    const auto all = migrator(database).applied().size();
    EXPECT_GT(all, 4u);
    EXPECT_EQ(ran, all);
    EXPECT_EQ(told, all);
    EXPECT_EQ(workers, 1);
}

TEST_F(SchemaLeaseTest, TheSecondHasItAsSoonAsTheFirstGivesItBack) {
    makeLedger();
    Database one(options()), two(options());
    auto first = std::make_unique<SchemaLease>(one, queries, clock, "1.0.0");
    EXPECT_NO_THROW(first->require());
    std::atomic<bool> had{false};
    std::jthread waiting([&] {
        const SchemaLease second(two, queries, clock, "1.0.0");
        had = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    EXPECT_FALSE(had);
    first.reset();
    EXPECT_TRUE(rejoinder::test::eventually([&] { return had.load(); }));
}

TEST_F(SchemaLeaseTest, ThatOfADeadProcessEnds) {
    makeLedger();
    open(options());
    db->write(
        [&](driver::Connection& c) {
            const auto make = c.statement(queries.find("kernel.schema-lease-make"));
            make->bindText(0, "a process that died");
            make->bindInteger(1, clock.now().plus(SchemaLease::kLease).micros);
            make->bindText(2, "1.0.0");
            make->execute();
        },
        Priority::Interactive);
    std::atomic<bool> had{false};
    std::jthread waiting([&] {
        const SchemaLease lease(*db, queries, clock, "1.0.0");
        had = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    EXPECT_FALSE(had);
    clock.micros += std::chrono::microseconds(SchemaLease::kLease).count() + 1;
    EXPECT_TRUE(rejoinder::test::eventually([&] { return had.load(); }));
}

} // namespace
} // namespace rejoinder::mysql::test
