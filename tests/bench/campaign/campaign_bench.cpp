// A campaign of a million letters, as its people would run it, and how far each step is from the engine's own
// limit: the customers are imported, the target group is frozen, the wave gets its pieces, codes are looked
// up and replies captured by 64 clients at once, all over HTTP against the real executable.

#include "tests/bench/campaign/recorder.h"
#include "tests/bench/campaign/steps.h"

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

/// Codes of pieces all over the wave, in no order.
std::vector<std::string> someCodes(const std::string& product, std::int64_t count) {
    Bare database(product);
    std::vector<std::string> codes;
    const Prepared query = database.prepare(
        "SELECT code FROM dispatch_piece ORDER BY (id * 7919) % 1000003, id LIMIT " + std::to_string(count));
    while (sqlite3_step(query.get()) == SQLITE_ROW)
        codes.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(query.get(), 0)));
    return codes;
}

Load lookUp(std::uint16_t port, const std::string& token, std::size_t clients,
            std::span<const std::string> codes) {
    return sendAll(port, clients, codes.size(), [&](std::size_t i) {
        return fmt::format("GET /api/v1/pieces/{} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
                           codes[i], token);
    });
}

/// A copy of a database page by page, while its server idles.
void copyDatabase(const std::string& from, const std::string& to) {
    sqlite3 *source = nullptr, *target = nullptr;
    sqlite3_open(from.c_str(), &source);
    sqlite3_open(to.c_str(), &target);
    sqlite3_backup* const backup = sqlite3_backup_init(target, "main", source, "main");
    const int result = backup ? sqlite3_backup_step(backup, -1) : SQLITE_ERROR;
    sqlite3_backup_finish(backup);
    sqlite3_close(source);
    sqlite3_close(target);
    if (result != SQLITE_DONE) throw std::runtime_error("the database cannot be copied");
}

/// A recording, and two copies of the database as it was before.
struct Recorded {
    Recording statements;
    std::string grouped, alone;
};

Recorded record(const std::filesystem::path& data, std::span<const std::string> codes) {
    const auto product = (data / "rejoinder.db").string();
    Recorded out{{}, (data / "grouped.db").string(), (data / "alone.db").string()};
    Recorder recorder("FROM kernel_idempotency");
    app::Kernel kernel(test::launchIn(data, {{"log.level", "info"}}));
    kernel.load();
    kernel.open(app::Kernel::Access::Serve);
    kernel.start();
    const auto port = kernel.listen();
    const auto token = test::makeToken(kernel, "recorded", {"administrator"});
    kernel.api().settle();
    std::this_thread::sleep_for(std::chrono::seconds(6)); // the audit trail is sealed seconds later
    copyDatabase(product, out.grouped);
    copyDatabase(product, out.alone);
    recorder.start();
    capture(port, token, 64, codes);
    out.statements = recorder.stop();
    kernel.stop();
    return out;
}

/// What 64 clients capture over HTTP against the real executable, then the same once more in this process
/// with every statement recorded that the database ran; and these statements by a bare loop, in the same
/// commits, and with a commit for each unit. @returns product : bare.
double benchCaptures(test::ChildServer& server, const std::string& token, std::span<const std::string> codes,
                     std::int64_t pieces) {
    constexpr std::size_t kClients = 64;
    constexpr std::size_t kAlone = 1'000; // commits of the loop that commits each unit
    const auto third = codes.size() / 3;
    const auto awake = std::min<std::size_t>(third / 4, 1'000); // requests after which all threads are there
    capture(server.port(), token, kClients, codes.subspan(0, awake));
    const Load load = capture(server.port(), token, kClients, codes.subspan(awake, 2 * third - awake));
    server.stop();
    const auto recording = record(server.data(), codes.subspan(2 * third));
    const auto& [statements, grouped, alone] = recording;
    double bare = 0, single = 0;
    {
        Bare database(grouped);
        Replay replay(database, statements);
        const auto began = Steady::now();
        replay.run(0, statements.commits.size(), false);
        bare = secondsSince(began);
    }
    std::size_t commits = 0, units = 0;
    for (; commits < statements.commits.size() && units < kAlone; ++commits)
        units += statements.commits[commits].size();
    {
        Bare database(alone);
        Replay replay(database, statements);
        const auto began = Steady::now();
        replay.run(0, commits, true);
        single = secondsSince(began);
    }
    const auto count = static_cast<double>(codes.size() - 2 * third);
    // A recording has more units than captures: the delivery of events shares the writer.
    const double perCapture = static_cast<double>(statements.units()) / count;
    const double limit = count / bare, one = static_cast<double>(units) / single / perCapture;
    fmt::print("capture     {:>9} pieces, {} clients over HTTP: {:.0f}/s, p50 {:.1f} ms, p99 {:.1f} ms\n"
               "            {:.1f} statements and {:.2f} units per capture, {:.1f} captures per commit\n"
               "            bare loop, same statements, same commits: {:.0f}/s, product:bare {:.2f}\n"
               "            bare loop, a commit for each capture: {:.0f}/s, product:alone {:.1f}\n",
               pieces, kClients, load.rate(), load.part(0.5), load.part(0.99),
               static_cast<double>(statements.calls()) / count, perCapture,
               count / static_cast<double>(statements.commits.size()), limit, load.rate() / limit, one,
               load.rate() / one);
    return load.rate() / limit;
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
    const double captured = benchCaptures(server, token, all, rows);
    const Least least;
    return copy / wave >= least.wave && captured >= least.capture;
}

} // namespace
} // namespace rejoinder::bench

int main(int argc, char** argv) {
    const bool quick = std::getenv("REJOINDER_SHORT") != nullptr;
    bool good = true;
    const std::int64_t largest = argc > 1 ? std::atoll(argv[1]) : quick ? 20'000 : 1'000'000;
    for (std::int64_t rows = std::min<std::int64_t>(largest, 100'000); rows <= largest; rows *= 10)
        good = rejoinder::bench::benchCampaign(rows) && good;
    return good ? 0 : 1;
}
