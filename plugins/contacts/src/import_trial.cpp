#include "duplicates_search.h"
#include "duplicates_settings.h"
#include "duplicates_store.h"
#include "import_ahead.h"
#include "import_file.h"
#include "import_job.h"
#include "import_writer.h"

#include <algorithm>
#include <optional>
#include <thread>

/// The dry run: what an import would do.
namespace rejoinder::contacts {

namespace {

constexpr std::size_t kExamples = 50;

/// The rows that would become contacts, among everybody who is there.
class RowsAndContacts {
public:
    RowsAndContacts(MatchBase base, const std::vector<std::string>& birthNames)
        : base_(std::move(base)), contacts_(base_.size()), birthNames_(birthNames) {}

    void add(const ImportBatch& batch, std::size_t row) {
        const RowNote& note = batch.notes[row];
        std::string birth;
        for (std::size_t i = note.attributesBegin; i < note.attributesEnd; ++i)
            if (std::ranges::find(birthNames_, batch.attributes[i].name) != birthNames_.end())
                birth = batch.attributes[i].valueText;
        base_.add(Id{note.line}, matchRecord(batch.rows[row].contact, birth), true);
    }

    /// Compares; false when told to stop.
    bool search(const MatchThresholds& thresholds, Attempt& attempt, TrialResult& result) {
        if (base_.size() == contacts_) return true;
        MatchSearch search(base_, thresholds);
        const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 2);
        std::vector<Verdict> best(base_.size() - contacts_, Verdict::No);
        for (std::size_t step = 0; step < MatchSearch::kSteps; ++step) {
            if (attempt.stopping()) return false;
            for (const MatchPair& pair : search.step(step, threads)) note(pair, best, result);
        }
        result.duplicatesSure = std::ranges::count(best, Verdict::Sure);
        result.duplicatesPerhaps = std::ranges::count(best, Verdict::Perhaps);
        std::ranges::stable_sort(result.examples, [](const TrialPair& a, const TrialPair& b) {
            return std::pair(a.score, -a.line) > std::pair(b.score, -b.line);
        });
        return true;
    }

private:
    /// Of two rows the later one is the duplicate.
    void note(const MatchPair& pair, std::vector<Verdict>& best, TrialResult& result) const {
        const bool bothRows = pair.a >= contacts_;
        Verdict& verdict = best[pair.b - contacts_];
        verdict = std::max(verdict, pair.verdict);
        if (result.examples.size() >= kExamples) return;
        TrialPair example{base_.id(pair.b).value, {}, {}, pair.score, pair.verdict == Verdict::Sure};
        if (bothRows)
            example.otherLine = base_.id(pair.a).value;
        else
            example.contactId = base_.id(pair.a);
        result.examples.push_back(example);
    }

    MatchBase base_;
    std::size_t contacts_; ///< those before it are there already
    const std::vector<std::string>& birthNames_;
};

/// Overtaken when the settings were changed meanwhile: another trial is wanted.
void storeTrial(Unit& unit, const ImportRow& import, const TrialResult& r, ImportState state) {
    const bool over = state == ImportState::Checked;
    const auto changed = unit.run(
        "contacts.update-import-check",
        {{"id", import.id},
         {"version", import.version},
         {"state", state},
         {"reason", ""},
         {"records", r.records},
         {"created", r.created},
         {"updated", r.updated},
         {"unchanged", r.unchanged},
         {"failed", r.failed},
         {"duplicatesSure", over ? std::optional<std::int64_t>(r.duplicatesSure) : std::nullopt},
         {"duplicatesPerhaps", over ? std::optional<std::int64_t>(r.duplicatesPerhaps) : std::nullopt}});
    if (changed == 0) throw Overtaken{};
    unit.audit(over ? "contacts.import-tried" : "contacts.import-trial", import.id,
               std::to_string(r.records) + " rows");
}

TrialResult resultOf(const ImportRow& import, const ImportProgress& p) {
    return {import.id, p.records, p.created, p.updated, p.unchanged, p.failed, 0, 0, {}};
}

/// Reads the whole file; false when told to stop.
bool countAll(const ImportRow& import, const std::filesystem::path& file, Attempt& attempt,
              ImportProgress& progress, RowsAndContacts& people) {
    const csv::Position start{static_cast<std::uint64_t>(import.columns.offset),
                              static_cast<std::uint64_t>(import.columns.line)};
    ReadAhead ahead(std::make_unique<ImportParser>(file, import.columns, import.settings, import.id, start));
    Trial trial;
    if (hasKey(import.columns.columns))
        trial.repeated = ImportParser::repeatedKeys(file, import.columns, import.settings, start);
    while (progress.failed <= import.settings.maxErrors) {
        if (attempt.stopping()) return false;
        auto batch = ahead.next();
        if (!batch) break;
        ImportProgress next = progress;
        attempt.write([&](Unit& unit) {
            next = writeBatch(unit, import, *batch, progress, &trial);
            storeTrial(unit, import, resultOf(import, next), ImportState::Checking);
        });
        progress = next;
        trial.settle();
        for (const std::size_t row : trial.made) people.add(*batch, row);
        attempt.progress(progress.records, 0);
        ahead.reuse(std::move(batch));
    }
    return true;
}

} // namespace

void runTrial(State& state, const TrialJob& job, Attempt& attempt) {
    const DuplicateSettings settings = duplicateSettings(*state.context);
    std::optional<ImportRow> import;
    std::optional<MatchBase> base;
    attempt.read([&](Unit& unit) {
        import = unit.one<ImportRow>("contacts.find-import", {{ "id", job.importId }});
        base = readBase(unit, settings.birthNames, Id{-1}); // nobody who is there is fresh
    });
    if (!import || import->version != job.version || import->state != ImportState::Checking) return;
    const std::filesystem::path file = readPath(importFolder(state.context->dataFolder()), *import);
    try {
        // A trial that was interrupted begins anew: what it remembers is nowhere.
        attempt.write([&](Unit& unit) {
            unit.run("contacts.delete-import-errors", {{"importId", import->id}});
            storeTrial(unit, *import, resultOf(*import, {}), ImportState::Checking);
        });
        RowsAndContacts people(std::move(*base), settings.birthNames);
        ImportProgress progress;
        if (!countAll(*import, file, attempt, progress, people)) return;
        TrialResult result = resultOf(*import, progress);
        if (!people.search(settings.thresholds, attempt, result)) return;
        attempt.write([&](Unit& unit) { storeTrial(unit, *import, result, ImportState::Checked); });
        attempt.progress(progress.records, progress.records);
        attempt.result(result);
    } catch (const Overtaken&) {}
}

} // namespace rejoinder::contacts
