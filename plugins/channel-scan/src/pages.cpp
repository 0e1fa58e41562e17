#include "pages.h"

#include "content.h"

#include <rejoinder/paging.h>

namespace rejoinder::scan {

struct PageQuery {
    std::optional<Id> batchId, clearingId;
    std::optional<PageState> state;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) {
        r.at("batchId").says("Pages of a batch; this or clearingId is needed");
        r.at("clearingId").says("The page behind a clearing entry");
        r.at("limit").range(1, 1000);
    }
};
REJOINDER_DESCRIBE(PageQuery, batchId, clearingId, state, limit, cursor)

struct PageById {
    Id id;
};
REJOINDER_DESCRIBE(PageById, id)

namespace {

ScanPage findPage(Unit& unit, Id id) {
    auto page = unit.one<ScanPage>("channel-scan.find-page", {{"id", id}});
    if (!page) throw Error::notFound("channel-scan.no-such-page", "there is no such page");
    return std::move(*page);
}

Page<ScanPage> list(Unit& unit, const PageQuery& in) {
    if (in.clearingId) {
        Page<ScanPage> one;
        one.items =
            unit.all<ScanPage>("channel-scan.find-page-of-clearing", {{"clearingId", *in.clearingId}});
        return one;
    }
    if (!in.batchId)
        throw Error::invalid("/batchId", "channel-scan.which-pages", "name a batch or a clearing entry");
    const auto limit = paging::limitOf(in.limit);
    return paging::pageOf(
        unit.all<ScanPage>("channel-scan.list-pages", {{"batchId", *in.batchId},
                                                       {"anyState", in.state ? 0 : 1},
                                                       {"state", in.state.value_or(PageState::Captured)},
                                                       {"after", paging::cursorId(in.cursor)},
                                                       {"limit", limit}}),
        limit);
}

Download picture(Unit& unit, const ScanPage& page) {
    Download download;
    download.content = contentOf(unit, page.id);
    download.contentType = page.contentType;
    download.fileName = page.id.toString() + (page.contentType == "image/jpeg" ? ".jpg" : ".png");
    if (download.content.empty()) {
        // A page that could not be read: the file itself, for programs that know better.
        download.content = contentOf(unit, page.fileId);
        download.contentType = "application/octet-stream";
        download.fileName = page.fileId.toString();
    }
    if (download.content.empty())
        throw Error::notFound("channel-scan.no-picture-left", "the picture of this page was deleted");
    return download;
}

/// A file that is kept for pages that could not be read shows this one, too; one that is still being read
/// goes when that has ended.
void forget(Unit& unit, const ScanPage& page) {
    deleteContent(unit, page.id);
    if (unit.number("channel-scan.file-finished", {{"id", page.fileId}}) != 0)
        deleteContent(unit, page.fileId);
    unit.run("channel-scan.forget-picture", {{"id", page.id}});
}

struct AwayRow {
    Timestamp dayBegin;
    std::int64_t pages = 0;
};
REJOINDER_DESCRIBE(AwayRow, dayBegin, pages)

class ScanRecords final : public contacts::PersonRecords {
public:
    std::vector<contacts::TimelineEntry> timeline(Unit& /*unit*/, std::span<const Id> /*contacts*/,
                                                  Timestamp /*before*/, std::int32_t /*limit*/) override {
        return {}; // the responses tell it
    }
    void traces(Unit& /*unit*/, std::span<const Id> /*contacts*/, const Trace& /*take*/) override {}
    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::int64_t changed = 0;
        for (const Id contact : contacts) {
            Id after;
            for (bool more = true; more;) {
                const auto pages = unit.all<ScanPage>("channel-scan.pages-of-contact",
                                                      {{"contactId", contact}, {"after", after}});
                for (const auto& page : pages) forget(unit, page);
                changed += static_cast<std::int64_t>(pages.size());
                more = !pages.empty();
                if (more) after = pages.back().id;
            }
        }
        return changed;
    }
};

} // namespace

namespace {

class BlankAndUnreadable final : public responses::TurnedAway {
public:
    std::vector<responses::AwayCount> count(Unit& unit, Timestamp since, Timestamp until) override {
        std::vector<responses::AwayCount> counts;
        unit.forEach<AwayRow>("channel-scan.turned-away", {{"since", since}, {"until", until}},
                              [&](const AwayRow& row) {
                                  counts.push_back({Date::of(row.dayBegin), Channel::Post, row.pages});
                              });
        return counts;
    }
};

} // namespace

std::shared_ptr<responses::TurnedAway> makeTurnedAway() {
    return std::make_shared<BlankAndUnreadable>();
}

std::int64_t forgetOld(Unit& unit, Timestamp before) {
    const auto pages =
        unit.all<ScanPage>("channel-scan.pages-without-person", {{"before", before}, {"limit", kForgetStep}});
    for (const auto& page : pages) {
        forget(unit, page);
        unit.audit("channel-scan.forget-picture", page.id, "");
    }
    return static_cast<std::int64_t>(pages.size());
}

void declarePages(Declarations& d) {
    d.get<PageQuery, Page<ScanPage>>(
        "/scan-pages", {"channel-scan.read", "Scanned pages of a batch, or the one behind a clearing entry"},
        [](const PageQuery& in, Call&, Unit& u) { return list(u, in); });
    d.get<PageById, ScanPage>("/scan-pages/{id}", {"channel-scan.read", "A scanned page"},
                              [](const PageById& in, Call&, Unit& u) { return findPage(u, in.id); });
    d.download<PageById>("/scan-pages/{id}/picture",
                         {"channel-scan.read", "The picture of a scanned page, as it came or as PNG"},
                         [](const PageById& in, Call& call, Unit& u) {
                             auto download = picture(u, findPage(u, in.id));
                             if (download.contentType.starts_with("image/"))
                                 call.setHeader("Content-Disposition", "inline");
                             return download;
                         });
    d.remove<PageById>("/scan-pages/{id}/picture",
                       {"channel-scan.write", "Delete the picture of a page; what was captured stays"},
                       [](const PageById& in, Call&, Unit& u) {
                           const auto page = findPage(u, in.id);
                           forget(u, page);
                           u.audit("channel-scan.delete-picture", page.id, "");
                       });
}

void hearDecision(Unit& unit, const responses::ClearingDecided& decided) {
    const auto page =
        unit.one<ScanPage>("channel-scan.find-page-of-clearing", {{"clearingId", decided.entryId}});
    if (!page || page->clearingVersion >= decided.version) return;
    auto state = PageState::Clearing;
    if (decided.state == responses::ClearingState::Rejected) state = PageState::Rejected;
    if (decided.state == responses::ClearingState::Assigned)
        state =
            decided.response && decided.response->captures > 1 ? PageState::Duplicate : PageState::Captured;
    unit.run("channel-scan.decide-page",
             {{"state", state},
              {"responseId", decided.response ? std::optional(decided.response->id) : std::nullopt},
              {"contactId", decided.response ? decided.response->contactId : std::nullopt},
              {"clearingVersion", decided.version},
              {"id", page->id}});
}

std::shared_ptr<contacts::PersonRecords> makePersonRecords() {
    return std::make_shared<ScanRecords>();
}

} // namespace rejoinder::scan
