// A campaign of a million letters, as its people would run it, and how far each step is from the engine's own
// limit: the customers are imported, the target group is frozen, the wave gets its pieces, codes are looked
// up and replies captured by 64 clients at once, all over HTTP against the real executable.

#include "tests/bench/bare.h"
#include "tests/bench/campaign/agents.h"
#include "tests/bench/campaign/captures_sqlite.h"
#include "tests/bench/campaign/copies.h"

#include <cstdlib>
#include <fstream>
#include <thread>

namespace rejoinder::bench {

namespace {

/// Resident memory of a process in megabytes.
double megabytes(int process) {
    std::ifstream status(fmt::format("/proc/{}/status", process));
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
    return 0;
}

/// Idle memory, and memory at four moments of an import.
void benchImport(test::HttpClient& api, int process, std::int64_t rows) {
    const double idle = megabytes(process);
    const std::string file = customers(rows);
    api.timeout(std::chrono::seconds(600));
    const auto operation =
        must<IdView>(api.send("POST", "/api/v1/contacts/imports", file, {{"Content-Type", "text/csv"}})).id;
    std::vector<double> memory;
    const double took = finish(api, operation, [&] { memory.push_back(megabytes(process)); });
    fmt::print("import      {:>9} contacts {:>8.1f} s {:>9.0f}/s   memory: {:.0f} MB idle", rows, took,
               static_cast<double>(rows) / took, idle);
    for (const std::size_t quarter : {1u, 2u, 3u, 4u})
        if (!memory.empty())
            fmt::print(", {:.0f} at {} %", memory[std::min(memory.size() - 1, memory.size() * quarter / 4)],
                       quarter * 25);
    fmt::print("\n");
}

/// Seconds in which SQLite itself copies the same pieces into the same table with the same indexes.
double copyPieces(const std::string& product, const std::string& bare) {
    Bare to(bare);
    to.run("ATTACH '" + product + "' AS product");
    for (const char* what : {"table", "index"}) {
        const Prepared schema = to.prepare(
            "SELECT sql FROM product.sqlite_schema WHERE tbl_name IN ('dispatch_wave', 'dispatch_piece') "
            "AND sql IS NOT NULL AND type = '" +
            std::string(what) + "'");
        while (sqlite3_step(schema.get()) == SQLITE_ROW)
            to.run(reinterpret_cast<const char*>(sqlite3_column_text(schema.get(), 0)));
    }
    to.run("INSERT INTO dispatch_wave SELECT * FROM product.dispatch_wave");
    const auto began = Steady::now();
    to.run("INSERT INTO dispatch_piece SELECT * FROM product.dispatch_piece ORDER BY id");
    return secondsSince(began);
}

struct Least {
    double wave = 0.15,
           capture = 0.05; ///< below these something is wrong with the product, not with the machine
};

/// @returns whether all ratios are above what no machine explains.
bool benchCampaign(std::int64_t rows) {
    test::ChildServer server;
    std::string token;
    {
        std::filesystem::create_directories(server.data());
        app::Kernel kernel(test::launchIn(server.data()));
        kernel.load();
        kernel.open(app::Kernel::Access::Serve);
        kernel.start();
        token = test::makeToken(kernel, "bench", {"administrator"});
        kernel.stop();
    }
    server.start();
    test::HttpClient api(server.port(), token);
    const auto product = (server.data() / "rejoinder.db").string();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    benchImport(api, server.process(), rows);
    const Id group = benchFreeze(api, rows);
    const double wave = benchWave(api, group);
    const test::TempFolder folder;
    const double copy = copyPieces(product, (folder.path() / "bare.db").string());
    fmt::print("wave        {:>9} pieces   {:>8.1f} s {:>9.0f}/s   INSERT ... SELECT {:.0f}/s, product:bare "
               "{:.2f}\n",
               rows, wave, static_cast<double>(rows) / wave, static_cast<double>(rows) / copy, copy / wave);
    const auto codes = someCodes(product, std::min<std::int64_t>(rows, 30'000));
    const std::span all(codes);
    for (const std::size_t clients : {1u, 16u}) {
        const auto load = lookUp(server.port(), token, clients, all.subspan(0, all.size() / 3));
        fmt::print("look-up     {:>9} pieces, {:>2} clients: {:.0f}/s, p50 {:.2f} ms, p99 {:.2f} ms\n", rows,
                   clients, load.rate(), load.part(0.5), load.part(0.99));
    }
    // The last codes are the agents': a captured code is a duplicate, which is another way.
    const auto agents = std::min<std::size_t>(all.size() / 10, 2'000);
    benchAgents(server.port(), token, all.last(agents));
    const double captured = benchCaptures(server, token, all.first(all.size() - agents), rows);
    const Least least;
    return copy / wave >= least.wave && captured >= least.capture;
}

} // namespace
} // namespace rejoinder::bench

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // what was found is seen when it is found
    const bool quick = std::getenv("REJOINDER_SHORT") != nullptr;
    bool good = true;
    const std::int64_t largest = argc > 1 ? std::atoll(argv[1]) : quick ? 20'000 : 1'000'000;
    for (std::int64_t rows = std::min<std::int64_t>(largest, 100'000); rows <= largest; rows *= 10)
        good = rejoinder::bench::benchCampaign(rows) && good;
    return good ? 0 : 1;
}
