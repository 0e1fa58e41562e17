#include "cards.h"
#include "content.h"
#include "pages.h"
#include "plugin_manifest.h"
#include "read_job.h"
#include "watching.h"

#include <rejoinder/paging.h>

namespace rejoinder::scan {

struct BatchQuery {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(BatchQuery, limit, cursor)

struct BatchById {
    Id id;
};
REJOINDER_DESCRIBE(BatchById, id)

namespace {

const UploadRules kUploads{ScanFile::kMostBytes,
                           {"image/tiff", "image/jpeg", "image/png", "application/pdf"}};

ScanFile fileOf(const Upload& upload) {
    return {bytesOf(upload.path), upload.fileName};
}

Page<ScanBatch> list(Unit& unit, const BatchQuery& in) {
    const auto limit = paging::limitOf(in.limit);
    Page<ScanBatch> page;
    for (auto& row :
         unit.all<BatchRow>("channel-scan.list-batches",
                            {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})}, {"limit", limit}}))
        page.items.push_back(Batches::withBalance(unit, std::move(row)));
    return paging::pageOf(std::move(page.items), limit);
}

std::vector<std::string> check(Unit& unit) {
    std::vector<std::string> wrong;
    if (const auto n = unit.number("channel-scan.count-incomplete-files"); n != 0)
        wrong.push_back(std::to_string(n) +
                        " scanned files were read, but not all of their pages are there.");
    if (const auto n = unit.number("channel-scan.count-pages-nowhere"); n != 0)
        wrong.push_back(std::to_string(n) + " scanned pages are captured or in clearing, but name neither.");
    return wrong;
}

} // namespace

/// Scanned reply cards: codes and boxes are read, what is sure is captured, the rest goes to a person.
class ScanPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.permission("channel-scan.read", "See scanned cards and their pictures",
                     {"marketer", "agent", "analyst"});
        d.permission("channel-scan.write", "Hand in scanned cards, delete their pictures",
                     {"agent", "marketer"});
        d.page("/scans", "Scanned cards", "channel-scan.read");
        d.setting<std::string>(
            "watch-folder", "",
            "Folder into which a scanner puts TIFF, JPEG, PNG or PDF; what is taken is moved to "
            "`taken` below it; empty = none");
        d.setting<std::string>("watch-type", "information-request",
                               "Response type that a card in the watched folder means");
        d.setting<std::int64_t>(
            "picture-days", 90,
            "How long pictures are kept of pages that are nobody's reply: blank, unreadable, rejected; days",
            [](const std::int64_t& v) { return v >= 1 && v <= 3650 ? "" : "between 1 and 3650"; });
        declareBatches(d);
        declarePages(d);
        declareCards(
            d, [this] { return capturing_; }, [this] { return campaigns_; });
        d.job<ReadFile>("read", {.parallel = 2},
                        [this](const ReadFile& job, Attempt& attempt) { reading_->run(job, attempt); });
        d.job<None>("watch", {},
                    [this](const None&, Attempt& attempt) { takeFromFolder(*context_, *batches_, attempt); });
        d.every(std::chrono::seconds(15), "channel-scan.watch");
        d.job<None>("forget", {}, [this](const None&, Attempt& attempt) {
            const auto days = std::chrono::hours(24) * context_->setting<std::int64_t>("picture-days");
            bool more = true;
            while (more && !attempt.stopping())
                more =
                    attempt.write([&](Unit& u) { return forgetOld(u, u.now().plus(-days)); }) == kForgetStep;
        });
        d.every(std::chrono::hours(6), "channel-scan.forget");
        d.on<responses::ClearingDecided>(
            [](const responses::ClearingDecided& e, const Delivery&, Unit& u) { hearDecision(u, e); });
        d.announce<FileRead>("channel-scan.read");
        d.verify("scans", &check);
        d.message("SCAN-PAGE-UNREADABLE", "A scanned page could not be read.",
                  "Its file can be had from the page in /scans; scan the card again.");
        d.message("SCAN-FILE-REFUSED",
                  "A file in the watched folder is neither TIFF, JPEG, PNG nor PDF, or has "
                  "more than 100 MB.",
                  "It lies in `refused` below the folder.");
        d.message("SCAN-FOLDER-FAILED", "The watched folder cannot be worked on.",
                  "Look at channel-scan.watch-folder, its permissions, and channel-scan.watch-type.");
    }

    void start(Context& context) override {
        context_ = &context;
        capturing_ = context.use<responses::Capturing>();
        campaigns_ = context.use<campaigns::Campaigns>();
        batches_.emplace(capturing_, campaigns_);
        reading_.emplace(context, Neighbours{capturing_, context.use<dispatch::Pieces>()});
        context.provide<contacts::PersonRecords>(makePersonRecords());
        context.provide<responses::TurnedAway>(makeTurnedAway());
    }

    void stop() noexcept override {
        reading_.reset();
        batches_.reset();
        campaigns_.reset();
        capturing_.reset();
    }

private:
    void declareBatches(Declarations& d) {
        d.upload<NewScan, ScanBatch>("/scan-batches",
                                     {"channel-scan.write",
                                      "Hand in a scanned stack: TIFF (with several pages), JPEG, PNG or PDF. "
                                      "The same file again makes nothing",
                                      201},
                                     kUploads, [this](const NewScan& in, Upload& upload, Call& call) {
                                         const auto file = fileOf(upload);
                                         return context_->storage().write(
                                             [&](Unit& u) { return batches_->create(u, in, file); },
                                             {Priority::Interactive, call.actor()});
                                     });
        d.upload<BatchById, ScanBatch>(
            "/scan-batches/{id}/files",
            {"channel-scan.write", "Add a file to a scanned stack; one that it has already adds nothing"},
            kUploads, [this](const BatchById& in, Upload& upload, Call& call) {
                const auto file = fileOf(upload);
                return context_->storage().write([&](Unit& u) { return batches_->add(u, in.id, file); },
                                                 {Priority::Interactive, call.actor()});
            });
        d.get<BatchQuery, Page<ScanBatch>>(
            "/scan-batches", {"channel-scan.read", "Scanned stacks with their balance, newest first"},
            [](const BatchQuery& in, Call&, Unit& u) { return list(u, in); });
        d.get<BatchById, ScanBatch>(
            "/scan-batches/{id}", {"channel-scan.read", "A scanned stack with its files and balance"},
            [](const BatchById& in, Call&, Unit& u) { return Batches::find(u, in.id); });
        d.patch<ChangeScan, ScanBatch>(
            "/scan-batches/{id}",
            {"channel-scan.write", "Correct the control total or the name of a stack", 200, true},
            [](const ChangeScan& in, Call& call, Unit& u) {
                call.requireMatch(Batches::find(u, in.id).version);
                return Batches::change(u, in);
            });
    }

    Context* context_ = nullptr;
    std::shared_ptr<responses::Capturing> capturing_;
    std::shared_ptr<campaigns::Campaigns> campaigns_;
    std::optional<Batches> batches_;
    std::optional<FileReading> reading_;
};

} // namespace rejoinder::scan

REJOINDER_PLUGIN(rejoinder::scan::ScanPlugin)
