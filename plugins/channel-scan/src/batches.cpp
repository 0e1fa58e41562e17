#include "batches.h"

#include "content.h"

#include <digest/digest.h>
#include <inbox/inbox.h>

namespace rejoinder::scan {

namespace {

struct StateCount {
    PageState state = PageState::Captured;
    std::int64_t pages = 0;
};
REJOINDER_DESCRIBE(StateCount, state, pages)

BatchRow findRow(Unit& unit, Id batch) {
    auto row = unit.one<BatchRow>("channel-scan.find-batch", {{"id", batch}});
    if (!row) throw Error::notFound("channel-scan.no-such-batch", "there is no such batch of scans");
    return std::move(*row);
}

std::optional<FileRow> known(Unit& unit, const std::string& digest) {
    return unit.one<FileRow>("channel-scan.find-file-by-digest", {{"digest", digest}});
}

void insertFile(Unit& unit, Id batch, const ScanFile& file, const std::string& digest) {
    const auto contentType = file.contentType();
    if (contentType.empty())
        throw Error::invalid("", "channel-scan.no-picture", "the file is neither TIFF, JPEG, PNG nor PDF");
    const auto id = unit.newId();
    unit.run("channel-scan.insert-file", {{"id", id},
                                          {"batchId", batch},
                                          {"digest", digest},
                                          {"name", inbox::textOf(file.name, 255)},
                                          {"contentType", contentType},
                                          {"bytes", file.bytes.size()},
                                          {"receivedAt", unit.now()}});
    storeContent(unit, id, file.bytes);
    JobRequest request;
    request.uniqueKey = id.toString();
    request.title = file.name;
    unit.enqueue("channel-scan.read", ReadFile{id}, request);
    unit.audit("channel-scan.receive", id, digest);
}

} // namespace

std::string_view ScanFile::contentType() const {
    using namespace std::string_view_literals;
    const std::string_view head(bytes);
    if (head.starts_with("II*\0"sv) || head.starts_with("MM\0*"sv)) return "image/tiff";
    if (head.starts_with("\xFF\xD8\xFF"sv)) return "image/jpeg";
    if (head.starts_with("\x89PNG"sv)) return "image/png";
    if (head.substr(0, 1024).find("%PDF-") != std::string_view::npos) return "application/pdf";
    return "";
}

ScanBatch Batches::create(Unit& unit, const NewScan& in, const ScanFile& file) const {
    const auto digest = digest::sha256Hex(file.bytes);
    if (const auto before = known(unit, digest)) return find(unit, before->batchId);
    const auto id = insert(unit, in, in.name.empty() ? file.name : in.name, "");
    insertFile(unit, id, file, digest);
    return find(unit, id);
}

ScanBatch Batches::add(Unit& unit, Id batch, const ScanFile& file) const {
    findRow(unit, batch);
    const auto digest = digest::sha256Hex(file.bytes);
    const auto before = known(unit, digest);
    if (before && before->batchId != batch)
        throw Error::conflict("channel-scan.known-file",
                              "this file was taken in before, in the batch " + before->batchId.toString());
    if (!before) insertFile(unit, batch, file, digest);
    return find(unit, batch);
}

void Batches::addOfDay(Unit& unit, const std::string& type, const ScanFile& file) const {
    const auto digest = digest::sha256Hex(file.bytes);
    if (known(unit, digest)) return;
    const auto day = Date::of(unit.now()).toString();
    Id batch{unit.number("channel-scan.batch-of-day", {{"dayKey", day}})};
    if (!batch) batch = insert(unit, {type, {}, {}, {}}, day, day);
    insertFile(unit, batch, file, digest);
}

Id Batches::insert(Unit& unit, const NewScan& in, const std::string& name, const std::string& dayKey) const {
    if (!capturing_->takes(unit, in.type))
        throw Error::invalid("/type", "channel-scan.unknown-type",
                             "there is no active response type " + in.type);
    if (in.campaignId && !campaigns_->find(unit, *in.campaignId))
        throw Error::invalid("/campaignId", "channel-scan.unknown-campaign", "there is no such campaign");
    const auto id = unit.newId();
    unit.run("channel-scan.insert-batch", {{"id", id},
                                           {"name", name.empty() ? id.toString() : inbox::textOf(name, 200)},
                                           {"type", in.type},
                                           {"campaignId", in.campaignId},
                                           {"pagesExpected", in.pagesExpected},
                                           {"dayKey", dayKey.empty() ? std::optional<std::string>() : dayKey},
                                           {"createdAt", unit.now()},
                                           {"createdBy", unit.actor().name}});
    unit.audit("channel-scan.create", id, name);
    return id;
}

ScanBatch Batches::find(Unit& unit, Id batch) {
    return withBalance(unit, findRow(unit, batch));
}

ScanBatch Batches::withBalance(Unit& unit, BatchRow row) {
    ScanBatch batch{row.id,
                    std::move(row.name),
                    std::move(row.type),
                    row.campaignId,
                    row.pagesExpected,
                    row.createdAt,
                    std::move(row.createdBy),
                    unit.all<FileOfBatch>("channel-scan.files-of-batch", {{"batchId", row.id}}),
                    {},
                    row.version};
    auto& b = batch.balance;
    bool reading = false;
    for (const auto& file : batch.files) {
        b.pages += file.pages;
        reading = reading || !file.finished;
    }
    for (const auto& [state, pages] :
         unit.all<StateCount>("channel-scan.count-pages", {{"batchId", row.id}})) {
        switch (state) {
        case PageState::Captured: b.captured = pages; break;
        case PageState::Duplicate: b.duplicate = pages; break;
        case PageState::Clearing: b.clearing = pages; break;
        case PageState::Rejected: b.rejected = pages; break;
        }
    }
    b.waiting = b.pages - b.captured - b.duplicate - b.clearing - b.rejected;
    b.state = stateOf(b, reading, batch.pagesExpected);
    return batch;
}

BatchState stateOf(const Balance& balance, bool reading, std::optional<std::int32_t> pagesExpected) {
    if (reading) return BatchState::Reading;
    if (balance.waiting != 0 || (pagesExpected && *pagesExpected != balance.pages))
        return BatchState::Unbalanced;
    return balance.clearing > 0 ? BatchState::Clearing : BatchState::Closed;
}

ScanBatch Batches::change(Unit& unit, const ChangeScan& in) {
    auto row = findRow(unit, in.id);
    if (in.name) row.name = *in.name;
    if (in.pagesExpected) row.pagesExpected = in.pagesExpected;
    unit.run("channel-scan.change-batch",
             {{"name", row.name}, {"pagesExpected", row.pagesExpected}, {"id", in.id}});
    unit.audit("channel-scan.change", in.id, json::write(in));
    return find(unit, in.id);
}

} // namespace rejoinder::scan
