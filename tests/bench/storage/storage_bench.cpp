// How far the storage engine is from SQLite itself: the same rows into the same number of durable commits, by
// the engine with many clients and by a bare loop. Prints ratios; a ratio says more than a rate, because both
// sides had the same disk.

#include "kernel/storage/sql_text.h"
#include "rewrite.h"
#include "tests/bench/bare.h"
#include "tests/unit/storage/fixture.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace rejoinder::bench {

struct ResponseRow {
    Id id;
    Id contactId;
    Id campaignId;
    std::string code;
    std::string channel;
    std::string kind;
    std::string externalKey;
    Timestamp occurredAt;
    Timestamp receivedAt;
    std::int32_t quantity = 0;
    std::optional<std::string> note;
    std::string payload;
};
REJOINDER_DESCRIBE(ResponseRow, id, contactId, campaignId, code, channel, kind, externalKey, occurredAt,
                   receivedAt, quantity, note, payload)

/// The same rows in a bare database.
class BareTable : public Bare {
public:
    using Bare::Bare;
    void insert(const ResponseRow& row) const {
        const auto text = [this](int position, const std::string& value) {
            sqlite3_bind_text64(insert_.get(), position, value.data(), value.size(), SQLITE_STATIC,
                                SQLITE_UTF8);
        };
        sqlite3_bind_int64(insert_.get(), 1, row.id.value);
        sqlite3_bind_int64(insert_.get(), 2, row.contactId.value);
        sqlite3_bind_int64(insert_.get(), 3, row.campaignId.value);
        text(4, row.code);
        text(5, row.channel);
        text(6, row.kind);
        text(7, row.externalKey);
        sqlite3_bind_int64(insert_.get(), 8, row.occurredAt.micros);
        sqlite3_bind_int64(insert_.get(), 9, row.receivedAt.micros);
        sqlite3_bind_int(insert_.get(), 10, row.quantity);
        row.note ? text(11, *row.note) : static_cast<void>(sqlite3_bind_null(insert_.get(), 11));
        text(12, row.payload);
        if (sqlite3_step(insert_.get()) != SQLITE_DONE) throw std::runtime_error("insert failed");
        sqlite3_reset(insert_.get());
    }
    void prepareInsert(const std::string& sql) { insert_ = prepare(sql); }

private:
    Prepared insert_;
};

namespace {

using Steady = std::chrono::steady_clock;
using storage::test::TempFolder;
using storage::test::World;

constexpr const char* kSchema = R"(
CREATE TABLE t_response (id BIGINT NOT NULL, contact_id BIGINT NOT NULL, campaign_id BIGINT NOT NULL,
    code VARCHAR(20) NOT NULL, channel VARCHAR(10) NOT NULL, kind VARCHAR(20) NOT NULL,
    external_key VARCHAR(60) NOT NULL, occurred_at BIGINT NOT NULL, received_at BIGINT NOT NULL, quantity INT NOT NULL,
    note VARCHAR(200), payload TEXT NOT NULL, PRIMARY KEY (id));
CREATE INDEX t_response_contact ON t_response (contact_id, occurred_at);
CREATE INDEX t_response_code ON t_response (code);
CREATE UNIQUE INDEX t_response_key ON t_response (external_key);
)";
constexpr const char* kQueries = R"(
-- name: put
INSERT INTO t_response (id, contact_id, campaign_id, code, channel, kind, external_key, occurred_at, received_at, quantity,
    note, payload)
VALUES (:id, :contact_id, :campaign_id, :code, :channel, :kind, :external_key, :occurred_at, :received_at, :quantity,
    :note, :payload);
)";

