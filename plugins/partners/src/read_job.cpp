#include "read_job.h"

#include "content.h"

#include <algorithm>

namespace rejoinder::partners {

namespace {

constexpr std::size_t kBatch = 100;

/// The next line that is not stored, counted from 0.
struct Reached {
    std::int32_t next = 0;
};
REJOINDER_DESCRIBE(Reached, next)

void store(Unit& unit, const PartnerFileRow& file, const Line& line, const Handling& handling,
           const std::string& aside) {
    if (unit.number("partners.has-line", {{"fileId", file.id}, {"number", line.number}}) != 0) return;
    std::optional<Id> entry;
    bool known = false;
    if (line.fault.empty()) {
        const auto taken = takeTold(unit, handling, line.entry, aside);
        entry = taken.entry.id;
        known = taken.known;
    }
    unit.run("partners.insert-line", {{"fileId", file.id},
                                      {"number", line.number},
                                      {"entryId", entry},
                                      {"known", known ? 1 : 0},
                                      {"reason", line.fault}});
}

void end(Unit& unit, Id file, FileState state, const std::string& fault) {
    unit.run("partners.end-file", {{"id", file}, {"state", state}, {"fault", fault}});
    unit.publish(FileRead{file, state});
    unit.audit("partners.read", file, nameOf(state));
}

} // namespace

void FileReading::run(const ReadFile& job, Attempt& attempt) const {
    std::optional<PartnerFileRow> file;
    std::string bytes;
    attempt.read([&](Unit& u) {
        file = u.one<PartnerFileRow>("partners.find-file", {{"id", job.fileId}});
        if (file) bytes = contentOf(u, file->id);
    });
    if (!file || file->state != FileState::Reading) return;
    const auto& handling = *handlings_.at(static_cast<std::size_t>(file->source));
    Reading read;
    try {
        read = handling.parse(bytes, *file);
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::Invalid) throw;
        context_.log().warning("PARTNERS-FILE-UNREADABLE",
                               {{"file", file->id.toString()}, {"reason", e.code()}});
        attempt.write([&](Unit& u) { end(u, file->id, FileState::Failed, e.code()); });
        return;
    }
    bytes.clear();
    attempt.write([&](Unit& u) {
        u.run("partners.note-controls",
              {{"id", file->id}, {"controls", json::write(read.controls)}, {"lineCount", read.lines.size()}});
    });
    const auto total = static_cast<std::int32_t>(read.lines.size());
    for (auto reached = attempt.checkpoint<Reached>().next; reached < total;) {
        if (attempt.stopping()) return;
        const auto next = std::min(total, reached + static_cast<std::int32_t>(kBatch));
        takeBatch(attempt, *file,
                  std::span(read.lines)
                      .subspan(static_cast<std::size_t>(reached), static_cast<std::size_t>(next - reached)),
                  next);
        attempt.progress(next, total);
        reached = next;
    }
    attempt.write([&](Unit& u) {
        deleteContent(u, file->id);
        end(u, file->id, FileState::Read, "");
        if (file->source == Source::PostalReturns) u.enqueue("partners.count-quality", None{});
    });
}

void FileReading::takeBatch(Attempt& attempt, const PartnerFileRow& file, std::span<const Line> lines,
                            std::int32_t next) const {
    const auto& handling = *handlings_.at(static_cast<std::size_t>(file.source));
    try {
        attempt.write(
            [&](Unit& u) {
                for (const auto& line : lines) store(u, file, line, handling, "");
            },
            Reached{next});
        return;
    } catch (const Error& e) {
        if (asideFor(e).empty()) throw;
    }
    // One of them needs a person; the others need not wait for that. What is stored already is passed over.
    for (const auto& line : lines) {
        try {
            attempt.write([&](Unit& u) { store(u, file, line, handling, ""); });
        } catch (const Error& e) {
            const auto aside = asideFor(e);
            if (aside.empty()) throw;
            attempt.write([&](Unit& u) { store(u, file, line, handling, aside); });
        }
    }
    attempt.write([](Unit& u) { u.audit("partners.batch", {}); }, Reached{next});
}

} // namespace rejoinder::partners
