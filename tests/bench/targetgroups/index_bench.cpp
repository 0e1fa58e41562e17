#include "evaluate.h"
#include "made_world.h"
#include "tests/unit/targetgroups/planned_facts.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

/// How fast the live-count index answers over made contacts: bench_targetgroups [contacts [pieces]].
namespace rejoinder::bench {
namespace {

using contacts::FactPlan;
using contacts::NumberRange;
using namespace targetgroups;
using targetgroups::test::NoUnit;
using targetgroups::test::PlannedFacts;

constexpr double kMost = 1e300;

/// A moment, and how long this process has computed until then on all processors: on a busy machine the one
/// says what was waited for, the other what it cost.
struct Moment {
    double wall = 0, cpu = 0; ///< milliseconds
    static double of(clockid_t clock) {
        timespec t{};
        clock_gettime(clock, &t);
        return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
    }
    static Moment now() { return {of(CLOCK_MONOTONIC), of(CLOCK_PROCESS_CPUTIME_ID)}; }
};

/// Times of the same thing done again and again.
class Times {
public:
    void add(const Moment& since) {
        const auto now = Moment::now();
        wall_.push_back(now.wall - since.wall);
        cpu_.push_back(now.cpu - since.cpu);
    }
    [[nodiscard]] double wall(double p) const { return percentile(wall_, p); }
    [[nodiscard]] double cpu(double p) const { return percentile(cpu_, p); }
    void print(const char* what) const {
        std::printf(
            "  %s: median %.2f ms, p95 %.2f ms, longest %.2f ms; computed: median %.2f ms, p95 %.2f ms\n",
            what, wall(0.5), wall(0.95), wall(1), cpu(0.5), cpu(0.95));
    }

private:
    static double percentile(std::vector<double> times, double p) {
        std::sort(times.begin(), times.end());
        return times[std::min(times.size() - 1,
                              static_cast<std::size_t>(p * static_cast<double>(times.size())))];
    }
    std::vector<double> wall_, cpu_;
};

/// Resident memory of this process in MiB.
double residentMiB() {
    std::ifstream in("/proc/self/statm");
    long pages = 0, resident = 0;
    in >> pages >> resident;
    return static_cast<double>(resident) * 4096 / (1 << 20);
}

/// Random conditions as people write them.
class Questions {
public:
    Questions(PlannedFacts& facts, std::uint64_t seed) : facts_(facts), dice_(seed) {}

    /// Twenty conditions: twelve that all hold, four of which one holds, four that none does.
    Condition group() {
        Condition group;
        for (int i = 0; i < 12; ++i) group.all.push_back(leaf(true));
        Condition any, none;
        for (int i = 0; i < 4; ++i) {
            any.any.push_back(leaf(true));
            none.none.push_back(leaf(false));
        }
        group.all.push_back(any);
        group.all.push_back(none);
        return group;
    }
    Condition leaf(bool wide) {
        Condition c;
        c.where.emplace();
        c.where->fact = std::to_string(facts_.plans.size());
        facts_.plans.push_back(plan(wide));
        return c;
    }

private:
    std::uint64_t below(std::uint64_t limit) { return dice_() % limit; }