/// Row number `n`: ascending id, everything that is indexed beside it in random order.
ResponseRow makeRow(std::int64_t n) {
    const auto mixed = static_cast<std::uint64_t>(n) * 0x9e3779b97f4a7c15ULL;
    return {{n},
            {static_cast<std::int64_t>(mixed >> 44)},
            {static_cast<std::int64_t>(mixed >> 60) + 1},
            fmt::format("{:010X}", mixed >> 24),
            "letter",
            "order",
            fmt::format("{:016x}", mixed),
            {1'772'352'000'000'000 + n * 1000},
            {1'772'352'000'000'500 + n * 1000},
            static_cast<std::int32_t>(mixed >> 61),
            n % 4 == 0 ? std::optional<std::string>("call back in the evening") : std::nullopt,
            R"({"answers":{"size":"M","colour":"blue"},"source":"reply card"})"};
}

double seconds(Steady::duration d) {
    return std::chrono::duration<double>(d).count();
}

/// Makes the same table in a bare database.
void prepare(BareTable& bare, const World& world) {
    // The very text that the engine's database got, STRICT and all.
    for (const auto& statement : storage::splitStatements(kSchema))
        bare.run(sqlite::rewriteSchema(statement));
    bare.prepareInsert(world.engine->queries().find("t.put").sql);
}

/// One side's sum over all rounds.
struct Sum {
    std::int64_t rows = 0;
    std::uint64_t commits = 0;
    double took = 0;
    [[nodiscard]] double rate() const { return static_cast<double>(rows) / took; }
};

/// Lets all clients write for a while, each unit one row from `next` on.
void runEngine(World& world, int clients, std::chrono::milliseconds duration, std::int64_t next, Sum& sum,
               std::vector<float>& waits) {
    std::vector<std::vector<float>> each(static_cast<std::size_t>(clients));
    std::atomic<std::int64_t> number{next};
    const auto before = world.database->counts().commits;
    const auto began = Steady::now();
    {
        std::vector<std::jthread> threads;
        for (auto& mine : each)
            threads.emplace_back([&] {
                while (Steady::now() - began < duration) {
                    const ResponseRow row = makeRow(number++);
                    const auto start = Steady::now();
                    world.engine->write([&](Unit& u) { u.run("t.put", row); });
                    mine.push_back(static_cast<float>(seconds(Steady::now() - start) * 1000));
                }
            });
    }
    sum.took += seconds(Steady::now() - began);
    sum.rows += number - next;
    sum.commits += world.database->counts().commits - before;
    for (const auto& mine : each) waits.insert(waits.end(), mine.begin(), mine.end());
}

/// So many rows from `next` on into so many commits.
void runBare(BareTable& bare, std::int64_t next, std::int64_t rows, std::uint64_t commits, Sum& sum) {
    const double each = static_cast<double>(rows) / static_cast<double>(commits);
    const std::int64_t end = next + rows;
    std::vector<ResponseRow> group;
    double due = static_cast<double>(next);
    while (next < end) {
        group.clear();
        due += each;
        do group.push_back(makeRow(next++));
        while (next < end && static_cast<double>(next) + 0.5 < due);
        // Without making the rows, which the engine's clients do beside the writer.
        const auto began = Steady::now();
        bare.run("BEGIN IMMEDIATE");
        for (const auto& row : group) bare.insert(row);
        bare.run("COMMIT");
        sum.took += seconds(Steady::now() - began);
        ++sum.commits;
    }
    sum.rows += rows;
}

/// Below these ratios something is wrong with the engine, not with the machine: on a disk without any delay,
/// two busy cores and 256 clients it was still at 0.5, without optimisation at 0.27.
constexpr double kLeastGroupCommit = 0.1, kLeastInsertMany = 0.3;
bool tooSlow = false; // what main() returns

void expectAtLeast(double least, double ratio, const char* what) {
    if (ratio >= least) return;
    tooSlow = true;
    fmt::print("  {}: {:.2f} is below {:.2f}\n", what, ratio, least);
}

constexpr std::int64_t kUnit = 10'000;

/// Rows 1 to `rows` on both sides.
void fill(World& world, BareTable& bare, std::int64_t rows) {
    std::vector<ResponseRow> unit;
    for (std::int64_t done = 0; done < rows; done += kUnit) {
        unit.clear();
        for (std::int64_t i = 1; i <= kUnit; ++i) unit.push_back(makeRow(done + i));
        world.engine->write([&](Unit& u) { u.insertMany("t.put", unit); });
        bare.run("BEGIN IMMEDIATE");
        for (const auto& row : unit) bare.insert(row);
        bare.run("COMMIT");
    }
}

/// The sides take turns in short rounds, so that whatever else the disk does meets them alike. Both tables
/// hold `held` rows before.
void benchGroupCommit(int clients, int rounds, std::int64_t held = 0) {
    constexpr std::chrono::milliseconds kRound{250};
    constexpr std::int64_t kAlone = 100;
    World world(kSchema, kQueries);
    const TempFolder folder;
    BareTable grouping((folder.path() / "bare.db").string()), alone((folder.path() / "alone.db").string());
    prepare(grouping, world);
    prepare(alone, world);
    fill(world, grouping, held);
    Sum engine, bare, single;
    std::vector<float> waits;
    for (int round = 0; round < rounds; ++round) {
        const Sum before = engine;
        runEngine(world, clients, kRound, held + before.rows + 1, engine, waits);
        runBare(grouping, held + before.rows + 1, engine.rows - before.rows, engine.commits - before.commits,
                bare);
        runBare(alone, round * kAlone + 1, kAlone, kAlone, single);
    }
    std::ranges::sort(waits);
    fmt::print("{:>8} {:>10.0f} {:>8.1f} {:>8.2f} {:>8.2f} {:>10.0f} {:>12.2f} {:>10.0f} {:>14.2f}\n",
               clients, engine.rate(), static_cast<double>(engine.rows) / static_cast<double>(engine.commits),
               waits[waits.size() / 2], waits[waits.size() * 99 / 100], bare.rate(),
               engine.rate() / bare.rate(), single.rate(), engine.rate() / single.rate());
}

void benchInsertMany(std::int64_t largest) {
    fmt::print("\ninsertMany: units of {} rows, against bare prepared inserts in commits of the same size.\n"
               "{:>10} {:>12} {:>12} {:>14}\n",
               kUnit, "rows", "engine/s", "bare/s", "engine:bare");
    for (std::int64_t rows = 10'000; rows <= largest; rows *= 10) {
        World world(kSchema, kQueries);
        const TempFolder folder;
        BareTable bare((folder.path() / "bare.db").string());
        prepare(bare, world);
        Steady::duration inEngine{0}, inBare{0};
        std::vector<ResponseRow> unit;
        for (std::int64_t done = 0; done < rows; done += kUnit) {
            unit.clear();
            for (std::int64_t i = 1; i <= kUnit; ++i) unit.push_back(makeRow(done + i));
            auto began = Steady::now();
            world.engine->write([&](Unit& u) { u.insertMany("t.put", unit); },
                                {.priority = Priority::Background, .actor = {}});
            inEngine += Steady::now() - began;
            began = Steady::now();
            bare.run("BEGIN IMMEDIATE");
            for (const auto& row : unit) bare.insert(row);
            bare.run("COMMIT");
            inBare += Steady::now() - began;
        }
        const double engine = static_cast<double>(rows) / seconds(inEngine);
        const double limit = static_cast<double>(rows) / seconds(inBare);
        fmt::print("{:>10} {:>12.0f} {:>12.0f} {:>14.2f}\n", rows, engine, limit, engine / limit);
        expectAtLeast(kLeastInsertMany, engine / limit, "insertMany");
    }
}

} // namespace
} // namespace rejoinder::bench

/// The first argument says how many rows the tables hold at last; ten million take ten minutes.
int main(int argc, char** argv) {
    using namespace rejoinder::bench;
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // what was found is seen when it is found
    const bool quick = std::getenv("REJOINDER_SHORT") != nullptr;
    const std::int64_t largest = argc > 1 ? std::atoll(argv[1]) : quick ? 100'000 : 1'000'000;
    fmt::print("Group commit: one row per unit, durable. The engine with so many clients, a bare loop with "
               "the same rows in\n"
               "the same number of commits, and a bare loop with a commit for each row.\n"
               "{:>8} {:>10} {:>8} {:>8} {:>8} {:>10} {:>12} {:>10} {:>14}\n",
               "clients", "engine/s", "group", "p50 ms", "p99 ms", "bare/s", "engine:bare", "alone/s",
               "engine:alone");
    for (const int clients : {1, 4, 16, 64, 256}) benchGroupCommit(clients, quick ? 4 : 24);
    for (std::int64_t rows = 100'000; rows <= largest; rows *= 10) {
        fmt::print("64 clients, tables that hold {} rows before:\n", rows);
        benchGroupCommit(64, quick ? 2 : 16, rows);
    }
    benchInsertMany(largest);
    return tooSlow ? 1 : 0;
}
