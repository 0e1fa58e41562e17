#include "read_job.h"

#include "content.h"

#include <deque>
#include <fstream>
#include <future>
#include <thread>

namespace rejoinder::scan {

namespace {

/// The next page that is not stored.
struct Reached {
    std::int32_t next = 1;
};
REJOINDER_DESCRIBE(Reached, next)

/// The file on this node's disk while it is read.
class LocalFile {
public:
    LocalFile(std::filesystem::path path, std::string_view bytes) : path_(std::move(path)) {
        std::ofstream out(path_, std::ios::binary | std::ios::trunc);
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        out.close();
        if (!out) throw Error(ErrorKind::Unavailable, "channel-scan.no-space", "a scan cannot be written");
    }
    ~LocalFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    LocalFile(const LocalFile&) = delete;
    LocalFile& operator=(const LocalFile&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace

void FileReading::run(const ReadFile& job, Attempt& attempt) const {
    std::optional<FileRow> file;
    std::optional<BatchRow> batch;
    std::string bytes;
    attempt.read([&](Unit& u) {
        file = u.one<FileRow>("channel-scan.find-file", {{"id", job.fileId}});
        if (!file || file->finished) return;
        batch = u.one<BatchRow>("channel-scan.find-batch", {{"id", file->batchId}});
        bytes = contentOf(u, file->id);
    });
    if (!batch) return;
    const LocalFile local(
        context_.dataFolder() / (job.fileId.toString() + "-" + std::to_string(attempt.number())), bytes);
    file->pages = program_.pagesOf(local.path());
    attempt.write([&](Unit& u) {
        u.run("channel-scan.set-file-pages", {{"pages", file->pages}, {"id", file->id}});
    });
    auto reached = attempt.checkpoint<Reached>();
    const auto atOnce = std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
    std::deque<std::future<PageInHand>> ahead;
    for (int started = reached.next; reached.next <= file->pages;) {
        if (attempt.stopping()) return;
        for (; started <= file->pages && ahead.size() < atOnce; ++started)
            ahead.push_back(std::async(std::launch::async,
                                       [this, &local, started] { return look(local.path(), started); }));
        const auto page = ahead.front().get();
        ahead.pop_front();
        const bool asItCame = page.read.answer && page.read.answer->asItCame;
        const Reached next{reached.next + 1};
        attempt.write(
            [&](Unit& u) {
                storePage(u, neighbours_, *file, *batch, reached.next, page,
                          asItCame ? bytes : page.read.picture);
            },
            next);
        attempt.progress(reached.next, file->pages);
        reached = next;
    }
    finish(attempt, *file);
}

PageInHand FileReading::look(const std::filesystem::path& file, int number) const {
    PageInHand page{program_.read(file, number, {}), {}};
    if (!page.read.answer) {
        context_.log().warning("SCAN-PAGE-UNREADABLE", {{"page", number}, {"reason", page.read.fault}});
        return page;
    }
    Wanted wanted;
    context_.storage().read([&](Unit& u) {
        const auto pieces = piecesOn(u, *neighbours_.pieces, *page.read.answer);
        if (pieces.size() != 1) return;
        page.card =
            u.one<CardTemplate>("channel-scan.find-card", {{"campaignId", pieces.front().campaignId}});
        for (const auto& code : page.read.answer->codes)
            if (const auto piece = neighbours_.pieces->findByCode(u, codeIn(code.text)))
                wanted.code = code.text;
    });
    if (!page.card) return page;
    wanted.moduleMm = page.card->moduleMm;
    for (const auto& box : page.card->boxes) wanted.boxes.push_back({box.x, box.y, box.width, box.height});
    if (auto again = program_.read(file, number, wanted); again.answer) page.read = std::move(again);
    return page;
}

void FileReading::finish(Attempt& attempt, const FileRow& file) const {
    attempt.write([&](Unit& u) {
        // What no page could be made of is kept as it came.
        if (u.number("channel-scan.count-unreadable", {{"fileId", file.id}}) == 0) deleteContent(u, file.id);
        u.run("channel-scan.finish-file", {{"id", file.id}});
        u.publish(FileRead{file.id, file.batchId, file.pages});
        u.audit("channel-scan.read", file.id, std::to_string(file.pages));
    });
}

} // namespace rejoinder::scan
