#include "duplicates_job.h"

#include "duplicates_settings.h"
#include "duplicates_store.h"

#include <algorithm>
#include <optional>
#include <thread>

namespace rejoinder::contacts {

namespace {

constexpr std::size_t kPairsPerUnit = 2000;

} // namespace

void runDuplicateSearch(State& state, const DuplicateJob& job, Attempt& attempt) {
    const DuplicateSettings settings = duplicateSettings(*state.context);
    auto progress = attempt.checkpoint<DuplicateProgress>();
    std::optional<MatchBase> base;
    attempt.read([&](Unit& unit) { base = readBase(unit, settings.birthNames, job.importId); });
    progress.contacts = static_cast<std::int64_t>(base->size());
    MatchSearch search(*base, settings.thresholds);
    const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 2);
    const FoundBy by = job.importId ? FoundBy::Import : FoundBy::Search;
    std::vector<MatchPair> open;
    const std::int64_t before = progress.compared;
    const auto steps = static_cast<std::int64_t>(MatchSearch::kSteps);
    for (std::int64_t step = progress.step; step < steps; ++step) {
        if (attempt.stopping()) return;
        const auto found = search.step(static_cast<std::size_t>(step), threads);
        open.insert(open.end(), found.begin(), found.end());
        attempt.progress(step + 1, steps);
        const bool last = step + 1 == steps;
        if (!last && open.size() < kPairsPerUnit && (step + 1) % 64 != 0) continue;
        // What came together since the last unit may be more than one unit should hold.
        for (std::size_t at = 0; at < open.size() || at == 0; at += kPairsPerUnit) {
            const std::vector<MatchPair> some(
                open.begin() + static_cast<std::ptrdiff_t>(at),
                open.begin() + static_cast<std::ptrdiff_t>(std::min(open.size(), at + kPairsPerUnit)));
            DuplicateProgress next = progress;
            if (at + kPairsPerUnit >= open.size()) next.step = step + 1;
            next.compared = before + static_cast<std::int64_t>(search.compared());
            attempt.write(
                [&](Unit& unit) {
                    next.found = progress.found + storePairs(unit, *base, some, by);
                    next.sure = progress.sure + std::ranges::count(some, Verdict::Sure, &MatchPair::verdict);
                    unit.audit(last ? "contacts.duplicates-end" : "contacts.duplicates-step",
                               job.importId.value_or(Id{}), std::to_string(next.found) + " pairs");
                },
                next);
            progress = next;
        }
        open.clear();
    }
    attempt.result(progress);
}

} // namespace rejoinder::contacts
