// Orders over HTTP beside the engine: every statement that SQLite ran for them is recorded and run again by a
// bare loop, in the same commits, in turns with the product. First orders with five lines of a hundred items,
// then orders that all want the same item, by 32 clients at once.

#include "tests/bench/campaign/sides.h"
#include "tests/support/server.h"

#include <unistd.h>

#include <cstdlib>
#include <thread>

namespace rejoinder::bench {

namespace {

constexpr std::size_t kRounds = 5, kItems = 100, kPeople = 500;
constexpr const char* kMark = "FROM kernel_idempotency"; // an order begins with this question

struct IdView {
    Id id;
};
REJOINDER_DESCRIBE(IdView, id)

struct Contact {
    Id id;
};
REJOINDER_DESCRIBE(Contact, id)

/// What is measured: how many clients, and what their orders hold.
struct Kind {
    std::string name;
    std::size_t clients = 1;
    std::vector<std::string> (*skus)(std::size_t number) = nullptr;
    double wanted = 0;
};

std::string skuOf(std::size_t number) {
    return fmt::format("ITEM-{:03}", number % kItems);
}

std::vector<std::string> fiveItems(std::size_t number) {
    std::vector<std::string> skus;
    for (std::size_t i = 0; i < 5; ++i) skus.push_back(skuOf(number * 7 + i * 19));
    return skus;
}

std::vector<std::string> popularItem(std::size_t) {
    return {"ITEM-000"};
}

template <class T>
T must(const test::Answer& answer) {
    if (answer.status >= 300) throw std::runtime_error(answer.body);
    return answer.as<T>();
}

/// People and items in stock; the people's ids.
std::vector<Id> furnish(test::HttpClient& api) {
    std::vector<Id> people;
    for (std::size_t i = 0; i < kPeople; ++i)
        people.push_back(must<Contact>(api.send("POST", "/api/v1/contacts",
                                                fmt::format(R"({{"familyName":"Muster{}","street":"Seeweg",
                                                    "postcode":"8001","city":"Bern","country":"CH"}})",
                                                            i),
                                                {{"Content-Type", "application/json"}}))
                             .id);
    for (std::size_t i = 0; i < kItems; ++i) {
        must<IdView>(api.send("POST", "/api/v1/items",
                              fmt::format(R"({{"sku":"{}","name":"Item","kind":"goods","unitCost":"4",
                                  "priceMinor":1200,"currency":"CHF"}})",
                                          skuOf(i)),
                              {{"Content-Type", "application/json"}}));
        must<IdView>(
            api.send("POST", "/api/v1/stock/receipts",
                     fmt::format(R"({{"sku":"{}","quantity":100000000,"reason":"delivery"}})", skuOf(i)),
                     {{"Content-Type", "application/json"}}));
    }
    return people;
}

/// Enters the orders [first, first + count) of a kind.
Load enter(std::uint16_t port, const std::string& token, const Kind& kind, const std::vector<Id>& people,
           std::size_t first, std::size_t count) {
    return sendAll(port, kind.clients, count, [&, first](std::size_t i) {
        const auto number = first + i;
        std::string lines;
        for (const auto& sku : kind.skus(number))
            lines += fmt::format(R"({}{{"sku":"{}","quantity":1}})", lines.empty() ? "" : ",", sku);
        const auto body = fmt::format(R"({{"contactId":"{}","lines":[{}]}})",
                                      people[number % people.size()].toString(), lines);
        return fmt::format("POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n"
                           "Content-Type: application/json\r\nIdempotency-Key: {}-{}\r\nContent-Length: "
                           "{}\r\n\r\n{}",
                           token, kind.name.front(), number, body.size(), body);
    });
}

