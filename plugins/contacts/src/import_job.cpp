#include "import_job.h"

#include "duplicates_store.h"
#include "import_ahead.h"
#include "import_file.h"
#include "import_writer.h"

#include <algorithm>

namespace rejoinder::contacts {

namespace {

/// False when somebody is taking the import back: it goes no further.
bool storeProgress(Unit& unit, const ImportRow& import, const ImportProgress& p, ImportState state,
                   std::string_view reason = {}) {
    const bool over = state == ImportState::Finished || state == ImportState::Stopped;
    const auto changed =
        unit.run("contacts.update-import-progress",
                 {{"id", import.id},
                  {"state", state},
                  {"reason", reason},
                  {"records", p.records},
                  {"created", p.created},
                  {"updated", p.updated},
                  {"unchanged", p.unchanged},
                  {"failed", p.failed},
                  {"firstId", p.firstId},
                  {"lastId", p.lastId},
                  {"finishedAt", over ? std::optional<Timestamp>(unit.now()) : std::nullopt}});
    if (changed == 0) return false;
    std::string detail = nameOf(state) + ", " + std::to_string(p.records) +
                         " rows: " + std::to_string(p.created) + " created, " + std::to_string(p.updated) +
                         " updated, " + std::to_string(p.unchanged) + " unchanged, " +
                         std::to_string(p.failed) + " wrong";
    unit.audit(over ? "contacts.import-end" : "contacts.import-step", import.id, detail);
    return true;
}

/// Rows the whole file may have, judged from the part that was read.
std::int64_t estimatedTotal(const ImportRow& import, const ImportProgress& p) {
    const std::int64_t read = p.offset - import.columns.offset,
                       all = import.columns.bytes - import.columns.offset;
    if (read <= 0) return 0;
    const auto estimate =
        static_cast<double>(p.records) * static_cast<double>(all) / static_cast<double>(read);
    return std::max(p.records, static_cast<std::int64_t>(estimate));
}

/// Batches that one unit may write while no person waits for it. Rows land at random places of the indexes,
/// and a page of them is stored once a unit however many come to it.
constexpr std::size_t kMostBatches = 16;

using Batches = std::vector<std::unique_ptr<ImportBatch>>;

/// Writes the batches at hand and, while no person waits, those that are read meanwhile. May run again whole:
/// what it took stays in `batches`.
ImportProgress writeSome(Unit& unit, const ImportRow& import, ReadAhead& ahead, Batches& batches,
                         const ImportProgress& before) {
    ImportProgress progress = before;
    for (std::size_t i = 0; i < kMostBatches; ++i) {
        if (i == batches.size()) {
            auto next = unit.nobodyWaits() ? ahead.ready() : nullptr;
            if (!next) break;
            batches.push_back(std::move(next));
        }
        progress = writeBatch(unit, import, *batches[i], progress);
        const bool whole = progress.offset >= static_cast<std::int64_t>(batches[i]->end.offset);
        if (!whole || progress.failed > import.settings.maxErrors) break;
    }
    return progress;
}

/// Writes batch after batch; false when the job was told to stop before the end.
bool writeAll(const ImportRow& import, const std::filesystem::path& file, Attempt& attempt,
              ImportProgress& progress) {
    const csv::Position start{static_cast<std::uint64_t>(progress.offset),
                              static_cast<std::uint64_t>(progress.line)};
    ReadAhead ahead(std::make_unique<ImportParser>(file, import.columns, import.settings, import.id, start));
    Batches batches; // read and not written to their end
    while (progress.failed <= import.settings.maxErrors) {
        if (batches.empty()) {
            auto batch = ahead.next();
            if (!batch) break;
            batches.push_back(std::move(batch));
        }
        if (attempt.stopping()) return false;
        ImportProgress next = progress;
        attempt.write(
            [&](Unit& unit) {
                unit.needNotWaitForDisk();
                next = writeSome(unit, import, ahead, batches, progress);
                if (!storeProgress(unit, import, next, ImportState::Running)) throw Overtaken{};
            },
            next);
        progress = next;
        attempt.progress(progress.records, estimatedTotal(import, progress));
        const auto written = [&](const auto& batch) {
            return static_cast<std::int64_t>(batch->end.offset) <= progress.offset;
        };
        const auto rest = std::ranges::find_if_not(batches, written);
        std::for_each(batches.begin(), rest, [&](auto& batch) { ahead.reuse(std::move(batch)); });
        batches.erase(batches.begin(), rest);
    }
    return true;
}

} // namespace

ImportRow requireImport(Unit& unit, Id id) {
    if (auto import = unit.one<ImportRow>("contacts.find-import", {{"id", id}})) return std::move(*import);
    throw Error::notFound("contacts.no-import", "There is no import " + id.toString() + ".");
}

void runImport(State& state, const ImportJob& job, Attempt& attempt) {
    ImportRow import;
    attempt.read([&](Unit& unit) { import = requireImport(unit, job.importId); });
    const std::filesystem::path folder = importFolder(state.context->dataFolder());
    const std::filesystem::path file = readPath(folder, import);
    if (import.columns.bytes == 0) import.columns.bytes = import.fileBytes;
    auto progress = attempt.checkpoint<ImportProgress>();
    if (progress.line == 0) {
        progress.offset = import.columns.offset;
        progress.line = import.columns.line;
    }
    if (import.state == ImportState::Queued || import.state == ImportState::Running) {
        try {
            if (!writeAll(import, file, attempt, progress)) return;
        } catch (const Overtaken&) {
            dropFiles(folder, import.storedAs);
            return;
        }
        const bool tooMany = progress.failed > import.settings.maxErrors;
        import.state = tooMany ? ImportState::Stopped : ImportState::Finished;
        attempt.progress(progress.records, progress.records);
        attempt.write(
            [&](Unit& unit) {
                const bool stored =
                    storeProgress(unit, import, progress, import.state,
                                  tooMany ? "More rows are wrong than maxErrors allows." : "");
                if (stored && import.settings.findDuplicates && progress.created > 0)
                    queueDuplicateSearch(unit, import.id);
            },
            progress);
        state.context->log().info("CONTACTS-IMPORT-ENDED", {{"import", import.id.toString()},
                                                            {"state", nameOf(import.state)},
                                                            {"records", progress.records},
                                                            {"failed", progress.failed}});
    }
    attempt.result(ImportResult{import.id, import.state, progress.records, progress.created, progress.updated,
                                progress.unchanged, progress.failed});
    dropFiles(folder, import.storedAs);
}

} // namespace rejoinder::contacts
