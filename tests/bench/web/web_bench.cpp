// Forms sent to the public listener of the real executable: 500 a second on their own clock (so that a slow
// answer delays nobody else's and is counted in full), then as fast as 64 clients can, beside SQLite itself
// storing the same rows.

#include "tests/bench/bare.h"
#include "tests/bench/load.h"
#include "tests/bench/token.h"
#include "tests/support/server.h"

#include <cstdlib>
#include <deque>
#include <iostream>
#include <regex>
#include <utility>

namespace rejoinder::bench {

namespace {

using test::ChildServer;
using test::HttpClient;

struct FormView {
    Id id;
    std::int64_t version = 0;
};
REJOINDER_DESCRIBE(FormView, id, version)

constexpr const char* kForm = R"("slug":"bench","name":"Bench","definition":{"senderName":"Muster AG",
    "privacyUrl":"https://example.org/p","languages":["de"],"texts":{"de":{"title":"Katalog"}},
    "fields":[{"name":"givenName"},{"name":"familyName","required":true},{"name":"street"},{"name":"postcode"},
    {"name":"city"},{"name":"email"}],"items":[{"sku":"BROCHURE","label":{"de":"Katalog"}}]})";

std::string request(std::string_view verb, std::string_view path, std::string_view body = {}) {
    std::string text = std::string(verb) + " " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n";
    if (!body.empty())
        text += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n";
    return text + "\r\n" + std::string(body);
}

/// Pages that were opened, each with the answer to send from it.
std::vector<std::string> opened(std::uint16_t port, std::size_t count, std::size_t from) {
    std::vector<std::string> bodies;
    const std::regex token("name=\"t\" value=\"([0-9a-f]+)\"");
    std::unique_ptr<http::test::RawClient> client;
    while (bodies.size() < count) {
        if (!client) client = std::make_unique<http::test::RawClient>(port);
        client->send(request("GET", "/f/bench"));
        const auto page = client->read();
        std::smatch found;
        if (!std::regex_search(page.body, found, token))
            throw std::runtime_error("no page: " + page.body.substr(0, 200));
        const auto number = std::to_string(from + bodies.size());
        bodies.push_back("l=de&t=" + found[1].str() + "&givenName=Eva&familyName=Muster" + number +
                         "&street=Hauptstrasse+" + number + "&postcode=3011&city=Bern&email=eva" + number +
                         "%40example.net&item.BROCHURE=1");
        if (page.header("connection") == "close") client.reset();
    }
    return bodies;
}

/// Sends each at its own moment. A connection that ended, as those do that long had nothing to do, is made
/// anew and the answer sent again, which belongs to the time.
Load paced(std::uint16_t port, const std::vector<std::string>& bodies, double perSecond) {
    struct Flight {
        std::unique_ptr<http::test::RawClient> connection;
        Steady::time_point due;
        std::size_t body = 0;
        bool busy = false, again = false;
        void send(const std::string& text) const { connection->send(request("POST", "/f/bench", text)); }
    };
    std::vector<Flight> flights(48);
    Load load;
    std::size_t next = 0, wrong = 0;
    int status = 0;
    const auto began = Steady::now();
    const auto dueOf = [&](std::size_t i) {
        return began +
               std::chrono::microseconds(static_cast<std::int64_t>(static_cast<double>(i) * 1e6 / perSecond));
    };
    while (load.milliseconds.size() < bodies.size()) {
        for (auto& flight : flights) {
            if (flight.busy || next == bodies.size() || Steady::now() < dueOf(next)) continue;
            if (!flight.connection) flight.connection = std::make_unique<http::test::RawClient>(port);
            flight.due = dueOf(next);
            flight.busy = true;
            flight.again = false;
            flight.body = next++;
            flight.send(bodies[flight.body]);
        }
        std::vector<pollfd> waiting;
        for (auto& flight : flights)
            waiting.push_back({flight.busy ? flight.connection->handle() : -1, POLLIN, 0});
        ::poll(waiting.data(), waiting.size(), 1);
        for (std::size_t i = 0; i < flights.size(); ++i) {
            if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
            const auto answer = flights[i].connection->read();
            if (answer.status == 0 && !std::exchange(flights[i].again, true)) {
                flights[i].connection = std::make_unique<http::test::RawClient>(port);
                flights[i].send(bodies[flights[i].body]);
                continue;
            }
            load.milliseconds.push_back(
                std::chrono::duration<double, std::milli>(Steady::now() - flights[i].due).count());
            if (answer.status != 303) ++wrong, status = answer.status;
            if (answer.status == 0 || answer.header("connection") == "close") flights[i].connection.reset();
            flights[i].busy = false;
        }
    }
    load.took = secondsSince(began);
    std::ranges::sort(load.milliseconds);
    if (wrong > 0)
        throw std::runtime_error(
            fmt::format("{} of {} answers were no thanks, but {}", wrong, bodies.size(), status));
    return load;
}

