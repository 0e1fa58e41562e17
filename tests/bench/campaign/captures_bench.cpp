// Replies captured by 64 clients at once over HTTP, on a MariaDB server that waits for the disk at every
// commit, beside the server itself: every unit that wrote is taken from the server's general log and run
// again by 64 bare sessions with the same statements, prepared, and a durable commit each, on a copy of the
// database as it was before.

#include "tests/bench/campaign/general_log.h"
#include "tests/bench/campaign/steps.h"
#include "tests/support/mariadb.h"

#include <cppconn/driver.h>
#include <cppconn/statement.h>

#include <cstdlib>
#include <sstream>
#include <thread>

namespace rejoinder::bench {

namespace {

using test::MariaDb;
constexpr std::size_t kClients = 64;

std::unique_ptr<sql::Connection> session(const MariaDb& server, const std::string& database = {}) {
    std::unique_ptr<sql::Connection> out(
        get_driver_instance()->connect("unix://" + server.socket().string(), "root", ""));
    const std::unique_ptr<sql::Statement> s(out->createStatement());
    if (!database.empty()) s->execute("USE " + database);
    s->execute("SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,"
               "SIMULTANEOUS_ASSIGNMENT'");
    s->execute(
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"); // the least that the engine has to do
    return out;
}

/// A database with the same tables and rows.
void copyDatabase(const MariaDb& server, const std::string& from, const std::string& to) {
    const std::string client = "--no-defaults --socket=" + server.socket().string() + " -uroot ";
    const std::string command =
        "mariadb-dump " + client + "--skip-comments --hex-blob " + from + " | mariadb " + client + to;
    server.run("CREATE DATABASE " + to);
    if (std::system(command.c_str()) != 0) throw std::runtime_error("the database cannot be copied");
}

std::vector<std::string> codesOf(const MariaDb& server, const std::string& database) {
    std::istringstream lines(
        server.run("SELECT code FROM dispatch_piece ORDER BY (id % 1000003) * 7919 % 1000003, id", database));
    std::vector<std::string> codes;
    for (std::string line; std::getline(lines, line);) codes.push_back(line);
    return codes;
}

/// A house with a wave to so many persons. @returns the token of its administrator.
std::string furnish(const std::filesystem::path& data, const test::SettingList& settings, std::int64_t rows) {
    app::Kernel kernel(test::launchIn(data, settings));
    kernel.load();
    kernel.open(app::Kernel::Access::Serve);
    kernel.start();
    const auto port = kernel.listen();
    const auto token = test::makeToken(kernel, "bench", {"administrator"});
    test::HttpClient api(port, token);
    api.timeout(std::chrono::seconds(600));
    sendTo(api, rows);
    kernel.stop();
    return token;
}

int run() {
    if (!MariaDb::available()) {
        fmt::print("skipped: mariadb-server is not installed\n");
        return 0;
    }
    const bool brief = std::getenv("REJOINDER_SHORT") != nullptr;
    const std::int64_t rows = brief ? 3'000 : 30'000;
    MariaDb server(true,
                   {"--innodb-log-file-size=512M", "--innodb-buffer-pool-size=1G", "--max-connections=400"});
    const std::string database = server.newDatabase();
    const auto settings = server.settings(database);
    std::vector<std::string> arguments;
    for (const auto& [name, value] : settings) arguments.insert(arguments.end(), {"-D", name + "=" + value});
    test::ChildServer product(arguments);
    std::filesystem::create_directories(product.data());
    const std::string token = furnish(product.data(), settings, rows);
    const auto codes = codesOf(server, database);
    const std::span all(codes);
    const std::size_t awake = codes.size() / 10, half = codes.size() / 2;

    product.start();
    capture(product.port(), token, kClients, all.subspan(0, awake)); // all threads and connections are there
    const Load load = capture(product.port(), token, kClients, all.subspan(awake, half - awake));
    std::this_thread::sleep_for(
        std::chrono::seconds(8)); // what follows a capture is done, too, and the audit trail sealed
    product.stop();
    copyDatabase(server, database, "replayed");
    const auto control = session(server);
    GeneralLog log(*control);
    log.start();
    product.start();
    log.mark();
    capture(product.port(), token, kClients, all.subspan(half));
    std::this_thread::sleep_for(std::chrono::seconds(2));
    log.stop();
    product.stop();
    const Recording recording = log.units();

    std::vector<std::unique_ptr<sql::Connection>> sessions;
    for (std::size_t i = 0; i < kClients; ++i) sessions.push_back(session(server, "replayed"));
    const double took = replayOn(sessions, recording);
    const auto count = static_cast<double>(codes.size() - half);
    const double limit = count / took, ratio = load.rate() / limit;
    fmt::print("capture     {:>9} pieces, {} clients over HTTP: {:.0f}/s, p50 {:.1f} ms, p99 {:.1f} ms\n"
               "            {:.1f} statements and {:.2f} units per capture\n"
               "            {} bare sessions, same statements, a durable commit for each unit: {:.0f}/s\n"
               "            product:bare {:.2f} (wanted: 0.60)\n",
               rows, kClients, load.rate(), load.part(0.5), load.part(0.99),
               static_cast<double>(recording.calls()) / count, static_cast<double>(recording.units()) / count,
               kClients, limit, ratio);
    return ratio >= 0.1 ? 0 : 1; // what no busy machine explains
}

} // namespace
} // namespace rejoinder::bench

int main() {
    return rejoinder::bench::run();
}
