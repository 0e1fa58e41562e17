// The stock of 100,000 items after ten million moves: what a page of it, the figures of one item and what is
// running low cost over HTTP, beside SQLite that runs the same query.

#include "tests/bench/bare.h"
#include "tests/bench/load.h"
#include "tests/support/server.h"

#include <cstdlib>

namespace rejoinder::bench {

namespace {

constexpr int kLooks = 21;

/// Items with their balances and moves, written past the product; every hundredth runs low.
void fill(const std::string& file, std::int64_t items, std::int64_t moves) {
    const Bare db(file);
    const auto n = std::to_string(items), m = std::to_string(moves);
    db.run("BEGIN");
    db.run("INSERT INTO fulfilment_item (id, sku, name, kind, unit_cost, price_minor, currency, stocked, "
           "bin, reorder_level, active, "
           "on_hand, reserved, back_ordered, version) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + "
           "1 FROM n WHERE i < " +
           n +
           ") SELECT i, 'S' || i, 'Item ' || i, 'goods', 4300000, 1250, 'CHF', 1, 'B-' || (i % 977), 10, 1, "
           "CASE WHEN i % 100 = 0 THEN 5 ELSE 1000 END, 0, 0, 1 FROM n");
    db.run("INSERT INTO fulfilment_balance (item_id, location, quantity) SELECT id, 'stock', on_hand FROM "
           "fulfilment_item "
           "UNION ALL SELECT id, 'supplier', -on_hand FROM fulfilment_item");
    db.run("INSERT INTO fulfilment_move (id, item_id, from_location, to_location, quantity, reason, note, "
           "moved_at, moved_by) "
           "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
           m + ") SELECT i, 1 + i % " + n +
           ", 'supplier', 'stock', 1, 'received', '', 1796200000000000, 'bench' FROM n");
    db.run("COMMIT");
}

/// Milliseconds of the median of several looks, over HTTP.
double asked(test::HttpClient& api, const std::string& path) {
    std::vector<double> times;
    for (int i = 0; i < kLooks; ++i) {
        const auto began = Steady::now();
        const auto answer = api.get(path);
        times.push_back(secondsSince(began) * 1000);
        if (answer.status != 200) throw std::runtime_error(answer.body);
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

/// The same of a bare connection, every row read.
double bare(const Bare& db, const std::string& sql) {
    const Prepared query = db.prepare(sql);
    std::vector<double> times;
    for (int i = 0; i < kLooks; ++i) {
        const auto began = Steady::now();
        while (sqlite3_step(query.get()) == SQLITE_ROW) {}
        sqlite3_reset(query.get());
        times.push_back(secondsSince(began) * 1000);
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

int run() {
    const bool brief = std::getenv("REJOINDER_SHORT") != nullptr;
    const std::int64_t items = brief ? 10'000 : 100'000, moves = items * (brief ? 10 : 100);
    test::ChildServer server;
    std::filesystem::create_directories(server.data());
    std::string token;
    {
        app::Kernel kernel(test::launchIn(server.data()));
        kernel.load();
        kernel.open(app::Kernel::Access::Serve);
        kernel.start();
        token = test::makeToken(kernel, "bench", {"administrator"});
        kernel.stop();
    }
    const auto file = (server.data() / "rejoinder.db").string();
    const auto began = Steady::now();
    fill(file, items, moves);
    fmt::print("stock       {:>9} items, {} moves, written in {:.0f} s\n", items, moves, secondsSince(began));
    server.start();
    test::HttpClient api(server.port(), token);
    const Bare db(file);
    const std::string list =
        "SELECT id, sku, name, bin, on_hand, reserved, on_hand - reserved, back_ordered, reorder_level, "
        "CASE WHEN on_hand - reserved - back_ordered <= reorder_level THEN 1 ELSE 0 END "
        "FROM fulfilment_item WHERE stocked = 1 ";
    const double page = asked(api, "/stock?limit=1000"), low = asked(api, "/stock?low=true&limit=1000"),
                 movesOf = asked(api, "/stock/moves?sku=S77&limit=100");
    const double barePage = bare(db, list + "ORDER BY id LIMIT 1001"),
                 bareLow = bare(
                     db,
                     list + "AND on_hand - reserved - back_ordered <= reorder_level ORDER BY id LIMIT 1001");
    fmt::print("            a page of 1,000: {:.1f} ms, bare {:.1f}\n"
               "            all that run low: {:.1f} ms, bare {:.1f}\n"
               "            the moves of an item: {:.1f} ms\n"
               "            wanted: 50 ms\n",
               page, barePage, low, bareLow, movesOf);
    return std::max({page, low, movesOf}) < 1000 ? 0 : 1; // what no busy machine explains
}

} // namespace
} // namespace rejoinder::bench

int main() {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    return rejoinder::bench::run();
}
