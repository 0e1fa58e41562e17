#pragma once
#include "page_answer.h"

#include <rejoinder/contract/responses/capturing.h>

/// What the plugin stores and shows.
namespace rejoinder::scan {

/// What became of a page. Clearing: a person looks at it; Rejected: nobody's reply (blank, unreadable, or so
/// decided).
enum class PageState { Captured, Duplicate, Clearing, Rejected };
REJOINDER_DESCRIBE_ENUM(PageState, Captured, Duplicate, Clearing, Rejected)

/// Reading: pages are still to be read. Unbalanced: there are other pages than the scanner counted. Clearing:
/// persons still decide. Closed: every page is accounted for.
enum class BatchState { Reading, Unbalanced, Clearing, Closed };
REJOINDER_DESCRIBE_ENUM(BatchState, Reading, Unbalanced, Clearing, Closed)

/// pages = waiting + captured + duplicate + clearing + rejected. A file counts as one page until its pages
/// are counted.
struct Balance {
    BatchState state = BatchState::Reading;
    std::int64_t pages = 0, waiting = 0, captured = 0, duplicate = 0, clearing = 0, rejected = 0;
};
REJOINDER_DESCRIBE(Balance, state, pages, waiting, captured, duplicate, clearing, rejected)

/// A scanned stack as it is stored.
struct BatchRow {
    Id id;
    std::string name;
    std::string type; ///< key of the response type that a card means
    std::optional<Id> campaignId;
    std::optional<std::int32_t> pagesExpected; ///< what the scanner counted
    Timestamp createdAt;
    std::string createdBy;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(BatchRow, id, name, type, campaignId, pagesExpected, createdAt, createdBy, version)

struct FileOfBatch {
    Id id;
    std::string name;
    std::int64_t bytes = 0;
    std::int32_t pages = 1;
    bool finished = false; ///< all of its pages were read
    Timestamp receivedAt;
};
REJOINDER_DESCRIBE(FileOfBatch, id, name, bytes, pages, finished, receivedAt)

/// A scanned stack with its files and what became of its pages.
struct ScanBatch {
    Id id;
    std::string name, type;
    std::optional<Id> campaignId;
    std::optional<std::int32_t> pagesExpected;
    Timestamp createdAt;
    std::string createdBy;
    std::vector<FileOfBatch> files;
    Balance balance;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(ScanBatch, id, name, type, campaignId, pagesExpected, createdAt, createdBy, files, balance,
                   version)

struct FileRow {
    Id id, batchId;
    std::string contentType;
    std::int32_t pages = 1;
    bool finished = false;
    Timestamp receivedAt;
};
REJOINDER_DESCRIBE(FileRow, id, batchId, contentType, pages, finished, receivedAt)

enum class Tick { No, Yes, Unsure };
REJOINDER_DESCRIBE_ENUM(Tick, No, Yes, Unsure)

/// A box as it was found on a page.
struct BoxRead {
    std::string name;
    Tick tick = Tick::Unsure;
    double ink = -1; ///< share of it that is dark, 0 to 1; -1: it is not found
};
REJOINDER_DESCRIBE(BoxRead, name, tick, ink)

/// A scanned page and what became of it.
struct ScanPage {
    Id id, batchId, fileId;
    std::int32_t number = 1; ///< in its file, from 1
    PageState state = PageState::Clearing;
    std::string reason; ///< why it is not captured; empty when it is
    std::string code;   ///< as it stands on the page
    std::vector<BoxRead> boxes;
    std::optional<Id> responseId, clearingId;
    std::int64_t clearingVersion = 0;
    std::optional<Id> contactId;
    std::string contentType; ///< of its picture; empty when there is none (any more)
    Timestamp readAt;
};
REJOINDER_DESCRIBE(ScanPage, id, batchId, fileId, number, state, reason, code, boxes, responseId, clearingId,
                   clearingVersion, contactId, contentType, readAt)

/// A box of a campaign's card: what its tick asks for, or which answer it is.
struct CardBox {
    std::string name;
    double x = 0, y = 0, width = 0, height = 0;
    std::optional<std::string> sku, type;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100);
        r.at("x").range(-500, 500).says("mm from the code's top left corner along its upper edge");
        r.at("y").range(-500, 500).says("mm from the code's top left corner along its left edge");
        r.at("width").range(1, 100).says("mm, with the box's printed line");
        r.at("height").range(1, 100).says("mm, with the box's printed line");
        r.at("sku").max(64).says("The item that a tick asks for");
        r.at("type").max(64).says("The response type that a tick stands for, instead of the batch's");
    }
};
REJOINDER_DESCRIBE(CardBox, name, x, y, width, height, sku, type)

/// Where the boxes of a campaign's reply card are.
struct CardTemplate {
    Id id, campaignId;
    double moduleMm = 0; ///< edge of a module of the card's DataMatrix, mm
    std::vector<CardBox> boxes;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(CardTemplate, id, campaignId, moduleMm, boxes, version)

/// The job that reads a file.
struct ReadFile {
    Id fileId;
};
REJOINDER_DESCRIBE(ReadFile, fileId)

/// A file was read to its end.
struct FileRead {
    static constexpr std::string_view kTopic = "channel-scan.file-read";
    Id fileId, batchId;
    std::int32_t pages = 0;
};
REJOINDER_DESCRIBE(FileRead, fileId, batchId, pages)

} // namespace rejoinder::scan
