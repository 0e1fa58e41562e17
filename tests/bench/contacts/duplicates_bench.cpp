// A list of a million people against a million whom we know: each of the list is one of ours, written down by
// somebody else with one to three mistakes. Time, memory of the search, growth from 10^4 on, and how many are
// found; all people are made.

#include "duplicates_search.h"
#include "tests/unit/contacts/made_people.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace rejoinder::contacts {

namespace {

/// Resident memory of this process in megabytes; `field` is VmRSS or VmHWM.
double megabytes(std::string_view field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(field)) return std::strtod(line.c_str() + field.size() + 1, nullptr) / 1024;
    return 0;
}

struct Outcome {
    double seconds = 0, rowsPerSecond = 0, comparisons = 0, recall = 0, precision = 0, sure = 0;
};

Outcome measure(std::uint32_t ours) {
    MatchBase base;
    std::vector<std::uint32_t> person;
    person.reserve(2 * static_cast<std::size_t>(ours));
    {
        made::MadePeople maker(2026);
        // In portions, so that what is measured is the search and not the making.
        const std::uint32_t portion = std::min<std::uint32_t>(ours, 20'000);
        for (std::uint32_t done = 0; done < ours; done += portion) {
            const auto people = maker.base(portion, 100);
            for (std::size_t i = 0; i < people.size(); ++i) {
                base.add(Id{static_cast<std::int64_t>(person.size()) + 1},
                         matchRecord(people[i].contact, people[i].birth), i >= portion);
                person.push_back(done + people[i].person);
            }
        }
    }
    const auto began = std::chrono::steady_clock::now();
    MatchSearch search(base, {});
    std::size_t right = 0, found = 0, sure = 0;
    for (std::size_t step = 0; step < MatchSearch::kSteps; ++step)
        for (const MatchPair& pair : search.step(step, 2)) {
            ++found;
            if (person[pair.a] != person[pair.b]) continue;
            ++right;
            sure += pair.verdict == Verdict::Sure ? 1 : 0;
        }
    Outcome out;
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    out.rowsPerSecond = ours / out.seconds;
    out.comparisons = static_cast<double>(search.compared()) / static_cast<double>(base.size());
    out.recall = static_cast<double>(right) / ours;
    out.precision = static_cast<double>(right) / static_cast<double>(found);
    out.sure = static_cast<double>(sure) / ours;
    return out;
}

} // namespace

int run() {
    const bool brief = std::getenv("REJOINDER_SHORT") != nullptr;
    bool good = true;
    double before = 0;
    for (const std::uint32_t n : {10'000U, 100'000U, 1'000'000U}) {
        if (brief && n > 100'000) break;
        const Outcome o = measure(n);
        const double growth = before == 0 ? 1 : o.seconds / before / 10;
        fmt::print(
            "{:>9} against {:>9}: {:6.1f} s, {:.0f} rows/s, {:.2f} comparisons a record, x {:.2f} of linear; "
            "found {:.4f} (sure {:.4f}) of the copies, {:.4f} of what was found is right; {:.0f} MB at "
            "most\n",
            n, n, o.seconds, o.rowsPerSecond, o.comparisons, growth, o.recall, o.sure, o.precision,
            megabytes("VmHWM"));
        before = o.seconds;
        good = good && growth < 2.5;
        if (n == 1'000'000U) good = good && o.seconds < 600 && megabytes("VmHWM") < 2048;
    }
    return good ? 0 : 1;
}

} // namespace rejoinder::contacts

int main() {
    return rejoinder::contacts::run();
}
