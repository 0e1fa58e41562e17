#include "reading.h"

#include "content.h"

#include <algorithm>

namespace rejoinder::scan {

namespace {

using responses::NewResponse;
using responses::Outcome;

constexpr std::size_t kLongestCode = 64;

/// Why a page is not captured by itself; "" when it is.
std::string decide(const PageInHand& page, const std::vector<dispatch::Piece>& pieces, const BatchRow& batch,
                   NewResponse& reply, ScanPage& row) {
    const auto& codes = page.read.answer->codes;
    if (pieces.size() > 1) {
        for (const auto& piece : pieces) reply.note += piece.code + "\n";
        return "channel-scan.several-codes";
    }
    if (pieces.empty()) {
        if (codes.empty()) return "channel-scan.no-code";
        reply.code = codeIn(codes.front().text).substr(0, kLongestCode);
        row.code = *reply.code;
        return "";
    }
    reply.code = pieces.front().code;
    row.code = pieces.front().code;
    if (batch.campaignId && pieces.front().campaignId != *batch.campaignId)
        return "channel-scan.other-campaign";
    if (!page.card) return "";
    auto read = boxesOf(*page.card, page.read.answer->ink);
    row.boxes = std::move(read.boxes);
    reply.items = std::move(read.items);
    if (read.type) reply.type = *read.type;
    if (!read.unsure) return "";
    for (const auto& box : row.boxes) reply.note += box.name + ": " + nameOf(box.tick) + "\n";
    return "channel-scan.unsure-boxes";
}

void capture(Unit& unit, responses::Capturing& capturing, NewResponse reply, const std::string& reason,
             ScanPage& row) {
    responses::Captured captured;
    row.reason = reason;
    try {
        captured = reason.empty() ? capturing.capture(unit, reply) : capturing.setAside(unit, reply, reason);
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::Invalid) throw;
        // The type was retired since the batch was made: a person names another.
        reply.type.clear();
        row.reason = "responses.unknown-type";
        captured = capturing.setAside(unit, reply, row.reason);
    }
    if (captured.outcome == Outcome::Clearing) {
        row.state = PageState::Clearing;
        row.clearingId = captured.id;
        if (row.reason.empty()) row.reason = "responses.unknown-code";
        return;
    }
    row.state = captured.outcome == Outcome::Captured ? PageState::Captured : PageState::Duplicate;
    row.responseId = captured.id;
    if (captured.response) row.contactId = captured.response->contactId;
}

} // namespace

std::string codeIn(std::string_view text) {
    if (text.find("://") == std::string_view::npos) return std::string(text);
    while (text.ends_with('/')) text.remove_suffix(1);
    return std::string(text.substr(text.find_last_of("/=?#") + 1));
}

std::vector<dispatch::Piece> piecesOn(Unit& unit, dispatch::Pieces& pieces, const PageAnswer& answer) {
    std::vector<dispatch::Piece> found;
    for (const auto& code : answer.codes)
        if (auto piece = pieces.findByCode(unit, codeIn(code.text)))
            if (std::ranges::find(found, piece->id, &dispatch::Piece::id) == found.end())
                found.push_back(std::move(*piece));
    return found;
}

BoxesRead boxesOf(const CardTemplate& card, const std::vector<double>& ink) {
    BoxesRead read;
    for (std::size_t i = 0; i < card.boxes.size(); ++i) {
        const auto& box = card.boxes[i];
        const double dark = i < ink.size() ? ink[i] : -1;
        const auto tick = dark < 0             ? Tick::Unsure
                          : dark >= kTickedInk ? Tick::Yes
                          : dark < kEmptyInk   ? Tick::No
                                               : Tick::Unsure;
        read.boxes.push_back({box.name, tick, dark});
        read.unsure = read.unsure || tick == Tick::Unsure;
        if (tick != Tick::Yes) continue;
        if (box.sku) read.items.push_back({*box.sku, 1});
        if (box.type) {
            read.unsure = read.unsure || (read.type && *read.type != *box.type);
            read.type = box.type;
        }
    }
    return read;
}

void storePage(Unit& unit, const Neighbours& neighbours, const FileRow& file, const BatchRow& batch,
               int number, const PageInHand& page, std::string_view picture) {
    if (unit.one<ScanPage>("channel-scan.find-page-of-file", {{"fileId", file.id}, {"number", number}}))
        return;
    ScanPage row;
    row.id = unit.newId();
    row.batchId = batch.id;
    row.fileId = file.id;
    row.number = number;
    row.readAt = unit.now();
    if (!page.read.answer) {
        row.state = PageState::Rejected;
        row.reason = "channel-scan.unreadable";
    } else {
        row.contentType = page.read.answer->contentType;
        storeContent(unit, row.id, picture);
        if (page.read.answer->blank) {
            row.state = PageState::Rejected;
            row.reason = "channel-scan.blank";
        } else {
            NewResponse reply;
            reply.type = batch.type;
            reply.channel = Channel::Post;
            reply.campaignId = batch.campaignId;
            reply.receivedAt = file.receivedAt;
            reply.reference = "scan " + file.id.toString() + "-" + std::to_string(number);
            reply.clearing = true;
            const auto pieces = piecesOn(unit, *neighbours.pieces, *page.read.answer);
            const auto reason = decide(page, pieces, batch, reply, row);
            capture(unit, *neighbours.capturing, reply, reason, row);
        }
    }
    unit.run("channel-scan.insert-page", row);
    unit.audit("channel-scan.page", row.id, nameOf(row.state));
}

} // namespace rejoinder::scan
