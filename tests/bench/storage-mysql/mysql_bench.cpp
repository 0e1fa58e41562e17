// How far the driver is from MariaDB itself, on a private server that waits for the disk at every commit:
// rows in bulk against LOAD DATA, and short durable units of many clients against the same statements on bare
// connections. Prints ratios of the same run; a ratio says more than a rate, because both sides had the same
// machine.

#include "database.h"
#include "kernel/storage/query_catalog.h"
#include "tests/support/mariadb.h"

#include <cppconn/resultset.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <span>
#include <thread>

namespace rejoinder::mysql {
namespace {

using Steady = std::chrono::steady_clock;
using rejoinder::test::MariaDb;

constexpr const char* kSchema[] = {"CREATE TABLE b_contact (id BIGINT NOT NULL PRIMARY KEY, external_key "
                                   "VARCHAR(100), salutation VARCHAR(10) NOT NULL, "
                                   "given_name VARCHAR(100) NOT NULL, family_name VARCHAR(100) NOT NULL, "
                                   "street VARCHAR(200) NOT NULL, postcode "
                                   "VARCHAR(20) NOT NULL, city VARCHAR(100) NOT NULL, email VARCHAR(254) NOT "
                                   "NULL, version BIGINT NOT NULL, created_at "
                                   "BIGINT NOT NULL, reach INT NOT NULL)",
                                   "CREATE UNIQUE INDEX b_contact_key ON b_contact (external_key)",
                                   "CREATE INDEX b_contact_name ON b_contact (family_name, id)",
                                   "CREATE INDEX b_contact_email ON b_contact (email, id)",
                                   "CREATE TABLE b_response (id BIGINT NOT NULL PRIMARY KEY, contact_id "
                                   "BIGINT NOT NULL, duplicate_key VARCHAR(140) NOT "
                                   "NULL UNIQUE, received_at BIGINT NOT NULL)",
                                   "CREATE TABLE b_event (id BIGINT NOT NULL PRIMARY KEY, topic VARCHAR(120) "
                                   "NOT NULL, payload TEXT NOT NULL)",
                                   "CREATE TABLE storage_mysql_mark (slot BIGINT NOT NULL PRIMARY KEY, unit "
                                   "BIGINT NOT NULL, fence BIGINT NOT NULL, "
                                   "used_at BIGINT NOT NULL)"};

const driver::PreparedQuery kContact{"b.contact",
                                     "INSERT INTO b_contact (id, external_key, salutation, given_name, "
                                     "family_name, street, postcode, city, email, version, "
                                     "created_at, reach) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                     {"id", "k", "s", "g", "f", "st", "p", "c", "e", "v", "at", "r"},
                                     0};
const driver::PreparedQuery kLook{
    "b.look", "SELECT id, contact_id FROM b_response WHERE duplicate_key = ?", {"key"}, 1};
const driver::PreparedQuery kResponse{
    "b.response",
    "INSERT INTO b_response (id, contact_id, duplicate_key, received_at) VALUES (?, ?, ?, ?)",
    {"id", "contact", "key", "at"},
    2};
const driver::PreparedQuery kEvent{
    "b.event", "INSERT INTO b_event (id, topic, payload) VALUES (?, ?, ?)", {"id", "topic", "payload"}, 3};

struct Contact {
    std::int64_t id;
    std::string key, given, family, street, postcode, email;
    explicit Contact(std::int64_t n)
        : id(n),
          key(fmt::format("K-{:09}", n)),
          given(fmt::format("Eva{}", n % 997)),
          family(fmt::format("Muster{}", n * 7919 % 100'003)),
          street(fmt::format("Hauptstrasse {}", n % 200)),
          postcode(fmt::format("{}", 3000 + n % 1000)),
          email(fmt::format("eva{}@example.org", n)) {}
};

double seconds(Steady::time_point since) {
    return std::chrono::duration<double>(Steady::now() - since).count();
}

using Contacts = std::span<const Contact>;

/// Seconds that LOAD DATA takes, in a transaction of its own, from a file that is written beforehand.
double loadData(const MariaDb& server, sql::Statement& statement, Contacts contacts) {
    const auto file = server.folder() / "contacts.tsv";
    {
        std::ofstream out(file);
        for (const auto& c : contacts)
            out << fmt::format("{}\t{}\tfemale\t{}\t{}\t{}\t{}\tBern\t{}\t1\t1760000000000000\t3\n", c.id,
                               c.key, c.given, c.family, c.street, c.postcode, c.email);
    }
    const auto begin = Steady::now();
    statement.execute("LOAD DATA INFILE '" + file.string() + "' INTO TABLE b_contact CHARACTER SET utf8mb4");
    statement.execute("COMMIT");
    return seconds(begin);
}

/// Seconds that the driver takes, in one unit.
double insertMany(Database& db, Contacts contacts) {
    const auto begin = Steady::now();
    db.write(
        [&](driver::Connection& c) {
            c.insertMany(kContact, contacts.size(), [&](std::size_t row, driver::Statement& s) {
                const Contact& contact = contacts[row];
                s.bindInteger(0, contact.id);
                s.bindText(1, contact.key);
                s.bindText(2, "female");
                s.bindText(3, contact.given);
                s.bindText(4, contact.family);
                s.bindText(5, contact.street);
                s.bindText(6, contact.postcode);
                s.bindText(7, "Bern");
                s.bindText(8, contact.email);
                s.bindInteger(9, 1);
                s.bindInteger(10, 1'760'000'000'000'000);
                s.bindInteger(11, 3);
            });
        },
        Priority::Background);
    return seconds(begin);
}

std::atomic<std::int64_t> nextId{1};

/// The statements of a capture, by whoever runs them.
void capture(driver::Connection& c, std::int64_t id) {
    const std::string key = fmt::format("r-{}", id * 7919);
    {
        const auto look = c.statement(kLook);
        look->bindText(0, key);
        if (look->step()) throw std::runtime_error("there already");
    }
    const auto response = c.statement(kResponse);
    response->bindInteger(0, id);
    response->bindInteger(1, id % 1000);
    response->bindText(2, key);
    response->bindInteger(3, id);
    response->execute();
    const auto event = c.statement(kEvent);
    event->bindInteger(0, id);
    event->bindText(1, "responses.captured");
    event->bindText(2,
                    R"({"contactId":"12345678901234567","campaignId":"12345678901234568","type":"order"})");
    event->execute();
}

/// Units per second of 64 clients for a while.
double clients(std::chrono::milliseconds time, const std::function<std::function<void()>()>& client) {
    constexpr int kClients = 64;
    std::atomic<std::int64_t> done{0};
    std::atomic<bool> go{false}, stop{false};
    std::vector<std::jthread> threads;
    for (int i = 0; i < kClients; ++i)
        threads.emplace_back([&] {
            const auto once = client();
            go.wait(false);
            while (!stop) {
                once();
                ++done;
            }
        });
    std::this_thread::sleep_for(std::chrono::milliseconds(500)); // all are connected
    const auto begin = Steady::now();
    go = true;
    go.notify_all();
    std::this_thread::sleep_for(time);
    stop = true;
    const double rate = static_cast<double>(done) / seconds(begin);
    return rate;
}

/// The same statements on a connection of its own, with nothing around them.
std::function<void()> bareClient(const Options& options) {
    const auto session = std::make_shared<Session>(openSession(options, Purpose::Write));
    const auto prepared = [&](const driver::PreparedQuery& q) {
        return std::shared_ptr<sql::PreparedStatement>(session->connection->prepareStatement(q.sql));
    };
    return [session, look = prepared(kLook), response = prepared(kResponse), event = prepared(kEvent),
            control = std::shared_ptr<sql::Statement>(session->connection->createStatement())] {
        const std::int64_t id = nextId++;
        const std::string key = fmt::format("r-{}", id * 7919);
        control->execute("START TRANSACTION");
        look->setString(1, key);
        const std::unique_ptr<sql::ResultSet> rows(look->executeQuery());
        if (rows->next()) throw std::runtime_error("there already");
        response->setInt64(1, id);
        response->setInt64(2, id % 1000);
        response->setString(3, key);
        response->setInt64(4, id);
        response->executeUpdate();
        event->setInt64(1, id);
        event->setString(2, "responses.captured");
        event->setString(
            3, R"({"contactId":"12345678901234567","campaignId":"12345678901234568","type":"order"})");
        event->executeUpdate();
        control->execute("COMMIT");
    };
}

int run() {
    if (!MariaDb::available()) {
        fmt::print("skipped: mariadb-server is not installed\n");
        return 0;
    }
    const bool brief = std::getenv("REJOINDER_SHORT") != nullptr;
    const std::int64_t rows = brief ? 50'000 : 200'000;
    MariaDb server(true, {"--innodb-log-file-size=256M", "--innodb-buffer-pool-size=512M"});
    const std::string database = server.newDatabase();
    Options options;
    options.socket = server.socket();
    options.user = "root";
    options.database = database;
    Database db(options);
    db.migrate([](driver::Connection& c) {
        for (const char* statement : kSchema) c.execute(statement);
    });
    storage::QueryCatalog catalog;
    catalog.load("storage-mysql", rejoinder::test::sourceFolder() / "sql/storage-mysql/queries", "mysql");
    std::vector<driver::PreparedQuery> queries{kContact, kLook, kResponse, kEvent};
    for (auto query : catalog.all()) {
        query.index = queries.size();
        queries.push_back(query);
    }
    db.prepare(queries);

    // In turns of one unit each, the same number of rows and durable commits on both sides.
    constexpr std::size_t kUnit = 10'000;
    std::vector<Contact> contacts;
    for (std::int64_t i = 1; i <= 2 * rows; ++i) contacts.emplace_back(i);
    const Session bare = openSession(options, Purpose::Write);
    const std::unique_ptr<sql::Statement> statement(bare.connection->createStatement());
    std::vector<double> bulk, units;
    double ours = 0, theirs = 0;
    for (std::size_t first = 0; first < contacts.size(); first += 2 * kUnit) {
        const double a = insertMany(db, {contacts.data() + first, kUnit});
        const double b = loadData(server, *statement, {contacts.data() + first + kUnit, kUnit});
        bulk.push_back(b / a);
        ours += a;
        theirs += b;
    }
    fmt::print("bulk: {:.0f} rows/s, LOAD DATA {:.0f} rows/s, ratio {:.2f}\n",
               static_cast<double>(rows) / ours, static_cast<double>(rows) / theirs, theirs / ours);
    const auto time = std::chrono::milliseconds(brief ? 1000 : 3000);
    for (int round = 0; round < 5; ++round) {
        const double bareRate = clients(time, [&] { return bareClient(options); });
        const double ourRate = clients(time, [&]() -> std::function<void()> {
            return
                [&] { db.write([](driver::Connection& c) { capture(c, nextId++); }, Priority::Interactive); };
        });
        units.push_back(ourRate / bareRate);
        fmt::print("durable units, 64 clients: {:.0f}/s, bare {:.0f}/s, ratio {:.2f}\n", ourRate, bareRate,
                   ourRate / bareRate);
    }
    std::ranges::sort(bulk);
    std::ranges::sort(units);
    const double bulkRatio = bulk[bulk.size() / 2];
    fmt::print("median: bulk {:.2f} (wanted: 0.70), durable units {:.2f} (wanted: 0.60)\n", bulkRatio,
               units[2]);
    return bulkRatio >= 0.5 && units[2] >= 0.4 ? 0 : 1; // what no busy machine explains
}

} // namespace
} // namespace rejoinder::mysql

int main() {
    return rejoinder::mysql::run();
}
