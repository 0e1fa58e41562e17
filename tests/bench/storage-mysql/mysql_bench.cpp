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

/// Both sides beside each other, in tables that grow.
class Growth {
public:
    Growth(const MariaDb& server, Options options, bool brief)
        : server_(server),
          options_(std::move(options)),
          brief_(brief),
          db_(options_),
          bare_(openSession(options_, Purpose::Write)),
          statement_(bare_.connection->createStatement()) {
        db_.migrate([](driver::Connection& c) {
            for (const char* statement : kSchema) c.execute(statement);
        });
        storage::QueryCatalog catalog;
        catalog.load("storage-mysql", rejoinder::test::sourceFolder() / "sql/storage-mysql/queries", "mysql");
        std::vector<driver::PreparedQuery> queries{kContact, kLook, kResponse, kEvent};
        for (auto query : catalog.all()) {
            query.index = queries.size();
            queries.push_back(query);
        }
        db_.prepare(queries);
    }
    /// In turns of one unit each, the same number of rows and durable commits on both sides, until the table
    /// holds `rows`. @returns the median of LOAD DATA's time to ours.
    double bulk(std::int64_t rows) {
        std::vector<double> ratios;
        double ours = 0, theirs = 0;
        while (contacts_ < rows) {
            const auto a = some(), b = some();
            ours += insertMany(db_, a);
            const double load = loadData(server_, *statement_, b);
            theirs += load;
            ratios.push_back(load / insertedIn_);
        }
        std::ranges::sort(ratios);
        const double each = static_cast<double>(ratios.size() * kUnit);
        fmt::print("bulk, up to {:>9} rows: {:.0f} rows/s, LOAD DATA {:.0f} rows/s, ratio {:.2f}\n", rows,
                   each / ours, each / theirs, theirs / ours);
        return ratios[ratios.size() / 2];
    }
    /// Durable units of 64 clients on a table that holds `rows`. @returns the median of ours to the bare
    /// rate.
    double units(std::int64_t rows) {
        fill(rows);
        const auto time = std::chrono::milliseconds(brief_ ? 1000 : 3000);
        std::vector<double> ratios;
        double ours = 0, theirs = 0;
        for (int round = 0; round < (brief_ ? 3 : 5); ++round) {
            const double bareRate = clients(time, [&] { return bareClient(options_); });
            const double ourRate = clients(time, [&]() -> std::function<void()> {
                return [&] {
                    db_.write([](driver::Connection& c) { capture(c, nextId++); }, Priority::Interactive);
                };
            });
            ratios.push_back(ourRate / bareRate);
            ours = std::max(ours, ourRate);
            theirs = std::max(theirs, bareRate);
        }
        std::ranges::sort(ratios);
        fmt::print(
            "durable units, 64 clients, {:>9} rows: {:.0f}/s, bare {:.0f}/s (the best of each), ratio {:.2f} "
            "(median)\n",
            rows, ours, theirs, ratios[ratios.size() / 2]);
        return ratios[ratios.size() / 2];
    }

private:
    static constexpr std::int64_t kUnit = 10'000;

    std::vector<Contact> some() {
        std::vector<Contact> out;
        for (std::int64_t i = 0; i < kUnit; ++i) out.emplace_back(++contacts_);
        return out;
    }
    double insertMany(Database& db, Contacts contacts) {
        return insertedIn_ = mysql::insertMany(db, contacts);
    }
    void fill(std::int64_t rows) {
        while (nextId <= rows) {
            const std::int64_t first = nextId;
            nextId += kUnit;
            std::vector<std::string> keys; // a text has to live until all rows are sent
            for (std::int64_t id = first; id < nextId; ++id) keys.push_back(fmt::format("r-{}", id * 7919));
            db_.write(
                [&](driver::Connection& c) {
                    c.insertMany(kResponse, kUnit, [&](std::size_t row, driver::Statement& s) {
                        const std::int64_t id = first + static_cast<std::int64_t>(row);
                        s.bindInteger(0, id);
                        s.bindInteger(1, id % 1000);
                        s.bindText(2, keys[row]);
                        s.bindInteger(3, id);
                    });
                },
                Priority::Background);
        }
    }

    const MariaDb& server_;
    Options options_;
    bool brief_;
    Database db_;
    Session bare_;
    std::unique_ptr<sql::Statement> statement_;
    std::int64_t contacts_ = 0;
    double insertedIn_ = 0; ///< seconds of the last unit
};

int run(std::int64_t largest) {
    if (!MariaDb::available()) {
        fmt::print("skipped: mariadb-server is not installed\n");
        return 0;
    }
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // what was found is seen when it is found
    const bool brief = std::getenv("REJOINDER_SHORT") != nullptr;
    if (largest == 0) largest = brief ? 50'000 : 1'000'000;
    MariaDb server(true, {"--innodb-log-file-size=1G", "--innodb-buffer-pool-size=2G"});
    Options options;
    options.socket = server.socket();
    options.user = "root";
    options.database = server.newDatabase();
    Growth growth(server, options, brief);
    bool good = true;
    fmt::print(
        "Wanted: bulk 0.70 of LOAD DATA, durable units 0.60 of the same statements on bare connections.\n");
    for (std::int64_t rows = std::min<std::int64_t>(largest, 100'000); rows <= largest; rows *= 10) {
        // What no busy machine explains; in short a single stall is a larger part of the whole.
        good = growth.bulk(rows) >= (brief ? 0.3 : 0.5) && good;
        good = growth.units(rows) >= (brief ? 0.25 : 0.4) && good;
    }
    return good ? 0 : 1;
}

} // namespace
} // namespace rejoinder::mysql

/// The first argument says how many rows the tables hold at last; ten million take ten minutes.
int main(int argc, char** argv) {
    return rejoinder::mysql::run(argc > 1 ? std::atoll(argv[1]) : 0);
}
