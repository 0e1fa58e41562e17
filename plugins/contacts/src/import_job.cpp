#include "import_job.h"

#include "import_file.h"
#include "import_parser.h"
#include "import_writer.h"

#include <array>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace rejoinder::contacts {

namespace {

/// Reads ahead: the next batches are parsed on a thread of their own while one is being written.
class ReadAhead {
public:
    explicit ReadAhead(std::unique_ptr<ImportParser> parser)
        : parser_(std::move(parser)), thread_([this](const std::stop_token& stop) { run(stop); }) {}
    ~ReadAhead() {
        thread_.request_stop();
        changed_.notify_all();
    }
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    /// The next batch or null at the end. @throws what reading threw.
    std::unique_ptr<ImportBatch> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !ready_.empty() || ended_; });
        if (ready_.empty()) {
            if (failure_) std::rethrow_exception(failure_);
            return nullptr;
        }
        auto batch = std::move(ready_.front());
        ready_.pop_front();
        changed_.notify_all();
        return batch;
    }

    /// Gives a batch back, so that its memory serves again.
    void reuse(std::unique_ptr<ImportBatch> batch) {
        const std::scoped_lock lock(mutex_);
        spare_.push_back(std::move(batch));
    }

private:
    static constexpr std::size_t kAhead = 2;

    void run(const std::stop_token& stop) {
        try {
            while (!stop.stop_requested()) {
                auto batch = empty();
                if (!parser_->next(*batch)) break;
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return ready_.size() < kAhead || stop.stop_requested(); });
                ready_.push_back(std::move(batch));
                changed_.notify_all();
            }
        } catch (...) {
            const std::scoped_lock lock(mutex_);
            failure_ = std::current_exception();
        }
        const std::scoped_lock lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }

    std::unique_ptr<ImportBatch> empty() {
        const std::scoped_lock lock(mutex_);
        if (spare_.empty()) return std::make_unique<ImportBatch>();
        auto batch = std::move(spare_.back());
        spare_.pop_back();
        return batch;
    }

    std::unique_ptr<ImportParser> parser_;
    std::mutex mutex_; // guards what follows
    std::condition_variable changed_;
    std::deque<std::unique_ptr<ImportBatch>> ready_;
    std::vector<std::unique_ptr<ImportBatch>> spare_;
    bool ended_ = false;
    std::exception_ptr failure_;
    std::jthread thread_; // last: it ends before the rest goes
};

void storeProgress(Unit& unit, const ImportRow& import, const ImportProgress& p, ImportState state,
                   std::string_view reason = {}) {
    const bool over = state == ImportState::Finished || state == ImportState::Stopped;
    unit.run("contacts.update-import-progress",
             {{"id", import.id},
              {"state", state},
              {"reason", reason},
              {"records", p.records},
              {"created", p.created},
              {"updated", p.updated},
              {"unchanged", p.unchanged},
              {"failed", p.failed},
              {"finishedAt", over ? std::optional<Timestamp>(unit.now()) : std::nullopt}});
    std::string detail = nameOf(state) + ", " + std::to_string(p.records) +
                         " rows: " + std::to_string(p.created) + " created, " + std::to_string(p.updated) +
                         " updated, " + std::to_string(p.unchanged) + " unchanged, " +
                         std::to_string(p.failed) + " wrong";
    unit.audit(over ? "contacts.import-end" : "contacts.import-step", import.id, detail);
}

/// Rows the whole file may have, judged from the part that was read.
std::int64_t estimatedTotal(const ImportRow& import, const ImportProgress& p) {
    const std::int64_t read = p.offset - import.columns.offset,
                       all = import.fileBytes - import.columns.offset;
    if (read <= 0) return 0;
    const auto estimate =
        static_cast<double>(p.records) * static_cast<double>(all) / static_cast<double>(read);
    return std::max(p.records, static_cast<std::int64_t>(estimate));
}

/// Writes batch after batch; false when the job was told to stop before the end.
bool writeAll(const ImportRow& import, const std::filesystem::path& file, Attempt& attempt,
              ImportProgress& progress) {
    const csv::Position start{static_cast<std::uint64_t>(progress.offset),
                              static_cast<std::uint64_t>(progress.line)};
    ReadAhead ahead(std::make_unique<ImportParser>(file, import.columns, import.settings, import.id, start));
    while (progress.failed <= import.settings.maxErrors) {
        if (attempt.stopping()) return false;
        auto batch = ahead.next();
        if (!batch) break;
        ImportProgress next = progress;
        attempt.write(
            [&](Unit& unit) {
                next = writeBatch(unit, import, *batch, progress);
                storeProgress(unit, import, next, ImportState::Running);
            },
            next);
        progress = next;
        attempt.progress(progress.records, estimatedTotal(import, progress));
        ahead.reuse(std::move(batch));
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
    const std::filesystem::path file = importFolder(state.context->dataFolder()) / import.storedAs;
    auto progress = attempt.checkpoint<ImportProgress>();
    if (progress.line == 0) {
        progress.offset = import.columns.offset;
        progress.line = import.columns.line;
    }
    if (import.state == ImportState::Queued || import.state == ImportState::Running) {
        if (!writeAll(import, file, attempt, progress)) return;
        const bool tooMany = progress.failed > import.settings.maxErrors;
        import.state = tooMany ? ImportState::Stopped : ImportState::Finished;
        attempt.progress(progress.records, progress.records);
        attempt.write(
            [&](Unit& unit) {
                storeProgress(unit, import, progress, import.state,
                              tooMany ? "More rows are wrong than maxErrors allows." : "");
            },
            progress);
        state.context->log().info("CONTACTS-IMPORT-ENDED", {{"import", import.id.toString()},
                                                            {"state", nameOf(import.state)},
                                                            {"records", progress.records},
                                                            {"failed", progress.failed}});
    }
    attempt.result(ImportResult{import.id, import.state, progress.records, progress.created, progress.updated,
                                progress.unchanged, progress.failed});
    std::error_code gone;
    std::filesystem::remove(file, gone);
}

} // namespace rejoinder::contacts
