#include "read_job.h"

#include "content.h"

#include <deque>
#include <future>
#include <thread>

namespace rejoinder::scan {

namespace {

/// The next page that is not stored.
struct Reached {
    std::int32_t next = 1;
};
REJOINDER_DESCRIBE(Reached, next)

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
    const MemoryFile content(bytes);
    file->pages = program_.pagesOf(content);
    attempt.write([&](Unit& u) {
        u.run("channel-scan.set-file-pages", {{"pages", file->pages}, {"id", file->id}});
    });
    auto reached = attempt.checkpoint<Reached>();
    const auto atOnce = std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
    std::deque<std::future<PageInHand>> ahead;
    for (int started = reached.next; reached.next <= file->pages;) {
        if (attempt.stopping()) return;
        for (; started <= file->pages && ahead.size() < atOnce; ++started)
            ahead.push_back(
                std::async(std::launch::async, [this, &content, started] { return look(content, started); }));
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

PageInHand FileReading::look(const MemoryFile& file, int number) const {
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
        // What no page could be made of is kept as it came, unless one of the others had to be forgotten.
        if (u.number("channel-scan.count-unreadable", {{"fileId", file.id}}) == 0 ||
            u.number("channel-scan.count-forgotten", {{"fileId", file.id}}) != 0)
            deleteContent(u, file.id);
        u.run("channel-scan.finish-file", {{"id", file.id}});
        u.publish(FileRead{file.id, file.batchId, file.pages});
        u.audit("channel-scan.read", file.id, std::to_string(file.pages));
    });
}

} // namespace rejoinder::scan
