// Durable jobs: how many a second four workers claim and end, on SQLite and on MariaDB, as one node with four
// threads and as four nodes that share the queue, beside four workers of the bare engine in the same run; and
// how that grows with the jobs of the same name that are due, too, and wait behind. No job may run twice.

#include "kernel/job/runner.h"
#include "tests/bench/jobs/bare_workers.h"
#include "tests/support/mariadb.h"
#include "tests/support/server.h"

#include <fmt/format.h>

#include <atomic>
#include <charconv>
#include <cstdlib>

namespace rejoinder::bench {

struct JobRow {
    Id id;
    std::string name, title, uniqueKey;
    bool keyed = false, scheduled = false;
    std::string payload;
    Timestamp notBefore, createdAt;
    Id userId;
};
REJOINDER_DESCRIBE(JobRow, id, name, title, uniqueKey, keyed, scheduled, payload, notBefore, createdAt,
                   userId)

namespace {

using Steady = std::chrono::steady_clock;
using test::MariaDb;

constexpr const char* kJob = "bench.job";
constexpr int kWorkers = 4;
constexpr std::int64_t kUnit = 10'000;

double seconds(Steady::time_point since) {
    return std::chrono::duration<double>(Steady::now() - since).count();
}

/// The kernel with its tables on one engine; plugins are loaded, not started.
class House {
public:
    explicit House(MariaDb* server)
        : server_(server), database_(server ? server->newDatabase() : std::string()) {
        test::SettingList settings{{"log.level", "error"}, {"storage.migrate", "always"}};
        if (server)
            for (const auto& [name, value] : server->settings(database_)) settings.emplace_back(name, value);
        kernel_ = std::make_unique<app::Kernel>(test::launchIn(folder_.path(), settings));
        kernel_->load();
        kernel_->open(app::Kernel::Access::Serve);
    }
    ~House() { kernel_->stop(); }
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    /// Jobs that are due: `first` those that are counted, else those that wait behind them.
    void queue(std::int64_t count, bool first) {
        const Timestamp now = kernel_->clock().now();
        const Timestamp when = first ? now.plus(std::chrono::hours(-24)) : now;
        std::vector<JobRow> rows;
        for (std::int64_t done = 0; done < count;) {
            kernel_->storage().write(
                [&](Unit& unit) {
                    rows.clear();
                    for (std::int64_t i = done; i < std::min(done + kUnit, count); ++i) {
                        const Id id = unit.newId();
                        rows.push_back({id, kJob, kJob, "#" + id.toString(), false, false,
                                        first ? std::to_string(i) : "{}", when, now, Id{}});
                    }
                    unit.insertMany("kernel.job-insert", rows);
                },
                {Priority::Background, {"system", "bench", {}, {}}});
            done += static_cast<std::int64_t>(rows.size());
        }
    }
    /// Seconds that the product takes; `twice` counts those that ran more often than once.
    double work(int nodes, int threads, std::int64_t count, std::int64_t& twice) {
        queue(count, true);
        std::vector<std::atomic<int>> ran(static_cast<std::size_t>(count));
        std::atomic<std::int64_t> done{0};
        const auto handler = [&](std::string_view payload, Attempt&) {
            std::size_t number = 0;
            if (std::from_chars(payload.data(), payload.data() + payload.size(), number).ec != std::errc{})
                return; // one of those that wait behind
            ++ran.at(number);
            ++done;
        };
        std::vector<std::unique_ptr<job::Runner>> runners;
        for (int i = 0; i < nodes; ++i) {
            job::RunnerOptions options;
            options.threads = threads;
            options.node = fmt::format("bench-{}", i);
            runners.push_back(std::make_unique<job::Runner>(kernel_->storage(), kernel_->metrics(),
                                                            kernel_->log(), kernel_->clock(), options));
            JobOptions wish;
            wish.parallel = threads;
            runners.back()->add("bench", kJob, wish, handler);
        }
        const auto began = Steady::now();
        for (auto& runner : runners) runner->start();
        while (done < count && seconds(began) < 300)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        for (auto& runner : runners) runner->drain();
        const double took = seconds(began);
        for (const auto& times : ran) twice += times > 1 ? 1 : 0;
        if (done < count) throw std::runtime_error(fmt::format("{} of {} jobs ran", done.load(), count));
        return took;
    }
    /// Seconds that the engine takes alone.
    double bare(std::int64_t count) {
        queue(count, true);
        const BareJobs jobs{kernel_->engine().queries(), kJob, kernel_->clock().now().micros, count};
        const auto began = Steady::now();
        const auto done = server_ ? workOnMariaDb(jobs, server_->socket(), database_)
                                  : workOnSqlite(jobs, folder_.path() / "rejoinder.db");
        const double took = seconds(began);
        if (done < count) throw std::runtime_error(fmt::format("the bare workers did {} of {}", done, count));
        return took;
    }

private:
    MariaDb* server_;
    std::string database_;
    test::TempFolder folder_;
    std::unique_ptr<app::Kernel> kernel_;
};

constexpr int kRounds = 5;

/// Jobs and the time that they took.
struct Sum {
    double jobs = 0, took = 0;
    void add(std::int64_t count, double seconds) {
        jobs += static_cast<double>(count);
        took += seconds;
    }
    [[nodiscard]] double rate() const { return jobs / took; }
};

/// @returns whether no job ran twice.
bool run(const char* engine, MariaDb* server, std::int64_t largest, std::int64_t count) {
    House house(server);
    std::int64_t held = 0, twice = 0;
    double firstOne = 0, firstFour = 0;
    for (std::int64_t rows = std::min<std::int64_t>(largest, 100'000); rows <= largest; rows *= 10) {
        const auto began = Steady::now();
        house.queue(rows - held, false);
        const double filling = static_cast<double>(rows - held) / seconds(began);
        held = rows;
        Sum bare, one, four; // in turns, so that whatever else the disk does meets them alike
        for (int round = 0; round < kRounds; ++round) {
            bare.add(count, house.bare(count));
            one.add(count, house.work(1, kWorkers, count, twice));
            four.add(count, house.work(kWorkers, 1, count, twice));
        }
        fmt::print("{:>8} {:>10} {:>12.0f} {:>10.0f} {:>14.0f} {:>8.2f} {:>14.0f} {:>8.2f} {:>6}\n", engine,
                   rows, filling, bare.rate(), one.rate(), one.rate() / bare.rate(), four.rate(),
                   four.rate() / bare.rate(), twice);
        std::fflush(stdout);
        if (firstOne == 0) firstOne = one.rate(), firstFour = four.rate();
        if (rows == largest)
            fmt::print("{:>8} with {} waiting against the first line: 1 node {:.2f}, 4 nodes {:.2f}\n",
                       engine, rows, one.rate() / firstOne, four.rate() / firstFour);
    }
    return twice == 0;
}

} // namespace
} // namespace rejoinder::bench

int main(int argc, char** argv) {
    using namespace rejoinder::bench;
    const bool quick = std::getenv("REJOINDER_SHORT") != nullptr;
    const std::int64_t largest = argc > 1 ? std::atoll(argv[1]) : quick ? 20'000 : 1'000'000;
    const std::int64_t count = quick ? 100 : 800; // of each round
    fmt::print("Jobs of four workers, claimed and ended durably; others of the same name are due and wait.\n"
               "{:>8} {:>10} {:>12} {:>10} {:>14} {:>8} {:>14} {:>8} {:>6}\n",
               "engine", "waiting", "queued/s", "bare/s", "1 node x 4/s", ":bare", "4 nodes x 1/s", ":bare",
               "twice");
    bool good = run("SQLite", nullptr, largest, count);
    if (MariaDb::available()) {
        MariaDb server(true, {"--innodb-log-file-size=512M", "--innodb-buffer-pool-size=1G"});
        good = run("MariaDB", &server, largest, count) && good;
    }
    return good ? 0 : 1;
}