/// As fast as so many clients can.
Load flatOut(std::uint16_t port, std::size_t clients, const std::vector<std::string>& bodies) {
    return paced(port, bodies, 1e9 * static_cast<double>(clients) / 48);
}

/// The same rows stored by SQLite alone, so many in each durable commit. @returns rows a second.
double bareRate(const std::filesystem::path& folder, std::size_t rows, std::size_t perCommit,
                const std::string& body) {
    const auto file = folder / ("bare-" + std::to_string(perCommit) + ".db");
    Bare bare(file.string());
    bare.run("CREATE TABLE s (id INTEGER PRIMARY KEY, form_id INT, nonce TEXT UNIQUE, received_at INT, state "
             "TEXT, "
             "answers TEXT) STRICT; CREATE INDEX s1 ON s (form_id, id)");
    const auto insert = bare.prepare("INSERT INTO s VALUES (?1, 1, ?2, ?1, 'received', ?3)");
    const auto began = Steady::now();
    for (std::size_t i = 0; i < rows; ++i) {
        if (i % perCommit == 0) bare.run("BEGIN IMMEDIATE");
        const auto nonce = fmt::format("{:032x}", i * 2'654'435'761U);
        sqlite3_bind_int64(insert.get(), 1, static_cast<sqlite3_int64>(i + 1));
        sqlite3_bind_text(insert.get(), 2, nonce.c_str(), -1, SQLITE_TRANSIENT);
        sqlite3_bind_text(insert.get(), 3, body.c_str(), -1, SQLITE_TRANSIENT);
        if (sqlite3_step(insert.get()) != SQLITE_DONE) throw std::runtime_error("a row was not stored");
        sqlite3_reset(insert.get());
        if (i % perCommit == perCommit - 1 || i + 1 == rows) bare.run("COMMIT");
    }
    return static_cast<double>(rows) / secondsSince(began);
}

void print(std::string_view what, const Load& load) {
    fmt::print("{:<34} {:>8.0f}/s   median {:>7.2f} ms   95 % {:>7.2f} ms   99 % {:>7.2f} ms   longest "
               "{:>7.1f} ms\n",
               what, load.rate(), load.part(0.5), load.part(0.95), load.part(0.99), load.milliseconds.back());
    std::cout.flush();
}

int run() {
    const bool brief = std::getenv("REJOINDER_SHORT") != nullptr;
    const std::size_t count = brief ? 2'500 : 15'000;
    const auto port = test::freePort();
    ChildServer server(
        {"-D", "public.port=" + std::to_string(port), "-D", "public.requests-per-connection=100000", "-D",
         "channel-web.min-seconds=0", "-D", "channel-web.answers-per-address=1000000", "-D",
         "channel-web.answers-per-form=10000000", "-D", "channel-web.looks-per-address=10000000"});
    const std::string token = makeToken(server);
    server.start();
    HttpClient api(server.port(), token);
    const auto made = api.post("/web-forms", std::string("{") + kForm + "}");
    if (made.status >= 300) throw std::runtime_error(made.body);
    const auto form = made.as<FormView>();
    const auto put =
        api.put("/web-forms/" + form.id.toString(), std::string("{\"published\":true,") + kForm + "}",
                {{"If-Match", "\"" + std::to_string(form.version) + "\""}});
    if (put.status >= 300) throw std::runtime_error(put.body);

    const auto first = opened(port, count, 0), second = opened(port, count, count);
    const auto steady = paced(port, first, 500);
    print("500 a second", steady);
    const auto waits = Steady::now();
    const bool settled = test::eventually(
        [&] {
            HttpClient fresh(server.port(), token); // a kept connection ends while the load runs
            return fresh.get("/web-answers?state=received&limit=1").body.find("\"items\":[]") !=
                   std::string::npos;
        },
        std::chrono::seconds(300));
    fmt::print("all of them are responses {:.1f} s after the last was sent\n", secondsSince(waits));
    const auto flat = flatOut(port, 48, second);
    print("as fast as 48 clients can", flat);
    const double grouped = bareRate(server.data(), count, 48, second.front()),
                 single = bareRate(server.data(), brief ? 300 : 2'000, 1, second.front());
    fmt::print("SQLite alone, 48 rows a commit {:>9.0f}/s, product : engine {:.2f}\n"
               "SQLite alone, one row a commit {:>9.0f}/s, product : engine {:.2f}\n",
               grouped, flat.rate() / grouped, single, flat.rate() / single);
    server.stop();
    if (!settled) return 1;
    // Continuous integration shares its machine; the figure that is wanted is 20 ms.
    return steady.part(0.95) <= (brief ? 2'000 : 20) ? 0 : 1;
}

} // namespace
} // namespace rejoinder::bench

int main() {
    return rejoinder::bench::run();
}
