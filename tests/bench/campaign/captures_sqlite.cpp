#include "tests/bench/campaign/captures_sqlite.h"

#include "tests/bench/campaign/sides.h"

#include <unistd.h>

#include <thread>

namespace rejoinder::bench {

namespace {

constexpr std::size_t kClients = 64, kRounds = 5;
constexpr std::size_t kAlone = 1'000;                    // commits of the loop that commits each unit
constexpr const char* kMark = "FROM kernel_idempotency"; // a capture begins with this question

/// Every statement that the writer ran while 64 clients captured replies to `codes`. `copy` is made of the
/// database as it was before.
Recording record(const std::filesystem::path& data, const std::string& copy,
                 std::span<const std::string> codes) {
    Recorder recorder(kMark);
    app::Kernel kernel(test::launchIn(data, {{"log.level", "info"}}));
    kernel.load();
    kernel.open(app::Kernel::Access::Serve);
    kernel.start();
    const auto port = kernel.listen();
    const auto token = test::makeToken(kernel, "recorded", {"administrator"});
    kernel.api().settle();
    std::this_thread::sleep_for(std::chrono::seconds(6)); // the audit trail is sealed seconds later
    copyDatabase((data / "rejoinder.db").string(), copy);
    recorder.start();
    capture(port, token, kClients, codes);
    Recording statements = recorder.stop();
    kernel.stop();
    return statements;
}

/// The product's side and what the clients cost, who share its machine.
struct Product {
    Turn server, clients;
    std::vector<double> milliseconds;
};

Turn captureOnce(test::ChildServer& server, const std::string& token, std::span<const std::string> codes,
                 Product& sum) {
    const double ours = computed(::getpid()), theirs = computed(server.process());
    Load load = capture(server.port(), token, kClients, codes);
    const auto count = static_cast<double>(codes.size());
    const Turn turn{count, load.took, computed(server.process()) - theirs};
    sum.server.add(turn);
    sum.clients.add({count, load.took, computed(::getpid()) - ours});
    sum.milliseconds.insert(sum.milliseconds.end(), load.milliseconds.begin(), load.milliseconds.end());
    return turn;
}

struct IndexView {
    bool ready = false;
    std::int64_t readMillis = 0;
};
REJOINDER_DESCRIBE(IndexView, ready, readMillis)

/// A node that has just started reads all contacts into its live-count index beside everything else; that is
/// over before captures are counted. @returns how long it took, in ms.
std::int64_t indexRead(test::HttpClient& api) {
    for (;;) {
        const auto index = must<IndexView>(api.get("/target-groups/index"));
        if (index.ready) return index.readMillis;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

} // namespace

double benchCaptures(test::ChildServer& server, const std::string& token, std::span<const std::string> codes,
                     std::int64_t pieces) {
    const auto recorded = codes.subspan(0, codes.size() / 2);
    const auto awake = std::min<std::size_t>(codes.size() / 12, 1'000); // after which all threads are there
    const auto each = (codes.size() - recorded.size() - awake) / kRounds;
    server.stop();
    const std::string copy = (server.data() / "bare.db").string();
    const Recording statements = record(server.data(), copy, recorded);
    BareSide bareSide(copy, statements, kMark);
    const Turn alone = bareSide.alone(kAlone);
    server.start();
    test::HttpClient api(server.port(), token);
    fmt::print("index       {:>9} contacts read in {} ms, after the start\n", pieces, indexRead(api));
    auto next = codes.subspan(recorded.size());
    capture(server.port(), token, kClients, next.subspan(0, awake));
    next = next.subspan(awake);
    Product product;
    Turn bare;
    std::vector<double> ratios;
    for (std::size_t round = 0; round < kRounds; ++round) {
        const Turn ours = captureOnce(server, token, next.subspan(round * each, each), product);
        const Turn theirs = bareSide.next(kRounds);
        bare.add(theirs);
        ratios.push_back(ours.rate() / theirs.rate());
    }
    server.stop();
    std::ranges::sort(ratios);
    std::ranges::sort(product.milliseconds);
    const Load all{product.server.took, product.milliseconds};
    const auto count = static_cast<double>(recorded.size());
    const double median = ratios[ratios.size() / 2];
    fmt::print(
        "capture     {:>9} pieces, {} clients over HTTP, {} turns with the bare loop\n"
        "            product: {:.0f}/s, p50 {:.1f} ms, p99 {:.1f} ms; computing {:.0f} us a capture, and "
        "{:.0f} us "
        "of the clients\n"
        "            recorded: {:.1f} statements and {:.2f} units per capture, {:.1f} captures per commit\n"
        "            bare loop, same statements, same commits: {:.0f}/s, computing {:.0f} us a capture\n"
        "            product:bare {:.2f} (median; {:.2f} to {:.2f}; wanted: 0.60)\n"
        "            bare loop, a commit for each unit: {:.0f}/s, product:alone {:.1f}\n",
        pieces, kClients, kRounds, product.server.rate(), all.part(0.5), all.part(0.99),
        product.server.micros(), product.clients.micros(), static_cast<double>(statements.calls()) / count,
        static_cast<double>(statements.units()) / count,
        count / static_cast<double>(statements.commits.size()), bare.rate(), bare.micros(), median,
        ratios.front(), ratios.back(), alone.rate(), product.server.rate() / alone.rate());
    return median;
}

} // namespace rejoinder::bench