/// Every statement that the writer ran for so many orders; `copy` is made of the database as it was before.
Recording record(const std::filesystem::path& data, const std::string& copy, const Kind& kind,
                 const std::vector<Id>& people, std::size_t first, std::size_t count) {
    Recorder recorder(kMark);
    app::Kernel kernel(test::launchIn(data, {{"log.level", "info"}}));
    kernel.load();
    kernel.open(app::Kernel::Access::Serve);
    kernel.start();
    const auto port = kernel.listen();
    const auto token = test::makeToken(kernel, "recorded-" + kind.name, {"administrator"});
    kernel.api().settle();
    std::this_thread::sleep_for(std::chrono::seconds(
        std::getenv("REJOINDER_SHORT") ? 1 : 6)); // the audit trail is sealed seconds later
    copyDatabase((data / "rejoinder.db").string(), copy);
    recorder.start();
    enter(port, token, kind, people, first, count);
    Recording statements = recorder.stop();
    kernel.stop();
    return statements;
}

/// @returns the median of product : bare.
double benchKind(test::ChildServer& server, const std::string& token, const Kind& kind,
                 const std::vector<Id>& people, std::size_t each) {
    server.stop();
    const test::TempFolder folder;
    const std::string copy = (folder.path() / "bare.db").string();
    const auto count = each * kRounds;
    const Recording statements = record(server.data(), copy, kind, people, 0, count);
    BareSide bareSide(copy, statements, kMark);
    server.start();
    enter(server.port(), token, kind, people, count, each / 2); // all threads are there
    Turn ours, theirs;
    std::vector<double> ratios, milliseconds;
    for (std::size_t round = 0; round < kRounds; ++round) {
        const double before = computed(server.process());
        const Load load = enter(server.port(), token, kind, people, count * 2 + round * each, each);
        const Turn turn{static_cast<double>(each), load.took, computed(server.process()) - before};
        const Turn bare = bareSide.next(kRounds);
        ours.add(turn);
        theirs.add(bare);
        milliseconds.insert(milliseconds.end(), load.milliseconds.begin(), load.milliseconds.end());
        ratios.push_back(turn.rate() / bare.rate());
    }
    std::ranges::sort(ratios);
    std::ranges::sort(milliseconds);
    const Load all{ours.took, milliseconds};
    const auto orders = static_cast<double>(count);
    const double median = ratios[ratios.size() / 2];
    fmt::print(
        "{:<12}{:>7} orders, {} clients over HTTP, {} turns with the bare loop\n"
        "            product: {:.0f}/s, p50 {:.1f} ms, p99 {:.1f} ms; computing {:.0f} us an order\n"
        "            recorded: {:.1f} statements and {:.2f} units per order, {:.1f} orders per commit\n"
        "            bare loop, same statements, same commits: {:.0f}/s, computing {:.0f} us an order\n"
        "            product:bare {:.2f} (median; {:.2f} to {:.2f}; wanted: {:.2f})\n",
        kind.name, count, kind.clients, kRounds, ours.rate(), all.part(0.5), all.part(0.99), ours.micros(),
        static_cast<double>(statements.calls()) / orders, static_cast<double>(statements.units()) / orders,
        orders / static_cast<double>(statements.commits.size()), theirs.rate(), theirs.micros(), median,
        ratios.front(), ratios.back(), kind.wanted);
    return median;
}

int run() {
    const std::size_t each = std::getenv("REJOINDER_SHORT") ? 60 : 4'000;
    test::ChildServer server;
    std::filesystem::create_directories(server.data());
    std::string token;
    std::vector<Id> people;
    {
        app::Kernel kernel(test::launchIn(server.data()));
        kernel.load();
        kernel.open(app::Kernel::Access::Serve);
        kernel.start();
        const auto port = kernel.listen();
        token = test::makeToken(kernel, "bench", {"administrator"});
        test::HttpClient api(port, token);
        people = furnish(api);
        kernel.stop();
    }
    server.start();
    const double five = benchKind(server, token, {"five lines", 64, fiveItems, 0.60}, people, each);
    const double one = benchKind(server, token, {"one item", 32, popularItem, 0.60}, people, each);
    return five >= 0.1 && one >= 0.1 ? 0 : 1; // what no busy machine explains
}

} // namespace
} // namespace rejoinder::bench

int main() {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    return rejoinder::bench::run();
}