    FactPlan plan(bool wide) {
        FactPlan p;
        switch (below(10)) {
        case 0:
        case 1:
        case 2: { // a category: some of its values
            const auto a = below(8);
            p.column = "attribute." + attributeName(a);
            const auto part = wide ? 80 : 10;
            const auto salt = dice_();
            p.text = [salt, part](std::string_view text) {
                return made(std::hash<std::string_view>{}(text), salt) % 100 <
                       static_cast<std::uint64_t>(part);
            };
            return p;
        }
        case 3:
        case 4: { // a number from or up to
            const auto a = 8 + below(9);
            static constexpr std::array<double, 9> kUpTo{6,         40,   101,  1000, 20'000,
                                                         1'000'000, 5000, 5000, 5000};
            p.column = "attribute." + attributeName(a);
            const double cut = kUpTo[a - 8] * static_cast<double>(1 + below(30)) / 100;
            p.numbers = {wide ? NumberRange{cut, kMost} : NumberRange{-kMost, cut}};
            return p;
        }
        case 5: { // a day
            p.column = "attribute." + attributeName(17 + below(3));
            const auto day = Date{static_cast<std::int32_t>(10'000 + below(wide ? 3'000 : 1'000))}.toString();
            p.text = [day, wide](std::string_view text) { return wide ? text >= day : text < day; };
            return p;
        }
        case 6: { // where
            p.column = "contact.postcode";
            const char low = static_cast<char>('0' + below(3)), high = static_cast<char>(wide ? '9' : low);
            p.text = [low, high](std::string_view text) { return text[0] >= low && text[0] <= high; };
            return p;
        }
        case 7: // reached in a campaign, or lately
            p.stream = "pieces";
            if (below(2) == 0)
                p.campaignId = Id{static_cast<std::int64_t>(100 + below(40))};
            else
                p.sinceDay = static_cast<std::int32_t>(20'500 - 30 - below(300));
            p.negated = wide;
            return p;
        case 8: // how often, how much
            p.stream = below(2) == 0 ? "orders" : "pieces";
            p.measure = p.stream == "orders" ? contacts::Measure::Amount : contacts::Measure::Count;
            p.numbers = {{p.stream == "orders" ? static_cast<double>(below(20'000))
                                               : static_cast<double>(8 + below(6)),
                          kMost}};
            p.negated = wide;
            return p;
        default: // answered, ordered
            p.stream = "responses";
            p.campaignId = Id{static_cast<std::int64_t>(100 + below(40))};
            p.types = {"order"};
            p.negated = wide;
            return p;
        }
    }

    PlannedFacts& facts_;
    std::mt19937_64 dice_;
};

/// Takes what it is told and keeps none of it: what is left is the making.
class NoSink final : public contacts::FactSink {
public:
    std::size_t column(std::string_view) override { return columns_++; }
    void contact(Id) override {}
    void inUniverse() override {}
    void text(std::size_t, std::string_view) override {}
    void number(std::size_t, double) override {}

private:
    std::size_t columns_ = 0;
};

class Bench {
public:
    explicit Bench(WorldSize size) : size_(size), values_(size), history_(size) {}

    int run() {
        read();
        saveAndLoad();
        count();
        waterfall();
        drawAndList();
        change();
        return failed_ ? 1 : 0;
    }

private:
    void check(bool holds, const char* what) {
        if (holds) return;
        std::printf("TOO SLOW: %s\n", what);
        failed_ = true;
    }

    void read() {
        const double before = residentMiB();
        auto begin = Moment::now();
        values_.all(unit_, index_->reader());
        const double values = Moment::now().cpu - begin.cpu;
        begin = Moment::now();
        NoSink nobody;
        values_.all(unit_, nobody);
        const double making = Moment::now().cpu - begin.cpu;
        begin = Moment::now();
        for (const auto& stream : history_.streams())
            history_.each(unit_, stream.name, {},
                          [&](const auto& event) { index_->append(stream.name, event); });
        const double events = Moment::now().cpu - begin.cpu;
        begin = Moment::now();
        index_->finish();
        const double finish = Moment::now().cpu - begin.cpu;
        const double mib = static_cast<double>(index_->memory()) / (1 << 20);
        std::printf("%lld contacts with 26 values, %zu events (made on the fly):\n",
                    static_cast<long long>(size_.contacts), index_->events());
        std::printf(
            "  read: values %.1f s = %.0f contacts/s, %.1f s of it to make them, without that %.0f/s; events "
            "%.1f s = %.1f million/s, finish %.1f s\n",
            values / 1000, static_cast<double>(size_.contacts) / values * 1000, making / 1000,
            static_cast<double>(size_.contacts) / (values - making) * 1000, events / 1000,
            static_cast<double>(index_->events()) / events / 1000, finish / 1000);
        std::printf("  index: %.0f MiB counted, %.0f MiB more resident\n", mib, residentMiB() - before);
        // Wanted are 500,000; what fails here is what no machine explains.
        check(static_cast<double>(size_.contacts) / values * 1000 >= 50'000, "50,000 contacts/s");
        check(mib <= 1024.0 * std::max(1.0, static_cast<double>(size_.contacts) / 1e7),
              "1 GiB at 10 million");
    }

    /// People in ten groups.
    std::int64_t counted(const index::FactIndex& index) {
        Questions questions(*facts_, 5);
        std::int64_t sum = 0;
        for (int i = 0; i < 10; ++i) {
            const auto group = questions.group();
            const auto known = providers();
            index::IndexSets sets(index, unit_, known);
            Evaluator evaluator(sets);
            sum += sets.size(evaluator.evaluate(group));
        }
        return sum;
    }

    /// Seconds to read a file and take its checksum, and nothing else.
    static double readOnly(const std::filesystem::path& file) {
        const auto begin = Moment::now();
        std::ifstream in(file, std::ios::binary);
        digest::Sha256 sum;
        for (std::string part(1 << 20, '\0'); in;) {
            in.read(part.data(), static_cast<std::streamsize>(part.size()));
            sum.add({part.data(), static_cast<std::size_t>(in.gcount())});
        }
        if (sum.hex().empty()) return 0;
        return (Moment::now().wall - begin.wall) / 1000;
    }

    /// What follows is asked of the index that was loaded.
    void saveAndLoad() {
        const auto file = std::filesystem::temp_directory_path() /
                          ("rejoinder-bench-" + std::to_string(::getpid()) + ".cache");
        auto begin = Moment::now();
        index::Writer to(file);
        index_->save(to);
        const auto bytes = to.finish();
        const double saved = (Moment::now().wall - begin.wall) / 1000;
        const double limit = std::min(readOnly(file), readOnly(file));
        auto loaded = std::make_unique<index::FactIndex>(history_.streams());
        begin = Moment::now();
        {
            index::Reader from(file);
            loaded->load(from);
            from.end();
        }
        const auto end = Moment::now();
        const double seconds = (end.wall - begin.wall) / 1000,
                     rate = static_cast<double>(size_.contacts) / (end.cpu - begin.cpu) * 1000;
        std::filesystem::remove(file);
        std::printf("  file: %.0f MiB, saved in %.2f s; loaded in %.2f s = %.0f contacts/s (computed %.2f s "
                    "= %.0f/s), "
                    "%.1f times reading it and its checksum (%.2f s)\n",
                    static_cast<double>(bytes) / (1 << 20), saved, seconds,
                    static_cast<double>(size_.contacts) / seconds, (end.cpu - begin.cpu) / 1000, rate,
                    seconds / limit, limit);
        check(rate >= 500'000, "500,000 contacts/s out of the file");
        const bool same = counted(*index_) == counted(*loaded) && index_->events() == loaded->events();
        if (!same) std::printf("NOT THE SAME: what was saved and what was loaded\n");
        failed_ = failed_ || !same;
        index_ = std::move(loaded);
    }

    Providers providers() { return {{facts_}, nullptr, nullptr, nullptr}; }

    void count() {
        Questions questions(*facts_, 42);
        Times times;
        std::int64_t sum = 0;
        for (int i = 0; i < 200; ++i) {
            const auto group = questions.group();
            const auto known = providers();
            index::IndexSets sets(*index_, unit_, known);
            Evaluator evaluator(sets);
            const auto begin = Moment::now();
            sum += sets.size(evaluator.evaluate(group));
            times.add(begin);
        }
        times.print("count of 20 conditions, 200 different groups");
        std::printf("    %lld people in all\n", static_cast<long long>(sum));
        check(std::min(times.wall(0.95), times.cpu(0.95)) <= 20, "count of 20 conditions in 20 ms");
    }

    void waterfall() {
        Questions questions(*facts_, 77);
        Times times;
        std::int64_t people = 0;
        for (int i = 0; i < 40; ++i) {
            Condition condition;
            for (int n = 0; n < 4; ++n) condition.all.push_back(questions.leaf(true));
            std::vector<Condition> exclusions;
            for (int n = 0; n < 7; ++n) exclusions.push_back(questions.leaf(false));
            const auto known = providers();
            index::IndexSets sets(*index_, unit_, known);
            Evaluator evaluator(sets);
            const auto begin = Moment::now();
            Set left = evaluator.evaluate(condition);
            people += sets.size(left);
            for (const auto& exclusion : exclusions) {
                left = sets.without(left, evaluator.evaluate(exclusion));
                people += sets.size(left);
            }
            times.add(begin);
        }
        times.print("waterfall of 8 steps");
        std::printf("    %lld people in all\n", static_cast<long long>(people));
        check(std::min(times.wall(0.95), times.cpu(0.95)) <= 100, "waterfall of 8 steps in 100 ms");
    }

    void drawAndList() {
        const auto known = providers();
        index::IndexSets sets(*index_, unit_, known);
        const auto begin = Moment::now();
        const auto drawn = sets.drawn(sets.everybody(), 7, std::min<std::int64_t>(1'000'000, size_.contacts));
        std::printf("  draw of %zu out of all: %.0f ms\n", drawn.size(), Moment::now().wall - begin.wall);
    }

    void change() {
        Times times;
        for (int round = 0; round < 20; ++round) {
            std::vector<Id> whose;
            for (int i = 0; i < 1000; ++i)
                whose.push_back(WorldSize::id(static_cast<std::int64_t>(
                    made(static_cast<std::uint64_t>(i), 9000 + static_cast<std::uint64_t>(round)) %
                    static_cast<std::uint64_t>(size_.contacts))));
            const auto begin = Moment::now();
            index::Told told;
            values_.of(unit_, whose, told);
            index_->replaceValues(whose, told);
            std::vector<contacts::HistoryEvent> events;
            history_.of(unit_, "orders", whose, [&](const auto& e) { events.push_back(e); });
            index_->replaceEvents("orders", whose, events);
            times.add(begin);
        }
        times.print("values and orders of 1,000 changed contacts taken over");
    }

    WorldSize size_;
    MadeValues values_;
    MadeHistory history_;
    std::unique_ptr<index::FactIndex> index_ = std::make_unique<index::FactIndex>(history_.streams());
    NoUnit unit_;
    std::shared_ptr<PlannedFacts> facts_ = std::make_shared<PlannedFacts>();
    bool failed_ = false;
};

} // namespace
} // namespace rejoinder::bench

int main(int argc, char** argv) {
    rejoinder::bench::WorldSize size;
    const bool brief = std::getenv("REJOINDER_SHORT") != nullptr;
    size.contacts = argc > 1 ? std::atoll(argv[1]) : brief ? 100'000 : 1'000'000;
    size.pieces = argc > 2 ? std::atoll(argv[2]) : size.contacts * 10;
    return rejoinder::bench::Bench(size).run();
}
